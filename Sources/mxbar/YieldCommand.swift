import ArgumentParser
import MemristorCrossbar

/// `mxbar yield`: options of `YieldStudy`, rare failures of cells and the yield of arrays.
struct YieldCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "yield",
    abstract: "How likely does a cell, a word or an array fail, and which cell fails first?",
    discussion: """
      Puts cells at the far end of an array to measures, and finds the probability that one fails: set and reset (it reads \
      wrong after all attempts of a write), read (its two reads differ too little), disturb (it has changed after many reads), \
      retention (it is lost after a time). Rare failures are found by sampling around the nearest failing cells, which are \
      written as decks. With --columns or --cells, the yield of an array with spare lines and a code follows.
      """)

  @Option(help: "What cells are put to, with commas between: set, reset, read, disturb, retention.", value: "measures")
  var measures = MeasureList([.set, .reset])
  @Option("Least ratio of a cell's read currents as 1 and as 0.", "ratio") var leastRatio = 2.0
  @Option("Reads that a cell in HRS is to stand.", "ratio") var reads = 1e9
  @Option("After which a 1 is to be one still, s.", "s") var retentionTime = 1e5
  @Option("Rows of the array; the cells stand in the last one.", "count") var rows = 64
  @Option(help: "Simulator that the decks of the worst cells are for.", value: "dialect") var dialect = Dialect.ngspice

  @OptionGroup(title: "Estimation") var estimation: EstimationOptions
  @OptionGroup(title: "Yield of an array") var array: ArrayYieldOptions
  @OptionGroup(title: "Writing and reading") var writing: WriteOptions
  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Array") var fluctuations: FluctuationOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(rows, named: "--rows", atMost: 1024)
    try require(leastRatio, named: "--least-ratio", .positive, unit: "", atMost: 1e9)
    try require(reads, named: "--reads", .positive, unit: "", atMost: 1e15)
    try require(retentionTime, named: "--retention-time", .positive, unit: "s", atMost: 1e12)
  }

  var cellEngine: CellEngineOptions? { cells }
  var inputFiles: [String] { device.inputFiles + transistor.inputFiles }
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles }

  func study(on engine: CommandEngine) async throws -> YieldStudy {
    YieldStudy(
      device: try fluctuations.kind(device, fluctuates: true), seed: common.seed,
      transistor: try await transistor.transistor(at: device.surroundings.asked, seed: common.seed, on: engine),
      conditions: YieldConditions(
        rows: rows, wires: wiring.wires, write: writing.write, read: writing.read, leastRatio: leastRatio, reads: reads,
        retentionTime: .seconds(retentionTime)),
      measures: measures.measures, method: estimation.method, relativeError: estimation.relativeError,
      budget: estimation.budget, sensitivityPairs: estimation.sensitivity, redundancy: array.redundancy(rows: rows),
      shared: array.shared?.shared, dialect: dialect)
  }
}
