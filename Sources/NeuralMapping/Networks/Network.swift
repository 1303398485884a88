/// Fully connected layers with a ReLU between each two; softmax turns the last one's sums into probabilities.
public struct Network: Hashable, Sendable {
  /// From the input to the output; at least one.
  public let layers: [DenseLayer]

  /// Each layer has as many inputs as the one before it has outputs.
  public init(layers: [DenseLayer]) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    for (before, after) in zip(layers, layers.dropFirst()) {
      precondition(
        before.outputCount == after.inputCount,
        "\(before.outputCount) outputs cannot feed \(after.inputCount) inputs")
    }
    self.layers = layers
  }

  public var inputCount: Int { layers[0].inputCount }
  public var outputCount: Int { layers[layers.count - 1].outputCount }

  /// The last layer's sums: the inputs of the softmax, one for each class.
  public func logits(_ pixels: [Double]) -> [Double] {
    var values = layers[0].sums(pixels)
    for layer in layers.dropFirst() { values = layer.sums(values.map { max(0, $0) }) }
    return values
  }

  /// The class of the highest logit. Of equal ones the first counts, so a network that knows nothing says 0.
  public func predict(_ pixels: [Double]) -> Int {
    let logits = logits(pixels)
    return logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
  }
}
