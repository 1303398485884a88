import CrossbarPrimitives

/// A value that can stand in a field of a CSV table.
public protocol CSVField {
  /// The field's text before any quoting.
  var csvText: String { get }
}

extension String: CSVField { public var csvText: String { self } }
extension Int: CSVField { public var csvText: String { String(self) } }
extension UInt64: CSVField { public var csvText: String { String(self) } }
extension Bool: CSVField { public var csvText: String { self ? "true" : "false" } }

/// The shortest text that reads back as the same number.
extension Double: CSVField { public var csvText: String { SpiceNumber.shortest(self) } }

/// The bare SI number; the column's name carries the unit.
extension Quantity: CSVField { public var csvText: String { si.csvText } }

/// Nothing is an empty field.
extension Optional: CSVField where Wrapped: CSVField { public var csvText: String { self?.csvText ?? "" } }

/// A table with a header, written as CSV after RFC 4180 but with line feeds alone; the same table gives the same bytes.
public struct CSVTable: Hashable, Sendable {
  /// Column names, with the unit behind the name: `read_current_A`.
  public let header: [String]
  public private(set) var rowCount = 0
  /// The whole table as text.
  public private(set) var text: String

  public init(header: [String]) {
    precondition(!header.isEmpty, "a table needs a column")
    self.header = header
    text = Self.line(header)
  }

  /// Adds a row, which has one field for each column.
  public mutating func append(_ fields: any CSVField...) { append(fields) }

  /// Adds a row, which has one field for each column.
  public mutating func append(_ fields: [any CSVField]) {
    precondition(fields.count == header.count, "\(fields.count) fields in a table of \(header.count) columns")
    text += Self.line(fields.map(\.csvText))
    rowCount += 1
  }

  private static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

  private static func quoted(_ field: String) -> String {
    // By scalars: Swift takes "\r\n" for one character, which is neither of its halves.
    let needsQuotes = field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}
