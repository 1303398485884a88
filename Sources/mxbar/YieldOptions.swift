import ArgumentParser
import MemristorCrossbar

/// The array whose yield is asked for, and how it is repaired.
struct ArrayYieldOptions: ParsableArguments {
  @Option("Columns (bit lines) of the array; without them and --cells, cells are looked at alone.", "count") var columns: Int?
  @Option("Cells of the array, in rows of --columns or of 1024; in place of --rows.", "count") var cells: Int?
  @Option("Spare rows, each of which takes the place of a row that is lost.", "count") var spareRows = 0
  @Option("Spare columns, each of which heals a row that is lost for want of one cell.", "count") var spareColumns = 0
  @Option("Cells of a word; they lie in one row.", "count") var wordBits = 1
  @Option("Wrong bits of a word that its code corrects.", "count") var ecc = 0
  @Option("Share of cells that never work, whatever their parameters, 0 to 1.", "share") var defects = 0.0
  @Option(
    help: """
      What cells of an array share of the variance of every parameter, as in wafer=0.1,die=0.1,line=0.05; a line is a row. \
      Allowed are wafer, die and line, each 0 or more, and 0.95 together. \
      (default: what the device's description says)
      """, value: "parts")
  var shared: SharedParts?

  func validate() throws {
    try requireCount(columns, named: "--columns", atMost: 1_000_000)
    try requireCount(cells, named: "--cells", atMost: 1_000_000_000_000)
    try requireCount(spareRows, named: "--spare-rows", atLeast: 0, atMost: 10_000)
    try requireCount(spareColumns, named: "--spare-columns", atLeast: 0, atMost: 10_000)
    try requireCount(wordBits, named: "--word-bits", atMost: 100_000)
    try requireCount(ecc, named: "--ecc", atLeast: 0, atMost: 1000)
    try require(defects, named: "--defects", .notNegative, unit: "", atMost: 1)
    guard ecc < wordBits || ecc == 0 else {
      throw ValidationError("--ecc is \(ecc); allowed is less than --word-bits (\(wordBits)).")
    }
    let width = columns ?? Self.usualColumns
    if columns != nil || cells != nil, width % wordBits != 0 {
      throw ValidationError("--word-bits is \(wordBits); allowed are parts of --columns (\(width)) without a rest.")
    }
    if let cells, cells % width != 0 {
      throw ValidationError("--cells is \(cells); allowed are multiples of --columns (\(width)).")
    }
  }

  private static let usualColumns = 1024

  /// The array; nil where none is asked for.
  /// - Parameter rows: of the array, unless `--cells` says how many there are.
  func redundancy(rows: Int) -> ArrayRedundancy? {
    guard columns != nil || cells != nil else { return nil }
    let columns = columns ?? Self.usualColumns
    return ArrayRedundancy(
      rows: cells.map { $0 / columns } ?? rows, columns: columns, spareRows: spareRows, spareColumns: spareColumns,
      wordBits: wordBits, correctable: ecc, defects: defects)
  }

  /// Options that only an array has, without dashes.
  static let ofArray = ["spare-rows", "spare-columns", "word-bits", "ecc", "defects", "shared"]
}

/// Shares of variance on the command line: `wafer=0.1,die=0.1`.
struct SharedParts: ExpressibleByArgument {
  let shared: SharedVariance

  init?(argument: String) {
    var shared = SharedVariance()
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimmingPrefix(" ") }
      guard words.count == 2, let value = Double(words[1]), value >= 0, value <= SharedVariance.most else { return nil }
      switch words[0] {
      case "wafer": shared.wafer = value
      case "die": shared.die = value
      case "line": shared.line = value
      default: return nil
      }
    }
    guard shared.wafer + shared.die + shared.line <= SharedVariance.most else { return nil }
    self.shared = shared
  }
}

/// How probabilities are found.
struct EstimationOptions: ParsableArguments {
  @Option(
    help: """
      plain (cells as they are drawn), importance (cells around the nearest failures, weighed), or auto: plain where at least 13 \
      of the first 256 fail.
      """, value: "method")
  var method = EstimationMethod.auto
  @Option("Half of the 95 % interval, relative to the probability: narrower ones end the run.", "share") var relativeError = 0.1
  @Option("Cells that are put to each measure at most.", "count") var budget = 20_000
  @Option(
    "Pairs of cells for each parameter's share of the margin's variance; 0 for none. So many cells for each parameter, and two more, are simulated.",
    "count")
  var sensitivity = 0

  func validate() throws {
    try require(relativeError, named: "--relative-error", .positive, unit: "", atMost: 1)
    try requireCount(budget, named: "--budget", atMost: 100_000_000)
    try requireCount(sensitivity, named: "--sensitivity", atLeast: 0, atMost: 1_000_000)
  }
}

extension EstimationMethod: ExpressibleByArgument {}

/// Measures with commas between.
struct MeasureList: ExpressibleByArgument {
  let measures: [YieldMeasure]

  init(_ measures: [YieldMeasure]) { self.measures = measures }

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    let measures = words.compactMap(YieldMeasure.init(rawValue:))
    guard measures.count == words.count, Set(measures).count == words.count else { return nil }
    self.measures = measures
  }

  var defaultValueDescription: String { measures.map(\.rawValue).joined(separator: ",") }
}
