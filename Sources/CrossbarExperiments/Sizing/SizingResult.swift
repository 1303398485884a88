import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// What a sizing run found.
public struct SizingResult: Sendable {
  public let experiment: SizingExperiment
  /// One a cell; nil for a device that does not say where it switches.
  public let demands: [SwitchingDemand?]
  /// In the order of `SizingExperiment.writes`.
  public let writes: [SizingWriteResult]
  public let cellEngine: CellEngineFigures
}

/// One SET or RESET of all cells.
public struct SizingWriteResult: Sendable {
  public let write: SizingWrite
  public let surroundings: WriteSurroundings
  /// One a cell.
  public let outcomes: [SizingOutcome]

  /// The cells whose simulation gave a result.
  public var cells: [WrittenCell] { outcomes.compactMap { try? $0.result.get() } }
}

/// What an array offers to a cell that is written.
public struct WriteSurroundings: Hashable, Sendable {
  /// Nil where it could not be simulated.
  public let loadCurve: LoadCurve?
  /// Of the whole column at the write voltage, every word line off.
  /// Nil where it could not be simulated.
  public let leakage: Current?
}

/// The current a memristor asks for at the voltage at which it switches: without a filament at V_SET, with the strongest
/// one at V_RESET.
public struct SwitchingDemand: Hashable, Sendable {
  public let memristor: Memristor
  public let set, reset: Current
}

/// What became of one cell.
public struct SizingOutcome: Sendable {
  public let cell: Int
  public let memristor: Memristor
  public let result: Result<WrittenCell, SimulationError>
}
