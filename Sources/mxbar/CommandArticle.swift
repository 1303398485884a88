import MemristorCrossbar

/// A command's page of the documentation in DocC's Markdown: `mxbar help COMMAND --markdown`.
struct CommandArticle {
  private let command: CommandSchema

  init(_ command: CommandSchema) { self.command = command }

  /// The article, with a table of options for each of the help's sections, and one of figures.
  var text: String {
    var parts = ["# mxbar \(command.command)", command.explanation, "## Overview"]
    if !command.discussion.isEmpty { parts.append(Self.escaped(command.discussion)) }
    parts.append("```\n\(synopsis)\n```")
    parts += command.operands.map { "- `\($0.name)`: \(Self.escaped($0.explanation))" }
    var sections: [String] = []
    for option in command.options where !sections.contains(option.section ?? "Options") {
      sections.append(option.section ?? "Options")
    }
    for section in sections {
      let rows = command.options.filter { ($0.section ?? "Options") == section }.map { option in
        let names = [option.shortOption, option.option, option.inverse].compactMap { $0 }.map { "`\($0)`" }
        return [names.joined(separator: ", "), "`\(option.key)`", option.kind == "flag" ? "" : option.kind, option.facts]
      }
      parts.append("## \(section)\n\n" + Self.table(["option", "key in files", "value", "meaning"], rows))
    }
    if !command.figures.isEmpty {
      let rows = command.figures.map { ["`\($0.path)`", $0.unit ?? "", $0.title, $0.explanation] }
      parts.append("## Figures\n\n" + Self.table(["figure", "unit", "what", "more"], rows))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var synopsis: String {
    let required = command.options.filter(\.isRequired).map { "\($0.option) <\($0.kind)>" }
    let operands = command.operands.map { operand in
      let word = "<\(operand.name)>" + (operand.isRepeating ? " ..." : "")
      return (operand.followsTerminator ? "-- " : "") + (operand.isRequired ? word : "[\(word)]")
    }
    return (["mxbar \(command.command)"] + required + ["[<options>]"] + operands).joined(separator: " ")
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header, header.map { _ in "---" }] + rows.map { row in row.map(escaped) }
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  /// Outside of code, what Markdown takes for markup stays text.
  private static func escaped(_ text: String) -> String {
    guard !text.hasPrefix("`") else { return text.replacing("|", with: "\\|") }
    return ["*", "_", "<", "|"].reduce(text) { $0.replacing($1, with: "\\" + $1) }
  }
}
