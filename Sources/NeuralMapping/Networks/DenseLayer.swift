import CrossbarPrimitives

/// A fully connected layer: output j is the sum over the inputs i of `weights[i, j]` times input i, plus `biases[j]`.
///
/// The activation function belongs to `Network`.
public struct DenseLayer: Hashable, Sendable {
  /// Rows are inputs, columns are outputs.
  public let weights: Grid<Double>
  /// One per output.
  public let biases: [Double]

  /// - Precondition: one bias per output.
  public init(weights: Grid<Double>, biases: [Double]) {
    precondition(biases.count == weights.columns, "\(biases.count) biases for \(weights.columns) outputs")
    self.weights = weights
    self.biases = biases
  }

  /// Number of rows of the weights; a bias is not an input.
  public var inputCount: Int { weights.rows }
  /// Number of columns of the weights, and of biases.
  public var outputCount: Int { weights.columns }

  /// - Throws: `NeuralMappingError.weightNotFinite` for the first such weight or bias.
  func checkFinite() throws {
    for values in [weights.elements, biases] {
      if let value = values.first(where: { !$0.isFinite }) { throw NeuralMappingError.weightNotFinite("\(value)") }
    }
  }

  /// The sums at the outputs, before any activation function.
  /// - Precondition: one input per row of the weights.
  public func sums(_ inputs: [Double]) -> [Double] {
    precondition(inputs.count == inputCount, "\(inputs.count) values for \(inputCount) inputs")
    var sums = biases
    DenseKernel.addProducts(
      weights: weights.elements, inputs: inputs, inputCount: inputCount, outputCount: outputCount, to: &sums)
    return sums
  }
}
