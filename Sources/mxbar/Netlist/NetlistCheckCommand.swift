import ArgumentParser
import Foundation
import MemristorCrossbar

/// `mxbar netlist check`: runs a deck in an external simulator and compares its figures with the expected ones. The same
/// deck can so be verified in a program that does not share our code.
struct NetlistCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run a deck in an external simulator and compare its figures with the expected ones.",
    discussion: """
      Decks in the dialects of ngspice and gnucap are run by the programs of that name. What is expected stands in \
      DECK.expected.json, or in the deck's own comments: '* \(ExpectedFigure.form)'; without a tolerance, \
      \(SpiceNumber.shortest(ExpectedFigure.usualTolerance)) relative. Exit status 0 if every figure agrees, 1 if one does not, \
      2 for a deck that is not run.

      A figure is the value of what the deck prints ('print name' in .control) or measures (.meas) under that name, or, in \
      a deck without .control, of a vector such as v(out), at full precision from the simulator's own vectors; text that the \
      deck writes itself is no figure. Decks may come from anybody: circuit and harmless commands are run from copies in an \
      empty folder, without startup files such as .spiceinit; any other command is refused with its line.
      """)

  @Argument(help: "The deck.")
  var deck: String

  @Option(help: "Program to run in place of the dialect's own.", value: "program") var simulator: String?
  @Option("The program is stopped after this, s.", "s") var timeLimit = 600.0

  @Option(
    help: ArgumentHelp(
      "ngspice's compatibility mode for the libraries that the deck includes (it would stand in .spiceinit): "
        + ExternalSimulator.compatibilities.joined(separator: ", ") + ".", valueName: "mode"))
  var compatibility: String?

  @Flag(help: "Print one JSON object instead of the table.") var json = false

  func validate() throws {
    try require(timeLimit, named: "--time-limit", .positive, unit: "s", atMost: 1e6)
    if let compatibility, !ExternalSimulator.compatibilities.contains(compatibility) {
      throw ValidationError(
        "--compatibility is '\(printable(compatibility))'; allowed are "
          + "\(ExternalSimulator.compatibilities.joined(separator: ", ")).")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  /// Prints the comparison; exit status 1 if a figure does not agree.
  private func work() async throws {
    let text = try readText(deck, what: "deck")
    let check = try await DeckCheck.run(
      deck: deck, text: text, program: simulator, timeLimit: .milliseconds(Int(timeLimit * 1000)),
      compatibility: compatibility)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try StandardOutput.write(String(decoding: try encoder.encode(NetlistCheckSummary(check)), as: UTF8.self) + "\n")
    } else {
      let terminal = Terminal.standardOutput
      let table = terminal.fitted(check.table).replacing(#/(?m)^  (pass|FAIL)  /#) {
        "  \(terminal.coloured(String($0.1), $0.1 == "pass" ? .green : .red))  "
      }
      try StandardOutput.write(table + "\n")
    }
    if !check.passes { throw ExitCode(1) }
  }
}

/// The JSON of `mxbar netlist check --json`.
private struct NetlistCheckSummary: Encodable {
  struct Figure: Encodable {
    let name: String
    let unit: String
    let expected: Double?
    let found: Double?
    let deviation: Double?
    let passes: Bool
  }

  let deck: String
  let simulator: String
  let passes: Bool
  let figures: [Figure]
  /// Changes made to the copy of the deck that was run.
  let edits: [DeckCheck.Edit]?

  init(_ check: DeckCheck) {
    deck = check.deck
    simulator = check.program
    passes = check.passes
    figures = check.verdicts.map {
      Figure(
        name: $0.expected.name, unit: $0.expected.unit, expected: $0.expected.value, found: $0.found,
        deviation: $0.deviation, passes: $0.passes)
    }
    edits = check.edits
  }
}
