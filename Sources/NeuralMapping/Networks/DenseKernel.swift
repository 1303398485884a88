/// The inner loop of a fully connected layer, on bare memory.
///
/// Weights are row-major, a row for each input, so that the loop runs along a row. Inputs that are zero, as most pixels of
/// a scanned digit and about half the outputs of a ReLU are, cost nothing.
enum DenseKernel {
  /// Adds the product of the inputs and the weights to `sums`, which has `outputCount` values.
  static func addProducts(
    weights: UnsafePointer<Double>, inputs: UnsafePointer<Double>, inputCount: Int, outputCount: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    var row = weights
    var index = 0
    while index < inputCount {
      let input = inputs[index]
      if input != 0 {
        var output = 0
        while output < outputCount {
          sums[output] += input * row[output]
          output &+= 1
        }
      }
      row += outputCount
      index &+= 1
    }
  }
}
