import ArgumentParser
import MemristorCrossbar

/// A worker process: `mxbar` starts itself as this, once for each of its `--jobs`. Hidden from the help.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Simulate circuits for another mxbar process.", shouldDisplay: false)

  func run() async throws { try await NgspiceWorker.serve() }
}
