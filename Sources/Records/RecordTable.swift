import CrossbarPrimitives

/// A table of records, one a row: its columns are the paths of their fields, so that a table and a JSON file name a value alike.
public struct RecordTable: Hashable, Sendable {
  /// A column's key and meaning; the value is that of no row.
  public private(set) var columns: [RecordField] = []
  /// By row and column; null where a row lacks a column.
  public private(set) var rows: [[RecordValue]] = []

  /// - Throws: what the rows' own `encode(to:)` throws.
  public init(_ rows: some Sequence<some Encodable>) throws {
    self.init(records: try rows.map { try RecordEncoder.encodeRow($0) })
  }

  /// A table that does not begin with rows: the columns are those of figures without values.
  public init(of type: (some Figures).Type) throws {
    self.init(records: [try RecordEncoder.encodeRow(type.init())])
    rows = []
  }

  public init(records: [RecordValue]) {
    var places: [String: Int] = [:]
    let fields = records.map { $0.fieldsByPath(enteringLists: false) }
    for (path, field) in fields.joined() where places[path] == nil {
      places[path] = columns.count
      columns.append(RecordField(path, .null, meaning: field.meaning))
    }
    let width = columns.count
    rows = fields.map { fields in
      var row = [RecordValue](repeating: .null, count: width)
      for (path, field) in fields { if let place = places[path] { row[place] = field.value } }
      return row
    }
  }

  public var header: [String] { columns.map(\.key) }

  /// The whole table as CSV after RFC 4180, but with line feeds alone; the same table gives the same bytes.
  public var csv: String { csvHeader + csvRows }

  public var csvHeader: String { Self.line(header) }

  /// The lines after the header.
  public var csvRows: String { rows.map { Self.line($0.map(Self.field)) }.joined() }

  /// A row of fields, each in quotes where it needs them.
  public static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

  /// Numbers in the shortest text that reads back as the same number; nothing where nothing is known.
  private static func field(_ value: RecordValue) -> String {
    switch value {
    case .null: ""
    case .flag(let flag): flag ? "true" : "false"
    case .whole(let number): "\(number)"
    case .number(let number): SpiceNumber.shortest(number)
    case .text(let text): text
    case .list(let values): values.map(field).joined(separator: "; ")
    case .record: ""
    }
  }

  private static func quoted(_ field: String) -> String {
    // By scalars: Swift takes "\r\n" for one character, which is neither of its halves.
    let needsQuotes = field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}

extension RecordValue {
  /// A row of a table as the record that it was made of, with text for every value: columns are the paths of its fields.
  public init(header: [String], fields: [String]) {
    var record = RecordValue.record([])
    for (path, text) in zip(header, fields) {
      record.insert(text.isEmpty ? .null : .text(text), at: path.split(separator: ".").map(String.init)[...])
    }
    self = record
  }

  private mutating func insert(_ value: RecordValue, at path: ArraySlice<String>) {
    guard let key = path.first else { return self = value }
    var fields = self.fields ?? []
    let place = fields.firstIndex { $0.key == key } ?? fields.count
    if place == fields.count { fields.append(RecordField(key, .null)) }
    fields[place].value.insert(value, at: path.dropFirst())
    self = .record(fields)
  }
}
