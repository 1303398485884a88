import CrossbarPrimitives

/// A table with one row per record. Columns are the paths of the innermost fields, so a CSV file and a JSON file give a
/// value the same name.
///
///     try folder.write(RecordTable(cells), to: "cells.csv")
public struct RecordTable: Hashable, Sendable {
  /// Path and meaning of each column, in the order in which the paths first occur; the value of these fields is always
  /// null.
  public private(set) var columns: [RecordField] = []
  /// Rows × columns; null where a row lacks a column.
  public private(set) var rows: [[RecordValue]] = []

  /// A table of values, each encoded as one row.
  /// - Throws: what the rows' own `encode(to:)` throws.
  public init(_ rows: some Sequence<some Encodable>) throws {
    self.init(records: try rows.map { try RecordEncoder.encodeRow($0) })
  }

  /// A table of records, whose keys need not agree: columns are the union of their paths. Lists stay whole, in one
  /// column.
  public init(records: [RecordValue]) {
    var places: [String: Int] = [:]
    let fields = records.map { $0.fieldsByPath { _ in false } }
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

  /// The paths of the columns, as the CSV header has them.
  public var header: [String] { columns.map(\.key) }

  /// The whole table as CSV by RFC 4180, except that lines end in a line feed alone. The same table gives the same bytes.
  public var csv: String { csvHeader + csvRows }

  /// The first line, with its line feed.
  public var csvHeader: String { Self.line(header) }

  /// The lines after the header, each with its line feed; empty for no rows.
  public var csvRows: String { rows.map { Self.line($0.map(Self.field)) }.joined() }

  /// One row with its line feed; fields are quoted where they need it.
  public static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\n" }

  /// Numbers in the shortest text that reads back as the same number; null is the empty field; the elements of a list are
  /// joined by `; `.
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

  /// Quotes a field that contains a comma, a quote or a line break.
  private static func quoted(_ field: String) -> String {
    // By scalars: to Swift "\r\n" is one character, equal to neither "\r" nor "\n".
    let needsQuotes = field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
  }
}

extension RecordValue {
  /// The record that a row of a table was made from, with text for every value and null for empty fields.
  /// - Parameters:
  ///   - header: the paths of the columns.
  ///   - fields: as many as the header; surplus ones are dropped.
  public init(header: [String], fields: [String]) {
    var record = RecordValue.record([])
    for (path, text) in zip(header, fields) {
      record.insert(text.isEmpty ? .null : .text(text), at: path.split(separator: ".").map(String.init)[...])
    }
    self = record
  }

  /// Sets the value at a path and creates the records on the way.
  private mutating func insert(_ value: RecordValue, at path: ArraySlice<String>) {
    guard let key = path.first else { return self = value }
    var fields = self.fields ?? []
    let place = fields.firstIndex { $0.key == key } ?? fields.count
    if place == fields.count { fields.append(RecordField(key, .null)) }
    fields[place].value.insert(value, at: path.dropFirst())
    self = .record(fields)
  }
}
