/// The inner loops of a fully connected layer, on bare memory.
///
/// Weights are row-major, a row for each input, so that every loop runs along a row. Inputs that are zero, as most
/// pixels of a scanned digit and about half the outputs of a ReLU are, cost nothing.
enum DenseKernel {
  /// Adds the product of the inputs and the weights to `sums`, which has `outputCount` values.
  static func addProducts(
    weights: UnsafePointer<Double>, inputs: UnsafePointer<Double>, inputCount: Int, outputCount: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    var row = weights
    for index in 0..<inputCount {
      let input = inputs[index]
      if input != 0 { addScaled(row, by: input, count: outputCount, to: sums) }
      row += outputCount
    }
  }

  /// Adds the outer product of the inputs and `outputSlopes` (the loss's derivatives by the layer's sums) to the
  /// derivatives by the weights.
  static func addWeightSlopes(
    inputs: UnsafePointer<Double>, outputSlopes: UnsafePointer<Double>, inputCount: Int, outputCount: Int,
    to weightSlopes: UnsafeMutablePointer<Double>
  ) {
    var row = weightSlopes
    for index in 0..<inputCount {
      let input = inputs[index]
      if input != 0 { addScaled(outputSlopes, by: input, count: outputCount, to: row) }
      row += outputCount
    }
  }

  /// The loss's derivatives by the sums of the layer before, whose ReLU outputs are `inputs`: where the ReLU is off
  /// its slope is zero.
  static func backpropagate(
    weights: UnsafePointer<Double>, inputs: UnsafePointer<Double>, outputSlopes: UnsafePointer<Double>,
    inputCount: Int, outputCount: Int, into inputSlopes: UnsafeMutablePointer<Double>
  ) {
    var row = weights
    for index in 0..<inputCount {
      inputSlopes[index] = inputs[index] > 0 ? dot(row, outputSlopes, count: outputCount) : 0
      row += outputCount
    }
  }

  static func addScaled(
    _ source: UnsafePointer<Double>, by factor: Double, count: Int, to target: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<count { target[index] += factor * source[index] }
  }

  /// Four partial sums: a single one would make every addition wait for the one before.
  static func dot(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, count: Int) -> Double {
    var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
    var index = 0
    while index + 4 <= count {
      first += left[index] * right[index]
      second += left[index + 1] * right[index + 1]
      third += left[index + 2] * right[index + 2]
      fourth += left[index + 3] * right[index + 3]
      index += 4
    }
    while index < count {
      first += left[index] * right[index]
      index += 1
    }
    return (first + second) + (third + fourth)
  }
}
