/// The analog-to-digital converters of a tile's columns: all have one range, from 0 on.
package struct ColumnConverter: Hashable, Sendable {
  /// Current of one step, A; 0 for converters that give every current as it is.
  package let step: Double
  /// The highest number: 2 to the power of the bits, minus 1.
  package let largestCode: Double

  /// Without steps and without limits.
  package static let ideal = ColumnConverter(step: 0, largestCode: .infinity)

  private let inverseStep: Double

  private init(step: Double, largestCode: Double) {
    (self.step, self.largestCode, inverseStep) = (step, largestCode, 1 / step)
  }

  /// - Parameters:
  ///   - range: the current of the highest number, A; none above 0 gives converters that read 0.
  ///   - bits: nil for ideal ones.
  package init(range: Double, bits: Int?) {
    guard let bits else {
      self = .ideal
      return
    }
    let largest = Double((1 << bits) - 1)
    self.init(step: range > 0 ? range / largest : .infinity, largestCode: largest)
  }

  /// Largest current that is not clipped, A.
  package var range: Double { step > 0 ? (step.isFinite ? step * largestCode : 0) : .infinity }

  /// Eight currents after conversion, A, rounded to steps and limited to the range; and 1 for each that was limited.
  @inline(__always)
  func converted(_ currents: SIMD8<Double>) -> (currents: SIMD8<Double>, clipped: SIMD8<Double>) {
    guard step > 0 else { return (currents, .zero) }
    guard step.isFinite else { return (.zero, .zero) }
    // Adding 1.5 * 2^52 rounds to an integer. Comparisons and minima of vectors would be calls for each lane, so that they are
    // computed from magnitudes; all numbers are integers, so that none is rounded.
    let shift = SIMD8<Double>(repeating: 6_755_399_441_055_744)
    let codes = (currents * inverseStep + shift) - shift
    let raised = 0.5 * (codes + magnitude(codes))
    let limited = 0.5 * (raised + largestCode - magnitude(raised - largestCode))
    let excess = magnitude(codes - limited)
    return (limited * step, 0.5 * (excess + 1 - magnitude(excess - 1)))
  }
}

@inline(__always) private func magnitude(_ values: SIMD8<Double>) -> SIMD8<Double> {
  unsafeBitCast(
    unsafeBitCast(values, to: SIMD8<UInt64>.self) & SIMD8(repeating: 0x7fff_ffff_ffff_ffff), to: SIMD8<Double>.self)
}
