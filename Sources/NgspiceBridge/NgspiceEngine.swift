import CircuitSimulation
import Dispatch
import Foundation
import Netlisting

/// ngspice in this process.
///
/// libngspice keeps its state in globals, so a process has one engine, `shared`. It is an actor whose `simulate` never
/// suspends between loading a circuit and copying its result: two tasks cannot interleave, and that is checked by the
/// compiler, not by a convention.
public actor NgspiceEngine: SpiceEngine {
  public static let shared = NgspiceEngine()

  private let executor = SerialQueueExecutor(label: "ngspice")
  private var library: NgspiceLibrary?
  private var knownIdentity: EngineIdentity?
  private var writer = NgspiceWriter()
  /// Set when ngspice has given up; nothing may be called any more.
  private var lostMessage: String?

  private init() {}

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public var identity: EngineIdentity {
    get throws {
      _ = try startedLibrary()
      guard let knownIdentity else { throw SimulationError.engineUnavailable("it did not tell its version") }
      return knownIdentity
    }
  }

  public func simulate(_ deck: Deck, timeLimit: Duration? = nil) throws -> SimulationResult {
    do { try deck.validate() } catch { throw SimulationError.refused(error) }
    _ = try startedLibrary()
    return try simulate(NgspiceJob(deck, writer: writer), timeLimit: timeLimit ?? .longestSimulation)
  }

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

  /// - Returns: what ngspice warned of while it read the circuit.
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

  private func analyse(_ analysis: Analysis, in library: NgspiceLibrary, timeLimit: Duration?) throws {
    if case .operatingPoint = analysis {
      // ngspice cannot stop inside an operating point, so a thread for it would be of no use.
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

  private func unload(_ library: NgspiceLibrary) {
    guard lostMessage == nil else { return }
    // Plots first: kept ones slow every later run; then the circuit, which costs 37 kB if it stays.
    library.command("destroy all")
    library.command("remcirc")
    _ = library.messages.take()
  }

  func checkAlive(_ library: NgspiceLibrary) throws {
    if let message = library.messages.exitMessage {
      lostMessage = message
      throw SimulationError.engineLost(message)
    }
  }

  // MARK: Start

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

  /// How ngspice is started in any process. OpenMP makes circuits of this size slower, and processes are the unit of
  /// parallelism; what draws random numbers, as foundry libraries may, draws the same ones each time; results are binary.
  static let startCommands = ["set num_threads=1", "setseed 1", "set filetype=binary"]
}

extension NgspiceWriter {
  /// What this build of ngspice does best with.
  init(for identity: EngineIdentity) { self.init(engineOptions: identity.features.contains("klu") ? ["klu"] : []) }
}

extension Analysis {
  /// How ngspice's plots of this analysis are named.
  fileprivate var plotPrefix: String {
    switch self {
    case .operatingPoint: "op"
    case .sweep: "dc"
    case .transient: "tran"
    }
  }
}
