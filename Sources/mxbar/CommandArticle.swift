import MemristorCrossbar

/// A command's page of the documentation in DocC's Markdown: `mxbar help COMMAND --markdown`.
struct CommandArticle {
  private let command: CommandSchema

  init(_ command: CommandSchema) { self.command = command }

  /// The article, with a table of options for each of the help's sections, and one of figures.
  var text: String {
    var parts = ["# mxbar \(command.command)", command.explanation, "## Overview"]
    if !command.discussion.isEmpty { parts.append(Self.escaped(command.discussion)) }
    let usage = command.usage(option: { $0 }, value: { "<\($0)>" }, others: "[<options>]")
    parts.append("```\nmxbar \(command.command) \(usage)\n```")
    parts += command.operands.map { "- `\($0.name)`: \(Self.escaped($0.explanation))" }
    for (title, options) in command.sections {
      let rows = options.map { option in
        let names = option.names.map { "`\($0)`" }.joined(separator: ", ")
        return [names, "`\(option.key)`", option.kind == "flag" ? "" : option.kind, option.facts]
      }
      parts.append("## \(title)\n\n" + Self.table(["option", "key in files", "value", "meaning"], rows))
    }
    if !command.figures.isEmpty {
      let rows = command.figures.map { ["`\($0.path)`", $0.unit ?? "", $0.title, $0.explanation] }
      parts.append("## Figures\n\n" + Self.table(["figure", "unit", "what", "more"], rows))
    }
    return parts.joined(separator: "\n\n") + "\n"
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
