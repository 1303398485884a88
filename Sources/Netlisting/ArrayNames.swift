/// What the name of an element or node of a cell begins with; row and column follow, as in `XCELL_3_7`.
///
/// The names of an array are made and taken apart in this file alone, so that whoever builds a circuit, probes it or reads
/// it back means the same.
public enum CellPart: String, Hashable, Sendable {
  case memristor = "XCELL"
  case resistor = "RCELL"
  /// An `X` comes before it where the transistor is a subcircuit.
  case transistor = "MCELL"
  /// Below the memristor or the transistor.
  case ammeter = "VCELL"
  /// The node below the memristor.
  case middle = "m"
  /// The node above the ammeter.
  case foot = "s"

  public func name(_ row: Int, _ column: Int) -> String { ArrayPlace(kind: rawValue, row: row, column: column).name }

  public func node(_ row: Int, _ column: Int) -> Node { Node(name(row, column)) }
}

/// A set of parallel lines of an array, or of their ends on one side.
public struct ArrayLine: Hashable, Sendable {
  private let word: String

  public static let wordLine = ArrayLine("wl")
  public static let bitLine = ArrayLine("bl")
  public static let sourceLine = ArrayLine("sl")
  /// The two planes of wires of a passive array.
  public static let row = ArrayLine("row")
  public static let column = ArrayLine("col")

  /// - Parameter word: lower case.
  public init(_ word: String) { self.word = word }

  /// What drives or senses a line: `VBL7`.
  public func source(_ number: Int) -> String { "V\(word.uppercased())\(number)" }

  /// Where that is connected: `bl7`.
  public func end(_ number: Int) -> Node { Node("\(word)\(number)") }

  /// The resistance of an end by itself: `RLEFT_3`.
  public func endResistor(_ number: Int) -> String { "R\(word.uppercased())_\(number)" }

  /// The whole line, where it has no resistance: `wl_3`.
  public func wholeLine(_ number: Int) -> Node { Node("\(word)_\(number)") }

  /// The segment up to a cell from the one before it: `RBL_3_7`.
  public func segment(_ row: Int, _ column: Int) -> String {
    ArrayPlace(kind: "R\(word.uppercased())", row: row, column: column).name
  }

  /// Where the line meets a cell: `bl_3_7`.
  public func node(_ row: Int, _ column: Int) -> Node { Node(ArrayPlace(kind: word, row: row, column: column).name) }
}

/// The place that a name such as `XCELL_3_7` tells.
public struct ArrayPlace: Hashable, Sendable {
  /// What comes before row and column: `XCELL`.
  public let kind: String
  public let row, column: Int

  public init(kind: String, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }

  /// Nil for a name of another form. No array is as large as eight digits say.
  public init?(of name: String) {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy({ $0.isASCII && $0.isLetter }),
      let row = Self.number(parts[1]), let column = Self.number(parts[2])
    else { return nil }
    self.init(kind: parts[0].uppercased(), row: row, column: column)
  }

  private static func number(_ digits: Substring) -> Int? {
    digits.utf8.count <= 7 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
  }

  public var name: String { kind + suffix }

  /// What a name ends with: `_3_7`.
  var suffix: String { "_\(row)_\(column)" }
}
