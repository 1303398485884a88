import CrossbarPrimitives
import Foundation
import Testing

@testable import ArrayFiles
@testable import NeuralMapping

/// Graphs that are written here, in the wire format of Protocol Buffers.
@Suite struct ONNXTests {
  private static func varint(_ number: Int) -> [UInt8] {
    var (rest, bytes) = (UInt64(bitPattern: Int64(number)), [UInt8]())
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func field(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }
  private static func field(_ number: Int, _ value: [UInt8]) -> [UInt8] { varint(number << 3 | 2) + varint(value.count) + value }
  private static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  private static func node(
    _ operation: String, _ inputs: [String], _ output: String, name: String = "", _ attributes: [(String, [Int])] = []
  ) -> [UInt8] {
    inputs.flatMap { field(1, $0) } + field(2, output) + field(3, name) + field(4, operation)
      + attributes.flatMap { name, values in
        field(5, field(1, name) + (values.count == 1 ? field(3, values[0]) : values.flatMap { field(8, $0) }))
      }
  }

  private static func constant(_ name: String, _ shape: [Int], _ value: Float = 1) -> [UInt8] {
    let data = (0..<shape.reduce(1, *)).flatMap { _ in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    return shape.flatMap { field(1, $0) } + field(2, 1) + field(8, name) + field(9, data)
  }

  private static func input(_ name: String, _ shape: [Int]) -> [UInt8] {
    field(1, name) + field(2, field(1, field(1, 1) + field(2, shape.flatMap { field(1, field(1, $0)) })))
  }

  private static func model(
    _ nodes: [[UInt8]], _ constants: [[UInt8]], input shape: [Int] = [1, 1, 4, 4], output: String = "y"
  ) -> [UInt8] {
    let graph =
      nodes.flatMap { field(1, $0) } + constants.flatMap { field(5, $0) } + field(11, input("x", shape))
      + field(12, input(output, [1, 2]))
    return field(1, 8) + field(7, graph)
  }

  private func network(_ bytes: [UInt8]) throws -> Network {
    try withTemporaryFolder { folder in
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/n.onnx"))
      return try StoredNetwork(contentsOf: folder + "/n.onnx").network
    }
  }

  private static let gemm = node("Gemm", ["f", "w"], "y", name: "fc")
  private static let weights = constant("w", [16, 2])

  @Test func readsAChain() throws {
    let found = try network(Self.model([Self.node("Flatten", ["x"], "f"), Self.gemm], [Self.weights]))
    #expect(found == Network(layers: [DenseLayer(weights: Grid(rows: 16, columns: 2, repeating: 1), biases: [0, 0])]))
  }

  /// What PyTorch makes of `x.view(x.size(0), -1)`, and a normalisation that is part of the network.
  @Test func lengthsAndConstantsAreFollowed() throws {
    let nodes = [
      Self.node("Sub", ["x", "mean"], "a"), Self.node("Div", ["a", "sd"], "b"), Self.node("Shape", ["b"], "s"),
      Self.node("Gather", ["s", "zero"], "g"), Self.node("Unsqueeze", ["g"], "u"), Self.node("Concat", ["u", "rest"], "c"),
      Self.node("Reshape", ["b", "c"], "f"), Self.gemm,
    ]
    let constants = [
      Self.weights, Self.constant("mean", [], 0.5), Self.constant("sd", [1, 1, 1], 0.25), Self.constant("zero", [], 0),
      Self.constant("rest", [1], -1),
    ]
    let found = try network(Self.model(nodes, constants))
    #expect(found.logits(Array(repeating: 1, count: 16)) == [32, 32])
  }

  @Test(arguments: [
    ([node("LSTM", ["x", "w"], "y", name: "rnn")], "LSTM (node 'rnn'): an operation that is not supported"),
    (
      [node("Relu", ["x"], "a"), node("Add", ["a", "x"], "y", name: "skip")],
      "Add (node 'skip'): it uses 'x' besides the value before it, 'a'"
    ),
    ([node("Conv", ["x", "k"], "y", [("group", [2])])], "Conv (node 1): 2 groups"),
    ([node("Conv", ["x", "k"], "y", [("dilations", [2, 2])])], "dilations [2, 2]"),
    ([node("MaxPool", ["x"], "y", [("kernel_shape", [2, 2]), ("ceil_mode", [1])])], "ceil_mode = 1"),
    ([node("Gemm", ["x", "w"], "y")], "Gemm (node 1): a matrix for 16 inputs"),
    ([node("Flatten", ["x"], "f"), gemm, node("Relu", ["y"], "z")], "the outputs 'y'"),
    ([node("Softmax", ["x"], "s"), node("Relu", ["s"], "y")], "Relu (node 2): it comes after the softmax"),
    ([node("Flatten", ["x"], "y", [("axis", [2])])], "axis 2"), ([node("Relu", ["x"], "y")], "no layer with weights"),
  ])
  func whatIsNotSupportedIsNamed(nodes: [[UInt8]], text: String) throws {
    // A matrix after an image of several pixels needs a Flatten, unless it is the first step.
    let constants = [text.contains("16 inputs") ? Self.constant("w", [3, 2]) : Self.weights, Self.constant("k", [1, 1, 2, 2])]
    let error = #expect(throws: NeuralMappingError.self) { try network(Self.model(nodes, constants)) }
    let expected = text.replacing("16 inputs", with: "3 inputs")
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func constantsBesideTheFileAreRead() throws {
    func model(_ location: String) -> [UInt8] {
      let entries = [("location", location), ("offset", "8"), ("length", "128")]
      let constant =
        Self.field(1, 16) + Self.field(1, 2) + Self.field(2, 1) + Self.field(8, "w") + Self.field(14, 1)
        + entries.flatMap { Self.field(13, Self.field(1, $0) + Self.field(2, $1)) }
      return Self.model([Self.node("Flatten", ["x"], "f"), Self.gemm], [constant])
    }
    try withTemporaryFolder { folder in
      let path = folder + "/n.onnx"
      let data = (0..<34).flatMap { _ in withUnsafeBytes(of: Float(2).bitPattern.littleEndian) { Array($0) } }
      try Data(data).write(to: URL(fileURLWithPath: path + ".data"))
      try Data(model("n.onnx.data")).write(to: URL(fileURLWithPath: path))
      #expect(try Network(contentsOf: path).layers[0].weights[15, 1] == 2)
      for (name, text) in [("../n.onnx.data", "not a file beside"), ("none", "there is no such file")] {
        try Data(model(name)).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: NeuralMappingError.self) { try Network(contentsOf: path) }
        #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
      }
    }
  }
}
