import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// What a pulse made of the cell that it wrote, or of one beside it: a row of the table of cells.
public struct WindowCell: Codable, Hashable, Sendable {
  public var operation: RowOperation.Kind
  public var amplitude: Voltage
  public var width: Time
  /// Of the written cell's word line.
  public var gateVoltage: Voltage
  /// Number of the drawn cell; the same ones at every setting.
  public var cell: Int
  /// Where it stands if it is watched while another cell of its corner is written; nil for a written cell.
  public var neighbour: Neighbour?
  /// Whether the written cell reads as written.
  ///
  /// Nil for a neighbour, and where a simulation gave no result; so is everything below that is not known.
  public var written: Bool?
  /// Why its read says nothing of it; such a cell is not written.
  public var readFailure: ReadFailure?
  /// Through the cell at the end of a SET: the compliance, if it did SET.
  public var current: Current?
  /// What the line drivers delivered.
  public var energy: Energy?
  /// Whether half of the filament or more is gone after the rest, of a cell that reads as a 1 by a filament.
  public var volatile: Bool?
  /// Whether the SET current was one that keeps the filament from ever dissolving.
  public var overprogrammed: Bool?
  /// Largest magnitude across the neighbour's memristor.
  public var disturbVoltage: Voltage?
  /// Whether the neighbour reads as another bit than before.
  public var flipped: Bool?
  /// Why a simulation gave no result.
  public var numericalFailure: String?

  init(_ operation: CellOperation, cell: Int, neighbour: Neighbour? = nil) {
    self.operation = operation.kind
    (amplitude, width, gateVoltage) = (operation.amplitude, operation.pulse.width, operation.wordLineVoltage)
    self.cell = cell
    self.neighbour = neighbour
  }
}
