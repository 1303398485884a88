/// Fully connected layers with a ReLU between them; softmax turns the sums of the last one into probabilities.
///
/// The form in which networks are trained, loaded and judged. `QuantizedNetwork` is its counterpart in integer codes.
public struct Network: Hashable, Sendable {
  /// From input to output; at least one.
  public let layers: [DenseLayer]

  /// - Precondition: each layer has as many inputs as the one before has outputs.
  public init(layers: [DenseLayer]) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    for (before, after) in zip(layers, layers.dropFirst()) {
      precondition(
        before.outputCount == after.inputCount,
        "\(before.outputCount) outputs cannot feed \(after.inputCount) inputs")
    }
    self.layers = layers
  }

  /// Pixels of an image that the network accepts.
  public var inputCount: Int { layers[0].inputCount }
  /// Classes that the network distinguishes.
  public var outputCount: Int { layers[layers.count - 1].outputCount }

  /// The sums of the last layer, one per class: the inputs of the softmax.
  public func logits(_ pixels: [Double]) -> [Double] {
    var values = layers[0].sums(pixels)
    for layer in layers.dropFirst() { values = layer.sums(values.map { max(0, $0) }) }
    return values
  }

  /// The class with the highest logit; the first of several equal ones, so a network of zeros answers 0.
  public func predict(_ pixels: [Double]) -> Int {
    let logits = logits(pixels)
    return logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
  }
}
