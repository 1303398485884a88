import ArgumentParser
import MemristorCrossbar

/// `mxbar margin`: options of `MarginStudy`, the read margin with several word lines on.
struct MarginCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "margin",
    abstract: "How many word lines may be on while a column still tells one cell's states apart?",
    discussion: """
      Draws columns, switches their nearest word lines on, reads each with the farthest of these cells in LRS and in HRS and all \
      others in LRS, and compares the sensed currents: the margin is (I_LRS - I_HRS) / I_LRS.
      """)

  @Option(help: "Numbers of word lines that are on.", value: "counts") var wordLines = CountList(counts: [1, 2, 4, 8, 16])
  @Option("Cells of a column.", "count") var rows = 16
  @Option("Columns to draw.", "count") var count = 20
  @Option("Margin that is to be met, 0 to 1.", "share") var target = 0.1

  @OptionGroup(title: "Read") var read: ReadOptions
  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions
  @OptionGroup(title: "Run") var circuit: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(rows, named: "--rows", atMost: 1024)
    try requireCount(count, named: "--count", atMost: 100_000)
    try require(target, named: "--target", .positive, unit: "", atMost: 1)
    if let most = wordLines.counts.first(where: { !(1...rows).contains($0) }) {
      throw ValidationError("--word-lines names \(most); allowed is 1 to --rows (\(rows)).")
    }
  }

  var circuits: EngineChoice { circuit.engine }
  var inputFiles: [String] { device.inputFiles + transistor.inputFiles }
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles }

  func study(on engine: CommandEngine) async throws -> MarginStudy {
    MarginStudy(
      device: try device.kind(), seed: common.seed, count: count, rows: rows, wordLines: wordLines.counts.sorted(),
      transistor: try await transistor.transistor(at: device.surroundings.asked, seed: common.seed, on: engine),
      wires: wiring.wires,
      readVoltage: .volts(read.readVoltage),
      gateVoltage: .volts(read.readGateVoltage), target: target)
  }
}
