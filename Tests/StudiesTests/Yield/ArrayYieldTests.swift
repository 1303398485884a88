import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@testable import Studies

/// Words and arrays against the binomial formula, and against brute force where cells share a part.
@Suite struct ArrayYieldTests {
  /// A cell that fails where the sum of two scores is large: P = P(Z > 2.2).
  private static func margin(_ scores: [Double]) -> Double { 2.2 - (0.8 * scores[0] + 0.6 * scores[1]) }

  private static func pool() async throws -> FailurePool {
    try await FailureEstimator(seed: 5, purpose: "test", relativeError: 0.04, budget: 60_000)
      .run(LimitState(dimension: 2) { _, points in points.map(margin) }).pool
  }

  @Test(arguments: [1e-9, 1e-4, 0.02, 0.3]) func wordsAreBinomial(_ cell: Double) {
    func sum(_ bits: Int, _ correctable: Int) -> Double {
      (correctable + 1...bits).reduce(0) { sum, errors in
        let ways = (0..<errors).reduce(1.0) { $0 * Double(bits - $1) / Double($1 + 1) }
        return sum + ways * pow(cell, Double(errors)) * pow(1 - cell, Double(bits - errors))
      }
    }
    for (bits, correctable) in [(1, 0), (8, 0), (39, 1), (72, 2)] {
      let redundancy = ArrayRedundancy(rows: 4, columns: 2 * bits, wordBits: bits, correctable: correctable)
      let word = sum(bits, correctable)
      #expect(abs(redundancy.wordFailure(cell) / word - 1) < 1e-6)
      // Without spares, an array is its words.
      let array = -expm1(8 * log1p(-word))
      #expect(abs(redundancy.failure(redundancy.rowFate(cell)) / array - 1) < 1e-6)
    }
  }

  @Test func spareRowsAreBinomial() {
    let redundancy = ArrayRedundancy(rows: 30, columns: 10, spareRows: 2)
    let row: Double = 1 - pow(0.999, 10.0)
    // Up to two of 32 rows are lost: one way, 32, and 496.
    let kept = [1.0, 32, 496].enumerated().reduce(0.0) { sum, entry in
      sum + entry.element * pow(row, Double(entry.offset)) * pow(1 - row, Double(32 - entry.offset))
    }
    let lost = 1 - kept
    #expect(abs(redundancy.failure(redundancy.rowFate(0.001)) / lost - 1) < 1e-9)
  }

  /// Samples of all cells, weighed anew, give the failures of cells whose shared part is known.
  @Test func conditionalProbabilitiesFollowFromTheSamples() async throws {
    let pool = try await Self.pool()
    #expect(abs(pool.probability / StandardNormal.exceedance(2.2) - 1) < 0.06)
    for means in [[0.0, 0], [0.7, 0.3], [-0.5, 0.4]] {
      let own = 0.6
      let exact = StandardNormal.exceedance((2.2 - 0.8 * means[0] - 0.6 * means[1]) / own.squareRoot())
      let found = pool.probability(means: means, deviations: [own.squareRoot(), own.squareRoot()])
      #expect(abs(found / exact - 1) < 0.15, "\(found / exact) at \(means)")
    }
  }

  @Test(arguments: [(0, 0), (1, 0), (1, 1)]) func correlatedArraysAreThoseOfBruteForce(spareRows: Int, spareColumns: Int)
    async throws
  {
    let shared = SharedVariance(die: 0.25, line: 0.1)
    let redundancy = ArrayRedundancy(
      rows: 8, columns: 16, spareRows: spareRows, spareColumns: spareColumns, wordBits: 8, correctable: 1)
    let yield = ArrayYield(
      redundancy: redundancy, pools: [try await Self.pool()], shared: [shared, shared], seed: 3, arrays: 600, lines: 12)
    let found = yield.findings(yield.cellFailures())
    let count = 3000
    let lost = (0..<count).count { Self.isLost(redundancy, shared, array: $0) }
    let share = Double(lost) / Double(count)
    let error = (share * (1 - share) / Double(count) + found.standardError * found.standardError).squareRoot()
    #expect(abs(found.loss - share) < 3 * error + 0.05 * share, "\(found.loss) and \(share), \(error)")
    // What cells share is seen: independent ones seldom lose two cells of one word.
    if spareRows == 0 { #expect(found.independent < share - 3 * error, "\(found.independent)") }
  }

  /// Every cell of an array drawn, and repaired by the same rule.
  private static func isLost(_ redundancy: ArrayRedundancy, _ shared: SharedVariance, array: Int) -> Bool {
    var stream = RandomStream(seed: 77, purpose: "brute force", index: array)
    func part(_ variance: Double) -> [Double] { (0..<2).map { _ in variance.squareRoot() * stream.standardNormal() } }
    let die = part(shared.array)
    var (oneCell, more) = (0, 0)
    for _ in 0..<redundancy.rows + redundancy.spareRows {
      let line = part(shared.line)
      let excess = (0..<redundancy.words).map { _ in
        (0..<redundancy.wordBits).count { _ in
          margin(zip(zip(die, line), part(shared.own)).map { $0.0 + $0.1 + $1 }) <= 0
        } - redundancy.correctable
      }.filter { $0 > 0 }
      if excess == [1] { oneCell += 1 } else if !excess.isEmpty { more += 1 }
    }
    return more + max(0, oneCell - redundancy.spareColumns) > redundancy.spareRows
  }
}
