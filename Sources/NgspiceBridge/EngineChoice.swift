import CircuitSimulation

/// The circuit simulators that there are. A new one is a file of its own and a case here.
public enum EngineChoice: String, Hashable, Codable, CaseIterable, Sendable {
  case ngspice
  case ngspiceProcess = "ngspice-process"

  /// What it is, for a list of choices.
  public var meaning: String {
    switch self {
    case .ngspice: "the library, in processes that stay"
    case .ngspiceProcess: "the program of that name, a process for each circuit"
    }
  }

  /// - Parameters:
  ///   - worker: runs what is a library.
  ///   - count: of simulations at a time.
  ///   - timeLimit: of a simulation that has none of its own.
  public func engine(
    worker: WorkerProgram, count: Int, timeLimit: Duration = .longestSimulation
  ) -> any SpiceEngine {
    switch self {
    case .ngspice: WorkerPool(worker, workers: count, timeLimit: timeLimit)
    case .ngspiceProcess: NgspiceProcessEngine(processes: count, timeLimit: timeLimit)
    }
  }
}
