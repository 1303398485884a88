import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import Records

/// What a study simulates its cells with: circuits in ngspice, the reference; or compiled cells, held against it.
public struct CellEngine: Sendable {
  public enum Kind: String, Hashable, Codable, CaseIterable, Sendable {
    case ngspice
    case compiled
  }

  /// ngspice with what it did counted.
  public let spice: MeteredEngine
  public let circuits: CircuitCells
  /// Nil where cells are simulated in ngspice.
  public let compiled: CompiledCells?
  /// How many of a study's compiled writes are repeated in ngspice.
  public let checks: Int

  /// Cells in ngspice.
  public init(ngspice engine: any SpiceEngine) {
    spice = MeteredEngine(engine)
    circuits = CircuitCells(spice)
    (compiled, checks) = (nil, 0)
  }

  /// Compiled cells.
  /// - Parameters:
  ///   - transistors: those that cells will have.
  ///   - checks: how many writes to repeat in ngspice.
  ///   - engine: for these, and for all that is no pulse on a cell.
  /// - Throws: `CompilationRefusal`.
  public init(
    compiling device: MemristorDevice, transistors: [AccessTransistor], checks: Int, threads: Int, ngspice engine: any SpiceEngine
  ) throws {
    spice = MeteredEngine(engine)
    circuits = CircuitCells(spice)
    compiled = try CompiledCells(device, transistors: transistors, circuits: circuits, threads: threads)
    self.checks = checks
  }

  /// Makes ready for operations; refusals of transistors are then known. Nothing where cells are simulated in ngspice.
  /// - Throws: `CompilationRefusal`, and what ends a study.
  public func prepare(_ operations: [(transistor: AccessTransistor, operation: CellOperation)]) async throws {
    try await compiled?.prepare(operations)
  }

  public var cells: any CellSimulator { compiled ?? circuits }

  public var kind: Kind { compiled == nil ? .ngspice : .compiled }

  /// Repeats some of a study's writes in ngspice; nil where there is nothing to hold against it.
  /// - Parameters:
  ///   - total: how many writes the study has.
  ///   - write: one of them.
  public func check(
    _ total: Int, seed: UInt64, read: ReadSettings, write: (Int) -> CheckedWrite,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) async throws -> EngineCheck? {
    guard let compiled, checks > 0, total > 0 else { return nil }
    // Enough to find failures and cells near the threshold among them.
    let most = 20 * checks
    var stream = RandomStream(seed: seed, purpose: "cells to choose from for the check")
    let candidates =
      total <= most ? Array(0..<total) : Set((0..<most).map { _ in Int.random(in: 0..<total, using: &stream) }).sorted()
    return try await EngineCheck.run(
      candidates.map(write), count: checks, seed: seed, read: read, compiled: compiled, circuits: circuits,
      progress: progress)
  }

  /// What was simulated with what, and how near the engines came.
  public func figures(_ check: EngineCheck?) -> CellEngineFigures {
    let totals = compiled?.totals ?? CompiledCells.Counts()
    var figures = CellEngineFigures()
    (figures.engine, figures.runs, figures.runsGivenToNgspice) = (kind, totals.runs, totals.inNgspice)
    figures.stepsPerRun = totals.runs == 0 ? 0 : Double(totals.steps) / Double(totals.runs)
    figures.seconds = totals.time / .seconds(1)
    (figures.transistorTableError, figures.check) = (compiled?.transistorTableError, check)
    return figures
  }
}

/// How the cells of a study were simulated.
public struct CellEngineFigures: Figures, Hashable {
  @Figure("Cells simulated by") public var engine = CellEngine.Kind.ngspice
  @Figure("Compiled pulses, reads and rests") public var runs = 0
  @Figure public var stepsPerRun = 0.0
  @Figure("Runs given up and simulated in the reference") public var runsGivenToNgspice = 0
  @Figure("Seconds of processors, for compiled cells") public var seconds = 0.0
  @Figure(
    "Largest error of transistor tables", .plain, "Relative to a cell's current; none where transistors are equations.")
  public var transistorTableError: Double? = nil
  @Figure("Held against the reference", .plain, "None where nothing was.") public var check: EngineCheck? = nil

  /// Cells in ngspice, of which nothing else is to be said.
  public init() {}

  /// In lines for a person; empty where ngspice simulated all cells.
  public var text: String {
    guard engine == .compiled else { return "" }
    return "compiled cells: \(runs) pulses and reads in \(String(format: "%.2g", seconds)) s of processor time"
      + (runsGivenToNgspice > 0 ? ", \(runsGivenToNgspice) of them given to ngspice" : "")
      + (transistorTableError.map { String(format: ", transistors by tables within %.1e of ngspice", $0) } ?? "") + "; "
      + (check?.text ?? "none held against ngspice")
  }

  /// Whether nothing that was held against ngspice differs from it by more than it may.
  public var passes: Bool { check?.passes ?? true }
}
