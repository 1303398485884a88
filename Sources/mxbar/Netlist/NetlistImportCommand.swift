import ArgumentParser
import Foundation
import MemristorCrossbar

/// `mxbar netlist import`: the inverse of the export. Reads an edited deck back into an array and runs it.
struct NetlistImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take a deck back into an array, with whatever was changed in it, and run it.",
    discussion: """
      Reads decks that 'mxbar netlist' wrote in ngspice's dialect: cell parameters, wire resistances, transistor sizes, \
      sources and models may be others now, and capacitors may be added. A line that is not understood is refused: passed \
      over, it would make another circuit. A library that is not understood, such as a foundry's, is listed, and the deck is \
      then run as it stands by the program ngspice. With --cells-out the cells become a table that 'mxbar netlist --cells' reads.
      """)

  @Argument(help: "The deck.")
  var deck: String

  @Option(help: "Write the cells to this file, as a cells.csv.", value: "file") var cellsOut: String?

  @Option(help: "The memristor of the cells, if it is no built-in one: a folder or a description.", value: "device")
  var device: String?

  @Option(
    help: "ngspice's compatibility mode for a foundry's library. (default: the one that the deck states)", value: "mode")
  var compatibility: String?

  @OptionGroup(title: "Simulation") var simulator: EngineOptions

  @Flag(help: "Print one JSON object instead of the summary.") var json = false

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  /// Reads the deck, simulates it and prints its figures next to the written ones.
  private func work() async throws {
    let array = try ImportedArray(
      deck: deck, text: readText(deck, what: "deck"),
      devices: (device.map { [$0] } ?? MemristorDevice.names).map { try MemristorDevice($0) }, compatibility: compatibility)
    let outcome = ImportOutcome(array, figures: try await array.run(on: CommandEngine(single: simulator.engine)))
    if let cellsOut { try writeTextFile(try array.cellTable, to: cellsOut) }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try StandardOutput.write(String(decoding: try encoder.encode(outcome), as: UTF8.self) + "\n")
    } else {
      try StandardOutput.write(outcome.text + "\n")
    }
  }
}

/// What an imported array consists of, and what its deck yields; the JSON of the command.
private struct ImportOutcome: Encodable {
  struct Figure: Encodable {
    let name: String
    let unit: String
    let value: Double?
    /// The value stated in the deck; nil if it states none.
    let written: ExpectedFigure?

    /// The figure as a row of the summary's table.
    var line: [String] {
      let text = { (value: Double?) in value.map { String(format: "%.6g", $0) } ?? "none" }
      let change: String =
        switch (value, written, written?.value) {
        case (_, nil, _): ""
        case (_, let written?, _) where written.agrees(with: value): "as written"
        case (let value?, _, let before?) where before != 0: String(format: "%+.2f %%", 100 * (value - before) / abs(before))
        default: "another"
        }
      return [name, text(value), unit, written == nil ? "" : text(written?.value), change]
    }
  }

  let title: String
  let rows: Int
  let columns: Int
  let cells: Int
  /// How many transistors of each size, in words; likewise the wires by kind and resistance.
  let transistors: [String]
  /// How many selectors of each subcircuit; nil for a deck without any.
  let selectors: [String]?
  let wires: [String]
  /// Libraries that are not understood, with the reason, and the number of capacitors outside of memristors.
  let foreign: [String]
  let capacitors: Int
  /// Of the circuit, °C; nil for the usual 27.
  let temperatureCelsius: Double?
  let figures: [Figure]

  init(_ array: ImportedArray, figures: [(measure: Measure, value: Double?)]) {
    title = array.title
    rows = array.rows
    columns = array.columns
    temperatureCelsius = array.temperature == .nominal ? nil : array.temperature.celsius
    cells = array.cells.count
    transistors =
      array.transistors.map { size, count in
        "\(count) of \(SpiceNumber.shortest((size.width.micrometers * 1e6).rounded() / 1e6)) um x "
          + "\(SpiceNumber.shortest((size.length.micrometers * 1e6).rounded() / 1e6)) um"
      } + array.foundryTransistors.map { "\($0.count) of \($0.instance)" }
    foreign = array.foreign.map { library in
      "\(library.file)" + (library.section.map { ", section \($0)" } ?? "") + " (line \(library.line)): \(library.reason)"
    }
    capacitors = array.capacitors
    selectors = array.selectors.isEmpty ? nil : array.selectors.map { "\($0.count) of \($0.subcircuit)" }
    wires = array.wires.map { kind, resistances in
      "\(kind) " + resistances.prefix(6).map { "\($0.count) of \($0.resistance)" }.joined(separator: ", ")
        + (resistances.count > 6 ? " and \(resistances.count - 6) other values" : "")
    }
    let expected = Dictionary(array.expected.map { ($0.name.lowercased(), $0) }) { first, _ in first }
    self.figures = figures.map {
      Figure(name: $0.measure.name, unit: $0.measure.unit, value: $0.value, written: expected[$0.measure.name])
    }
  }

  /// The summary for a person.
  var text: String {
    var lines = [
      title, "", "  \(cells) cell\(cells == 1 ? "" : "s"), rows up to \(rows - 1), columns up to \(columns - 1)",
      "  transistors  " + (transistors.isEmpty ? "none" : transistors.joined(separator: "; ")),
    ]
    if let selectors { lines.append("  selectors    " + selectors.joined(separator: "; ")) }
    lines += [
      "  wires        " + (wires.isEmpty ? "none: merged nodes" : wires.joined(separator: "; "))
    ]
    if capacitors > 0 { lines.append("  capacitors   \(capacitors)") }
    if !foreign.isEmpty {
      lines.append("  not read     " + foreign.joined(separator: "; ") + ". The deck was run as it stands")
    }
    if let temperatureCelsius { lines.append("  surroundings at \(Temperature.celsius(temperatureCelsius))") }
    lines.append("")
    lines += alignedColumns([["figure", "now", "unit", "as written", "change"]] + figures.map(\.line)).map { "  " + $0 }
    return lines.joined(separator: "\n")
  }
}
