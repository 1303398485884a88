import CrossbarPrimitives

/// Makes any `Decodable` from a record, by the keys that `RecordEncoder` writes: the inverse of it.
///
/// Text that spells a number, true or false is accepted for one, since the rows of a CSV file hold nothing but text. A
/// property's own name is accepted as its key too. Unknown keys are ignored here.
public enum RecordDecoder {
  /// - Parameter record: JSON, a settings file or one row of a table.
  /// - Throws: `RecordError` with the path of the value that is missing or wrong.
  public static func decode<Value: Decodable>(_ type: Value.Type, from record: RecordValue) throws -> Value {
    do { return try ValueDecoder(value: record).unbox(type) } catch let error as DecodingError {
      throw RecordError(error)
    }
  }
}

/// A value of a record that is missing or cannot be read.
package struct RecordError: Error, Equatable, CustomStringConvertible {
  /// Keys joined by dots, such as `write.voltage_V`.
  package var path: String
  /// What was expected and what was found, without the path.
  package var reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// A missing key becomes part of the path; `DecodingError` keeps it apart from the path of its record.
  init(_ error: DecodingError) {
    let (context, key): (DecodingError.Context, (any CodingKey)?) =
      switch error {
      case .keyNotFound(let key, let context): (context, key)
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): (context, nil)
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), nil)
      }
    path = (context.codingPath + [key].compactMap { $0 }).map(\.stringValue).joined(separator: ".")
    reason = context.debugDescription
  }

  /// Path and reason, on one line.
  package var description: String { "'\(path)': \(reason)" }
}

/// A key as the file spells it, so that errors name what the user wrote.
private struct FileKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Decodes one value; containers hand its parts to decoders of their own.
private struct ValueDecoder: Decoder {
  let value: RecordValue
  var codingPath: [any CodingKey] = []
  /// Whether a key further up already names the unit, so that keys below it end in none.
  var isUnitTold = false
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let fields = value.fields else { throw mismatch([RecordField].self, "a record is expected") }
    let byKey = Dictionary(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    return KeyedDecodingContainer(RecordReader<Key>(decoder: self, fields: byKey))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let list = value.list else { throw mismatch([RecordValue].self, "a list is expected") }
    return ListReader(decoder: self, list: list)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleReader(decoder: self) }

  /// A value of a type: records as they are, quantities from a number in the unit of their key, others by their own
  /// `init(from:)`.
  func unbox<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == RecordValue.self, let value = value as? Value { return value }
    if let type = type as? any NumberWithUnit.Type {
      let number = try SingleReader(decoder: self).decode(Double.self)
      if let quantity = type.init(numberInKeyUnit: number) as? Value { return quantity }
    }
    return try Value(from: self)
  }

  /// The error for this value: what was expected and, cut at 100 characters, what it is.
  func mismatch(_ type: Any.Type, _ reason: String) -> DecodingError {
    let found = FigureFormat.plain.text(value)
    return .typeMismatch(
      type, .init(codingPath: codingPath, debugDescription: "\(reason), and it is '\(printable(found, limit: 100))'"))
  }
}

/// The fields of a record; a key that occurs twice counts with its first value.
private struct RecordReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: ValueDecoder
  let fields: [String: RecordValue]
  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { fields.keys.sorted().compactMap { Key(stringValue: $0) } }

  /// The key as it should stand in the file: in words and with its unit, unless a key further up names the unit.
  private func name(_ key: Key, of type: Any.Type) -> String {
    decoder.isUnitTold ? RecordKey.words(key.stringValue) : RecordKey.key(key.stringValue, of: type)
  }

  /// - Throws: `DecodingError.keyNotFound` with the key as the file should spell it.
  private func inner(_ key: Key, of type: Any.Type) throws -> ValueDecoder {
    let name = name(key, of: type)
    guard let value = fields[name] ?? fields[key.stringValue] else {
      throw DecodingError.keyNotFound(
        FileKey(stringValue: name), .init(codingPath: codingPath, debugDescription: "it is missing"))
    }
    return ValueDecoder(
      value: value, codingPath: codingPath + [FileKey(stringValue: name)],
      isUnitTold: decoder.isUnitTold || type is any UnitBearing.Type)
  }

  func contains(_ key: Key) -> Bool {
    fields[RecordKey.words(key.stringValue)] != nil || fields[key.stringValue] != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool { try inner(key, of: Void.self).value == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    // An empty record has no columns in a table, such as the drawn parameters of devices that are all alike.
    if type == RecordValue.self, !contains(key), let none = RecordValue.record([]) as? Value { return none }
    return try inner(key, of: type).unbox(type)
  }

  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    let name = name(key, of: type)
    guard let value = fields[name] ?? fields[key.stringValue], !value.isAbsent else { return nil }
    return try decode(type, forKey: key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> { try inner(key, of: Void.self).container(keyedBy: type) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try inner(key, of: Void.self).unkeyedContainer()
  }
  func superDecoder() -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try inner(key, of: Void.self) }
}

/// The elements of a list in order; indices, counted from 0, are part of error paths.
private struct ListReader: UnkeyedDecodingContainer {
  let decoder: ValueDecoder
  let list: [RecordValue]
  var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { list.count }
  var isAtEnd: Bool { currentIndex >= list.count }

  private mutating func next() throws -> ValueDecoder {
    guard !isAtEnd else { throw decoder.mismatch(Void.self, "a longer list is expected") }
    defer { currentIndex += 1 }
    return ValueDecoder(
      value: list[currentIndex], codingPath: codingPath + [FileKey(stringValue: "\(currentIndex)")],
      isUnitTold: decoder.isUnitTold)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, list[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().unbox(type) }
  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> { try next().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

/// A value that is no container: numbers, flags and text, with text from tables read as what is asked for.
private struct SingleReader: SingleValueDecodingContainer {
  let decoder: ValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value.isAbsent }

  func decode(_ type: Bool.Type) throws -> Bool {
    switch decoder.value {
    case .flag(let flag): return flag
    case .text("true"): return true
    case .text("false"): return false
    default: throw decoder.mismatch(type, "true or false is expected")
    }
  }

  /// Numbers are not turned into text, since text from a table that looks like a number may be a name. Null is the empty
  /// text, as an empty field of a table is.
  func decode(_ type: String.Type) throws -> String {
    switch decoder.value {
    case .text(let text): return text
    case .null: return ""
    default: throw decoder.mismatch(type, "text is expected")
    }
  }

  func decode(_ type: Double.Type) throws -> Double {
    if let number = decoder.value.double { return number }
    guard let text = decoder.value.text, let number = Double(text) else { throw decoder.mismatch(type, "a number is expected") }
    return number
  }
  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

  /// A whole number, from text as well; 3.0 counts as 3.
  private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    let number: Number? =
      switch decoder.value {
      case .whole(let number): Number(exactly: number)
      case .number(let number): Number(exactly: number)
      case .text(let text): Number(text)
      default: nil
      }
    guard let number else { throw decoder.mismatch(type, "a whole number is expected") }
    return number
  }
  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.unbox(type) }
}

extension RecordValue {
  /// Whether it is null, or a record in which every value is absent: that is how a table row holds an optional record
  /// that is nil.
  var isAbsent: Bool {
    switch self {
    case .null: true
    case .record(let fields): fields.allSatisfy(\.value.isAbsent)
    default: false
    }
  }
}
