import CrossbarPrimitives

/// Cells that end up wrong by chance alone: what an array with these error rates would do to a network, without the array.
public struct CellErrors: Hashable, Codable, Sendable {
  /// Probability that a cell that was to hold 1 reads as 0, such as after a SET that failed.
  public let oneAsZero: Double
  /// Probability that a cell that was to hold 0 reads as 1.
  public let zeroAsOne: Double

  /// - Throws: `NeuralMappingError.probability` for a number outside 0 to 1.
  public init(oneAsZero: Double, zeroAsOne: Double) throws {
    for (name, value) in [("a 1 read as 0", oneAsZero), ("a 0 read as 1", zeroAsOne)] {
      guard (0...1).contains(value) else { throw NeuralMappingError.probability(name: name, value: "\(value)") }
    }
    self.oneAsZero = oneAsZero
    self.zeroAsOne = zeroAsOne
  }

  /// The same bits with errors. A seed and index draw one number for each cell, which is compared with the probability:
  /// where the probabilities grow, further cells fail and none recovers.
  /// - Parameter index: which of a run's grids this is.
  public func flip(_ bits: Grid<Bool>, seed: UInt64, index: Int = 0) -> Grid<Bool> {
    var stream = RandomStream(seed: seed, purpose: "cell errors", index: index)
    return bits.map { bit in
      let isWrong = stream.uniform() < (bit ? oneAsZero : zeroAsOne)
      return bit != isWrong
    }
  }

  /// The network that comes back from cells with errors.
  /// - Throws: `NeuralMappingError` for codes that the coding has no pattern for.
  public func readBack(_ network: QuantizedNetwork, coding: any WeightCoding, seed: UInt64) throws -> QuantizedNetwork {
    let grids = try coding.encode(network)
    return try coding.decode(
      grids.enumerated().map { flip($1, seed: seed, index: $0) }, written: network)
  }
}
