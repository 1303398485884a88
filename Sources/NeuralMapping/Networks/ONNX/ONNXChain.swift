import ArrayFiles
import CrossbarPrimitives

/// Follows the operations of an ONNX graph from the input on, and adds to a network what each of them does.
struct ONNXChain {
  /// Why an operation is refused: worded to follow its name.
  struct Refusal: Error {
    let reason: String
    var expected = ONNXChain.operations
  }

  /// All that are understood.
  static let operations =
    "a chain of Gemm, MatMul and Add, Conv, Relu, LeakyRelu, Sigmoid, Tanh, MaxPool, AveragePool, GlobalMaxPool, "
    + "GlobalAveragePool, Flatten, Reshape, BatchNormalization, Sub, Mul, Div by constants, Transpose of channels, Identity, "
    + "Dropout, and Softmax at its end"

  private(set) var constants: [String: NPYArray]
  /// What the next operation works on.
  private(set) var current: String
  var assembly: NetworkAssembly
  var roles: [String: WeightForm.Role] = [:]
  private(set) var layerNames: [String] = []
  /// Values that hold lengths of axes; nothing but shapes is computed from them.
  private var lengths: Set<String> = []
  /// Whether a softmax has ended the chain.
  private var isEnded = false
  /// The last layer's biases by their name; nil if it has none, so that a later Add may bring them.
  var hasBiases = true

  init(_ model: ONNXModel, input: String, assembly: NetworkAssembly) {
    constants = model.constants
    current = input
    self.assembly = assembly
  }

  mutating func add(_ node: ONNXModel.Node) throws(Refusal) {
    guard node.domain.isEmpty else { throw Refusal(reason: "an operation of another operator set") }
    guard let output = node.outputs.first else { throw Refusal(reason: "it has no output") }
    if node.operation == "Constant" {
      constants[output] = try constant(node)
      return
    }
    if node.operation == "Shape" || node.inputs.contains(where: lengths.contains), node.operation != "Reshape" {
      guard ["Shape", "Gather", "Slice", "Squeeze", "Unsqueeze", "Concat", "Cast", "Identity"].contains(node.operation) else {
        throw Refusal(reason: "it computes with the lengths of axes")
      }
      lengths.insert(output)
      return
    }
    if node.operation == "Identity", let name = node.inputs.first, let array = constants[name] {
      constants[output] = array
      return
    }
    try checkInputs(node)
    guard !isEnded || ["Identity", "Reshape", "Flatten"].contains(node.operation) else {
      throw Refusal(reason: "it comes after the softmax")
    }
    do { try apply(node) } catch let refusal as Refusal { throw refusal } catch let misfit as NetworkAssembly.Misfit {
      throw Refusal(reason: misfit.reason, expected: "operations that fit each other")
    } catch { throw Refusal(reason: "\(error)") }
    current = output
  }

  /// One input is what the operation before gave, and all others are constants.
  private func checkInputs(_ node: ONNXModel.Node) throws(Refusal) {
    let own = node.inputs.filter { !$0.isEmpty && constants[$0] == nil && !lengths.contains($0) }
    if own == [current] { return }
    if let other = own.first(where: { $0 != current }) {
      throw Refusal(reason: "it uses '\(excerpt(other))' besides the value before it, '\(excerpt(current))'")
    }
    throw Refusal(reason: own.isEmpty ? "it has constants alone as inputs" : "it uses the value before it twice")
  }

  private func constant(_ node: ONNXModel.Node) throws(Refusal) -> NPYArray {
    for (name, attribute) in node.attributes {
      switch name {
      case "value": if let tensor = attribute.tensor { return tensor }
      case "value_float": if let number = attribute.float { return NPYArray(shape: [], values: [number]) }
      case "value_int": if let number = attribute.integer { return NPYArray(shape: [], values: [Double(number)]) }
      case "value_floats": return NPYArray(shape: [attribute.floats.count], values: attribute.floats)
      case "value_ints": return NPYArray(shape: [attribute.integers.count], values: attribute.integers.map(Double.init))
      default: break
      }
    }
    throw Refusal(reason: "it holds no numbers", expected: "a constant of numbers")
  }

