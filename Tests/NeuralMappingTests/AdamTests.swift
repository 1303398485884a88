import Testing

@testable import NeuralMapping

@Suite struct AdamTests {
  @Test func stepsAsWorkedOutByHand() {
    let parameters = Parameters(count: 3)
    var adam = Adam(learningRate: 0.01)
    adam.beginStep()
    parameters.move(adam, against: [1, -250, 1])
    // The first step has the length of the learning rate, whatever the slope's.
    expect(parameters.values, [-0.01, 0.01, -0.01])
    adam.beginStep()
    parameters.move(adam, against: [1, -250, -1])
    // The third: mean (0.9 * 0.1 - 0.1) / (1 - 0.9^2) = -0.01 / 0.19, mean square 1.
    expect(parameters.values, [-0.02, 0.02, -0.01 + 0.01 * 0.01 / 0.19])
    adam.beginStep(rateFactor: 0.5)
    parameters.move(adam, against: [1, -250, -1], limit: 0.015)
    // Half a step would lead to 0.025.
    expect(Array(parameters.values.prefix(2)), [-0.015, 0.015])
  }

  @Test func theSquareRootIsOneToSinglePrecision() {
    for exponent in stride(from: -60.0, through: 60, by: 0.37) {
      let square = Float(sign: .plus, exponent: Int(exponent), significand: Float(1 + abs(exponent) / 61))
      let root = square.squareRoot()
      #expect(abs(Adam.squareRoot(square) - root) <= 3e-7 * root, "\(square)")
    }
    #expect(Adam.squareRoot(0) == 0)
    #expect(Adam.squareRoot(.leastNonzeroMagnitude) < 1e-18)
  }

  /// To a millionth of the step, in single precision.
  private func expect(_ values: [Float], _ expected: [Float]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-8) }
  }
}

/// Parameters that start at zero.
private struct Parameters {
  private let matrix: FloatMatrix
  private let first: FloatMatrix
  private let second: FloatMatrix

  init(count: Int) {
    matrix = FloatMatrix(rows: 1, columns: count)
    first = FloatMatrix(rows: 1, columns: count)
    second = FloatMatrix(rows: 1, columns: count)
  }

  var values: [Float] { (0..<matrix.count).map { matrix[0, $0] } }

  func move(_ adam: Adam, against slopes: [Float], limit: Float = .infinity) {
    adam.move(
      matrix.values, against: slopes, first: first.values, second: second.values, count: matrix.count, limit: limit)
  }
}
