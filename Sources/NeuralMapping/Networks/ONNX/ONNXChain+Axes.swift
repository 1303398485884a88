import ArrayFiles
import CrossbarPrimitives

/// Operations on the axes of images, and with a number for each channel.
extension ONNXChain {
  /// A vector for each image, or an image of one channel of a vector.
  mutating func reshape(_ node: ONNXModel.Node) throws {
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
      if isSame, shape[1...].map({ Int(exactly: $0) }) == axes { return }
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

  mutating func transpose(_ node: ONNXModel.Node) throws(Refusal) {
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

  mutating func normalize(_ node: ONNXModel.Node) throws {
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
  mutating func scale(_ node: ONNXModel.Node) throws {
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
