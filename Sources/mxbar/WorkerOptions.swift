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

  /// What simulates circuits, as many at a time.
  func engine(_ choice: EngineChoice) -> any SpiceEngine {
    choice.engine(
      worker: Self.program, count: jobs ?? ProcessInfo.processInfo.activeProcessorCount, timeLimit: .seconds(timeLimit))
  }

  /// For commands that simulate one circuit after another. A process for it, too: ngspice neither meets the user's start-up
  /// files nor leaves files of its own, and one that hangs is ended.
  static func engine(_ choice: EngineChoice) -> any SpiceEngine { choice.engine(worker: program, count: 1) }

  /// Worker processes run this very program.
  static var program: WorkerProgram { WorkerProgram(path: MxbarCommand.programPath, arguments: ["worker"]) }
}
