import ArgumentParser
import MemristorCrossbar

/// All commands in machine-readable form: `mxbar help --json`, or those of a group: `mxbar help device --json`. What must
/// know every command, such as the Python package, is made from it.
struct ProgramSchema: Encodable {
  let program = "mxbar"
  let version = ProgramVersion.text
  let explanation: String
  /// That of groups of commands, by their names.
  let groups: [String: String]
  /// Options that every command takes besides its own.
  let commonOptions: [CommandSchema.OptionEntry]
  let commands: [CommandSchema]

  /// - Parameter names: those of the group; empty for the program.
  init(below names: [String]) throws {
    let root = CommandWords.command(named: names).type
    explanation = root.configuration.abstract
    commonOptions = [
      CommandSchema.OptionEntry(
        key: "config", option: "--config", kind: "file", isRequired: false, isRepeating: false,
        explanation: "A YAML file whose keys are the command's options, or the run.json of an earlier run.")
    ]
    var groups: [String: String] = [:]
    func schemas(_ type: any ParsableCommand.Type, _ names: [String]) throws -> [CommandSchema] {
      let subcommands = type.configuration.subcommands.filter { $0.configuration.shouldDisplay }
      guard !subcommands.isEmpty else { return [try CommandSchema(type, named: names.joined(separator: " "))] }
      if !names.isEmpty { groups[names.joined(separator: " ")] = type.configuration.abstract }
      return try subcommands.flatMap { try schemas($0, names + [$0.configuration.commandName ?? ""]) }
    }
    commands = try schemas(root, names)
    self.groups = groups
  }
}

/// A command's options and figures in machine-readable form: `mxbar help COMMAND --json`.
struct CommandSchema: Encodable {
  /// An option of the command.
  struct OptionEntry: Encodable {
    /// The key in configuration files and in `run.json`.
    var key: String
    /// On the command line, with two dashes.
    var option: String
    /// With one dash; nil without one.
    var shortOption: String?
    /// What turns a flag off that is on by default: `--no-expected`.
    var inverse: String?
    /// `flag`, or the type of the value: `number`, `count`, `file`, or the value name of the help text.
    var kind: String
    /// Unit of the value, as at the end of the key; nil for a pure number or text.
    var unit: String?
    /// The allowed range, as in `0 to 100 V`; nil if it is not a plain range.
    var range: String?
    /// The allowed words; empty where any text or number may stand.
    var values: [String] = []
    var `default`: String?
    var isRequired: Bool
    /// Whether it may be given several times.
    var isRepeating: Bool
    /// Heading in the help; nil for the command's own.
    var section: String?
    var explanation: String
  }

  /// A word of the command line that belongs to no option, such as a file.
  struct OperandEntry: Encodable {
    var name: String
    var isRequired: Bool
    /// Whether there may be several.
    var isRepeating: Bool
    /// Whether it stands after `--`.
    var followsTerminator: Bool
    var explanation: String
  }

  var command: String
  var explanation: String
  /// The paragraphs of the help; empty without any.
  var discussion: String
  var operands: [OperandEntry]
  var options: [OptionEntry]
  /// The figures that its JSON may contain; empty for a command without results of its own.
  var figures: [FigureSchema.Entry]

  /// - Parameter name: without the program's, as in `device iv`.
  init(_ type: any ParsableCommand.Type, named name: String) throws {
    command = name
    explanation = type.configuration.abstract
    discussion = type.configuration.discussion
    let help = try CommandHelp(type)
    operands = (help.arguments ?? []).filter { $0.kind == "positional" }.map { operand in
      OperandEntry(
        name: operand.valueName ?? "operand", isRequired: !operand.isOptional, isRepeating: operand.isRepeating,
        followsTerminator: operand.parsingStrategy == "postTerminator", explanation: operand.abstract ?? "")
    }
    let ranges = Self.ranges(of: type, help)
    let names = Set(help.ownOptions.compactMap(\.longName))
    func inverse(of name: String) -> String? { names.contains("no-" + name) ? "--no-" + name : nil }
    options = help.ownOptions.filter { option in
      !names.contains { inverse(of: $0) == "--\(option.longName ?? "")" }
    }.map { option in
      let key = option.key
      let name = option.longName ?? ""
      return OptionEntry(
        key: key, option: "--\(name)", shortOption: option.shortName.map { "-" + $0 }, inverse: inverse(of: name),
        kind: option.isFlag ? "flag" : option.valueName ?? "text",
        unit: FigureMeaning(of: RecordField(key, .null)).unit, range: ranges[name], values: option.allValues ?? [],
        default: option.isFlag ? String(option.defaultValue == "--\(name)") : option.defaultValue,
        isRequired: !option.isOptional, isRepeating: option.isRepeating, section: option.sectionTitle,
        explanation: option.abstract ?? "")
    }
    figures = try (type as? any StudyCommand.Type)?.figures.entries ?? []
  }

  /// The ranges that `validate()` checks. It is run with a recorder in place of the checks (`OptionRanges`).
  private static func ranges(of type: any ParsableCommand.Type, _ help: CommandHelp) -> [String: String] {
    let recorder = OptionRanges()
    let required = help.ownOptions.filter { $0.isOptional == false }.flatMap { ["--\($0.longName ?? "")", "1"] }
    let operands = (help.arguments ?? []).filter { $0.kind == "positional" && $0.isOptional == false }.map { _ in "1" }
    OptionRanges.$recorder.withValue(recorder) { _ = try? type.parse(required + operands) }
    return recorder.ranges
  }
}

// MARK: For pages

extension CommandSchema {
  /// Its options under the headings of the help, in their order.
  var sections: [(title: String, options: [OptionEntry])] {
    var titles: [String] = []
    for option in options where !titles.contains(option.section ?? "Options") { titles.append(option.section ?? "Options") }
    return titles.map { title in (title, options.filter { ($0.section ?? "Options") == title }) }
  }

  /// What stands behind the command's name: options that it needs, the others, operands.
  /// - Parameters:
  ///   - option: marks the name of an option, and `value` what is put in the place of a word.
  ///   - others: stands for all other options.
  func usage(option: (String) -> String, value: (String) -> String, others: String) -> String {
    let required = options.filter(\.isRequired).map { "\(option($0.option)) \(value($0.kind))" }
    let operands = operands.map { operand in
      let word = value(operand.name) + (operand.isRepeating ? " ..." : "")
      return (operand.followsTerminator ? "-- " : "") + (operand.isRequired ? word : "[\(word)]")
    }
    return (required + [others] + operands).joined(separator: " ")
  }
}

extension CommandSchema.OptionEntry {
  /// All its names, dashes included.
  var names: [String] { [shortOption, option, inverse].compactMap { $0 } }

  /// Meaning, default, allowed words and range, as sentences.
  var facts: String {
    var facts = [explanation]
    if let value = self.default, kind != "flag" || value == "true" { facts.append("Default: \(value).") }
    if !values.isEmpty { facts.append("One of \(values.joined(separator: ", ")).") }
    if let range { facts.append("Allowed: \(range).") }
    if isRepeating { facts.append("May be given several times.") }
    return facts.joined(separator: " ")
  }
}
