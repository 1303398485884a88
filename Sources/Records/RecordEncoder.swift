import Foundation

/// Makes a record of any `Encodable`: keys follow from the names of properties and the units of their types, and every key is
/// there, with null where nothing is known.
public enum RecordEncoder {
  /// - Throws: what the value's own `encode(to:)` throws.
  public static func encode(_ value: some Encodable) throws -> RecordValue { try ValueEncoder(mode: .values).box(value) }

  /// With the keys of absent figures below their own, so that all rows of a table have the same columns.
  static func encodeRow(_ value: some Encodable) throws -> RecordValue { try ValueEncoder(mode: .row).box(value) }

  /// With an element in each list of figures, so that every key there may be is there.
  static func encodeSchema(_ value: some Encodable) throws -> RecordValue { try ValueEncoder(mode: .schema).box(value) }
}

/// Figures of which there is an empty set, from which the keys follow without any result.
public protocol Figures: Encodable, Sendable {
  init()
}

/// A type that holds figures, if it holds any.
private protocol HoldsFigures {
  static var blank: (any Figures)? { get }
}

extension Optional: HoldsFigures where Wrapped: Encodable {
  static var blank: (any Figures)? {
    ((Wrapped.self as? any Figures.Type)?.init()) ?? (Wrapped.self as? any HoldsFigures.Type)?.blank
  }
}

extension Array: HoldsFigures where Element: Encodable {
  static var blank: (any Figures)? { (Element.self as? any Figures.Type)?.init() }
}

private enum EncodingMode { case values, row, schema }

/// Dictionaries come in the order of their keys.
private protocol Unordered {}
extension Dictionary: Unordered {}

/// The place that a value is encoded into.
private final class Slot {
  var value: RecordValue = .null

  func append(_ field: RecordField) {
    var fields = value.fields ?? []
    value = .null
    fields.append(field)
    value = .record(fields)
  }

  func append(_ element: RecordValue) {
    var list = value.list ?? []
    value = .null
    list.append(element)
    value = .list(list)
  }
}

private struct ValueEncoder: Encoder {
  let slot = Slot()
  let mode: EncodingMode
  var codingPath: [any CodingKey] = []
  /// Whether the key above tells the unit of everything below.
  var isUnitTold = false
  /// Whether keys are data, such as the paths of files, and not names of properties.
  var keepsKeys = false
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if slot.value.fields == nil { slot.value = .record([]) }
    return KeyedEncodingContainer(RecordContainer<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if slot.value.list == nil { slot.value = .list([]) }
    return ListContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleContainer(encoder: self) }

  /// A value on its own.
  func box(_ value: some Encodable, under key: (any CodingKey)? = nil, isUnitTold told: Bool = false) throws -> RecordValue {
    switch value {
    case let value as RecordValue: return value
    case let number as any NumberWithUnit: return .number(number.numberInKeyUnit)
    case let figure as any AnyFigure: return try box(figure.anyValue, under: key, isUnitTold: told)
    case let date as Date: return .text(date.formatted(.iso8601))
    default: break
    }
    let inner = ValueEncoder(
      mode: mode, codingPath: codingPath + (key.map { [$0] } ?? []), isUnitTold: told,
      keepsKeys: value is any Unordered)
    try value.encode(to: inner)
    if value is any Unordered, case .record(let fields) = inner.slot.value {
      return .record(fields.sorted { $0.key < $1.key })
    }
    if inner.slot.value == .null || inner.slot.value == .list([]), let absent = try absent(type(of: value), isUnitTold: told) {
      return absent
    }
    return inner.slot.value
  }

  /// What stands for figures that there are none of; nil where nothing is to.
  func absent(_ type: Any.Type, isUnitTold told: Bool) throws -> RecordValue? {
    guard mode != .values, let type = type as? any HoldsFigures.Type, let blank = type.blank else { return nil }
    let isList = type is any ExpressibleByArrayLiteral.Type
    guard mode == .schema || !isList else { return nil }
    let record = try box(blank, isUnitTold: told)
    return isList ? .list([record]) : mode == .schema ? record : record.withoutValues
  }
}

