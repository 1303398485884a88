import CrossbarPrimitives
import Foundation
import Netlisting

/// How far transistors of one design differ from each other: the standard deviations of threshold voltage and gain, the
/// same for all sizes or shrinking with the channel's area (Pelgrom, Duinmaijer and Welbers, IEEE J. Solid-State Circuits
/// 1989, 24, 1433).
///
///     let mismatch = TransistorMismatch(threshold: .area(8e-9), gain: .sigma(0.01))   // 8 mV um, 1 %
public struct TransistorMismatch: Hashable, Sendable {
  /// The spread of one property.
  public enum Spread: Hashable, Sendable {
    /// All transistors are equal.
    case none
    /// The standard deviation, whatever the size.
    case sigma(Double)
    /// The standard deviation times the square root of width times length: A in sigma = A / √(W L), of one transistor
    /// against the mean. A coefficient that a foundry states for the difference of a pair is √2 times as large.
    case area(Double)

    /// The standard deviation at a size.
    func sigma(of size: FoundryTransistor.Size) -> Double {
      switch self {
      case .none: 0
      case .sigma(let sigma): sigma
      case .area(let coefficient): coefficient / (size.width.si * size.length.si).squareRoot()
      }
    }
  }

  /// Of the threshold voltage: V, or V m for an area.
  public var threshold: Spread
  /// Of the natural logarithm of the gain, so of the gain relative to itself: 1, or m for an area.
  public var gain: Spread

  public init(threshold: Spread = .none, gain: Spread = .none) {
    (self.threshold, self.gain) = (threshold, gain)
  }

  /// Whether all transistors are equal.
  public var isNone: Bool { self == TransistorMismatch() }

  /// The standard deviations at a size.
  public func spread(of size: FoundryTransistor.Size) -> TransistorSpread {
    TransistorSpread(threshold: .volts(threshold.sigma(of: size)), gain: gain.sigma(of: size))
  }
}

/// The standard deviations of transistors of one size; zero where they are all equal.
public struct TransistorSpread: Hashable, Sendable {
  /// Of the threshold voltage.
  public var threshold = Voltage.zero
  /// Of the gain's natural logarithm.
  public var gain = 0.0

  public init(threshold: Voltage = .zero, gain: Double = 0) { (self.threshold, self.gain) = (threshold, gain) }

  /// Whether all transistors are equal.
  public var isNone: Bool { threshold == .zero && gain == 0 }

  /// The deviation of one transistor from the nominal one. It depends on seed and index alone, and in proportion on the
  /// spread: with another spread or size the same transistors deviate more or less.
  /// - Parameter index: of the cell among all cells of a run.
  public func deviation(seed: UInt64, index: Int) -> TransistorDeviation {
    guard !isNone else { return TransistorDeviation() }
    var stream = RandomStream(seed: seed, purpose: "transistor mismatch", index: index)
    // Both are drawn in any case, so that one spread does not change what the other one gives.
    let (first, second) = (stream.standardNormal(), stream.standardNormal())
    return deviation(thresholdScore: first, gainScore: second)
  }

  /// The deviation at given standard scores, by which `deviation(seed:index:)` makes it of normal numbers.
  public func deviation(thresholdScore: Double, gainScore: Double) -> TransistorDeviation {
    TransistorDeviation(thresholdShift: threshold * thresholdScore, gain: exp(gain * gainScore))
  }
}

/// How one transistor differs from the nominal one of its design.
public struct TransistorDeviation: Hashable, Sendable {
  /// Added to the threshold voltage.
  public var thresholdShift: Voltage
  /// Factor of all currents at an equal gate overdrive, above 0.
  public var gain: Double

  public init(thresholdShift: Voltage = .zero, gain: Double = 1) {
    (self.thresholdShift, self.gain) = (thresholdShift, gain)
  }
}
