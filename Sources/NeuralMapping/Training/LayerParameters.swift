import CrossbarPrimitives

/// One number for each weight and bias of a layer: the parameters themselves, their slopes or an average of these.
struct LayerParameters: Equatable {
  let inputCount: Int
  let outputCount: Int
  /// Row-major, a row for each input.
  var weights: [Double]
  /// One for each output.
  var biases: [Double]

  init(inputCount: Int, outputCount: Int) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    weights = Array(repeating: 0, count: inputCount * outputCount)
    biases = Array(repeating: 0, count: outputCount)
  }

  init(_ layer: DenseLayer) {
    inputCount = layer.inputCount
    outputCount = layer.outputCount
    weights = layer.weights.elements
    biases = layer.biases
  }

  /// Weights uniform in ±sqrt(6 / (inputs + outputs)), biases zero (Glorot and Bengio, 2010).
  static func glorotUniform(inputCount: Int, outputCount: Int, from stream: inout RandomStream) -> LayerParameters {
    var parameters = LayerParameters(inputCount: inputCount, outputCount: outputCount)
    let limit = (6 / Double(inputCount + outputCount)).squareRoot()
    for index in parameters.weights.indices { parameters.weights[index] = limit * (2 * stream.uniform() - 1) }
    return parameters
  }

  var layer: DenseLayer {
    DenseLayer(
      weights: Grid(rows: inputCount, columns: outputCount) { weights[$0 * outputCount + $1] }, biases: biases)
  }

  mutating func setToZero() {
    for index in weights.indices { weights[index] = 0 }
    for index in biases.indices { biases[index] = 0 }
  }
}
