import ArgumentParser
import MemristorCrossbar

/// A command's options and figures in machine-readable form: `mxbar help COMMAND --json`.
struct CommandSchema: Encodable {
  /// An option of the command.
  struct OptionEntry: Encodable {
    /// The key in configuration files and in `run.json`.
    var key: String
    /// On the command line, with two dashes.
    var option: String
    /// `flag`, or the type of the value: `number`, `count`, `file`, or the value name of the help text.
    var kind: String
    /// Unit of the value, as at the end of the key; nil for a pure number or text.
    var unit: String?
    /// The allowed range, as in `0 to 100 V`; nil if it is not a plain range.
    var range: String?
    var `default`: String?
    var isRequired: Bool
    var explanation: String
  }

  var command: String
  var explanation: String
  var options: [OptionEntry]
  /// The figures that its JSON may contain; empty for a command without results of its own.
  var figures: [FigureSchema.Entry]

  /// - Parameter name: without the program's, as in `device iv`.
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

  /// The ranges that `validate()` checks. It is run with a recorder in place of the checks (`OptionRanges`).
  private static func ranges(of type: any ParsableCommand.Type, _ help: CommandHelp) -> [String: String] {
    let recorder = OptionRanges()
    let required = help.ownOptions.filter { $0.isOptional == false }.flatMap { ["--\($0.longName ?? "")", "1"] }
    let operands = (help.arguments ?? []).filter { $0.kind == "positional" && $0.isOptional == false }.map { _ in "1" }
    OptionRanges.$recorder.withValue(recorder) { _ = try? type.parse(required + operands) }
    return recorder.ranges
  }
}
