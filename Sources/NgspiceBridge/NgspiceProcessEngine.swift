import CircuitSimulation
import Foundation
import Netlisting

/// ngspice as a program, one process per deck. It needs no library, and a crash costs one deck only. Starting a process takes
/// some 20 ms, more than most decks take.
public actor NgspiceProcessEngine: SpiceEngine {
  /// The largest number of processes at the same time.
  public nonisolated let capacity: Int
  private let program: String
  private let timeLimit: Duration
  /// Limits the number of processes at the same time; a place holds nothing.
  private let places: WorkPlaces<Never>
  /// The identity, once it has been asked for.
  private var known: EngineIdentity?

  /// - Parameters:
  ///   - program: a name to look up in PATH, or a path.
  ///   - processes: the largest number at the same time.
  ///   - timeLimit: for simulations that state none.
  public init(program: String = "ngspice", processes: Int, timeLimit: Duration = .longestSimulation) {
    self.program = program
    self.timeLimit = timeLimit
    capacity = processes
    places = WorkPlaces(count: processes)
  }

  /// Runs ngspice once to ask for its version and features.
  /// - Throws: `SimulationError.engineUnavailable` for a program that is missing or is not ngspice.
  public var identity: EngineIdentity {
    get async throws {
      if let known { return known }
      let mark = "its variables"
      let log = try await run(
        ["who it is", ".control", "version -f", "echo \(mark)", "set", "quit", ".endc", ".end"], timeLimit: .seconds(60)
      ).log
      let end = log.firstIndex(of: mark) ?? log.endIndex
      guard
        let identity = NgspiceIdentity.read(
          EngineChoice.ngspiceProcess.rawValue, banner: log[..<end], variables: log[end...], startFolders: [])
      else { throw SimulationError.engineUnavailable("the program '\(program)' does not say that it is ngspice") }
      known = identity
      return identity
    }
  }

  /// Validates a deck, runs it in a process of its own, and reads the raw file that the process leaves.
  /// - Throws: `SimulationError`, or `CancellationError`.
  public func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    do { try deck.validate() } catch { throw SimulationError.refused(error) }
    let job = NgspiceJob(deck, writer: NgspiceWriter(for: try await identity))
    let run = try await run(job.lines, timeLimit: timeLimit ?? self.timeLimit)
    // With these lines ngspice begins an analysis, after it has read the circuit, and ends it in any case.
    let start = run.log.firstIndex { $0.hasPrefix("Doing analysis at TEMP") } ?? run.log.endIndex
    let end = run.log.firstIndex { $0.hasPrefix("Total analysis time") } ?? run.log.endIndex
    let reading = NgspiceLog(run.log[..<start])
    if let failure = reading.failure {
      throw SimulationError.circuitRejected(line: reading.failedLine, engineMessage: failure)
    }
    let analysis = NgspiceLog(run.log[start..<max(start, end)])
    guard analysis.failure == nil, let file = run.result else {
      throw SimulationError.analysisFailed(
        analysis: deck.analysis.name, element: analysis.failedElement,
        engineMessage: analysis.failure ?? "it left no result, and its process \(run.end)")
    }
    let plot: RawPlot
    do { plot = try RawPlot(file) } catch {
      throw SimulationError.analysisFailed(
        analysis: deck.analysis.name, element: nil, engineMessage: "it left a file of results with \(error.reason)")
    }
    let vectors = Dictionary(zip(plot.names, plot.values)) { first, _ in first }
    return try job.result(scale: plot.values.first, warnings: reading.warnings + analysis.warnings) { vectors[$0] }
  }

  // MARK: The process

  /// The lines of the log, the raw file (nil if there is none), and how the process ended.
  private typealias Run = (log: [String], result: [UInt8]?, end: String)

  /// Runs a deck once there is a free place.
  private func run(_ deck: [String], timeLimit: Duration) async throws -> Run {
    _ = try await places.take()
    do {
      let run = try await runInPlace(deck, timeLimit: timeLimit)
      await places.giveBack(nil)
      return run
    } catch {
      await places.giveBack(nil)
      throw error
    }
  }

  /// Runs a deck in a private folder.
  /// - Throws: `SimulationError` for a program that is missing, takes too long or does not run; `CancellationError`.
  private func runInPlace(_ deck: [String], timeLimit: Duration) async throws -> Run {
    let folder: PrivateFolder
    do {
      folder = try PrivateFolder()
      try folder.write(deck.joined(separator: "\n") + "\n", to: "deck.cir")
      // The same commands with which the library is started.
      try folder.write(NgspiceEngine.startCommands.joined(separator: "\n") + "\n", to: ".spiceinit")
    } catch {
      throw SimulationError.engineUnavailable("no folder for a process: \(error)")
    }
    defer { folder.remove() }
    do {
      // A log file keeps warnings and errors in their order, which two pipes would not.
      let outcome = try await SimulatorProcess(program).run(
        ["-b", "-o", "log", "-r", "result.raw", "deck.cir"], in: folder, timeLimit: timeLimit)
      let log = String(decoding: folder.contents(of: "log") ?? [], as: UTF8.self)
      return (
        log.split(whereSeparator: \.isNewline).map(String.init), folder.contents(of: "result.raw"), outcome.status.words
      )
    } catch let failure as SimulatorProcess.Failure {
      switch failure {
      case .missing:
        throw SimulationError.engineUnavailable(
          "there is no program '\(program)'; install ngspice (Debian: apt-get install ngspice)")
      case .tookTooLong: throw SimulationError.timeLimitExceeded(timeLimit)
      case .notRun(let message): throw SimulationError.engineUnavailable("the program '\(program)' does not run: \(message)")
      }
    }
  }
}
