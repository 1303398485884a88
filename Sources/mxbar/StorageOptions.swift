import ArgumentParser
import MemristorCrossbar

/// How a network becomes cells in tiles, and what happens to these cells between writing and reading.
struct StorageOptions: ParsableArguments {
  @Option("Bits a weight, 1 to 16. (default: 4; digits: 3)", "count") var bits: Int?

  @Option(
    help: ArgumentHelp(
      "How weights become integers: \(QuantizationMethod.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "'paper' truncates as published, 'trained' trains on with quantized weights. (default: nearest; digits: paper)",
      valueName: "name"))
  var quantizer: String?

  @Option(
    help: ArgumentHelp(
      "How integers become cells: \(CodingScheme.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var coding = CodingScheme.twosComplement.rawValue

  @Option(
    "Bits a cell, 1 to 4: a cell then holds a slice of a weight's bits in one of 2, 4, 8 or 16 levels. (default: 1, or the "
      + "levels of --programming)", "count")
  var cellBits: Int?
  @Flag(help: "Let neighbouring levels of a cell differ in one bit (Gray code); for digital products only.") var gray = false
  @Option(
    help: "A programming table, in place of simulated cells: level, target_S, time_s, mean_S, sd_S for each level and time.",
    value: "file")
  var programming: String?
  @Option("Most rows and columns of a tile. (default: 128; digits: 4096, an array for each layer)", "cells") var tile: Int?
  @Option("Share of the cells that are stuck at low resistance.", "share") var stuckOn = 0.0
  @Option("Share of the cells that are stuck at high resistance.", "share") var stuckOff = 0.0
  @Flag(name: .customLong("yield"), help: "Let only as many cells work as the device's yield says.") var countsYield = false
  @Flag(help: "Move codes that a faulty cell would spoil to spare columns.") var remap = false
  @Option("Groups of columns, one code wide, that each tile keeps free for --remap.", "count") var spareColumns: Int?
  @Option("How often the array was written before: cells have changed from cycle to cycle.", "count") var rewrites = 0
  @Flag(help: "Draw a cell's parameters anew for each attempt, as they change from cycle to cycle.") var redraw = false
  @Option("Time at 0 V between writing and the last read, s.", "s") var retentionTime = 0.0
  @Option("Standard deviation of a read current relative to the current.", "share") var readNoise = 0.0

  /// Shares lie between 0 and 1, those of stuck cells together as well; spare columns need `--remap`.
  func validate() throws {
    try requireCount(bits, named: "--bits", atMost: 16)
    try requireCount(tile, named: "--tile", atMost: 4096)
    try requireCount(cellBits, named: "--cell-bits", atMost: 4)
    for (name, value) in [
      ("--stuck-on", stuckOn), ("--stuck-off", stuckOff),
      ("--stuck-on and --stuck-off", stuckOn + stuckOff),
      ("--read-noise", readNoise),
    ] where !(0...1).contains(value) {
      throw ValidationError("\(name) is \(SpiceNumber.shortest(value)); allowed is 0 to 1.")
    }
    if let spareColumns {
      try requireCount(spareColumns, named: "--spare-columns", atLeast: 0, atMost: 1024)
      guard remap || spareColumns == 0 else { throw ValidationError("--spare-columns is for --remap, which is not given.") }
    }
    try requireCount(rewrites, named: "--rewrites", atLeast: 0, atMost: 1_000_000)
    try require(retentionTime, named: "--retention-time", .notNegative, unit: "s", atMost: 1e9)
  }

  /// Files whose hashes are recorded in the run's manifest.
  var inputFiles: [String] { [programming].compactMap { $0 } }

  /// - Parameter usualTile: rows and columns of a tile where none are given.
  /// - Throws: `DeviceError` for a programming table that cannot be read; `NeuralMappingError` for levels without Gray code.
  func settings(_ array: ArrayConfiguration, usualTile: Int) throws -> StorageSettings {
    let table = try programming.map { try ProgrammingTable.read($0) }
    var settings = StorageSettings(
      array: array, tileSize: tile ?? usualTile, spareCodes: remap ? spareColumns ?? 2 : 0, remaps: remap,
      faults: CellFaults(stuckOn: stuckOn, stuckOff: stuckOff, countsYield: countsYield), rewrites: rewrites, redraws: redraw,
      retentionTime: .seconds(retentionTime), readNoise: readNoise)
    let count = cellBits.map { 1 << $0 } ?? table?.levelCount ?? 2
    (settings.programming, settings.levels) = (table, try CellLevels(count: count, isGray: gray))
    return settings
  }
}
