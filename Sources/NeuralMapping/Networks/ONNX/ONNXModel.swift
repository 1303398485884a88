import ArrayFiles
import CrossbarPrimitives
import Foundation

/// The graph of an ONNX file: nodes in the order in which they run, and the constants that they use.
///
/// Of the format's messages, those fields are read that a network of this module needs (onnx.proto3, IR version 3 and
/// later); others are skipped.
struct ONNXModel {
  /// An operation.
  struct Node {
    var name = ""
    var operation = ""
    /// Of an operator set that is not ONNX's own; empty for that.
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: Attribute] = [:]
  }

  struct Attribute {
    var float: Double?
    var integer: Int?
    var text: String?
    var integers: [Int] = []
    var floats: [Double] = []
    var tensor: NPYArray?
  }

  /// An input of the graph; a length is nil if the file leaves it open.
  struct Input {
    var name = ""
    var shape: [Int?] = []
  }

  /// What is wrong with a file.
  struct Fault: Error { let reason: String }

  private(set) var nodes: [Node] = []
  private(set) var constants: [String: NPYArray] = [:]
  /// The names of the constants as they follow each other in the file.
  private(set) var constantNames: [String] = []
  private(set) var inputs: [Input] = []
  private(set) var outputs: [String] = []
  /// Numbers that may still be read.
  private var left = mostArrayElements
  private let folder: String

  /// - Parameter folder: where files with the numbers of large constants lie.
  init(_ bytes: [UInt8], folder: String) throws(Fault) {
    self.folder = folder
    var hasGraph = false
    try each(bytes[...]) { model, field throws(Fault) in
      guard field.number == 7, let graph = field.bytes else { return }
      hasGraph = true
      try model.readGraph(graph)
    }
    guard hasGraph else { throw Fault(reason: "no graph") }
  }

  private mutating func each(
    _ bytes: ArraySlice<UInt8>, _ body: (inout ONNXModel, ProtobufReader.Field) throws(Fault) -> Void
  ) throws(Fault) {
    var reader = ProtobufReader(bytes)
    while true {
      let field: ProtobufReader.Field?
      do { field = try reader.next() } catch { throw Fault(reason: error.reason) }
      guard let field else { return }
      try body(&self, field)
    }
  }

  private mutating func readGraph(_ bytes: ArraySlice<UInt8>) throws(Fault) {
    try each(bytes) { model, field throws(Fault) in
      guard let bytes = field.bytes else { return }
      switch field.number {
      case 1: model.nodes.append(try model.node(bytes))
      case 5:
        let (name, tensor) = try model.tensor(bytes)
        if model.constants.updateValue(tensor, forKey: name) == nil { model.constantNames.append(name) }
      case 11: model.inputs.append(try model.input(bytes))
      case 12: model.outputs.append(try model.input(bytes).name)
      case 15: throw Fault(reason: "a sparse constant, which is not supported")
      default: break
      }
    }
  }

  private mutating func node(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Node {
    var node = Node()
    try each(bytes) { model, field throws(Fault) in
      guard let bytes = field.bytes, let text = field.text else { return }
      switch field.number {
      case 1: node.inputs.append(text)
      case 2: node.outputs.append(text)
      case 3: node.name = text
      case 4: node.operation = text
      case 5:
        let (name, attribute) = try model.attribute(bytes)
        node.attributes[name] = attribute
      case 7: node.domain = text == "ai.onnx" ? "" : text
      default: break
      }
    }
    return node
  }

  private mutating func attribute(_ bytes: ArraySlice<UInt8>) throws(Fault) -> (String, Attribute) {
    var (name, attribute) = ("", Attribute())
    try each(bytes) { model, field throws(Fault) in
      switch field.number {
      case 1: name = field.text ?? name
      case 2: attribute.float = field.float
      case 3: attribute.integer = field.integer
      case 4: attribute.text = field.text
      case 5: if let bytes = field.bytes { attribute.tensor = try model.tensor(bytes).tensor }
      case 7: attribute.floats += try Self.floats(field)
      case 8: attribute.integers += try Self.integers(field)
      default: break
      }
    }
    return (name, attribute)
  }

  /// Name and shape; a dimension without a number, or with 0, is open.
  private mutating func input(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Input {
    var input = Input()
    try each(bytes) { model, field throws(Fault) in
      if field.number == 1 { input.name = field.text ?? "" }
      // type, tensor_type, shape, dim, dim_value
      guard field.number == 2, let type = field.bytes else { return }
      try model.each(type) { model, field throws(Fault) in
        guard field.number == 1, let tensor = field.bytes else { return }
        try model.each(tensor) { model, field throws(Fault) in
          guard field.number == 2, let shape = field.bytes else { return }
          try model.each(shape) { model, field throws(Fault) in
            guard field.number == 1, let dimension = field.bytes else { return }
            var length: Int?
            try model.each(dimension) { _, field throws(Fault) in if field.number == 1 { length = field.integer } }
            input.shape.append(length.flatMap { $0 > 0 ? $0 : nil })
          }
        }
      }
    }
    return input
  }

  // MARK: Tensors

  private mutating func tensor(_ bytes: ArraySlice<UInt8>) throws(Fault) -> (name: String, tensor: NPYArray) {
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
  private static func integers(_ field: ProtobufReader.Field) throws(Fault) -> [Int] {
    if let number = field.integer { return [number] }
    guard let bytes = field.bytes else { return [] }
    return try converting { () throws(ProtobufReader.Fault) in try ProtobufReader.integers(bytes) }
  }

  /// One number in four bytes, or several packed.
  private static func floats(_ field: ProtobufReader.Field) throws(Fault) -> [Double] {
    if let number = field.float { return [number] }
    guard let bytes = field.bytes else { return [] }
    return try converting { () throws(ProtobufReader.Fault) in
      try ProtobufReader.numbers(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
    }
  }
}
