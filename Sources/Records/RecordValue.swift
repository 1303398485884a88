import CrossbarPrimitives
import Foundation

/// Any value that is written to or read from a file: the common form of JSON, YAML and table rows.
///
/// `RecordEncoder` makes it from any `Encodable`; every output (JSON, CSV, page, terminal) is written from it.
public enum RecordValue: Hashable, Sendable {
  case null
  case flag(Bool)
  /// Apart from other numbers, since seeds do not fit into a `Double`.
  case whole(UInt64)
  case number(Double)
  case text(String)
  case list([RecordValue])
  /// In the order of declaration.
  case record([RecordField])
}

/// A named value of a record.
public struct RecordField: Hashable, Sendable {
  /// With its unit: `read_voltage_V`.
  public var key: String
  public var value: RecordValue
  /// What a person is told of it; nil where nobody declared it.
  public var meaning: FigureMeaning?

  public init(_ key: String, _ value: RecordValue, meaning: FigureMeaning? = nil) {
    self.key = key
    self.value = value
    self.meaning = meaning
  }
}

extension RecordValue {
  /// The value of a key; nil for other values than records, and for keys that a record lacks.
  public subscript(key: String) -> RecordValue? {
    guard case .record(let fields) = self else { return nil }
    return fields.first { $0.key == key }?.value
  }

  /// The fields of a record; nil for other values.
  public var fields: [RecordField]? {
    guard case .record(let fields) = self else { return nil }
    return fields
  }

  public var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  public var list: [RecordValue]? {
    guard case .list(let values) = self else { return nil }
    return values
  }

  /// The value as a number; true is 1, and `inf` and `nan` are what JSON files have for numbers that JSON lacks.
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

  /// The values that are neither lists nor records, by their paths and in their order: `write.set.failed`, `points.0.share`.
  public var leaves: [(path: String, value: RecordValue)] {
    fieldsByPath(enteringLists: true).map { ($0.path, $0.field.value) }
  }

  /// The innermost fields by their paths.
  /// - Parameter enteringLists: whether the elements of lists are fields, too, with their numbers as keys; or lists stay whole.
  public func fieldsByPath(enteringLists: Bool) -> [(path: String, field: RecordField)] {
    func visit(_ field: RecordField, _ path: String) -> [(path: String, field: RecordField)] {
      func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
      switch field.value {
      case .record(let fields): return fields.flatMap { visit($0, below($0.key)) }
      case .list(let values) where enteringLists:
        return values.enumerated().flatMap { index, value in
          visit(RecordField("\(index)", value, meaning: field.meaning), below("\(index)"))
        }
      default: return [(path, field)]
      }
    }
    return visit(RecordField("", self), "")
  }
}

// MARK: JSON

extension RecordValue {
  /// Reads JSON text; the keys of its objects come in alphabetical order.
  public init(json: Data) throws { self = try JSONDecoder().decode(RecordValue.self, from: json) }

  /// JSON with sorted keys; infinities and NaN are text.
  /// - Parameter isPretty: one value a line, with indents.
  public func json(isPretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension RecordValue: Codable {
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
