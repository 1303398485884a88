import CrossbarPrimitives
import Foundation

/// The two learned quantization steps of a layer: the values of a weight code and of a bias code of 1.
///
/// Learned step size quantization (LSQ; Esser et al., ICLR 2020). Forward, a parameter w counts as s * clamp(round(w /
/// s)). Backward, rounding counts as the identity where w / s lies within the codes and as a constant beyond them, which
/// gives w and s their gradients. The logarithm of |s| is learned: steps keep their sign, and Adam changes each by the
/// same fraction of itself, which replaces the gradient scaling of the paper.
final class LearnedSteps: Sendable {
  private let lowest: Float
  private let highest: Float
  /// Two rows, weights and biases: the logarithm of the step's magnitude, and Adam's running means.
  private let logarithms = FloatMatrix(rows: 2, columns: 1)
  private let firstMoments = FloatMatrix(rows: 2, columns: 1)
  private let secondMoments = FloatMatrix(rows: 2, columns: 1)
  /// Two rows, weights and biases: 1 or -1, constant.
  private let signs = FloatMatrix(rows: 2, columns: 1)
  /// Derivative of the loss with respect to the step's logarithm, from each row of parameters.
  private let rowSlopes: FloatMatrix

  /// Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, with vector instructions of every processor.
  private static let rounder: Float = 12_582_912

  /// - Parameter layer: its weights and biases determine the initial steps, those with the least squared error.
  init(codes: ClosedRange<Int>, initialFor layer: DenseLayer) {
    lowest = Float(codes.lowerBound)
    highest = Float(codes.upperBound)
    rowSlopes = FloatMatrix(rows: layer.inputCount + 1, columns: 1)
    let fit = QuantizationStep(codes: codes)
    for (row, values) in [layer.weights.elements, layer.biases].enumerated() {
      // Zeros have no scale of their own; they will become as large as weights.
      let step = fit.step(for: values) ?? fit.step(for: layer.weights.elements) ?? 1
      logarithms[row, 0] = Float(log(abs(step)))
      signs[row, 0] = step < 0 ? -1 : 1
    }
  }

  /// The value of a code of 1 at present; negative where no code is positive.
  func step(isBias: Bool) -> Float {
    let row = isBias ? 1 : 0
    return signs[row, 0] * exp(logarithms[row, 0])
  }

  /// Writes the nearest multiples of the step with allowed codes to `target`.
  func quantize(
    _ values: UnsafePointer<Float>, isBias: Bool, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let step = step(isBias: isBias)
    let (inverse, lowest, highest) = (1 / step, lowest, highest)
    var index = 0
    while index < count {
      let relative = values[index] * inverse
      let low = relative < lowest ? lowest : relative
      let inside = low > highest ? highest : low
      target[index] = step * ((inside + Self.rounder) - Self.rounder)
      index &+= 1
    }
  }

  /// Converts the gradient with respect to a row of quantized values into that with respect to the values themselves, in
  /// place, and stores the part of the step.
  func passBack(
    _ slopes: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>, quantized: UnsafePointer<Float>, row: Int,
    isBias: Bool, count: Int
  ) {
    let inverse = 1 / step(isBias: isBias)
    var sum: Float = 0
    var index = 0
    while index < count {
      let relative = values[index] * inverse
      let isInside = relative >= lowest && relative <= highest
      // d(s * round(w / s)) / d(ln s): what rounding added to w, or the whole value where it is clamped.
      sum += slopes[index] * (isInside ? quantized[index] - values[index] : quantized[index])
      slopes[index] = isInside ? slopes[index] : 0
      index &+= 1
    }
    rowSlopes[row, 0] = sum
  }

  /// Moves both steps, after all rows have been passed back.
  func move(_ adam: Adam) {
    let biasRow = rowSlopes.rows - 1
    let slopes = FloatMatrix(rows: 2, columns: 1)
    for row in 0..<biasRow { slopes[0, 0] += rowSlopes[row, 0] }
    slopes[1, 0] = rowSlopes[biasRow, 0]
    adam.move(
      logarithms.values, against: slopes.values, first: firstMoments.values, second: secondMoments.values, count: 2,
      limit: .infinity)
  }
}
