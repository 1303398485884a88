import Foundation

/// Reads the fields of a message in the wire format of Protocol Buffers, one after another.
///
///     var reader = ProtobufReader(bytes)
///     while let field = try reader.next() { if field.number == 7, case .bytes(let graph) = field.value { … } }
package struct ProtobufReader {
  /// A field with its number in the message's definition.
  package struct Field {
    package let number: Int
    package let value: Value

    /// A message, text or packed numbers; nil for a field of another kind.
    package var bytes: ArraySlice<UInt8>? { if case .bytes(let bytes) = value { bytes } else { nil } }
    /// A whole number; nil for a field of another kind.
    package var integer: Int? { if case .varint(let number) = value { Int(truncatingIfNeeded: number) } else { nil } }
    /// A number in four bytes; nil for a field of another kind.
    package var float: Double? {
      if case .fixed32(let pattern) = value { Double(Float(bitPattern: pattern)) } else { nil }
    }
    /// Text; nil for a field of another kind.
    package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// What stands in a field.
  package enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
  }

  /// What is wrong with the bytes.
  package struct Fault: Error, Equatable {
    package let reason: String
  }

  private var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the end.
  /// - Throws: `Fault` where the bytes end inside a field or are no fields.
  package mutating func next() throws(Fault) -> Field? {
    guard !rest.isEmpty else { return nil }
    let key = try varint()
    guard let number = Int(exactly: key >> 3), number > 0 else { throw Fault(reason: "a field without a number") }
    let value: Value
    switch key & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try fixed(8))
    case 2:
      guard let count = Int(exactly: try varint()), count <= rest.count else {
        throw Fault(reason: "field \(number) ends after the end of the file")
      }
      value = .bytes(rest.prefix(count))
      rest = rest.dropFirst(count)
    case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
    default: throw Fault(reason: "field \(number) of the unknown kind \(key & 7)")
    }
    return Field(number: number, value: value)
  }

  /// Whole numbers one after another, as packed fields keep them.
  package static func integers(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [Int] {
    var reader = ProtobufReader(bytes)
    var numbers: [Int] = []
    while !reader.rest.isEmpty { numbers.append(Int(truncatingIfNeeded: try reader.varint())) }
    return numbers
  }

  /// Little-endian numbers of one size, one after another.
  package static func numbers<Pattern: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _: Pattern.Type, _ convert: (Pattern) -> Double
  ) throws(Fault) -> [Double] {
    let size = MemoryLayout<Pattern>.size
    guard bytes.count % size == 0 else { throw Fault(reason: "\(bytes.count) bytes for numbers of \(size) bytes") }
    return bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: size).map {
        convert(Pattern(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: Pattern.self)))
      }
    }
  }

  private mutating func varint() throws(Fault) -> UInt64 {
    var number: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Fault(reason: "the file ends inside a number") }
      number |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte & 0x80 == 0 { return number }
    }
    throw Fault(reason: "a number of more than 64 bits")
  }

  private mutating func fixed(_ count: Int) throws(Fault) -> UInt64 {
    guard rest.count >= count else { throw Fault(reason: "the file ends inside a number") }
    let number = rest.prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest = rest.dropFirst(count)
    return number
  }
}

/// The bytes of a file that a user named, for readers in other modules.
/// - Throws: `ArrayFileError.unreadable`.
package func arrayFileBytes(_ path: String) throws(ArrayFileError) -> [UInt8] { [UInt8](try fileContents(path)) }

/// The most numbers that a file of arrays may have.
package var mostArrayElements: Int { ArrayLimits.elements }
