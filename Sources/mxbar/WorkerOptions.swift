import ArgumentParser
import Foundation
import MemristorCrossbar

/// How many simulations run at a time, and for how long each may take.
struct WorkerOptions: ParsableArguments {
  @Option("Simulations at a time, each in a process of its own; results do not depend on it. (default: all cores)", "count")
  var jobs: Int?

  @Option("A simulation that takes longer is stopped and counts as failed, s.", "s")
  var timeLimit = Duration.longestSimulation / .seconds(1)

  func validate() throws {
    try require(timeLimit, named: "--time-limit", .positive, unit: "s", atMost: 1e7)
    try requireCount(jobs, named: "--jobs", atMost: 1024)
  }

  /// The circuit simulator, in this many worker processes.
  func engine(_ choice: EngineChoice) -> any SpiceEngine {
    choice.engine(
      worker: Self.program, count: jobs ?? ProcessInfo.processInfo.activeProcessorCount, timeLimit: .seconds(timeLimit))
  }

  /// Worker processes run this same program.
  static var program: WorkerProgram { WorkerProgram(path: MxbarCommand.programPath, arguments: ["worker"]) }
}
