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

  private var constants: [String: NPYArray]
  /// What the next operation works on.
  private(set) var current: String
  private(set) var assembly: NetworkAssembly
  private(set) var roles: [String: WeightForm.Role] = [:]
  private(set) var layerNames: [String] = []
  /// Values that hold lengths of axes; nothing but shapes is computed from them.
  private var lengths: Set<String> = []
  /// Whether a softmax has ended the chain.
  private var isEnded = false
  /// The last layer's biases by their name; nil if it has none, so that a later Add may bring them.
  private var hasBiases = true

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

  private func finite(_ array: NPYArray, _ name: String) throws(Refusal) -> NPYArray {
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
    guard size.count == 2, strides.count == 2, pads.count == 4, (size + strides).allSatisfy({ (1...65_536).contains($0) }),
      pads.allSatisfy({ (0...65_536).contains($0) })
    else {
      throw Refusal(
        reason: "a window of \(size), strides \(strides), pads \(pads)", expected: "two sizes and strides of 1 or more, four pads"
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
      node.attributes["axes"]?.integers ?? node.inputs.dropFirst().first.flatMap { constants[$0]?.values.map { Int($0) } }
    let spatial = assembly.layout == .channelsFirst ? [[2, 3], [-2, -1]] : [[1, 2], [-3, -2]]
    guard let axes, spatial.contains(axes.sorted()) else {
      throw Refusal(reason: "a mean over the axes \(axes ?? [])", expected: "a mean over rows and columns, axes 2 and 3")
    }
    try assembly.pool(.mean, nil)
  }

  // MARK: Axes

  /// A vector for each image, or an image of one channel of a vector.
  private mutating func reshape(_ node: ONNXModel.Node) throws {
    guard node.inputs.count == 2, let shape = constants[node.inputs[1]]?.values else {
      // Computed from lengths of axes: what nobody does but to flatten.
      assembly.flatten()
      return
    }
    let count = assembly.shape.count
    switch shape.count {
    case 2 where [-1, Double(count)].contains(shape[1]) || shape[1] == 0 && assembly.shape.isFlat: assembly.flatten()
    case 3, 4:
      let last = shape.suffix(3).filter { $0 != 1 }
      let isSame = shape.count == 4 && !assembly.shape.isFlat && shape[1...].allSatisfy { $0 > 0 }
      if isSame, shape[1...].map({ Int($0) }) == axes { return }
      guard last.count == 2, last.allSatisfy({ (1...65_536).contains($0) }) else { fallthrough }
      try assembly.unflatten(rows: Int(last[last.startIndex]), columns: Int(last[last.startIndex + 1]))
    default:
      throw Refusal(
        reason: "a new shape of \(shape.map { $0.formatted() }) for \(assembly.shape)", expected: "one that flattens each image")
    }
  }

  /// Lengths of the axes of an image in the current order.
  private var axes: [Int] {
    let shape = assembly.shape
    return assembly.layout == .channelsFirst
      ? [shape.channels, shape.rows, shape.columns] : [shape.rows, shape.columns, shape.channels]
  }

  private mutating func transpose(_ node: ONNXModel.Node) throws(Refusal) {
    let order = node.attributes["perm"]?.integers ?? []
    switch (order, assembly.layout) {
    case ([0, 3, 1, 2], .channelsLast): assembly.layout = .channelsFirst
    case ([0, 2, 3, 1], .channelsFirst): assembly.layout = .channelsLast
    case (let order, _) where order == Array(order.indices) && !order.isEmpty: break
    default:
      throw Refusal(
        reason: "an order \(order) of axes with \(assembly.layout.rawValue)", expected: "0, 3, 1, 2 or 0, 2, 3, 1 of channels")
    }
  }

  // MARK: Factors and summands

  private mutating func normalize(_ node: ONNXModel.Node) throws {
    let names = node.inputs.dropFirst().prefix(4)
    let arrays = names.compactMap { constants[$0] }
    guard names.count == 4, arrays.count == 4, Set(arrays.map(\.values.count)).count == 1 else {
      throw Refusal(reason: "its four arrays are not constants of one length", expected: "scale, bias, mean and variance")
    }
    for (name, array) in zip(names, arrays) { _ = try finite(array, name) }
    let epsilon = node.attributes["epsilon"]?.float ?? 1e-5
    guard let least = arrays[3].values.min(), least + epsilon > 0 else {
      throw Refusal(reason: "a variance below 0", expected: "variances of 0 or more")
    }
    let isFolded = assembly.endsWithWeights
    try assembly.scale(
      ChannelScaling(
        gamma: arrays[0].values, beta: arrays[1].values, mean: arrays[2].values, variance: arrays[3].values, epsilon: epsilon))
    guard isFolded else { return }
    let name = Array(names)
    roles[name[0]] = .constant(1)
    roles[name[1]] = .summands(hasBiases ? nil : assembly.layers.count - 1)
    (roles[name[2]], roles[name[3]]) = (.constant(0), .constant(1 - epsilon))
  }

  /// Add, Sub, Mul and Div with a constant for all values or for each channel.
  private mutating func scale(_ node: ONNXModel.Node) throws {
    guard node.inputs.count == 2 else { throw Refusal(reason: "it has \(node.inputs.count) inputs", expected: "two") }
    let isFirst = node.inputs[0] == current
    let name = node.inputs[isFirst ? 1 : 0]
    guard let array = constants[name] else { throw Refusal(reason: "its second input is no constant") }
    let numbers = try perChannel(try finite(array, name), name)
    let ones = numbers.map { _ in 1.0 }
    let scaling: ChannelScaling
    switch (node.operation, isFirst) {
    case ("Add", _): scaling = ChannelScaling(factors: ones, summands: numbers)
    case ("Sub", true): scaling = ChannelScaling(factors: ones, summands: numbers.map { -$0 })
    case ("Sub", false): scaling = ChannelScaling(factors: ones.map { -$0 }, summands: numbers)
    case ("Mul", _): scaling = ChannelScaling(factors: numbers, summands: numbers.map { _ in 0 })
    case ("Div", true) where !numbers.contains(0):
      scaling = ChannelScaling(factors: numbers.map { 1 / $0 }, summands: numbers.map { _ in 0 })
    default: throw Refusal(reason: "a quotient of a constant", expected: "a division by constants that are not 0")
    }
    let isBias = node.operation == "Add" && assembly.endsWithWeights && !hasBiases
    try assembly.scale(scaling)
    // What MatMul leaves to Add.
    if isBias, array.values.count == numbers.count {
      roles[name] = .biases(assembly.layers.count - 1)
      hasBiases = true
    }
  }

  /// A constant's numbers, one for each channel of the values that it is combined with.
  private func perChannel(_ array: NPYArray, _ name: String) throws(Refusal) -> [Double] {
    let channels = assembly.shape.channels
    if array.values.count == 1 { return Array(repeating: array.values[0], count: channels) }
    // Axes of length 1 before and after the one of the channels.
    let after = assembly.shape.isFlat || assembly.layout == .channelsLast ? 0 : 2
    let place = array.shape.count - 1 - after
    guard array.values.count == channels, place >= 0 && array.shape[place] == channels else {
      throw Refusal(
        reason: "a constant '\(excerpt(name))' of shape \(array.shape) with \(assembly.shape)",
        expected: "one number, or one for each of \(channels) channels")
    }
    return array.values
  }
}
