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

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A simulation that takes longer is stopped and counts as failed, s.", valueName: "s"))
  var timeLimit = Duration.longestSimulation / .seconds(1)

  func validate() throws {
    try require(timeLimit, named: "--time-limit", .positive, unit: "s", atMost: 1e7)
    try requireCount(jobs, named: "--jobs", atMost: 1024)
  }

  /// Worker processes, which run this very program.
  func pool() -> WorkerPool {
    Self.pool(of: jobs ?? ProcessInfo.processInfo.activeProcessorCount, timeLimit: .seconds(timeLimit))
  }

  /// For commands that simulate one deck after another, too: ngspice neither meets the user's start-up files nor leaves
  /// files of its own in a worker's folder, and a worker that hangs is ended.
  static func pool(of workers: Int, timeLimit: Duration = .longestSimulation) -> WorkerPool {
    WorkerPool(program, workers: workers, timeLimit: timeLimit)
  }

  /// Worker processes run this very program.
  static var program: WorkerProgram { WorkerProgram(path: MxbarCommand.programPath, arguments: ["worker"]) }
}
