import ArgumentParser
import MemristorCrossbar

/// What makes an array's lines late: for commands that simulate pulses. All of it is zero at first.
struct LineDelayOptions: ParsableArguments {
  @Option("Capacitance of each segment of bit, source and word lines, fF.", "fF") var wireCapacitance = 0.0

  @Option("Resistance of each word line segment, ohm; with it, the selected word line rises and falls with the pulse.", "ohm")
  var wordLineResistance = 0.0

  @Option(
    "What each cell's gate adds to its word line, fF, beside what its transistor model has; word lines then move, too. (The built-in card has no gate charge.)",
    "fF")
  var gateCapacitance = 0.0

  @Option(
    "Rise and fall time of word line drivers, s; word lines then move, too. (default: where they move, the edge of the pulse)",
    "s")
  var wordLineRise: Double?

  func validate() throws {
    try require(wireCapacitance, named: "--wire-capacitance", .notNegative, unit: "fF", atMost: 1e9)
    try requireWire(wordLineResistance, named: "--word-line-resistance")
    try require(gateCapacitance, named: "--gate-capacitance", .notNegative, unit: "fF", atMost: 1e9)
    try require(wordLineRise, named: "--word-line-rise", .positive, unit: "s", atMost: 1e3)
  }

  /// Wires of the given resistances, with these delays.
  func applied(to wiring: WiringOptions) -> Wires {
    var wires = wiring.wires
    wires.segmentCapacitance = .femtofarads(wireCapacitance)
    wires.wordLineSegment = .ohms(wordLineResistance)
    wires.gateCapacitance = .femtofarads(gateCapacitance)
    wires.wordLineRise = wordLineRise.map { .seconds($0) }
    return wires
  }

  /// Rejects word line drivers that would not have risen when the shortest pulse begins to fall.
  func validateRise(within width: Time, named option: String) throws {
    guard let wordLineRise, !(wordLineRise < width.si) else { return }
    throw ValidationError(
      "--word-line-rise is \(SpiceNumber.shortest(wordLineRise)) s; allowed is less than the width of a pulse, "
        + "\(SpiceNumber.shortest(width.si)) s (\(option)).")
  }
}

/// The length of word lines in studies whose cells stand on one in its last place.
struct WordLineLengthOptions: ParsableArguments {
  @Option("Cells on each word line where it moves; those that are written stand in the last place. (default: --rows)", "count")
  var columns: Int?

  func validate() throws { try requireCount(columns, named: "--columns", atMost: 1024) }

  func place(rows: Int) -> WordLinePlace { .last(of: columns ?? rows) }
}

extension OptionCondition {
  /// Options that an operating point does not depend on.
  static let delays = ["wire-capacitance"] + movingWordLines

  /// Options that make word lines move.
  static let movingWordLines = ["word-line-resistance", "gate-capacitance", "word-line-rise"]

  /// The length of a word line, which only a moving one has.
  static let wordLineLength = OptionCondition(
    ["columns"], "is for word lines that move; give --word-line-resistance, --gate-capacitance or --word-line-rise"
  ) { movingWordLines.contains(where: $0.has) }
}
