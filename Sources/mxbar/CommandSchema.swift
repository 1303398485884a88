import ArgumentParser
import MemristorCrossbar

/// What a command takes and gives, for programs: `mxbar help COMMAND --json`.
struct CommandSchema: Encodable {
  /// An option of the command.
  struct OptionEntry: Encodable {
    /// In files of settings and in `run.json`.
    var key: String
    /// On the command line.
    var option: String
    /// `flag`, or what its value is: `number`, `count`, `file`, or as the help text calls it.
    var kind: String
    var unit: String?
    /// What is allowed, as in `0 to 100 V`; nil where the explanation says it.
    var range: String?
    var `default`: String?
    var isRequired: Bool
    var explanation: String
  }

  var command: String
  var explanation: String
  var options: [OptionEntry]
  /// What its JSON may hold; empty for a command without results of its own.
  var figures: [FigureSchema.Entry]

  init(_ type: any ParsableCommand.Type, named name: String) throws {
    command = name
    explanation = type.configuration.abstract
    let help = try CommandHelp(type)
    let ranges = Self.ranges(of: type, help)
    options = help.ownOptions.map { option in
      let key = option.key
      return OptionEntry(
        key: key, option: "--\(option.longName ?? "")", kind: option.isFlag ? "flag" : option.valueName ?? "text",
        unit: FigureMeaning(of: RecordField(key, .null)).unit, range: option.longName.flatMap { ranges[$0] },
        default: option.isFlag ? "false" : option.defaultValue, isRequired: option.isOptional == false,
        explanation: option.abstract ?? "")
    }
    figures = try (type as? any StudyCommand.Type)?.figures.entries ?? []
  }

  /// What validation asks for, found by running it without a complaint.
  private static func ranges(of type: any ParsableCommand.Type, _ help: CommandHelp) -> [String: String] {
    let recorder = OptionRanges()
    let required = help.ownOptions.filter { $0.isOptional == false }.flatMap { ["--\($0.longName ?? "")", "1"] }
    let operands = (help.arguments ?? []).filter { $0.kind == "positional" && $0.isOptional == false }.map { _ in "1" }
    OptionRanges.$recorder.withValue(recorder) { _ = try? type.parse(required + operands) }
    return recorder.ranges
  }
}
