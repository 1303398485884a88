/// Layers of weights, and what is done with them from input to output; softmax turns the last values into probabilities.
///
/// The form in which networks are trained, loaded and judged. `QuantizedNetwork` is its counterpart in integer codes.
public struct Network: Hashable, Sendable {
  /// The weights, from input to output; at least one. Of a convolution, the matrix that the values below its window are
  /// multiplied by.
  public let layers: [DenseLayer]
  /// The shape of the input, and how the layers are used.
  public let structure: NetworkStructure

  /// Fully connected layers with a ReLU between them.
  /// - Precondition: each layer has as many inputs as the one before has outputs.
  public init(layers: [DenseLayer]) {
    self.init(layers: layers, structure: .plain(layers.map { ($0.inputCount, $0.outputCount) }))
  }

  /// Layers as the steps of a structure use them.
  /// - Precondition: at least one layer, and each step fits the one before.
  public init(layers: [DenseLayer], structure: NetworkStructure) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    precondition(structure.shapes(layers.map { ($0.inputCount, $0.outputCount) }) != nil, "a step does not fit")
    self.layers = layers
    self.structure = structure
  }

  /// Values of an image that the network accepts: pixels times channels.
  public var inputCount: Int { structure.input.count }
  /// Classes that the network distinguishes.
  public var outputCount: Int { structure.shapes(layers.map { ($0.inputCount, $0.outputCount) })?.last?.count ?? 0 }

  /// The values after the last step, one per class: as a rule the inputs of the softmax.
  /// - Parameter pixels: row by row, with the channels of a pixel next to each other.
  public func logits(_ pixels: [Double]) -> [Double] {
    var values = pixels
    var shape = structure.input
    var layer = 0
    for step in structure.steps {
      let used = step.hasWeights ? layers[layer] : nil
      switch step {
      case .dense: values = layers[layer].sums(values)
      case .convolution(let window): values = StepKernels.convolve(values, shape, window, layers[layer])
      case .pooling(let pooling): values = StepKernels.pool(values, shape, pooling)
      case .activation(.rectifier): values = values.map { max(0, $0) }
      case .activation(let activation): values = values.map { activation($0) }
      case .scaling(let scaling): values = StepKernels.scale(values, scaling)
      }
      shape = step.output(of: shape, used.map { ($0.inputCount, $0.outputCount) }) ?? shape
      if used != nil { layer += 1 }
    }
    return values
  }

  /// The class with the highest logit; the first of several equal ones, so a network of zeros answers 0.
  public func predict(_ pixels: [Double]) -> Int { Self.largest(logits(pixels)) }

  /// The place of the largest value, the first of several equal ones.
  static func largest(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