  private mutating func apply(_ node: ONNXModel.Node) throws {
    switch node.operation {
    case "Identity", "Dropout", "Cast": break
    case "Relu": assembly.apply(.rectifier)
    case "Sigmoid": assembly.apply(.sigmoid)
    case "Tanh": assembly.apply(.tanh)
    case "LeakyRelu": assembly.apply(.leakyRectifier(slope: node.attributes["alpha"]?.float ?? 0.01))
    case "Softmax", "LogSoftmax": isEnded = true
    case "Gemm", "MatMul": try dense(node)
    case "Conv": try convolution(node)
    case "MaxPool": try pool(.largest, node)
    case "AveragePool": try pool(.mean, node)
    case "GlobalMaxPool": try assembly.pool(.largest, nil)
    case "GlobalAveragePool": try assembly.pool(.mean, nil)
    case "ReduceMean": try reduce(node)
    case "Flatten":
      let axis = node.attributes["axis"]?.integer ?? 1
      guard axis == 1 else { throw Refusal(reason: "axis \(axis)", expected: "axis 1, which flattens each image") }
      assembly.flatten()
    case "Reshape": try reshape(node)
    case "Squeeze", "Unsqueeze":
      guard assembly.shape.isFlat else { throw Refusal(reason: "it changes the axes of \(assembly.shape)") }
      assembly.flatten()
    case "Transpose": try transpose(node)
    case "BatchNormalization": try normalize(node)
    case "Add", "Sub", "Mul", "Div": try scale(node)
    default: throw Refusal(reason: "an operation that is not supported")
    }
  }

  // MARK: Layers

  private func weights(_ name: String, axes: Int) throws(Refusal) -> NPYArray {
    guard let array = constants[name] else { throw Refusal(reason: "its weights are computed", expected: "constant weights") }
    guard array.shape.count == axes, !array.shape.contains(0) else {
      throw Refusal(
        reason: "weights '\(excerpt(name))' of shape \(array.shape)", expected: "\(axes) axes, none of them empty")
    }
    return try finite(array, name)
  }

  func finite(_ array: NPYArray, _ name: String) throws(Refusal) -> NPYArray {
    guard let place = array.values.firstIndex(where: { !$0.isFinite }) else { return array }
    throw Refusal(reason: "element \(place) of '\(excerpt(name))' is \(array.values[place])", expected: "finite numbers")
  }

  private mutating func dense(_ node: ONNXModel.Node) throws {
    guard node.inputs.count >= 2, node.inputs[0] == current else {
      throw Refusal(reason: "the matrix is its first input", expected: "values times a matrix")
    }
    for (name, usual) in [("alpha", 1.0), ("beta", 1.0)] {
      if let number = node.attributes[name]?.float, number != usual {
        throw Refusal(reason: "\(name) = \(number)", expected: "\(name) = 1")
      }
    }
    guard node.attributes["transA"]?.integer ?? 0 == 0 else { throw Refusal(reason: "transA = 1", expected: "transA = 0") }
    let matrix = try weights(node.inputs[1], axes: 2)
    let biases = try biases(node, outputs: matrix.shape[node.attributes["transB"]?.integer == 1 ? 0 : 1])
    let isTransposed = node.attributes["transB"]?.integer ?? 0 != 0
    let form = try assembly.dense(matrix.shape, matrix.values, isTransposed: isTransposed, biases: biases)
    keep(node, form)
  }

  private mutating func convolution(_ node: ONNXModel.Node) throws {
    guard node.inputs.count >= 2, node.inputs[0] == current else { throw Refusal(reason: "the kernel is its first input") }
    let group = node.attributes["group"]?.integer ?? 1
    guard group == 1 else { throw Refusal(reason: "\(group) groups", expected: "a convolution over all channels, group 1") }
    let kernel = try weights(node.inputs[1], axes: 4)
    try requireChannelsFirst()
    let window = try window(node, size: [kernel.shape[2], kernel.shape[3]])
    let biases = try biases(node, outputs: kernel.shape[0])
    let form = try assembly.convolution(
      kernel.shape, kernel.values, kernelLayout: .channelsFirst,
      strides: (window.window.rowStride, window.window.columnStride), padding: window.padding, biases: biases)
    keep(node, form)
  }

