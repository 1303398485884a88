import CrossbarPrimitives
import Foundation
import MemristorDevices

/// An array of words, its spare lines and its code: what may fail of it before it is lost.
public struct ArrayRedundancy: Hashable, Sendable {
  /// Word lines and bit lines that are used, spares not counted.
  public var rows, columns: Int
  /// More of each, one of which takes the place of one that fails.
  public var spareRows, spareColumns: Int
  /// Cells of a word, all in one row; and how many of them its code corrects.
  public var wordBits, correctable: Int
  /// Share of cells that never work, whatever their parameters.
  public var defects: Double

  /// - Precondition: `columns` is a multiple of `wordBits`, which is 1 or more.
  public init(
    rows: Int, columns: Int, spareRows: Int = 0, spareColumns: Int = 0, wordBits: Int = 1, correctable: Int = 0,
    defects: Double = 0
  ) {
    precondition(wordBits > 0 && columns % wordBits == 0, "rows hold whole words")
    (self.rows, self.columns, self.spareRows, self.spareColumns) = (rows, columns, spareRows, spareColumns)
    (self.wordBits, self.correctable, self.defects) = (wordBits, correctable, defects)
  }

  public var words: Int { columns / wordBits }

  /// P(more than `count` of `trials` happen), for independent ones.
  static func exceedance(_ count: Int, of trials: Int, _ probability: Double) -> Double {
    guard count < trials, probability > 0 else { return 0 }
    guard probability < 1 else { return 1 }
    // From the side with the smaller sum, so that neither tail is lost to rounding.
    func term(_ k: Int) -> Double {
      let (n, hits) = (Double(trials), Double(k))
      let ways: Double = lgamma(n + 1) - lgamma(hits + 1) - lgamma(n - hits + 1)
      return exp(ways + hits * log(probability) + (n - hits) * log1p(-probability))
    }
    if Double(count) + 1 > Double(trials) * probability {
      var sum = 0.0
      for k in (count + 1)...trials {
        let next = term(k)
        sum += next
        if next <= 1e-17 * sum { break }
      }
      return min(1, sum)
    }
    return max(0, 1 - (0...count).reduce(0) { $0 + term($1) })
  }

  /// P(a word is lost), from that of a cell.
  func wordFailure(_ cell: Double) -> Double { Self.exceedance(correctable, of: wordBits, cell) }

  /// A row's fate: lost for want of one cell, so that one spare column heals it; or for more.
  struct RowFate: Hashable, Sendable {
    var oneCell = 0.0
    var more = 0.0
  }

  /// A row of independent cells.
  func rowFate(_ cell: Double) -> RowFate {
    let word = wordFailure(cell)
    guard word > 0 else { return RowFate() }
    let survives = exp(Double(words) * log1p(-word))
    // One word is lost by one cell beyond those that are corrected, and no other is.
    let byOne = word - Self.exceedance(correctable + 1, of: wordBits, cell)
    let oneCell = word < 1 ? Double(words) * max(0, byOne) * exp(Double(words - 1) * log1p(-word)) : 0
    let lost = word < 1 ? -expm1(Double(words) * log1p(-word)) : 1 - survives
    return RowFate(oneCell: min(oneCell, lost), more: max(0, lost - oneCell))
  }

  /// P(the array is lost): of all rows, spares included, those that spare columns do not heal are more than the spare rows.
  ///
  /// A spare column heals one row. So columns that would heal two are not counted, and the yield is rather too low.
  func failure(_ row: RowFate) -> Double {
    let total = rows + spareRows
    let lost = row.oneCell + row.more
    guard lost > 0 else { return 0 }
    // Lost rows, and how many of them for want of one cell.
    var failure = Self.exceedance(spareRows + spareColumns, of: total, lost)
    if spareColumns > 0, spareRows + spareColumns > 0 {
      for count in (spareRows + 1)...max(spareRows + 1, spareRows + spareColumns) where count <= total {
        let some = Self.exceedance(count - 1, of: total, lost) - Self.exceedance(count, of: total, lost)
        // Healed are at most the spare columns, and only those of one cell: the others must find spare rows.
        failure += max(0, some) * Self.exceedance(spareRows, of: count, row.more / lost)
      }
    }
    return min(1, failure)
  }
}

