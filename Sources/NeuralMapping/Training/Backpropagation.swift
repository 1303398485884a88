import Foundation

/// The softmax cross-entropy of a network and its derivatives by every weight and bias, summed over images.
///
/// The buffers of a forward and a backward pass are kept from one image to the next.
struct Backpropagation {
  /// The sum's derivatives, a member for each layer.
  private(set) var slopes: [LayerParameters]
  /// Each layer's outputs: behind the ReLU, and for the last layer the logits.
  private var outputs: [[Double]]
  /// The loss's derivatives by each layer's sums.
  private var sumSlopes: [[Double]]

  init(shapedLike layers: [LayerParameters]) {
    slopes = layers.map { LayerParameters(inputCount: $0.inputCount, outputCount: $0.outputCount) }
    outputs = layers.map(\.biases)
    sumSlopes = layers.map(\.biases)
  }

  mutating func reset() {
    for layer in slopes.indices { slopes[layer].setToZero() }
  }

  /// Adds one image's derivatives, times `weight`, to `slopes`.
  /// - Returns: the image's own loss, -ln of the probability given to its class.
  mutating func add(image: [Double], label: Int, weight: Double, layers: [LayerParameters]) -> Double {
    passForward(image, layers)
    let last = layers.count - 1
    let loss = Self.crossEntropy(
      logits: outputs[last], label: label, weight: weight, slopes: &sumSlopes[last])
    passBackward(image, layers)
    return loss
  }

  private mutating func passForward(_ image: [Double], _ layers: [LayerParameters]) {
    for (index, layer) in layers.enumerated() {
      for output in 0..<layer.outputCount { outputs[index][output] = layer.biases[output] }
      DenseKernel.addProducts(
        weights: layer.weights, inputs: index == 0 ? image : outputs[index - 1], inputCount: layer.inputCount,
        outputCount: layer.outputCount, to: &outputs[index])
      guard index < layers.count - 1 else { continue }
      for output in 0..<layer.outputCount { outputs[index][output] = max(0, outputs[index][output]) }
    }
  }

  private mutating func passBackward(_ image: [Double], _ layers: [LayerParameters]) {
    for (index, layer) in layers.enumerated().reversed() {
      let inputs = index == 0 ? image : outputs[index - 1]
      DenseKernel.addWeightSlopes(
        inputs: inputs, outputSlopes: sumSlopes[index], inputCount: layer.inputCount, outputCount: layer.outputCount,
        to: &slopes[index].weights)
      DenseKernel.addScaled(sumSlopes[index], by: 1, count: layer.outputCount, to: &slopes[index].biases)
      guard index > 0 else { continue }
      DenseKernel.backpropagate(
        weights: layer.weights, inputs: inputs, outputSlopes: sumSlopes[index], inputCount: layer.inputCount,
        outputCount: layer.outputCount, into: &sumSlopes[index - 1])
    }
  }

  /// The loss -ln p_label with p = softmax(logits), and its derivatives p_j - [j = label] by the logits, times `weight`.
  private static func crossEntropy(logits: [Double], label: Int, weight: Double, slopes: inout [Double]) -> Double {
    // Only differences of logits count; taking the highest off keeps exp from overflowing.
    let highest = logits.reduce(-Double.infinity) { max($0, $1) }
    var sum = 0.0
    for index in logits.indices {
      slopes[index] = exp(logits[index] - highest)
      sum += slopes[index]
    }
    for index in logits.indices { slopes[index] *= weight / sum }
    slopes[label] -= weight
    return log(sum) + highest - logits[label]
  }
}
