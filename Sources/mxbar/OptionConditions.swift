import ArgumentParser
import MemristorCrossbar

/// Options that have no effect unless others are given. To give them anyway is a misunderstanding, and is rejected with
/// the reason; a result that silently ignores an option would mislead.
struct OptionCondition: Sendable {
  /// Long names without dashes.
  let options: [String]
  /// Words that follow "it", as in "is for --mode analog, which is not given".
  let reason: String
  /// Whether the options have an effect, given all others.
  let isMet: @Sendable (GivenOptions) -> Bool

  init(_ options: [String], _ reason: String, if isMet: @escaping @Sendable (GivenOptions) -> Bool) {
    (self.options, self.reason, self.isMet) = (options, reason, isMet)
  }

  /// The given options that have no effect, with the message for each.
  static func unmet(_ given: GivenOptions, of command: any ParsableCommand.Type) -> [(option: String, text: String)] {
    let conditions = (command as? any ConditionalOptions.Type)?.optionConditions ?? []
    return conditions.filter { !$0.isMet(given) }.flatMap { condition in
      condition.options.filter(given.has).map { ($0, "--\($0) has no effect: it \(condition.reason).") }
    }
  }
}

/// A command with options that depend on others.
protocol ConditionalOptions: ParsableCommand {
  /// Checked before the command is parsed, and for every point of a sweep.
  static var optionConditions: [OptionCondition] { get }
}

extension OptionCondition {
  /// Options about a transistor that need one to be named.
  static let library = OptionCondition(TransistorOptions.ofLibrary, "is for --transistor-library, which is not given") {
    $0.has("transistor-library")
  }
  /// Corners are sections of a library, which a description may name, too.
  static func corners(_ option: String) -> OptionCondition {
    OptionCondition([option], "is a section of a foundry's library, and none is given") {
      $0.has("transistor-library") || $0.has("transistor")
    }
  }
  static let transistor = [library, corners("corner")]

  /// Options of a transistor on the bench, which need the option that puts it there.
  static func benchTransistor(with option: String) -> [OptionCondition] {
    let arrays = OptionCondition(
      TransistorOptions.ofMismatch, "is for the cells of arrays; on the bench one transistor serves all devices"
    ) { _ in false }
    let own = ["transistor-width", "transistor-length", "ratings"] + (option == "transistor" ? [] : TransistorOptions.choices)
    return transistor + [
      arrays,
      OptionCondition(own, "is for --\(option), which is not given") { given in
        option == "transistor" ? TransistorOptions.choices.contains(where: given.has) : given.has(option)
      },
    ]
  }

  /// Options that only a second attempt sees.
  static let laterAttempts = OptionCondition(
    ["max-gate-voltage"], "is for the last of several attempts; give --attempts 2 or more, or --max-write-voltage", if: isRepeated
  )

  /// Whether cells get more than one write pulse.
  fileprivate static let isRepeated: @Sendable (GivenOptions) -> Bool = { given in
    given.value("attempts").flatMap { Int($0) }.map { $0 > 1 } ?? given.has("max-write-voltage")
  }

  /// The boost of a gate that is not boosted.
  static let resetBoost = OptionCondition(["reset-gate-boost"], "is for --reset-scheme boosted, and another one is given") {
    $0.value("reset-scheme").map { $0 == ResetScheme.boosted.rawValue } ?? true
  }

  /// Conditions of commands that store networks.
  static let storage =
    written + [
      OptionCondition(
        [
          "adc-bits", "adc-energy", "adc-percentile", "analog-inputs", "calibration-images", "check-products",
          "column-correction", "dac-energy", "input-bits", "product-time", "series-resistance",
        ], "is for --mode analog, which is not given"
      ) { $0.value("mode") == "analog" },
      OptionCondition(["dac-energy"], "is for --analog-inputs levels, which is not given") {
        $0.value("analog-inputs") == InputEncoding.levels.rawValue
      },
      OptionCondition(
        ["redraw"], "is for cells that get several pulses; give --attempts 2 or more, or --max-write-voltage", if: isRepeated),
      laterAttempts,
      levels,
    ]

  /// How cells of several levels are written.
  fileprivate static let levels = OptionCondition(
    LevelOptions.all, "is for cells of several levels that are simulated; give --cell-bits 2 or more, without --programming"
  ) { ($0.value("cell-bits").flatMap { Int($0) } ?? 1) > 1 && !$0.has("programming") }

  /// Conditions of commands that write a network, in one way or in several.
  fileprivate static let written =
    [
      OptionCondition(["remap"], "moves codes away from faulty cells; give --stuck-on, --stuck-off or --yield") {
        $0.has("yield") || $0.has("stuck-on") || $0.has("stuck-off")
      },
      gray, check, resetBoost,
    ] + transistor

  /// Levels have an order where there are more than two.
  fileprivate static let gray = OptionCondition(["gray"], "orders the levels of cells; give --cell-bits or --programming") {
    $0.has("cell-bits") || $0.has("programming")
  }

