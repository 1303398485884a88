import Foundation

/// Makes a record from any `Encodable`. Keys follow from the names of properties and the units of their types. Every key
/// is present, with null where nothing is known, so a reader of the file need not guess which keys exist.
///
///     struct Read: Encodable { var voltage: Voltage; var margin: Double? }
///     try RecordEncoder.encode(Read(voltage: .volts(0.1)))  // voltage_V: 0.1, margin: null
public enum RecordEncoder {
  /// Optional records that are nil become null.
  /// - Throws: what the value's own `encode(to:)` throws.
  public static func encode(_ value: some Encodable) throws -> RecordValue { try ValueEncoder(mode: .values).box(value) }

  /// As `encode`, but optional figures that are nil keep their keys, each with null, so that all rows of a table have the
  /// same columns.
  static func encodeRow(_ value: some Encodable) throws -> RecordValue { try ValueEncoder(mode: .row).box(value) }

  /// As `encodeRow`, but empty lists of figures get one blank element, so that every key there may ever be is present.
  static func encodeSchema(_ value: some Encodable) throws -> RecordValue { try ValueEncoder(mode: .schema).box(value) }
}

/// An optional or a list, whose element type may be figures.
private protocol HoldsFigures {
  /// The empty set of the element type; nil where that is no `Figures`.
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

/// The three forms of `encode`, `encodeRow` and `encodeSchema`.
private enum EncodingMode { case values, row, schema }

/// Dictionaries have no order of their own; their keys are sorted, so that equal values give equal files.
private protocol Unordered {}
extension Dictionary: Unordered {}

/// Where a value is encoded into. A class, since the copies of an encoder share it.
private final class Slot {
  var value: RecordValue = .null

  /// Clears the value first, so that the array is not shared and grows in place.
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

/// Encodes one value; containers box their parts with encoders of their own.
private struct ValueEncoder: Encoder {
  let slot = Slot()
  let mode: EncodingMode
  var codingPath: [any CodingKey] = []
  /// Whether a key further up already names the unit, so that keys below it end in none.
  var isUnitTold = false
  /// Whether keys are data, such as the paths of files, rather than names of properties; they then stay as they are.
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

  /// A value by itself: quantities as numbers in the unit of their key, figures as their values, dates as ISO 8601, all
  /// others by their own `encode(to:)`.
  /// - Parameter told: whether the key of this value names the unit.
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
    if let figures = value as? any Figures { try inner.addDerived(of: figures) }
    if value is any Unordered, case .record(let fields) = inner.slot.value {
      return .record(fields.sorted { $0.key < $1.key })
    }
    if inner.slot.value == .null || inner.slot.value == .list([]), let absent = try absent(type(of: value), isUnitTold: told) {
      return absent
    }
    return inner.slot.value
  }

  /// Appends the figures that follow from those that have been encoded.
  private func addDerived<Owner: Figures>(of figures: Owner) throws {
    let container = RecordContainer<DerivedFigure<Owner>.Key>(encoder: self)
    for derived in Owner.derived { try container.encode(derived.figure(figures), forKey: derived.key) }
  }

  /// What stands for figures that are nil or an empty list; nil where null or the empty list stays.
  func absent(_ type: Any.Type, isUnitTold told: Bool) throws -> RecordValue? {
    guard mode != .values, let type = type as? any HoldsFigures.Type, let blank = type.blank else { return nil }
    let isList = type is any ExpressibleByArrayLiteral.Type
    guard mode == .schema || !isList else { return nil }
    let record = try box(blank, isUnitTold: told)
    return isList ? .list([record]) : mode == .schema ? record : record.withoutValues
  }
}

/// Appends fields in the order in which they are encoded, that is, of declaration.
private struct RecordContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  /// - Parameter type: decides the unit in the key; `Void` for none.
  private func add(_ value: RecordValue, _ key: Key, of type: Any.Type = Void.self, meaning: FigureMeaning? = nil) {
    let name =
      encoder.keepsKeys
      ? key.stringValue : encoder.isUnitTold ? RecordKey.words(key.stringValue) : RecordKey.key(key.stringValue, of: type)
    encoder.slot.append(RecordField(name, value, meaning: meaning))
  }

  func encodeNil(forKey key: Key) { add(.null, key) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    if let figure = value as? any AnyFigure {
      try encode(figure, forKey: key)
    } else {
      let told = encoder.isUnitTold || Value.self is any UnitBearing.Type
      add(try encoder.box(value, under: key, isUnitTold: told), key, of: Value.self)
    }
  }

  func encode(_ figure: any AnyFigure, forKey key: Key) throws {
    let type = figure.valueType
    let told = encoder.isUnitTold || type is any UnitBearing.Type
    add(
      try encoder.box(figure.anyValue, under: key, isUnitTold: told), key, of: type,
      meaning: figure.meaning(of: key.stringValue))
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

/// Appends elements; they share the unit told by the list's key.
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

/// Sets the value of the slot.
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
  /// The same keys and meanings, with null for every value.
  fileprivate var withoutValues: RecordValue {
    guard case .record(let fields) = self else { return .null }
    return .record(fields.map { RecordField($0.key, $0.value.withoutValues, meaning: $0.meaning) })
  }

  /// Negative numbers become `number`: `whole` is for seeds and counts, which are never negative.
  init(_ value: Int) { self = value < 0 ? .number(Double(value)) : .whole(UInt64(value)) }
}
