/// The inner loop of a fully connected layer, on raw memory.
///
/// Weights are row-major with one row per input, so the loop runs along a row. Zero inputs, as most pixels of a scanned
/// digit and about half of the outputs of a ReLU, are skipped.
enum DenseKernel {
  /// Adds inputs times weights to `sums`, which has `outputCount` values.
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
