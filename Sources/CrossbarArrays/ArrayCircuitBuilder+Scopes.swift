import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension ArrayCircuitBuilder {
  /// What to build of an array: the scope, the selected cell and the drive on all lines.
  struct Selection {
    /// Voltages of all lines, and the direction of the source lines.
    var drive: ArrayDrive
    var scope: CircuitScope
    /// The selected cell's row. A circuit of the scope `line` holds this cell's column, or its row.
    var row: Int
    /// The selected cell's column.
    var column: Int
    /// Columns in which the selected row's filament is free to grow and dissolve. All other filaments are held.
    var moving: Set<Int>
    /// Whether all filaments are free, whatever `moving` says.
    var allMove = false
    /// The selected cell's place on its word line, in a circuit of the scope `line`; nil for its column in the array.
    var wordLine: WordLinePlace?
  }

  /// The circuit of a selection: the whole array; or one cell with its column lumped; or, where source lines run along
  /// rows, one row with the bit lines up to it lumped.
  /// - Parameters:
  ///   - title: the deck's first line.
  ///   - comments: printed below the title, before those that explain the names.
  ///   - substitute: adds an element in place of the selected cell's memristor; only for the scope `line` with source
  ///     lines along columns.
  /// - Throws: `NetlistError` if an element is invalid.
  static func circuit(
    _ selection: Selection, of array: CrossbarArray, title: String, comments: [String],
    substitute: ((_ from: Node, _ to: Node, _ circuit: inout Circuit) throws(NetlistError) -> Void)? = nil
  ) throws(NetlistError) -> Circuit {
    var builder = ArrayCircuitBuilder(
      selection, array, title: title, comments: comments + Self.comments(selection, array))
    let (row, column) = (selection.row, selection.column)
    let alongRows = selection.drive.sourceLines == .alongRows
    switch selection.scope {
    case .array:
      for row in 0..<array.rows {
        try builder.addWordLine(row)
        if alongRows { try builder.addSourceLineDriver(row) }
      }
      for column in 0..<array.columns {
        try builder.addBitLineDriver(column)
        if !alongRows { try builder.addSourceLineDriver(column) }
        for row in 0..<array.rows {
          try builder.addSegments(row, column)
          try builder.addCell(row, column, of: array, selection)
        }
      }
    case .line where alongRows:
      try builder.addWordLine(row)
      try builder.addSourceLineDriver(row)
      for column in 0..<array.columns {
        try builder.addBitLineDriver(column)
        try builder.addLine(.bitLine, row...row, column)
        try builder.addSegment(.sourceLine, row, column)
        if array.wires.movesWordLines { try builder.addSegment(.wordLine, row, column) }
        try builder.addCell(row, column, of: array, selection)
      }
    case .line:
      try builder.addWordLine(row)
      try builder.addBitLineDriver(column)
      try builder.addSourceLineDriver(column)
      for line in [ArrayLine.bitLine, .sourceLine] { try builder.addLine(line, row...row, column) }
      if let substitute {
        try builder.addCell(row, column, transistor: array.transistor(row, column), substitute)
      } else {
        try builder.addCell(row, column, of: array, selection)
      }
      try builder.addLumpedOffCells(row, column, count: array.rows - 1)
    }
    return builder.circuit
  }

  /// The probes of the selected cell: driver currents, node voltages from driver to driver, and the state.
  static func cellProbes(_ selection: Selection, of array: CrossbarArray) -> CellProbes {
    let nodes = ArrayCircuitBuilder(selection, array, title: "", comments: [])
    let (row, column) = (selection.row, selection.column)
    return CellProbes(
      bitLineCurrent: .current(source: ArrayLine.bitLine.source(column)),
      sourceLineCurrent: .current(source: ArrayLine.sourceLine.source(column)),
      bitLineDriver: .voltage(ArrayLine.bitLine.end(column)), sourceLineDriver: .voltage(ArrayLine.sourceLine.end(column)),
      bitLine: .voltage(nodes.node(.bitLine, row, column)), middle: .voltage(CellPart.middle.node(row, column)),
      sourceLine: .voltage(nodes.node(.sourceLine, row, column)), state: array.memristors[row, column].stateProbe(row, column))
  }

  private init(_ selection: Selection, _ array: CrossbarArray, title: String, comments: [String]) {
    let isOneCell = selection.scope == .line && selection.drive.sourceLines == .alongColumns
    let place = selection.wordLine ?? WordLinePlace(index: selection.column, of: array.columns)
    self.init(
      selection.drive, transistor: array.transistor, wires: array.wires, size: (array.rows, array.columns),
      wordLinePlace: isOneCell ? place : nil, title: title, comments: comments)
  }

  /// Adds a cell. Its filament is free if the selection lets it move; otherwise the cell is held at its state.
  private mutating func addCell(
    _ row: Int, _ column: Int, of array: CrossbarArray, _ selection: Selection
  ) throws(NetlistError) {
    let (memristor, state) = (array.memristors[row, column], array.states[row, column])
    let canMove = selection.allMove || (row == selection.row && selection.moving.contains(column))
    try addCell(row, column, transistor: array.transistor(row, column)) {
      (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
      try circuit.add(CellPart.memristor.name(row, column), memristor, state: state, isHeld: !canMove, from: from, to: to)
    }
  }

  /// Explains the element names and, for lumped circuits, what each stands for.
  private static func comments(_ selection: Selection, _ array: CrossbarArray) -> [String] {
    let letter = array.transistor.model.form == .card ? "M" : "XM"
    let names =
      "XCELL_r_c memristor and \(letter)CELL_r_c access transistor of row r, column c; RBL, RSL wire; VBL, VSL, VWL drivers"
    let mismatch =
      array.hasMismatch
      ? ["VVTH_r_c shifts that transistor's threshold voltage by its own, m or count is its gain; off cells in one are nominal"]
      : []
    let extent =
      switch (selection.scope, selection.drive.sourceLines) {
      case (.array, _): "the first segment of each line holds the driver's resistance"
      case (.line, .alongColumns):
        "one column: RBL and RSL hold the driver and all segments up to the row, \(letter)OFF the cells of other rows"
      case (.line, .alongRows):
        "one row: RBL holds the driver and all segments up to the row; what other rows draw from the bit lines is left out"
      }
    let wires = array.wires
    guard wires.segmentCapacitance > .zero || wires.movesWordLines else { return [names, extent] + mismatch }
    let isOneCell = selection.scope == .line && selection.drive.sourceLines == .alongColumns
    return [
      names, extent,
      "CBL, CSL, CWL capacitance of wires, half of each segment's at either end, and of gates; RWL word line"
        + (isOneCell ? "; lines with capacitance are in full, with all segments" : ""),
    ] + mismatch
  }
}
