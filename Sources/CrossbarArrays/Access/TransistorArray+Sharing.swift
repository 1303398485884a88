import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension TransistorArray {
  /// The operating point's circuit of a 1TnR array, with an ammeter between each memristor and its group's transistor.
  func sharingCircuit(_ access: CellAccess) throws(NetlistError) -> (deck: Deck, cells: [WatchedCell]) {
    let (builder, places) = try sharing(access, pulse: nil)
    let watched = places.map { row, column -> WatchedCell in
      (
        row, column, .voltage(builder.node(.bitLine, row, column)), .voltage(CellPart.middle.node(row, column)),
        .current(source: CellPart.ammeter.name(row, column))
      )
    }
    let probes = [sensedCurrent(access)] + watched.flatMap { [$0.bitLine, $0.middle, $0.current] }
    return (
      Deck(
        circuit: builder.circuit, analysis: .operatingPoint, probes: probes,
        options: .operatingPoint.at(transistor.temperature)), watched
    )
  }

  /// A pulse on one cell of a 1TnR array, every memristor free to move. Word lines are at rest; all lines that are driven rise
  /// and fall with the pulse.
  /// - Throws: `NetlistError` if an element is invalid.
  public func pulsed(_ access: CellAccess, _ pulse: PulseShape) throws(NetlistError) -> PulsedAccess {
    let (builder, places) = try sharing(access, pulse: pulse)
    let bitLine = ArrayCircuit.bitLineCurrent(access.column)
    let isReset = access.kind == .reset
    return PulsedAccess(
      access, pulse, circuit: builder.circuit, settling: wires.settlingTime(rows: cells.rows),
      options: .pulse.at(transistor.temperature), cells: cells, places: places,
      sensed: isReset ? bitLine : sensedCurrent(access), driven: isReset ? sensedCurrent(access) : bitLine)
  }

  /// The elements of a 1TnR array in an access, and the cells among them.
  ///
  /// Where unselected lines are open, the other groups are left out, as their lines carry nothing. The open bit lines of the
  /// selected group are not: through the memristors of other rows, whose transistors are off, they lead around the selected
  /// cell.
  /// - Parameter pulse: in which lines rise and fall and memristors move, the selected one with an ammeter; nil for constant
  ///   voltages and held memristors, each with an ammeter.
  private func sharing(
    _ access: CellAccess, pulse: PulseShape?
  ) throws(NetlistError) -> (builder: ArrayCircuitBuilder, places: [(row: Int, column: Int)]) {
    let ammeter = pulse == nil ? "VCELL_r_c ammeter below it" : "\(CellPart.selectedAmmeter) ammeter of the selected cell"
    var builder = ArrayCircuitBuilder(
      drive(access, pulse: pulse), transistor: transistor, wires: pulse == nil ? wires.atRest : wires.withIdealWordLines,
      size: (cells.rows, cells.columns), title: "\(access.kind.rawValue) of one cell of a \(words)",
      comments: [
        "cell (\(access.row), \(access.column)) at \(access.voltage)\(pulse.map { " for \($0.width)" } ?? ""), unselected lines \(access.scheme.words)",
        "MSHARED_r_g transistor of row r and group g of \(cellsPerTransistor) columns, drain d_r_g, source line g; XCELL_r_c or "
          + "RCELL_r_c memristor from bit line c to that drain, \(ammeter); RBL, RSL wire; VBL, VSL, VWL drivers",
      ])
    let isOpen = access.scheme == .floating
    let own = access.column / cellsPerTransistor
    for row in 0..<cells.rows { try builder.addWordLine(row) }
    var places: [(row: Int, column: Int)] = []
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
          try builder.addSegment(.bitLine, row, column, isOpen: isOpen && column != access.column)
          let element = cells[row, column]
          let selected = (row, column) == (access.row, access.column) ? CellPart.selectedAmmeter : nil
          try builder.addSharingMemristor(
            row, column, group: group, ammeter: pulse == nil ? CellPart.ammeter.name(row, column) : selected
          ) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
            try element.add(row: row, column: column, isHeld: pulse == nil, from: from, to: to, in: &circuit)
          }
          places.append((row, column))
        }
      }
    }
    return (builder, places)
  }
}