/// The yield of arrays whose cells share a part of their parameters, by conditional sampling of the shared parts: given
/// them, cells are independent, and their probability of failure follows from the samples that found it for all cells.
struct ArrayYield: Sendable {
  let redundancy: ArrayRedundancy
  /// Of each measure; a cell fails by any of them, and their probabilities are added.
  let pools: [FailurePool]
  /// What cells share of each score.
  let shared: [SharedVariance]
  let seed: UInt64
  /// Arrays whose shared part is drawn, and word lines that are drawn for each.
  var arrays = 400
  var lines = 24

  /// One drawn array.
  struct Sample: Hashable, Sendable {
    /// P(a cell fails), and P(the array is lost), given what its cells share.
    var cell, loss: Double
  }

  /// What was found of all of them.
  struct Findings: Sendable {
    /// P(a word is lost) and P(the array is lost), over all arrays.
    var word = 0.0
    var loss = 0.0
    /// Of `loss`, from the number of drawn arrays; 0 where nothing is shared.
    var standardError = 0.0
    /// Of a cell, given each array, for their distribution.
    var samples: [Sample] = []
    /// So many arrays of equal loss would tell as much: (sum)^2 / sum of squares.
    var effectiveArrays: Double {
      let (sum, squares) = (samples.reduce(0) { $0 + $1.loss }, samples.reduce(0) { $0 + $1.loss * $1.loss })
      return squares > 0 ? sum * sum / squares : 0
    }
    /// P(the array is lost) if cells were independent.
    var independent = 0.0
  }

  var isShared: Bool { shared.contains { $0.array > 0 || $0.line > 0 } }

  /// P(a cell fails by its parameters), for each drawn array and line; one of each where nothing is shared.
  ///
  /// It is what takes time, and `findings` follow from it.
  func cellFailures() -> [[Double]] {
    guard isShared else { return [[pools.reduce(0) { $0 + $1.probability }]] }
    let hasLines = shared.contains { $0.line > 0 }
    let deviations = shared.map { $0.own.squareRoot() }
    return (0..<arrays).map { array in
      let common = draw("shared part of an array", array) { $0.array }
      return (0..<(hasLines ? lines : 1)).map { line in
        let means = hasLines ? zip(common, draw("shared part of a line", array * lines + line) { $0.line }).map(+) : common
        return pools.reduce(0) { $0 + $1.probability(means: means, deviations: deviations) }
      }
    }
  }

  /// - Parameters:
  ///   - failures: from `cellFailures`.
  ///   - factor: of all probabilities of failure, to see what their uncertainty does.
  func findings(_ failures: [[Double]], factor: Double = 1) -> Findings {
    func cell(_ probability: Double) -> Double { 1 - (1 - min(1, probability * factor)) * (1 - redundancy.defects) }
    var findings = Findings()
    findings.independent = redundancy.failure(redundancy.rowFate(cell(pools.reduce(0) { $0 + $1.probability })))
    for lines in failures {
      let cells = lines.map(cell)
      let count = Double(lines.count)
      // Of an array whose shared part is known, rows are alike and independent: each has a line of its own.
      var fate = ArrayRedundancy.RowFate()
      for row in cells.map(redundancy.rowFate) {
        (fate.oneCell, fate.more) = (fate.oneCell + row.oneCell / count, fate.more + row.more / count)
      }
      findings.word += cells.reduce(0) { $0 + redundancy.wordFailure($1) } / count / Double(failures.count)
      findings.samples.append(Sample(cell: cells.reduce(0, +) / count, loss: redundancy.failure(fate)))
    }
    findings.loss = findings.samples.reduce(0) { $0 + $1.loss } / Double(max(1, failures.count))
    let moments = Moments(findings.samples.map(\.loss))
    findings.standardError = (moments?.deviation ?? 0) / Double(max(1, failures.count)).squareRoot()
    return findings
  }

  private func draw(_ purpose: String, _ index: Int, _ part: (SharedVariance) -> Double) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: purpose, index: index)
    return shared.map { part($0).squareRoot() * stream.standardNormal() }
  }
}