private struct RecordContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func add(_ value: RecordValue, _ key: Key, of type: Any.Type = Void.self, meaning: FigureMeaning? = nil) {
    let name =
      encoder.keepsKeys
      ? key.stringValue : encoder.isUnitTold ? RecordKey.words(key.stringValue) : RecordKey.key(key.stringValue, of: type)
    encoder.slot.append(RecordField(name, value, meaning: meaning))
  }

  func encodeNil(forKey key: Key) { add(.null, key) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    if let figure = value as? any AnyFigure {
      let type = figure.valueType
      let told = encoder.isUnitTold || type is any UnitBearing.Type
      add(
        try encoder.box(figure.anyValue, under: key, isUnitTold: told), key, of: type,
        meaning: figure.meaning(of: key.stringValue))
    } else {
      let told = encoder.isUnitTold || Value.self is any UnitBearing.Type
      add(try encoder.box(value, under: key, isUnitTold: told), key, of: Value.self)
    }
  }

  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    if let value { return try encode(value, forKey: key) }
    let told = encoder.isUnitTold || Value.self is any UnitBearing.Type
    add(try encoder.absent(Value?.self, isUnitTold: told) ?? .null, key, of: Value.self)
  }

  // Without these, absent values of the standard types would be left out.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { add(value.map { .flag($0) } ?? .null, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { add(value.map { .text($0) } ?? .null, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { add(value.map { .number($0) } ?? .null, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { add(value.map { RecordValue($0) } ?? .null, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { add(value.map { .whole($0) } ?? .null, key) }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    preconditionFailure("records nest by their types, not by hand")
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    preconditionFailure("records nest by their types, not by hand")
  }
  func superEncoder() -> any Encoder { encoder }
  func superEncoder(forKey key: Key) -> any Encoder { encoder }
}

private struct ListContainer: UnkeyedEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.slot.value.list?.count ?? 0 }

  func encodeNil() { encoder.slot.append(.null) }
  func encode(_ value: some Encodable) throws {
    encoder.slot.append(try encoder.box(value, isUnitTold: encoder.isUnitTold))
  }

  func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
    preconditionFailure("records nest by their types, not by hand")
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    preconditionFailure("records nest by their types, not by hand")
  }
  func superEncoder() -> any Encoder { encoder }
}

private struct SingleContainer: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() { encoder.slot.value = .null }
  func encode(_ value: Bool) { encoder.slot.value = .flag(value) }
  func encode(_ value: String) { encoder.slot.value = .text(value) }
  func encode(_ value: Double) { encoder.slot.value = .number(value) }
  func encode(_ value: Float) { encoder.slot.value = .number(Double(value)) }
  func encode(_ value: Int) { encoder.slot.value = RecordValue(value) }
  func encode(_ value: Int8) { encode(Int(value)) }
  func encode(_ value: Int16) { encode(Int(value)) }
  func encode(_ value: Int32) { encode(Int(value)) }
  func encode(_ value: Int64) { encode(Int(value)) }
  func encode(_ value: UInt) { encoder.slot.value = .whole(UInt64(value)) }
  func encode(_ value: UInt8) { encode(UInt(value)) }
  func encode(_ value: UInt16) { encode(UInt(value)) }
  func encode(_ value: UInt32) { encode(UInt(value)) }
  func encode(_ value: UInt64) { encoder.slot.value = .whole(value) }
  func encode(_ value: some Encodable) throws {
    encoder.slot.value = try encoder.box(value, isUnitTold: encoder.isUnitTold)
  }
}

extension RecordValue {
  /// The same keys, and null for every value.
  fileprivate var withoutValues: RecordValue {
    guard case .record(let fields) = self else { return .null }
    return .record(fields.map { RecordField($0.key, $0.value.withoutValues, meaning: $0.meaning) })
  }

  /// Negative numbers are no whole numbers here, as none is a seed or a count.
  init(_ value: Int) { self = value < 0 ? .number(Double(value)) : .whole(UInt64(value)) }
}
