import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records

/// The effect of a pulse on the cell that it wrote, or on a neighbour of it: a row of `cells.csv`.
package struct WindowCell: Codable, Hashable, Sendable {
  /// A SET or a RESET.
  package var operation: RowOperation.Kind
  package var amplitude: Voltage
  package var width: Time
  /// Of the written cell's word line during the pulse.
  package var gateVoltage: Voltage
  /// The number of the drawn cell; the same cells at every setting.
  package var cell: Int
  /// Where a watched cell stands relative to the written one of its corner; nil for a written cell.
  package var neighbour: Neighbour?
  /// Whether the written cell reads as written.
  ///
  /// Nil for a neighbour, and where a simulation gave no result. Properties below that do not apply or are not known are
  /// nil, too.
  package var written: Bool?
  /// Why its read shows nothing of it; such a cell counts as not written.
  package var readFailure: ReadFailure?
  /// Through the cell at the end of a SET; the compliance if the cell did SET.
  package var current: Current?
  /// Sensed when the written cell is read after the pulse: what HRS and LRS look like from outside.
  package var readCurrent: Current?
  /// Delivered by the line drivers during the pulse.
  package var energy: Energy?
  /// Largest voltages between the terminals of the written cell's transistor during the pulse.
  package var gateSourceStress, gateDrainStress, drainSourceStress: Voltage?
  /// Whether at least half of the filament's conduction is lost after the rest; only for cells that a SET wrote.
  package var volatile: Bool?
  /// Whether the SET current exceeded the one from which the filament never dissolves again.
  package var overprogrammed: Bool?
  /// Largest magnitude of the voltage across the neighbour's memristor.
  package var disturbVoltage: Voltage?
  /// Whether the neighbour reads as a different bit than before.
  package var flipped: Bool?
  /// How its transistor differs from the nominal one; no column where all are equal.
  package var transistor: RecordValue?
  /// Why a simulation gave no result; nil if it gave one.
  package var numericalFailure: String?

  init(_ operation: CellOperation, cell: Int, neighbour: Neighbour? = nil, transistor: AccessTransistor) {
    self.transistor = RecordValue(deviationOf: transistor)
    self.operation = operation.kind
    (amplitude, width, gateVoltage) = (operation.amplitude, operation.pulse.width, operation.wordLineVoltage)
    self.cell = cell
    self.neighbour = neighbour
  }

  /// The stress of the written cell's transistor; nil where it is not known.
  var stress: CellStress? {
    guard let gateSourceStress, let gateDrainStress, let drainSourceStress else { return nil }
    return CellStress(
      gateSource: gateSourceStress, gateDrain: gateDrainStress, gateBulk: gateVoltage, drainSource: drainSourceStress)
  }
}
