import ArgumentParser
import Foundation
import MemristorCrossbar

/// How many simulations run at a time.
struct WorkerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Simulations at a time, each in a process of its own; results do not depend on it. (default: all cores)",
      valueName: "count"))
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs is \(jobs); allowed is 1 to 1024.") }
  }

  /// Worker processes, which run this very program.
  func pool() -> WorkerPool {
    WorkerPool(Self.program, workers: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Worker processes run this very program.
  static var program: WorkerProgram { WorkerProgram(path: MxbarCommand.programPath, arguments: ["worker"]) }
}
