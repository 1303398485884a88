import ArgumentParser
import MemristorCrossbar

/// `mxbar levels`: options of `LevelsStudy`, several levels a cell.
struct LevelsCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "levels",
    abstract: "How many levels can a cell hold, and what does each cost?",
    discussion: """
      Brings cells at the far end of an array to levels of resistance by the compliance of the access transistor: RESET, \
      SETs with a rising gate voltage, a verifying read after each, and RESET again after one too many. Reads them again, \
      and after times of rest, and says how many levels hold, which share of the cells reaches them, and at what cost in \
      pulses, energy and time. Resistances are those that a read sees, transistor and wires included.
      """)

  @Option(help: "Numbers of levels to try.", value: "counts") var count = CountList(counts: [2, 4, 8])
  @Option("Try every number of levels from 2 to this one instead of --count.", "count") var upTo: Int?
  @Option("Share of readings of another level that is allowed at the last time, 0 to 1.", "share") var targetError = 0.01
  @Option("Times after the write at which cells are read, s.", "s,...") var relax = NumberList([1, 1e5])
  @Flag(help: "Neighbouring levels stand for numbers that differ in one bit.") var gray = false
  @Option(
    help: """
      Windows of the levels that a SET writes, such as those of a given chip, in place of --count: low_ohm,high_ohm in a line for \
      each.
      """, value: "file")
  var windows: String?
  @Option(
    help: ArgumentHelp(
      "Write what cells read as a model of the device for another simulator: "
        + "\(ProgrammingModel.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var export: ProgrammingModel?
  @Option("Cells that are brought to each level.", "count") var cellsPerLevel = 64
  @Option("Rows of the array; the cells stand in the last one.", "count") var rows = 16

  @OptionGroup(title: "Levels") var levels: LevelOptions
  @OptionGroup(title: "Pulses") var voltages: WriteVoltageOptions
  @OptionGroup(title: "Pulses") var boost: ResetBoostOptions
  @OptionGroup(title: "Pulses") var reading: ReadOptions
  @OptionGroup(title: "Pulses") var shape: PulseShapeOptions
  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Array") var fluctuations: FluctuationOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if let wrong = count.counts.first(where: { !(2...Self.mostLevels).contains($0) }) {
      throw ValidationError("--count names \(wrong); allowed is 2 to \(Self.mostLevels).")
    }
    guard !count.counts.isEmpty, Set(count.counts).count == count.counts.count else {
      throw ValidationError("--count names a number twice; allowed are different ones.")
    }
    try requireCount(upTo, named: "--up-to", atLeast: 2, atMost: Self.mostLevels)
    try require(targetError, named: "--target-error", .notNegative, unit: "", atMost: 1)
    try relax.validate(named: "--relax", unit: "s", atMost: 1e12)
    try requireCount(cellsPerLevel, named: "--cells-per-level", atMost: 100_000)
    try requireCount(rows, named: "--rows", atMost: 1024)
    if windows == nil { try levels.validateSpread() }
  }

  /// More could hardly be told apart, and would take for ever.
  private static let mostLevels = 64

  var cellEngine: CellEngineOptions? { cells }
  var inputFiles: [String] { [windows].compactMap { $0 } + device.inputFiles + transistor.inputFiles }
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles }

  func study(on engine: CommandEngine) async throws -> LevelsStudy {
    let times = relax.values.sorted().map { Time.seconds($0) }
    let surroundings = CellSurroundings(
      rows: rows, row: rows - 1,
      transistor: try await transistor.transistor(at: device.surroundings.asked, seed: common.seed, on: engine),
      wires: wiring.wires, wordLine: .last(of: rows))
    // A step that has no meaning is one all the same, since programs are told apart by it.
    let steps = levels.algorithm == .single ? [1e-3] : levels.step?.values ?? []
    var planning = levels.planning(
      try fluctuations.kind(device, fluctuates: true), in: surroundings, shape.write(voltages, boost),
      shape.read(reading, threshold: .ohms(levels.resetAbove ?? 1)), holdingFor: times.last ?? .zero, seed: common.seed)
    let windows = try windows.map { try levelWindows($0) } ?? []
    if let highest = windows.first?.upperBound, let lowest = windows.last?.upperBound {
      (planning.design.windows, planning.range) = (windows, lowest...highest)
      planning.design.window = windows.map { ($0.upperBound - $0.lowerBound) / $0.upperBound }.min() ?? 1
    }
    let given = windows.isEmpty ? nil : [windows.count + (levels.resetLevel ? 1 : 0)]
    var study = LevelsStudy(
      planning: planning, counts: given ?? upTo.map { Array(2...$0) } ?? count.counts.sorted(), steps: steps.map { .volts($0) },
      cellsPerLevel: cellsPerLevel, restTimes: times, targetError: targetError, usesGrayCode: gray)
    study.exported = export
    return study
  }
}

extension LevelsCommand {
  /// The windows of a file, held against the options that refer to levels.
  private func levelWindows(_ path: String) throws -> [ClosedRange<Resistance>] {
    let windows = try LevelWindowFile.read(path)
    func refuse(_ reason: String) -> ConfigurationError { ConfigurationError(reason: reason) }
    func text(_ value: Double) -> String { SpiceNumber.shortest(value) }
    guard windows.count <= Self.mostLevels else {
      throw refuse("'\(path)' has \(windows.count) windows; allowed are \(Self.mostLevels) at most")
    }
    let widths = windows.map { ($0.upperBound - $0.lowerBound) / $0.upperBound }
    if let least = widths.min(), levels.guardBand > 0, levels.guardBand >= least / 2 {
      throw refuse(
        "--guard-band is \(text(levels.guardBand)); allowed is less than half of the narrowest window of '\(path)' "
          + "(\(text(least)) of its resistance), or nothing of it is left")
    }
    if let highest = windows.first {
      let least = highest.lowerBound.si
      // Twice the end of a window that is open above is no resistance that a RESET comes to.
      let usual = highest.upperBound < highest.lowerBound * 10 ? 2 * highest.upperBound.si : nil
      guard let above = levels.resetAbove ?? usual, above > least else {
        throw refuse(
          "--reset-above is \(levels.resetAbove.map { text($0) + " ohm" } ?? "not given"); with the windows of '\(path)' it must be "
            + "given and more than \(text(least)) ohm")
      }
    }
    return windows
  }
}

extension ProgrammingModel: ExpressibleByArgument {}
