/// The first part of the name of a cell's element or node; row and column follow, as in `XCELL_3_7`.
///
/// All names of an array are made and parsed in this file, so that the code that builds a circuit, probes it or reads it
/// back uses the same ones. Rows and columns count from 0.
package enum CellPart: String, Hashable, Sendable {
  case memristor = "XCELL"
  case resistor = "RCELL"
  /// The selector in series with the cell's memristor or resistor.
  case selector = "XSEL"
  /// A MOSFET with a `.model` card; a transistor that is a subcircuit has an `X` in front of this name.
  case transistor = "MCELL"
  /// A transistor that several memristors of a row share; its second number counts the groups of columns. An `X` as above.
  case sharedTransistor = "MSHARED"
  /// The drain of such a transistor.
  case sharedDrain = "d"
  /// A voltage source between word line and gate that shifts the transistor's threshold voltage by its own, V.
  case threshold = "VVTH"
  /// The node between that source and the gate.
  case gate = "g"
  /// A voltage source of 0 V in series with the cell; its current is the cell's current, A.
  case ammeter = "VCELL"
  /// The node below the memristor, which it shares with the transistor, selector or ammeter.
  case middle = "m"
  /// The node between the transistor or selector and the ammeter below it; with a resistor in series with the memristor, the node below
  /// that resistor.
  case foot = "s"

  /// The name of this part in one cell: `XCELL_3_7` in row 3 and column 7.
  package func name(_ row: Int, _ column: Int) -> String { ArrayPlace(kind: rawValue, row: row, column: column).name }

  /// The source of 0 V that measures the current of the one selected cell. Its name states no place, so that it stays at the
  /// top level of a deck, where every simulator can print its current.
  package static let selectedAmmeter = "VSELECTED"

  /// The node of this name; meaningful for `middle`, `foot` and `sharedDrain`.
  ///
  ///     CellPart.middle.node(3, 7)   // m_3_7
  package func node(_ row: Int, _ column: Int) -> Node { Node(name(row, column)) }
}

/// One set of parallel lines of an array, such as all bit lines, or the ends of lines on one side.
///
///     ArrayLine.bitLine.source(7)      // VBL7, the driver of bit line 7
///     ArrayLine.bitLine.node(3, 7)     // bl_3_7, where it meets the cell in row 3
package struct ArrayLine: Hashable, Sendable {
  /// The lower-case prefix of the nodes; elements take it in upper case.
  private let word: String

  /// The gates of a row's transistors. It carries no direct current and is one node, unless its delay is modelled.
  package static let wordLine = ArrayLine("wl")
  /// The upper terminals of a column's memristors.
  package static let bitLine = ArrayLine("bl")
  /// The lower terminals of the cells; the lines run along rows or along columns, as the drive says.
  package static let sourceLine = ArrayLine("sl")
  /// The wires along the rows of a passive array.
  package static let row = ArrayLine("row")
  /// The wires along the columns of a passive array.
  package static let column = ArrayLine("col")

  /// Not a line: the gates that a source shifts against their word line, named as `CellPart.gate` names them.
  static let shiftedGate = ArrayLine(CellPart.gate.rawValue)

  /// A set of lines under a name of its own, such as one side of an array.
  /// - Parameter word: the prefix of its nodes, in lower case.
  package init(_ word: String) { self.word = word }

  /// Whether a node's name is that of a node on such a line.
  func owns(_ node: Node) -> Bool {
    let rest = node.key.dropFirst(word.count)
    return node.key.hasPrefix(word) && rest.allSatisfy { $0 == "_" || $0.isNumber }
  }

  /// The voltage source that drives or senses a line: `VBL7`.
  package func source(_ number: Int) -> String { "V\(word.uppercased())\(number)" }

  /// The node of the line's driven end, to which that source is connected: `bl7`.
  package func end(_ number: Int) -> Node { Node("\(word)\(number)") }

  /// The resistor between a line's end and its source: `RLEFT_3`.
  package func endResistor(_ number: Int) -> String { "R\(word.uppercased())_\(number)" }

  /// The only node of a line without resistance: `wl_3`.
  package func wholeLine(_ number: Int) -> Node { Node("\(word)_\(number)") }

  /// The resistor of the wire segment that leads from the previous cell on the line to this one: `RBL_3_7`.
  package func segment(_ row: Int, _ column: Int) -> String {
    ArrayPlace(kind: "R\(word.uppercased())", row: row, column: column).name
  }

  /// The node where the line meets a cell: `bl_3_7`.
  package func node(_ row: Int, _ column: Int) -> Node { Node(ArrayPlace(kind: word, row: row, column: column).name) }

  /// The capacitor from that node to ground: `CBL_3_7`.
  package func capacitor(_ row: Int, _ column: Int) -> String {
    ArrayPlace(kind: "C\(word.uppercased())", row: row, column: column).name
  }
}

/// The kind, row and column that a name such as `XCELL_3_7` states; the inverse of the names above.
package struct ArrayPlace: Hashable, Sendable {
  /// The part before row and column, such as `XCELL` or `RBL`; upper case when read from a name.
  package let kind: String
  /// Counted from 0.
  package let row, column: Int

  package init(kind: String, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }

  /// Reads a name of the form `letters_row_column`; letter case does not matter.
  ///
  /// Nil for a name of any other form. Row and column have at most seven digits each: no array is larger.
  package init?(of name: String) {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy({ $0.isASCII && $0.isLetter }),
      let row = Self.number(parts[1]), let column = Self.number(parts[2])
    else { return nil }
    self.init(kind: parts[0].uppercased(), row: row, column: column)
  }

  private static func number(_ digits: Substring) -> Int? {
    digits.utf8.count <= 7 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
  }

  /// The name that states this place.
  package var name: String { kind + suffix }

  /// The part of the name after the kind: `_3_7`.
  var suffix: String { "_\(row)_\(column)" }
}