  /// Conditions of deck exports.
  /// - Parameter unused: voltages that are not part of this operation.
  static func deck(without unused: [String], _ operation: String) -> [OptionCondition] {
    transistor + [
      resetBoost,
      OptionCondition(["layer"], "is for a cells.csv of several layers; give --cells") { $0.has("cells") },
      OptionCondition(unused, "is no part of \(operation)") { _ in false },
    ]
  }

  /// `--check` where cells are compiled unless `--engine` names a circuit simulator.
  fileprivate static let check = OptionCondition(
    ["check"],
    "is for compiled cells, and --engine \(EngineChoice.allCases.map(\.rawValue).joined(separator: " or ")) compiles none"
  ) { !isCircuits($0) }

  /// Whether `--engine` names a circuit simulator.
  fileprivate static let isCircuits: @Sendable (GivenOptions) -> Bool = { given in
    given.value("engine").flatMap(EngineChoice.init(rawValue:)) != nil
  }

  /// Options that only 1S1R or 1TnR cells use.
  static let isolation = [
    OptionCondition(["selector"], "is for 1S1R arrays; give --cell 1S1R") { cell($0) == .selector },
    OptionCondition(["per-transistor"], "is for 1TnR arrays; give --cell 1TnR") { cell($0) == .sharedTransistor },
  ]

  /// The kind of cell that is given; nil for none.
  static let cell: @Sendable (GivenOptions) -> CellKind? = { $0.value("cell").flatMap(CellKind.init(argument:)) }

  /// Options that only a cell with a transistor uses.
  static let transistors =
    ["transistor-width", "transistor-length", "corner", "ratings"] + TransistorOptions.choices + TransistorOptions.ofLibrary
    + TransistorOptions.ofMismatch
}

extension DigitsCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.transistor + [
      .laterAttempts, .resetBoost, .gray, .levels,
      OptionCondition(["check"], "is for compiled cells; give --engine compiled") { $0.value("engine") == "compiled" },
    ]
  }
}
extension MNISTCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.storage }
}
extension InferCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.storage }
}
extension AdviseCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.written + [
      OptionCondition(["quantizer", "coding"], "is what this command tries; --quantizers and --codings choose among them") { _ in
        false
      }
    ]
  }
}

extension SneakCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    let ownTransistors: @Sendable (GivenOptions) -> Bool = { OptionCondition.cell($0)?.hasTransistors ?? false }
    let hasTransistors: @Sendable (GivenOptions) -> Bool = { ownTransistors($0) || $0.has("sizes") }
    return OptionCondition.transistor + OptionCondition.isolation + [
      .resetBoost,
      OptionCondition(
        OptionCondition.transistors + [
          "gate-voltage", "read-gate-voltage", "reset-gate-boost", "reset-scheme", "off-gate-voltage",
        ],
        "is for 1T1R arrays; give --cell 1T1R or 1TnR, or --sizes, which compares both", if: hasTransistors),
      OptionCondition(
        ["engine"], "is for passive arrays where it names no circuit simulator; 1T1R arrays are always simulated as circuits"
      ) {
        !ownTransistors($0) || $0.has("sizes") || OptionCondition.isCircuits($0)
      },
    ]
  }
}

extension MarginCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.transistor }
}

extension LevelsCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    let stepped = OptionCondition(
      LevelOptions.ofStepping,
      "is for SETs that follow each other, and --algorithm single has one"
    ) { $0.value("algorithm") != LevelAlgorithm.Kind.single.rawValue }
    return OptionCondition.transistor + [
      .check, .resetBoost, stepped,
      OptionCondition(["start", "start-deviations"], "says where SETs start, and so does --start-voltage") {
        !$0.has("start-voltage")
      },
      OptionCondition(["count"], "is for given numbers of levels, and --up-to tries all") { !$0.has("up-to") },
      OptionCondition(
        ["count", "up-to", "allocation", "verify-window", "highest-resistance", "lowest-resistance"],
        "is for levels that are spread over a range, and --windows names each"
      ) { !$0.has("windows") },
    ]
  }
}

extension YieldCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    func measure(_ option: String, _ names: [String]) -> OptionCondition {
      OptionCondition([option], "is for --measures \(names.joined(separator: " or ")), which is not given") { given in
        let measures = given.value("measures")?.split(separator: ",").map { $0.drop { $0 == " " } } ?? ["set", "reset"]
        return measures.contains { names.contains(String($0)) }
      }
    }
    return OptionCondition.transistor + [
      .check, .laterAttempts, .resetBoost,
      OptionCondition(["initial-state"], "is the state that each measure begins with") { _ in false },
      OptionCondition(["library-statistics"], "is for cells that are drawn, and here they are chosen") { _ in false },
      OptionCondition(ArrayYieldOptions.ofArray, "is for an array; give --columns or --cells") {
        $0.has("columns") || $0.has("cells")
      },
      measure("least-ratio", ["read"]), measure("reads", ["disturb"]), measure("retention-time", ["retention"]),
    ]
  }
}

