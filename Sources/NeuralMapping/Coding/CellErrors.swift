import CrossbarPrimitives

/// Random cell errors with given rates: the effect of such rates on a network, without simulating an array.
package struct CellErrors: Hashable, Codable, Sendable {
  /// Probability that a cell that should hold 1 reads as 0, for example after a failed SET.
  package let oneAsZero: Double
  /// Probability that a cell that should hold 0 reads as 1, for example after a failed RESET.
  package let zeroAsOne: Double

  /// - Throws: `NeuralMappingError.probability` for a number outside of 0 to 1.
  package init(oneAsZero: Double, zeroAsOne: Double) throws {
    for (name, value) in [("a 1 read as 0", oneAsZero), ("a 0 read as 1", zeroAsOne)] {
      guard (0...1).contains(value) else { throw NeuralMappingError.probability(name: name, value: "\(value)") }
    }
    self.oneAsZero = oneAsZero
    self.zeroAsOne = zeroAsOne
  }

  /// A copy of the bits with errors. Each cell draws one number, determined by seed and index, and compares it with the
  /// probability. So with higher probabilities further cells fail, and none recovers.
  ///
  /// - Parameter index: which of a run's grids this is.
  package func flip(_ bits: Grid<Bool>, seed: UInt64, index: Int = 0) -> Grid<Bool> {
    var stream = RandomStream(seed: seed, purpose: "cell errors", index: index)
    return bits.map { bit in
      let isWrong = stream.uniform() < (bit ? oneAsZero : zeroAsOne)
      return bit != isWrong
    }
  }

  /// The network that is read back from cells with errors.
  /// - Throws: `NeuralMappingError` for codes that the coding cannot represent, and for cells of more than one bit.
  package func readBack(_ network: QuantizedNetwork, coding: any WeightCoding, seed: UInt64) throws -> QuantizedNetwork {
    guard coding.levels.count == 2 else {
      throw NeuralMappingError.mismatch(
        subject: "levels of cells that read 1 as 0 or 0 as 1", found: "\(coding.levels.count)", expected: "2")
    }
    let grids = try coding.encode(network)
    return try coding.decode(
      grids.enumerated().map { flip($1.map { $0 == 1 }, seed: seed, index: $0).map { $0 ? 1 : 0 } }, written: network)
  }
}
