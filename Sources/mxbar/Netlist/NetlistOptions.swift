import ArgumentParser
import Foundation
import MemristorCrossbar

/// The array that a deck describes, and how the deck is written. Shared by all export commands.
struct NetlistOptions: ParsableArguments {
  @Option("Rows (word lines) of the array. (default: 4, or the file's)", "count") var rows: Int?
  @Option("Columns (bit lines) of the array. (default: 4, or the file's)", "count") var columns: Int?
  @Option("The selected row, from 0.", "index") var row = 0
  @Option("The selected column, from 0; pulses of scope array on 1T1R cells select all.", "index") var column = 0
  @Option(help: "Seed of everything random; the deck records it.") var seed: UInt64 = 1

  @Option(
    help: "Cells from a file in place of drawn ones: a cells.csv as mxbar digits writes it, or resistances in ohm, a line a row.",
    value: "file")
  var cells: String?

  @Option("Layer of a cells.csv.", "number") var layer = 1

  @Option(help: ArgumentHelp("Dialect to write: \(Dialect.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var dialect = Dialect.ngspice

  @Option(
    help: "What is in the circuit: the whole array, or one selected line of it. (default: line for pulses and sweeps, else array)"
  )
  var scope: CircuitScope?

  @Flag(help: "One level, in place of array, row and cell subcircuits.") var flat = false
  @Flag(help: "Put the models into the deck, also where it goes to a folder.") var selfContained = false
  @Flag(help: "Write a foundry's transistor as plain numbers, in place of an instance that reads its library.")
  var inlineTransistor = false
  @Flag(inversion: .prefixedNo, help: "Simulate the deck and write down what it should yield.") var expected = true

  @Option(
    name: [.short, .customLong("out")],
    help: ArgumentHelp(
      "File to write, with FILE.expected.json beside it; or a folder (its name ends in '/'), with the models beside the deck. (default: standard output)",
      valueName: "file"))
  var out: String?

  @OptionGroup(title: "Writing and reading") var voltages: WriteVoltageOptions
  @OptionGroup(title: "Writing and reading") var boost: ResetBoostOptions
  @OptionGroup(title: "Writing and reading") var reading: ReadOptions
  @OptionGroup(title: "Writing and reading") var shape: PulseShapeOptions
  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions
  @OptionGroup(title: "Array") var delays: LineDelayOptions
  @OptionGroup(title: "Simulation") var simulator: EngineOptions

  /// Rows and columns of a drawn array where none are given.
  private static let usual = 4

  /// Sizes and indices in range, and no wires so small that rounding spoils a deck's figures.
  func validate() throws {
    for (name, count) in [("--rows", rows), ("--columns", columns)] {
      try requireCount(count, named: name, atMost: 1024)
    }
    if cells == nil { try validatePlace(rows: rows ?? Self.usual, columns: columns ?? Self.usual) }
    try requireCount(layer, named: "--layer", atMost: 1023)
    try delays.validateRise(within: shape.pulse.width, named: "--pulse-width")
    for (name, value) in [
      ("--wire-resistance", wiring.wireResistance), ("--driver-resistance", wiring.driverResistance),
      ("--word-line-resistance", delays.wordLineResistance),
    ]
    where value > 0 && value < ArrayCells.smallestResistance.si {
      throw ValidationError(
        "\(name) is \(SpiceNumber.shortest(value)) ohm; allowed in a deck is 0, which merges nodes, or "
          + "\(ArrayCells.smallestResistance) or more: less takes the digits of everything else.")
    }
  }

  /// The selected row and column lie inside of the array.
  private func validatePlace(rows: Int, columns: Int) throws {
    for (name, index, count) in [("--row", row, rows), ("--column", column, columns)] where !(0..<count).contains(index) {
      throw ValidationError("\(name) is \(index); allowed is 0 to \(count - 1).")
    }
  }

  /// Files that the deck depends on.
  var inputFiles: [String] { device.inputFiles + transistor.inputFiles + [cells].compactMap { $0 } }

  /// The simulator of the deck, and of a foundry's library.
  var engine: CommandEngine { CommandEngine(single: simulator.engine) }

  /// What of the array a scope holds, for messages; nil for all of it.
  func part(_ scope: CircuitScope) -> String? { scope == .line ? "cell (\(row), \(column)) alone" : nil }

  // MARK: The array

  /// The cells of the file or, without one, drawn ones.
  ///
  /// - Parameter state: state of each drawn cell, 0 (HRS) to 1 (LRS).
  /// - Throws: `DeviceError` if file and options do not match.
  func arrayCells(state: (_ row: Int, _ column: Int) -> Double) throws -> ArrayCells {
    guard let cells else {
      let (rows, columns) = (rows ?? Self.usual, columns ?? Self.usual)
      let device = try self.device.kind()
      let seed = seed
      return .memristors(
        Grid(rows: rows, columns: columns) { device.draw(seed: seed, index: $0 * columns + $1) },
        states: Grid(rows: rows, columns: columns, state))
    }
    let read = try ArrayCells(csv: readText(cells, what: "file of cells"), source: cells, device: device.kind(), layer: layer)
    func refuse(_ reason: String) -> DeviceError { .file(path: cells, reason: reason) }
    for (name, given, found) in [("--rows", rows, read.size.rows), ("--columns", columns, read.size.columns)] {
      if let given, given != found { throw refuse("it has \(found) where \(name) says \(given)") }
    }
    for (name, index, count) in [("--row", row, read.size.rows), ("--column", column, read.size.columns)]
    where !(0..<count).contains(index) {
      throw refuse("\(name) is \(index); allowed in this array is 0 to \(count - 1)")
    }
    return read
  }

  /// The array of these cells with transistors and wires. Resistances become filaments that do not move.
  func array(_ cells: ArrayCells, on engine: CommandEngine) async throws -> CrossbarArray {
    let (memristors, states): (Grid<Memristor>, Grid<Double>) =
      switch cells {
      case .memristors(let memristors, let states): (memristors, states)
      case .resistances(let resistances):
        (try resistances.map(try device.kind().filament), resistances.map { _ in 1 })
      }
    let access = try await transistor.transistor(at: device.surroundings.asked, seed: seed, on: engine)
    var array = CrossbarArray(memristors: memristors, states: states, transistor: access, wires: delays.applied(to: wiring))
    array.transistors = access.grid(rows: array.rows, columns: array.columns, seed: seed) { $0 * array.columns + $1 }
    if let own = try deviations(), !access.variesByCell {
      array.transistors = own.map { deviation in
        var transistor = access
        transistor.deviation = deviation
        return transistor
      }
    }
    return array
  }

  /// The deviations of the transistors in the file of cells, unless options state others.
  private func deviations() throws -> Grid<TransistorDeviation>? {
    guard let cells else { return nil }
    return try ArrayCells.deviations(
      csv: readText(cells, what: "file of cells"), source: cells, device: device.kind(), layer: layer)
  }

  /// Rejects resistances for an operation that switches cells.
  func requireMemristors(_ array: ArrayCells, for operation: String) throws {
    if case .resistances = array, let cells {
      throw DeviceError.file(
        path: cells, reason: "resistances alone do not say how a cell switches, which \(operation) needs; give a cells.csv")
    }
  }
}

extension Dialect: ExpressibleByArgument {}
