import CrossbarPrimitives
import Foundation

/// Any value that is written to or read from a file: the common form of JSON, YAML and table rows.
///
/// `RecordEncoder` makes it from any `Encodable`, and every output (JSON, CSV, page, terminal) is written from it.
/// `RecordDecoder` goes the other way.
public enum RecordValue: Hashable, Sendable {
  /// Not known, or not applicable.
  case null
  /// True or false.
  case flag(Bool)
  /// Kept apart from other numbers, since a seed of 64 bits does not fit into a `Double`.
  case whole(UInt64)
  /// Any other number, infinities and NaN included.
  case number(Double)
  /// Text, also for dates (ISO 8601); the values of a row of a table are all text.
  case text(String)
  /// Elements need not be of one kind.
  case list([RecordValue])
  /// In the order of declaration. Keys should differ; where one repeats, its first value counts.
  case record([RecordField])
}

/// A named value of a record, with its declared meaning if it has one.
public struct RecordField: Hashable, Sendable {
  /// With its unit, as in `read_voltage_V`; in a `RecordTable` the whole path.
  public var key: String
  /// In the unit that the key ends in.
  public var value: RecordValue
  /// What people are told of it; nil where nothing was declared, as for settings and for everything read from a file.
  public var meaning: FigureMeaning?

  /// `key` ends in the unit of the value, if it has one; `meaning` is nil where none was declared.
  public init(_ key: String, _ value: RecordValue, meaning: FigureMeaning? = nil) {
    self.key = key
    self.value = value
    self.meaning = meaning
  }
}

extension RecordValue {
  /// The value of a key; nil where this is no record, or one without the key. A key with null gives `.null`, not nil.
  public subscript(key: String) -> RecordValue? {
    guard case .record(let fields) = self else { return nil }
    return fields.first { $0.key == key }?.value
  }

  /// The fields of a record, in order; nil for other values.
  public var fields: [RecordField]? {
    guard case .record(let fields) = self else { return nil }
    return fields
  }

  /// The text; nil for other values, numbers included.
  public var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  /// The elements of a list; nil for other values.
  public var list: [RecordValue]? {
    guard case .list(let values) = self else { return nil }
    return values
  }

  /// The value as a number; nil where it is none. True is 1. The texts `inf`, `-inf` and `nan` count as numbers, since
  /// JSON has no other way to hold them.
  public var double: Double? {
    switch self {
    case .whole(let number): Double(number)
    case .number(let number): number
    case .flag(let flag): flag ? 1 : 0
    case .text("inf"): .infinity
    case .text("-inf"): -.infinity
    case .text("nan"): .nan
    case .null, .text, .list, .record: nil
    }
  }

  /// The innermost values with their paths, in order: `write.set.failed`, `points.0.share`.
  public var leaves: [(path: String, value: RecordValue)] { fieldsByPath { _ in true }.map { ($0.path, $0.field.value) } }

  /// The innermost fields with their paths, in order. Below a declared record a field's meaning names both, as in
  /// `Read current: median`.
  /// - Parameter entersList: whether the elements of a list are fields of their own, with their indices as keys; if not,
  ///   the list stays whole.
  func fieldsByPath(entersList: ([RecordValue]) -> Bool) -> [(path: String, field: RecordField)] {
    func visit(_ field: RecordField, _ path: String, below above: FigureMeaning?) -> [(path: String, field: RecordField)] {
      let meaning = above.map { field.meaning(below: $0) } ?? field.meaning
      func inner(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
      switch field.value {
      case .record(let fields): return fields.flatMap { visit($0, inner($0.key), below: meaning) }
      case .list(let values) where entersList(values):
        return values.enumerated().flatMap { index, value in
          visit(RecordField("\(index)", value, meaning: meaning), inner("\(index)"), below: nil)
        }
      default: return [(path, RecordField(field.key, field.value, meaning: meaning))]
      }
    }
    return visit(RecordField("", self), "", below: nil)
  }
}

// MARK: JSON

extension RecordValue {
  /// Reads JSON text. JSON objects have no order; their keys come out sorted.
  /// - Throws: `DecodingError` where it is not JSON.
  public init(json: Data) throws { self = try JSONDecoder().decode(RecordValue.self, from: json) }

  /// JSON with sorted keys; infinities and NaN are the texts `inf`, `-inf` and `nan`.
  /// - Parameter isPretty: one value per line, indented; otherwise all on one line.
  /// - Throws: `EncodingError`.
  public func json(isPretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension RecordValue: Codable {
  /// The order of attempts matters: a number that is whole and not negative becomes `whole`, others `number`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let whole = try? container.decode(UInt64.self) {
      self = .whole(whole)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let values = try? container.decode([RecordValue].self) {
      self = .list(values)
    } else {
      let entries = try container.decode([String: RecordValue].self)
      self = .record(entries.sorted { $0.key < $1.key }.map { RecordField($0.key, $0.value) })
    }
  }

  /// Records lose their order here; the JSON encoder sorts the keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .whole(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    case .record(let fields):
      try container.encode(Dictionary(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
  }
}
