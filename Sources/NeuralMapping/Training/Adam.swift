import Foundation

/// The Adam optimizer (Kingma and Ba, 2015, algorithm 1), with the constants recommended there.
///
/// It holds only what all parameters share; each `TrainedLayer` keeps the running means of its own parameters.
struct Adam {
  /// Decay of the running mean of the gradient (beta 1).
  private static let firstDecay: Float = 0.9
  /// Decay of the running mean of its square (beta 2).
  private static let secondDecay: Float = 0.999
  /// Keeps the quotient finite where the gradient has been zero.
  private static let epsilon: Float = 1e-8

  let learningRate: Double
  private var stepCount = 0
  /// Learning rate of this step, with the correction of the first mean.
  private var rate: Float = 0
  /// Correction of the second mean in this step.
  private var scale: Float = 0

  init(learningRate: Double) { self.learningRate = learningRate }

  /// Begins a step, in which each parameter is moved once.
  /// - Parameter rateFactor: multiplies the learning rate in this step.
  mutating func beginStep(rateFactor: Double = 1) {
    stepCount += 1
    // The running means start at zero; the corrections remove that bias (section 3 of the paper).
    let firstCorrection = 1 - pow(Double(Self.firstDecay), Double(stepCount))
    let secondCorrection = 1 - pow(Double(Self.secondDecay), Double(stepCount))
    rate = Float(rateFactor * learningRate / firstCorrection)
    scale = Float(1 / secondCorrection)
  }

  /// Moves parameters against their gradient and clips them to ±`limit`.
  ///
  /// - Parameters:
  ///   - first: the parameters' running means of the gradient, zero before the first step.
  ///   - second: those of its square.
  func move(
    _ values: UnsafeMutablePointer<Float>, against slopes: UnsafePointer<Float>,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int, limit: Float
  ) {
    let (rate, scale) = (rate, scale)
    var index = 0
    while index < count {
      let slope = slopes[index]
      let mean = Self.firstDecay * first[index] + (1 - Self.firstDecay) * slope
      let square = Self.secondDecay * second[index] + (1 - Self.secondDecay) * slope * slope
      first[index] = mean
      second[index] = square
      let value = values[index] - rate * mean / (Self.squareRoot(square * scale) + Self.epsilon)
      let low = value < -limit ? -limit : value
      values[index] = low > limit ? limit : low
      index &+= 1
    }
  }

  /// The square root to a relative 3e-7; below 1e-19 any value below `epsilon`. The exact square root sets `errno` on
  /// Linux, which prevents vectorization of the loop around it.
  ///
  /// Newton's iteration for 1 / sqrt(x), three times from a start that halves and negates the exponent; see Blinn,
  /// "Floating-point tricks", IEEE Computer Graphics and Applications 17 (1997).
  @inline(__always)
  static func squareRoot(_ square: Float) -> Float {
    let half = 0.5 * square
    var inverse = Float(bitPattern: 0x5f37_59df &- (square.bitPattern &>> 1))
    inverse *= 1.5 - half * inverse * inverse
    inverse *= 1.5 - half * inverse * inverse
    inverse *= 1.5 - half * inverse * inverse
    return square * inverse
  }
}
