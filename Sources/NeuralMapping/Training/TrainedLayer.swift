import CrossbarPrimitives

/// A layer during training: its parameters in single precision, and the optimizer's memory of them.
///
/// Weights and biases form one matrix, as in an array: one row per input and a last one, with a constant input of 1, for
/// the biases.
final class TrainedLayer: Sendable {
  let inputCount: Int
  let outputCount: Int
  /// (inputs + 1) × outputs.
  let parameters: FloatMatrix
  /// Adam's running means, of the same shape.
  let firstMoments: FloatMatrix
  let secondMoments: FloatMatrix
  /// What the network computes with: the parameters themselves, or their quantized values.
  let effective: FloatMatrix
  /// The effective weights with one row per output, for passing gradients back.
  let transposed: FloatMatrix
  /// Nil for training without quantization.
  let quantization: LearnedSteps?

  /// - Parameter codes: the integer codes to train for; nil for training without quantization.
  init(_ layer: DenseLayer, codes: ClosedRange<Int>? = nil) {
    inputCount = layer.inputCount
    outputCount = layer.outputCount
    func matrix() -> FloatMatrix { FloatMatrix(rows: layer.inputCount + 1, columns: layer.outputCount) }
    parameters = matrix()
    firstMoments = matrix()
    secondMoments = matrix()
    transposed = FloatMatrix(rows: layer.outputCount, columns: layer.inputCount)
    quantization = codes.map { LearnedSteps(codes: $0, initialFor: layer) }
    effective = quantization == nil ? parameters : matrix()
    for (place, weight) in layer.weights.elements.enumerated() { parameters.values[place] = Float(weight) }
    for (output, bias) in layer.biases.enumerated() { parameters[inputCount, output] = Float(bias) }
    for row in 0...inputCount { publish(row: row) }
  }

  var rowCount: Int { inputCount + 1 }

  func isBias(row: Int) -> Bool { row == inputCount }

  /// Updates what the network computes with after a row of parameters has changed.
  func publish(row: Int) {
    let source = effective.row(row)
    quantization?.quantize(parameters.row(row), isBias: isBias(row: row), count: outputCount, into: source)
    guard !isBias(row: row) else { return }
    var target = transposed.values + row
    var output = 0
    while output < outputCount {
      target.pointee = source[output]
      target += inputCount
      output &+= 1
    }
  }

  /// The layer as the network computes with it, in double precision.
  var layer: DenseLayer {
    DenseLayer(
      weights: Grid(rows: inputCount, columns: outputCount) { Double(effective[$0, $1]) },
      biases: (0..<outputCount).map { Double(effective[inputCount, $0]) })
  }
}
