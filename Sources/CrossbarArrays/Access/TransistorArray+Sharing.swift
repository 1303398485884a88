import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension TransistorArray {
  /// The circuit of a 1TnR array, with an ammeter between each memristor and its group's transistor.
  ///
  /// Where unselected lines are open, the other groups are left out, as their lines carry nothing. The open bit lines of the
  /// selected group are not: through the memristors of other rows, whose transistors are off, they lead around the selected
  /// cell.
  func sharingCircuit(_ access: CellAccess) throws(NetlistError) -> (deck: Deck, cells: [WatchedCell]) {
    var builder = ArrayCircuitBuilder(
      drive(access), transistor: transistor, wires: wires.atRest, size: (cells.rows, cells.columns),
      title: "\(access.kind.rawValue) of one cell of a \(words)",
      comments: [
        "cell (\(access.row), \(access.column)) at \(access.voltage), unselected lines \(access.scheme.words)",
        "MSHARED_r_g transistor of row r and group g of \(cellsPerTransistor) columns, drain d_r_g, source line g; XCELL_r_c or "
          + "RCELL_r_c memristor from bit line c to that drain, VCELL_r_c ammeter below it; RBL, RSL wire; VBL, VSL, VWL drivers",
      ])
    let isOpen = access.scheme == .floating
    let own = access.column / cellsPerTransistor
    for row in 0..<cells.rows { try builder.addWordLine(row) }
    var watched: [WatchedCell] = []
    for group in isOpen ? [own] : Array(0..<cells.columns / cellsPerTransistor) {
      // An open bit line of a single cell leads nowhere.
      let columns = (group * cellsPerTransistor..<(group + 1) * cellsPerTransistor).filter {
        !isOpen || $0 == access.column || cells.rows > 1
      }
      try builder.addSourceLineDriver(group)
      for column in columns where !isOpen || column == access.column { try builder.addBitLineDriver(column) }
      for row in 0..<cells.rows {
        try builder.addSegment(.sourceLine, row, group)
        try builder.addSharedTransistor(row, group: group)
        for column in columns {
          // The first segment leads to the driver, which an open line does not have.
          if row > 0 || !isOpen || column == access.column { try builder.addSegment(.bitLine, row, column) }
          let element = cells[row, column]
          try builder.addSharingMemristor(
            row, column, group: group
          ) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
            try element.add(row: row, column: column, from: from, to: to, in: &circuit)
          }
          watched.append(
            (
              row, column, .voltage(builder.node(.bitLine, row, column)), .voltage(CellPart.middle.node(row, column)),
              .current(source: CellPart.ammeter.name(row, column))
            ))
        }
      }
    }
    let probes = [sensedCurrent(access)] + watched.flatMap { [$0.bitLine, $0.middle, $0.current] }
    return (
      Deck(
        circuit: builder.circuit, analysis: .operatingPoint, probes: probes,
        options: .operatingPoint.at(transistor.temperature)), watched
    )
  }
}
