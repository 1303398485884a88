import ArrayFiles
import CrossbarPrimitives
import Foundation

/// Constants: their numbers stand in the file in one of several fields, or in a file beside it.
extension ONNXModel {
  mutating func tensor(_ bytes: ArraySlice<UInt8>) throws(Fault) -> (name: String, tensor: NPYArray) {
    var (name, shape, type) = ("", [Int](), 0)
    var raw: ArraySlice<UInt8>?
    var (floats, integers, doubles) = ([Double](), [Int](), [Double]())
    var external: [String: String] = [:]
    try each(bytes) { model, field throws(Fault) in
      switch field.number {
      case 1: shape += try Self.integers(field)
      case 2: type = field.integer ?? 0
      case 4: floats += try Self.floats(field)
      case 5, 7: integers += try Self.integers(field)
      case 8: name = field.text ?? ""
      case 9: raw = field.bytes
      case 10:
        if let bytes = field.bytes {
          doubles += try Self.converting { () throws(ProtobufReader.Fault) in
            try ProtobufReader.numbers(bytes, UInt64.self) { Double(bitPattern: $0) }
          }
        }
      case 13:
        guard let entry = field.bytes else { return }
        var (key, value) = ("", "")
        try model.each(entry) { _, field throws(Fault) in
          if field.number == 1 { key = field.text ?? "" }
          if field.number == 2 { value = field.text ?? "" }
        }
        external[key] = value
      default: break
      }
    }
    let size = shape.reduce(1.0) { $0 * Double(max(0, $1)) }
    guard shape.allSatisfy({ $0 >= 0 }), size <= Double(left) else {
      throw Fault(reason: "the constant '\(excerpt(name))' of shape \(shape), beyond the \(mostArrayElements) numbers allowed")
    }
    let count = shape.reduce(1, *)
    left -= count
    if !external.isEmpty { raw = try externalBytes(external, name: name) }
    let values: [Double]
    if let raw {
      values = try Self.numbers(raw, type: type, name: name)
    } else {
      values =
        switch type {
        case 1: floats
        case 11: doubles
        case 10: integers.map { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }
        case 16: integers.map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16)) }
        default: integers.map(Double.init)
        }
    }
    guard values.count == count else {
      throw Fault(reason: "the constant '\(excerpt(name))' of shape \(shape) with \(values.count) numbers")
    }
    return (name, NPYArray(shape: shape, values: values))
  }

  /// Numbers that lie in a file beside this one.
  private func externalBytes(_ entry: [String: String], name: String) throws(Fault) -> ArraySlice<UInt8> {
    let file = entry["location"] ?? ""
    guard !file.isEmpty, !file.contains("/"), !file.contains("\\"), file != "..", !file.contains("\0") else {
      throw Fault(reason: "the constant '\(excerpt(name))' in a file '\(excerpt(file))', which is not a file beside this one")
    }
    let bytes: [UInt8]
    do { bytes = try arrayFileBytes((folder as NSString).appendingPathComponent(file)) } catch {
      throw Fault(reason: "the constant '\(excerpt(name))' in the file '\(excerpt(file))' beside it: \(error)")
    }
    let offset = Int(entry["offset"] ?? "0") ?? -1
    let length = Int(entry["length"] ?? "\(bytes.count - offset)") ?? -1
    guard offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset else {
      throw Fault(reason: "the constant '\(excerpt(name))' beyond the \(bytes.count) bytes of the file '\(excerpt(file))'")
    }
    return bytes[offset..<(offset + length)]
  }

  private static func converting<Value>(_ body: () throws(ProtobufReader.Fault) -> Value) throws(Fault) -> Value {
    do { return try body() } catch { throw Fault(reason: error.reason) }
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>, type: Int, name: String) throws(Fault) -> [Double] {
    func load<Pattern: FixedWidthInteger>(_: Pattern.Type, _ convert: (Pattern) -> Double) throws(Fault) -> [Double] {
      try converting { () throws(ProtobufReader.Fault) in try ProtobufReader.numbers(bytes, Pattern.self, convert) }
    }
    switch type {
    case 1: return try load(UInt32.self) { Double(Float(bitPattern: $0)) }
    case 2: return try load(UInt8.self) { Double($0) }
    case 3: return try load(Int8.self) { Double($0) }
    case 6: return try load(Int32.self) { Double($0) }
    case 7: return try load(Int64.self) { Double($0) }
    case 9: return try load(UInt8.self) { $0 == 0 ? 0 : 1 }
    case 10: return try load(UInt16.self) { Double(Float16(bitPattern: $0)) }
    case 11: return try load(UInt64.self) { Double(bitPattern: $0) }
    case 16: return try load(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    default: throw Fault(reason: "the constant '\(excerpt(name))' with elements of type \(type), which is not supported")
    }
  }

  /// One whole number, or several packed.
  static func integers(_ field: ProtobufReader.Field) throws(Fault) -> [Int] {
    if let number = field.integer { return [number] }
    guard let bytes = field.bytes else { return [] }
    return try converting { () throws(ProtobufReader.Fault) in try ProtobufReader.integers(bytes) }
  }

  /// One number in four bytes, or several packed.
  static func floats(_ field: ProtobufReader.Field) throws(Fault) -> [Double] {
    if let number = field.float { return [number] }
    guard let bytes = field.bytes else { return [] }
    return try converting { () throws(ProtobufReader.Fault) in
      try ProtobufReader.numbers(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
    }
  }
}
