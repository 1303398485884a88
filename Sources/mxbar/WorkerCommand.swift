import ArgumentParser
import MemristorCrossbar

/// What `mxbar` runs of itself, once for each of its `--jobs`.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Simulate circuits for another mxbar process.", shouldDisplay: false)

  func run() async throws { try await NgspiceWorker.serve() }
}
