import CrossbarPrimitives
import Foundation

/// Noise of a read current, fresh in every read.
public struct ReadNoise: Hashable, Sendable {
  /// Standard deviation of the logarithm of the resistance.
  public var deviation: Double
  /// Where it comes from, or that it is an assumption.
  public var source: String

  /// Nothing is checked; the deviation must be 0 or more.
  public init(deviation: Double, source: String) { (self.deviation, self.source) = (deviation, source) }

  /// What multiplies the current of a read.
  /// - Parameter read: counts the reads of the cell, from 0.
  public func factor(cell: Int, read: Int, seed: UInt64) -> Double {
    guard deviation > 0 else { return 1 }
    var stream = RandomStream(seed: seed, purpose: "read noise, read \(read)", index: cell)
    return factor(score: stream.standardNormal())
  }

  /// What multiplies the current of a read at a standard score.
  public func factor(score: Double) -> Double { exp(-deviation * score) }

  var words: String { "read noise, ln R by \(SpiceNumber.shortest(deviation)) (\(source))" }
}

/// Random telegraph noise: some cells have two levels, and are at either of them in half of the reads.
///
/// Its time constants are taken to be longer than a read and shorter than the time between two.
public struct TelegraphNoise: Hashable, Sendable {
  /// Of all cells, those that have it.
  public var share: Double
  /// Median distance of the two levels, relative to the resistance; log-normal among the cells that have it.
  public var median: Double
  /// Standard deviation of the distance's natural logarithm.
  public var logDeviation: Double
  /// Where they come from, or that they are an assumption.
  public var source: String

  /// Nothing is checked; `share` must be 0 to 1, the others 0 or more.
  public init(share: Double, median: Double, logDeviation: Double, source: String) {
    (self.share, self.median, self.logDeviation, self.source) = (share, median, logDeviation, source)
  }

  /// The distance of a cell's two levels, relative to its resistance; 0 for a cell without this noise.
  public func amplitude(cell: Int, seed: UInt64) -> Double {
    var stream = RandomStream(seed: seed, purpose: "telegraph noise", index: cell)
    guard stream.uniform() < share else { return 0 }
    return median * exp(logDeviation * stream.standardNormal())
  }

  /// What multiplies the current of a read: half of the distance above or below.
  /// - Parameter read: counts the reads of the cell, from 0.
  public func factor(cell: Int, read: Int, seed: UInt64) -> Double {
    let amplitude = amplitude(cell: cell, seed: seed)
    guard amplitude > 0 else { return 1 }
    var stream = RandomStream(seed: seed, purpose: "telegraph noise, read \(read)", index: cell)
    return exp((stream.uniform() < 0.5 ? 0.5 : -0.5) * amplitude)
  }

  var words: String {
    func text(_ value: Double) -> String { SpiceNumber.shortest(value) }
    return "telegraph noise in \(text(100 * share)) % of the cells, log-normal with median \(text(100 * median)) % and sigma "
      + "\(text(logDeviation)) (\(source))"
  }
}

extension Fluctuations {
  /// What multiplies the current of a read: noise of the read, and the level of telegraph noise that it meets.
  /// - Parameter read: counts the reads of the cell, from 0.
  public func readFactor(cell: Int, read: Int, seed: UInt64) -> Double {
    (readNoise?.factor(cell: cell, read: read, seed: seed) ?? 1)
      * (telegraphNoise?.factor(cell: cell, read: read, seed: seed) ?? 1)
  }
}
