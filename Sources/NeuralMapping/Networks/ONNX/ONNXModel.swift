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
  var left = mostArrayElements
  let folder: String

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

  mutating func each(
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
}
