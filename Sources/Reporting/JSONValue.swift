import Foundation

/// Any JSON value, for reading what some command wrote without knowing its types.
public enum JSONValue: Hashable, Sendable {
  case null
  case flag(Bool)
  /// Apart from other numbers, since seeds do not fit into a `Double`.
  case whole(UInt64)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Reads JSON text.
  public init(json: Data) throws { self = try JSONDecoder().decode(JSONValue.self, from: json) }

  /// Anything as the JSON that `run.json` has of it.
  public init(encoding value: some Encodable) throws { try self.init(json: JSONEncoder.ofResults.encode(value)) }

  /// The entry of an object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let entries) = self else { return nil }
    return entries[key]
  }

  public var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  public var list: [JSONValue]? {
    guard case .list(let values) = self else { return nil }
    return values
  }

  /// The value as a number; true is 1, and `inf` and `nan` are what `run.json` has for numbers that JSON lacks.
  public var double: Double? {
    switch self {
    case .whole(let number): Double(number)
    case .number(let number): number
    case .flag(let flag): flag ? 1 : 0
    case .text("inf"): .infinity
    case .text("-inf"): -.infinity
    case .text("nan"): .nan
    case .null, .text, .list, .object: nil
    }
  }

  /// The values that are neither lists nor objects, in the order of their paths: `write.set.failed`, `points.0.share`.
  public var leaves: [(path: String, value: JSONValue)] { leaves(below: "") }

  private func leaves(below path: String) -> [(path: String, value: JSONValue)] {
    func joined(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    return switch self {
    case .object(let entries): entries.sorted { $0.key < $1.key }.flatMap { $0.value.leaves(below: joined($0.key)) }
    case .list(let values): values.enumerated().flatMap { $0.element.leaves(below: joined("\($0.offset)")) }
    default: [(path, self)]
    }
  }
}

extension JSONValue: Decodable {
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
    } else if let values = try? container.decode([JSONValue].self) {
      self = .list(values)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}

extension JSONValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .whole(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    case .object(let entries): try container.encode(entries)
    }
  }
}

extension JSONEncoder {
  /// How all results are written: sorted keys, dates in ISO 8601 and UTC, infinities and NaN as text.
  public static var ofResults: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}
