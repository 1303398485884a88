/// What a network does with the weights of its layers: the shape of its input, and its steps.
///
/// Kept apart from the weights, so that weights as trained, quantized and read back are used alike.
public struct NetworkStructure: Hashable, Sendable {
  /// Of the images; a vector for networks that begin with a dense layer.
  public let input: FeatureMapShape
  /// From input to output.
  public let steps: [NetworkStep]

  /// Nothing is checked here, but in the initialisers of networks.
  public init(input: FeatureMapShape, steps: [NetworkStep]) {
    self.input = input
    self.steps = steps
  }

  /// Dense layers with a ReLU between each two.
  /// - Parameter layerCount: 1 or more.
  public static func plain(inputs: Int, layerCount: Int) -> NetworkStructure {
    NetworkStructure(
      input: .flat(inputs),
      steps: (0..<layerCount).flatMap { $0 == 0 ? [.dense] : [NetworkStep.activation(.rectifier), .dense] })
  }

  /// The same for layers that are there.
  /// - Parameter layers: inputs and outputs of each layer's matrix.
  /// - Precondition: each has as many inputs as the one before has outputs.
  static func plain(_ layers: [(inputs: Int, outputs: Int)]) -> NetworkStructure {
    for (before, after) in zip(layers, layers.dropFirst()) {
      precondition(before.outputs == after.inputs, "\(before.outputs) outputs cannot feed \(after.inputs) inputs")
    }
    return plain(inputs: layers.first?.inputs ?? 0, layerCount: layers.count)
  }

  /// The first step that a plain network does not have, in words; nil for a plain network. What is made for plain
  /// networks alone names it in its refusal.
  public var firstStepBeyondPlain: String? {
    for (index, step) in steps.enumerated() {
      let usual: NetworkStep = index % 2 == 0 ? .dense : .activation(.rectifier)
      if step != usual { return "\(step.words) at step \(index + 1)" }
    }
    guard let last = steps.last, last.hasWeights else { return "\(steps.last?.words ?? "nothing") as its last step" }
    return nil
  }

  /// The shapes between the steps, the input first; nil where a step does not fit the one before.
  /// - Parameter layers: inputs and outputs of each layer's matrix.
  func shapes(_ layers: [(inputs: Int, outputs: Int)]) -> [FeatureMapShape]? {
    var shapes = [input]
    var rest = layers[...]
    for step in steps {
      let layer = step.hasWeights ? rest.popFirst() : nil
      guard let shape = step.output(of: shapes[shapes.count - 1], layer) else { return nil }
      shapes.append(shape)
    }
    return rest.isEmpty ? shapes : nil
  }

  /// For results: the input and each step with what comes out of it, such as "28 x 28 x 1", "convolution 3 x 3 to 26 x
  /// 26 x 8".
  /// - Parameter layers: inputs and outputs of each layer's matrix.
  public func words(_ layers: [(inputs: Int, outputs: Int)]) -> [String] {
    guard let shapes = shapes(layers) else { return [] }
    return ["input \(input)"]
      + zip(steps, shapes.dropFirst()).map { step, shape in
        if case .activation = step { step.words } else { "\(step.words) to \(shape)" }
      }
  }
}
