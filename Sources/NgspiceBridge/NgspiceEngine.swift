import CircuitSimulation
import Dispatch
import Foundation
import Netlisting

/// ngspice as a library in this process.
///
/// libngspice keeps its state in globals, so a process has one engine, `shared`. Its `simulate` never suspends between loading a
/// circuit and copying its result, so two tasks cannot interleave; as this is an actor, the compiler checks that.
///
///     let result = try await NgspiceEngine.shared.simulate(deck)
public actor NgspiceEngine: SpiceEngine {
  /// The only engine of this process. ngspice starts at its first use.
  public static let shared = NgspiceEngine()

  /// A queue of its own: simulations block, and must not hold a thread of the cooperative pool.
  private let executor = SerialQueueExecutor(label: "ngspice")
  /// Nil until ngspice has started.
  private var library: NgspiceLibrary?
  private var knownIdentity: EngineIdentity?
  /// Uses the options that this build of ngspice supports.
  private var writer = NgspiceWriter()
  /// Why ngspice gave up; nil while it works. Once this is set, the library must not be called any more.
  private var lostMessage: String?

  private init() {}

  /// The engine's own queue.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Starts ngspice if need be.
  /// - Throws: `SimulationError.engineUnavailable` or `.engineLost`.
  public var identity: EngineIdentity {
    get throws {
      _ = try startedLibrary()
      guard let knownIdentity else { throw SimulationError.engineUnavailable("it did not tell its version") }
      return knownIdentity
    }
  }

  /// Validates and simulates a deck.
  /// - Parameter timeLimit: nil for `longestSimulation`. An operating point cannot be stopped.
  /// - Throws: `SimulationError`, or `CancellationError`.
  public func simulate(_ deck: Deck, timeLimit: Duration? = nil) throws -> SimulationResult {
    do { try deck.validate() } catch { throw SimulationError.refused(error) }
    _ = try startedLibrary()
    return try simulate(NgspiceJob(deck, writer: writer), timeLimit: timeLimit ?? .longestSimulation)
  }

  /// Simulates a deck that has been validated, in this process or in the one that sent it.
  /// - Parameter timeLimit: nil for none.
  func simulate(_ job: NgspiceJob, timeLimit: Duration?) throws -> SimulationResult {
    try Task.checkCancellation()
    let library = try startedLibrary()
    defer { unload(library) }
    let loadWarnings = try load(job.lines, into: library)
    let plotBefore = library.currentPlot
    try analyse(job.analysis, in: library, timeLimit: timeLimit)
    let log = NgspiceLog(library.messages.take())
    if let failure = log.failure {
      throw SimulationError.analysisFailed(
        analysis: job.analysis.name, element: log.failedElement, engineMessage: failure)
    }
    let plot = library.currentPlot
    guard plot != plotBefore, plot.hasPrefix(job.analysis.plotPrefix) else {
      throw SimulationError.analysisFailed(
        analysis: job.analysis.name, element: nil, engineMessage: "it left no result (the current plot is '\(plot)')")
    }
    // A sweep's scale is named after the kind of source that is swept.
    let scale = ["time", "v-sweep", "i-sweep"].lazy.compactMap { library.vector("\(plot).\($0)") }.first
    return try job.result(scale: scale, warnings: loadWarnings + log.warnings) { library.vector("\(plot).\($0)") }
  }

  // MARK: Steps of a simulation

  /// Loads a circuit.
  /// - Returns: the warnings that ngspice printed while it read the circuit.
  /// - Throws: `SimulationError.circuitRejected`, or `.engineLost`.
  func load(_ lines: [String], into library: NgspiceLibrary) throws -> [String] {
    _ = library.messages.take()
    library.load(lines)
    try checkAlive(library)
    let log = NgspiceLog(library.messages.take())
    if let failure = log.failure {
      throw SimulationError.circuitRejected(line: log.failedLine, engineMessage: failure)
    }
    return log.warnings
  }

  /// Runs the loaded circuit's analysis. Sweeps and transients run on ngspice's own thread, so that they can be stopped.
  private func analyse(_ analysis: Analysis, in library: NgspiceLibrary, timeLimit: Duration?) throws {
    if case .operatingPoint = analysis {
      // ngspice cannot stop within an operating point, so a thread for it would be of no use.
      library.command("run")
      try checkAlive(library)
      return
    }
    let deadline = timeLimit.map { ContinuousClock.now + $0 }
    library.startRun()
    while library.messages.runEnded.wait(timeout: .now() + .milliseconds(10)) == .timedOut {
      let isLate = deadline.map { ContinuousClock.now > $0 } ?? false
      guard isLate || Task.isCancelled else { continue }
      library.haltRun()
      library.messages.runEnded.wait()
      try checkAlive(library)
      _ = library.messages.take()
      if let timeLimit, isLate { throw SimulationError.timeLimitExceeded(timeLimit) }
      throw CancellationError()
    }
    try checkAlive(library)
  }

  /// Removes plots, circuit and messages, so that the next simulation starts as the first did.
  private func unload(_ library: NgspiceLibrary) {
    guard lostMessage == nil else { return }
    // Plots first: those that are kept slow down every later run. Then the circuit, which costs 37 kB if it stays.
    library.command("destroy all")
    library.command("remcirc")
    _ = library.messages.take()
  }

  /// Must follow every call of the library that may end it.
  /// - Throws: `SimulationError.engineLost` if ngspice has given up.
  func checkAlive(_ library: NgspiceLibrary) throws {
    if let message = library.messages.exitMessage {
      lostMessage = message
      throw SimulationError.engineLost(message)
    }
  }

  // MARK: Start

  /// The library; it is started at the first call, and its version and features are read.
  func startedLibrary() throws -> NgspiceLibrary {
    if let lostMessage { throw SimulationError.engineLost(lostMessage) }
    if let library { return library }
    let started = NgspiceLibrary()
    try checkAlive(started)
    var banner = started.messages.take()
    for command in Self.startCommands { started.command(command) }
    _ = started.messages.take()
    started.command("version -f")
    banner += started.messages.take()
    started.command("set")
    guard
      let identity = NgspiceIdentity.read(
        EngineChoice.ngspice.rawValue, banner: banner, variables: started.messages.take(),
        startFolders: [FileManager.default.currentDirectoryPath, ProcessInfo.processInfo.environment["HOME"] ?? ""])
    else { throw SimulationError.engineUnavailable("it did not tell its version") }
    writer = NgspiceWriter(for: identity)
    knownIdentity = identity
    library = started
    return started
  }

  /// The commands with which ngspice is started in any process.
  ///
  /// One thread: OpenMP makes circuits of this size slower, and processes are the unit of parallelism. A fixed seed: a library
  /// with random numbers, as those of foundries, draws the same ones each time. Results are binary.
  static let startCommands = ["set num_threads=1", "setseed 1", "set filetype=binary"]
}

extension NgspiceWriter {
  /// The writer that suits a build of ngspice: with the KLU solver if the build has it.
  init(for identity: EngineIdentity) { self.init(engineOptions: identity.features.contains("klu") ? ["klu"] : []) }
}

extension Analysis {
  /// The beginning of the names that ngspice gives to plots of this analysis, such as `tran1`.
  fileprivate var plotPrefix: String {
    switch self {
    case .operatingPoint: "op"
    case .sweep: "dc"
    case .transient: "tran"
    }
  }
}
