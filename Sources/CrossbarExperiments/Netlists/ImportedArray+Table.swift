import CrossbarPrimitives
import NetlistExchange
import Reporting

extension ImportedArray {
  /// The cells as `ArrayCells` reads them: memristors with their states, or nothing but resistors' lines.
  public var cellTable: CSVTable {
    var table = CSVTable(header: [
      "row", "column", "v_set_V", "v_reset_V", "r_lrs_ohm", "r_hrs_ohm", "g_stable_S", "state",
    ])
    for cell in cells {
      switch cell.element {
      case .memristor(let memristor, let state, _):
        table.append(
          cell.row, cell.column, memristor.setVoltage, memristor.resetVoltage, memristor.lowResistance,
          memristor.highResistance, memristor.stableConductance, state)
      case .resistor(let resistance):
        // A filament at its strongest is a resistor.
        table.append(
          cell.row, cell.column, Voltage.volts(1), Voltage.volts(1), resistance, resistance, Conductance.microsiemens(230), 1.0)
      }
    }
    return table
  }
}
