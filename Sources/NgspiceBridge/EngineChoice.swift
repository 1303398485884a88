import CircuitSimulation

/// The available circuit simulators; the raw value is the name by which a user chooses one. A new simulator takes one file for
/// its engine, and a case here.
public enum EngineChoice: String, Hashable, Codable, CaseIterable, Sendable {
  /// libngspice in worker processes that stay from deck to deck; needs a program that serves as the worker.
  case ngspice
  /// The program `ngspice` from PATH, started anew for each deck; needs no library.
  case ngspiceProcess = "ngspice-process"

  /// A description for a list of choices.
  public var meaning: String {
    switch self {
    case .ngspice: "the library, in processes that stay"
    case .ngspiceProcess: "the program of that name, a process for each circuit"
    }
  }

  /// An engine of this kind; no process starts before its first use.
  /// - Parameters:
  ///   - worker: the program that runs the library's engine in a process of its own.
  ///   - count: the number of simulations at the same time.
  ///   - timeLimit: for simulations that state none.
  public func engine(
    worker: WorkerProgram, count: Int, timeLimit: Duration = .longestSimulation
  ) -> any SpiceEngine {
    switch self {
    case .ngspice: WorkerPool(worker, workers: count, timeLimit: timeLimit)
    case .ngspiceProcess: NgspiceProcessEngine(processes: count, timeLimit: timeLimit)
    }
  }
}
