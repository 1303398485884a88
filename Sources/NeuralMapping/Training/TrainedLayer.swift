import CrossbarPrimitives

/// A layer in training: its parameters in single precision, with what the optimizer remembers of them.
///
/// Weights and biases are one matrix, as they are in an array: a row for each input and a last one, whose input is
/// always 1, for the biases.
final class TrainedLayer: Sendable {
  let inputCount: Int
  let outputCount: Int
  let parameters: FloatMatrix
  /// Adam's running means.
  let firstMoments: FloatMatrix
  let secondMoments: FloatMatrix
  /// What the network computes with: the parameters, or what quantization leaves of them.
  let effective: FloatMatrix
  /// The effective weights with a row for each output, in which slopes are passed back.
  let transposed: FloatMatrix
  let quantization: LearnedSteps?

  /// - Parameter codes: the integer codes to train for; nil to train without quantization.
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

  /// Carries what has become of a row of parameters over to what the network computes with.
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

  /// The layer as the network computes with it.
  var layer: DenseLayer {
    DenseLayer(
      weights: Grid(rows: inputCount, columns: outputCount) { Double(effective[$0, $1]) },
      biases: (0..<outputCount).map { Double(effective[inputCount, $0]) })
  }
}