  /// The third input; a single number stands for all outputs.
  private func biases(_ node: ONNXModel.Node, outputs: Int) throws(Refusal) -> [Double]? {
    guard node.inputs.count > 2, !node.inputs[2].isEmpty else { return nil }
    guard let array = constants[node.inputs[2]] else { throw Refusal(reason: "its biases are computed") }
    let values = try finite(array, node.inputs[2]).values
    return values.count == 1 ? Array(repeating: values[0], count: outputs) : values
  }

  private mutating func keep(_ node: ONNXModel.Node, _ form: MatrixForm) {
    let layer = assembly.layers.count - 1
    roles[node.inputs[1]] = .weights(layer, form)
    hasBiases = node.inputs.count > 2 && !node.inputs[2].isEmpty
    if hasBiases { roles[node.inputs[2]] = .biases(layer) }
    layerNames.append(excerpt(node.inputs[1]))
  }

  // MARK: Windows

  private func requireChannelsFirst() throws(Refusal) {
    guard assembly.layout == .channelsFirst else {
      throw Refusal(
        reason: "it works on channels first, and these are last", expected: "a Transpose of axes 0, 3, 1, 2 before it")
    }
  }

  /// Strides and padding as the attributes say.
  private func window(
    _ node: ONNXModel.Node, size: [Int]
  ) throws(Refusal) -> (window: SlidingWindow, padding: SlidingWindow.PaddingRule) {
    let attributes = node.attributes
    let strides = attributes["strides"]?.integers ?? [1, 1]
    let pads = attributes["pads"]?.integers ?? [0, 0, 0, 0]
    let dilations = attributes["dilations"]?.integers ?? [1, 1]
    guard size.count == 2, strides.count == 2, pads.count == 4, (size + strides).allSatisfy({ (1...4096).contains($0) }),
      pads.allSatisfy({ (0...4096).contains($0) })
    else {
      throw Refusal(
        reason: "a window of \(size), strides \(strides), pads \(pads)",
        expected: "two sizes and strides of 1 to 4096, four pads of 0 to 4096"
      )
    }
    guard dilations.allSatisfy({ $0 == 1 }) else { throw Refusal(reason: "dilations \(dilations)", expected: "dilations of 1") }
    guard attributes["ceil_mode"]?.integer ?? 0 == 0 else { throw Refusal(reason: "ceil_mode = 1", expected: "ceil_mode = 0") }
    let window = SlidingWindow(rows: size[0], columns: size[1], rowStride: strides[0], columnStride: strides[1])
    switch attributes["auto_pad"]?.text ?? "NOTSET" {
    case "NOTSET": return (window, .explicit(.init(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])))
    case "VALID": return (window, .explicit(.init()))
    case "SAME_UPPER": return (window, .same(atEnd: true))
    case "SAME_LOWER": return (window, .same(atEnd: false))
    case let other: throw Refusal(reason: "auto_pad = '\(excerpt(other))'", expected: "NOTSET, VALID, SAME_UPPER or SAME_LOWER")
    }
  }

  private mutating func pool(_ kind: Pooling.Kind, _ node: ONNXModel.Node) throws {
    try requireChannelsFirst()
    let window = try window(node, size: node.attributes["kernel_shape"]?.integers ?? [])
    try assembly.pool(
      kind, window.window, window.padding, countsPadding: node.attributes["count_include_pad"]?.integer ?? 0 != 0)
  }

  /// A mean over rows and columns.
  private mutating func reduce(_ node: ONNXModel.Node) throws {
    let axes =
      node.attributes["axes"]?.integers
      ?? node.inputs.dropFirst().first.flatMap { constants[$0]?.values.compactMap { Int(exactly: $0) } }
    let spatial = assembly.layout == .channelsFirst ? [[2, 3], [-2, -1]] : [[1, 2], [-3, -2]]
    guard let axes, spatial.contains(axes.sorted()) else {
      throw Refusal(reason: "a mean over the axes \(axes ?? [])", expected: "a mean over rows and columns, axes 2 and 3")
    }
    try assembly.pool(.mean, nil)
  }
}