extension SolveCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    [
      OptionCondition(["tolerance"], "is the structured solver's; give --compare, or leave --engine out") {
        !OptionCondition.isCircuits($0) || $0.has("compare")
      },
      OptionCondition(["wire-resistance"], "is for both kinds of wires, and each has an option of its own given") {
        !($0.has("row-wire-resistance") && $0.has("column-wire-resistance"))
      },
      OptionCondition(["seed"], "is for what is drawn, and nothing is") { _ in false },
    ]
  }
}

extension SizingCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    [
      .check, .wordLineLength, .resetBoost,
      .library, .corners("corners"),
      OptionCondition(["widths", "lengths"], "is for transistors that have a size, and the ideal switch has none") {
        $0.value("transistor") != TransistorDescription.idealName
      },
    ]
  }
}

extension WindowCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.transistor + [
      .check, .wordLineLength, .resetBoost,
      OptionCondition(
        ["cell-index", "waveform-amplitude", "waveform-width", "waveform-gate-voltage"],
        "is for --waveforms, which is not given"
      ) { $0.has("waveforms") },
    ]
  }
}

extension DisturbCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.transistor + [
      OptionCondition(["write-voltage"], "is for a SET or RESET, and --operation is read") { $0.value("operation") != "read" },
      OptionCondition(["gate-voltage"], "is for a SET, and --operation is another") {
        ["set", nil].contains($0.value("operation"))
      },
      OptionCondition(["reset-gate-boost"], "is for --operation reset, which is not given") { $0.value("operation") == "reset" },
      .check,
    ]
  }
}

extension DeviceSweepCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    [
      OptionCondition(["compliance"], "is the source's, and --series-gate-voltage puts a transistor in its place") {
        !$0.has("series-gate-voltage")
      }
    ] + OptionCondition.benchTransistor(with: "series-gate-voltage")
  }
}
extension DevicePulsesCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.benchTransistor(with: "transistor") }
}
extension DeviceComplianceCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.benchTransistor(with: "transistor") }
}
extension DeviceRetentionCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.benchTransistor(with: "transistor") }
}
extension DeviceEnduranceCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] { OptionCondition.benchTransistor(with: "transistor") }
}

extension NetlistReadCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    let reads = OptionCondition.deck(without: ["write-voltage", "gate-voltage", "reset-gate-boost", "reset-scheme"], "a read")
    return reads + OptionCondition.pulsedCells + [
      OptionCondition(
        OptionCondition.pulseShape + OptionCondition.delays, "is for a pulse, and --frozen or gnucap make it an operating point"
      ) {
        !$0.has("frozen") && $0.value("dialect") != "gnucap"
      }
    ]
  }
}
extension NetlistSetCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.deck(without: ["reset-gate-boost", "reset-scheme", "read-voltage", "read-gate-voltage"], "a SET")
      + OptionCondition.pulsedCells
  }
}
extension NetlistResetCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.deck(without: ["gate-voltage", "read-voltage", "read-gate-voltage"], "a RESET")
      + OptionCondition.pulsedCells
  }
}
extension NetlistSweepCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.deck(
      without: ["write-voltage", "read-gate-voltage", "reset-scheme", "word-line-rise"] + OptionCondition.pulseShape, "a sweep")
  }
}
extension NetlistProductCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    OptionCondition.deck(
      without: ["write-voltage", "gate-voltage", "reset-gate-boost", "reset-scheme", "column"] + OptionCondition.pulseShape
        + OptionCondition.delays,
      "a product"
    ) + [
      OptionCondition(["read-voltage"], "is for drawn inputs, and --inputs gives them") { !$0.has("inputs") },
      OptionCondition(["row"], "is for --scope line, which is one row") { $0.value("scope") == "line" },
    ]
  }
}
extension NetlistSneakCommand: ConditionalOptions {
  static var optionConditions: [OptionCondition] {
    let access: @Sendable (GivenOptions) -> String = { $0.value("access")?.lowercased() ?? "read" }
    func gate(_ option: String, _ kind: String) -> OptionCondition {
      OptionCondition([option], "is no part of what is done: it is for --access \(kind) with --cell 1T1R or 1TnR") {
        OptionCondition.cell($0)?.hasTransistors == true && access($0) == kind
      }
    }
    let atRest = OptionCondition.pulseShape + OptionCondition.delays
    return OptionCondition.deck(without: atRest, "an operating point") + OptionCondition.isolation + [
      OptionCondition(OptionCondition.transistors, "is no part of a read of a passive array") {
        OptionCondition.cell($0)?.hasTransistors == true
      },
      OptionCondition(["write-voltage"], "is no part of a read of a passive array; give --access set or reset") {
        access($0) != "read"
      },
      OptionCondition(["read-voltage"], "is no part of a write; give --access read") { access($0) == "read" },
      gate("read-gate-voltage", "read"), gate("gate-voltage", "set"), gate("reset-gate-boost", "reset"),
      gate("reset-scheme", "reset"),
    ]
  }
}
