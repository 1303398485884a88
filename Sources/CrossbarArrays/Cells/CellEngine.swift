import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import Records

/// The simulator of a study's cells: circuits in ngspice, which are the reference, or compiled cells, some of which are
/// then repeated in ngspice as a check.
///
/// A study asks `cells` for simulations, whichever engine it has, and `check` and `figures` at its end.
public struct CellEngine: Sendable {
  /// The engine as configuration and results name it.
  public enum Kind: String, Hashable, Codable, CaseIterable, Sendable {
    /// Every cell is a circuit in ngspice.
    case ngspice
    /// Cells are integrated natively from the device's own equations.
    case compiled
  }

  /// ngspice, with its runs counted; used also where cells are compiled, for checks and tables.
  package let spice: MeteredEngine
  /// Cells simulated as circuits on `spice`: the reference.
  public let circuits: CircuitCells
  /// Nil where cells are simulated in ngspice.
  public let compiled: CompiledCells?
  /// Number of a study's compiled writes to repeat in ngspice; 0 where ngspice simulates all cells.
  public var checks: Int

  /// An engine that simulates all cells in ngspice.
  public init(ngspice engine: any SpiceEngine) {
    spice = MeteredEngine(engine)
    circuits = CircuitCells(spice)
    (compiled, checks) = (nil, 0)
  }

  /// An engine that simulates cells natively.
  /// - Parameters:
  ///   - transistors: the access transistors of all cells to come.
  ///   - checks: number of writes to repeat in ngspice.
  ///   - threads: number of batches simulated at a time.
  ///   - engine: for the checks, and for every simulation other than a pulse on a cell.
  /// - Throws: `CompilationRefusal` if the device is beyond what can be compiled.
  public init(
    compiling device: MemristorDevice, transistors: [AccessTransistor], checks: Int, threads: Int, ngspice engine: any SpiceEngine
  ) throws {
    spice = MeteredEngine(engine)
    circuits = CircuitCells(spice)
    compiled = try CompiledCells(device, transistors: transistors, circuits: circuits, threads: threads)
    self.checks = checks
  }

  /// Samples the transistor tables that operations need, so that a refusal is known before the study starts. Does
  /// nothing where cells are simulated in ngspice.
  /// - Returns: remarks on what is simulated in ngspice nevertheless.
  /// - Throws: `CompilationRefusal`, and errors that end a study.
  public func prepare(_ operations: [(transistor: AccessTransistor, operation: CellOperation)]) async throws -> [String] {
    try await compiled?.prepare(operations) ?? []
  }

  /// The simulator that a study gives its cells to.
  package var cells: any CellSimulator { compiled ?? circuits }

  /// Which of the two simulates the cells.
  public var kind: Kind { compiled == nil ? .ngspice : .compiled }

  /// Repeats some of a study's writes in ngspice; nil where ngspice simulated them anyway, or nothing was to be
  /// checked.
  /// - Parameters:
  ///   - total: number of writes of the study.
  ///   - seed: of the study; it decides which writes are candidates.
  ///   - read: settings of the read after each write.
  ///   - write: the write of a number from 0 to `total` - 1.
  ///   - progress: called with the numbers of repeated writes so far and of all; what it throws ends the check.
  package func check(
    _ total: Int, seed: UInt64, read: ReadSettings, write: (Int) -> CheckedWrite,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) async throws -> EngineCheck? {
    guard let compiled, checks > 0, total > 0 else { return nil }
    // Enough candidates to find failures and cells near the threshold among them.
    let most = 20 * checks
    var stream = RandomStream(seed: seed, purpose: "cells to choose from for the check")
    let candidates =
      total <= most ? Array(0..<total) : Set((0..<most).map { _ in Int.random(in: 0..<total, using: &stream) }).sorted()
    return try await EngineCheck.run(
      candidates.map(write), count: checks, seed: seed, read: read, compiled: compiled, circuits: circuits,
      progress: progress)
  }

  /// The record of a study's simulations: engine, numbers of runs, and the check's result.
  /// - Parameter lines: of the study's arrays; nil where none are simulated.
  public func figures(_ check: EngineCheck?, lines: ArrayLines? = nil) -> CellEngineFigures {
    let totals = compiled?.totals ?? CompiledCells.Counts()
    var figures = CellEngineFigures()
    (figures.engine, figures.runs, figures.runsGivenToNgspice) = (kind, totals.runs, totals.inNgspice)
    figures.stepsPerRun = totals.runs == 0 ? 0 : Double(totals.steps) / Double(totals.runs)
    (figures.runsTooShort, figures.transistorChargeShare) = (totals.shortPulses, compiled?.transistorChargeShare)
    figures.seconds = totals.time / .seconds(1)
    (figures.transistorTableError, figures.check) = (compiled?.transistorTableError, check)
    figures.lines = LineFigures(lines, totals)
    return figures
  }
}

/// How the cells of a study were simulated.
/// The counts cover all compiled runs of the engine so far; they stay 0 where ngspice simulated the cells.
public struct CellEngineFigures: Figures, Hashable {
  @Figure("Cells simulated by") public var engine = CellEngine.Kind.ngspice
  @Figure("Compiled pulses, reads and rests") public var runs = 0
  @Figure public var stepsPerRun = 0.0
  @Figure("Runs given up and simulated in the reference") public var runsGivenToNgspice = 0
  @Figure("Runs simulated in the reference for the transistor's charges", .plain, "Their pulses are too short to neglect them.")
  public var runsTooShort = 0
  @Figure(
    "Largest share of a pulse's charge that the transistor takes", .plain, "None where transistors are equations.")
  public var transistorChargeShare: Double? = nil
  @Figure("Seconds of processors, for compiled cells", .runningTime) public var seconds = 0.0
  /// Nil where no table was needed, and where ngspice simulated the cells.
  @Figure(
    "Largest error of transistor tables", .plain, "Relative to a cell's current; none where transistors are equations.")
  public var transistorTableError: Double? = nil
  @Figure("Held against the reference", .plain, "None where nothing was.") public var check: EngineCheck? = nil
  @Figure("Lines in time", .plain, "None where lines follow their drivers at once.") public var lines: LineFigures? = nil

  /// The record of a study that ngspice simulated alone.
  public init() {}

  /// A summary to print; empty where ngspice simulated all cells and lines have no delays.
  public var text: String { [compiledText, lines?.text].compactMap { $0 }.joined(separator: "\n  ") }

  private var compiledText: String? {
    guard engine == .compiled else { return nil }
    return "compiled cells: \(runs) pulses and reads in \(String(format: "%.2g", seconds)) s of processor time"
      + (runsGivenToNgspice > 0 ? ", \(runsGivenToNgspice) of them given to ngspice" : "")
      + (runsTooShort > 0 ? ", \(runsTooShort) more in ngspice, since the transistor's charges count in so short a pulse" : "")
      + (transistorTableError.map { String(format: ", transistors by tables within %.1e of ngspice", $0) } ?? "") + "; "
      + (check?.text ?? "none held against ngspice")
  }

  /// Whether the check passed; true if nothing was checked.
  public var passes: Bool { check?.passes ?? true }
}
