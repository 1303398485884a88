import MemristorCrossbar

/// Manual pages, written from the same declarations as the help: `mxbar help COMMAND --man`, and `mxbar help --man` for the
/// program. `bin/install` writes all of them.
struct ManualPage {
  private var lines: [String] = []

  /// The page of one command: `mxbar-device-iv(1)`.
  init(_ command: CommandSchema) {
    title("mxbar-" + command.command.replacing(" ", with: "-"), command.explanation)
    section("SYNOPSIS")
    lines.append(bold("mxbar " + command.command) + " " + command.usage(option: bold, value: italic, others: "[options]"))
    if !command.discussion.isEmpty {
      section("DESCRIPTION")
      paragraphs(command.discussion)
    }
    for (name, options) in command.sections {
      section(Self.escaped(name.uppercased()))
      for option in options {
        let value = option.kind == "flag" ? "" : " \(italic(option.kind))"
        entry(option.names.map(bold).joined(separator: ", ") + value, option.facts)
      }
    }
    if !command.figures.isEmpty {
      section("FIGURES")
      lines.append("In JSON, in run.json, and as columns of tables:")
      for figure in command.figures {
        let unit = figure.unit.map { ", \(Self.escaped($0))" } ?? ""
        entry(bold(figure.path) + unit, [figure.title, figure.explanation].filter { !$0.isEmpty }.joined(separator: ". "))
      }
    }
    section("SEE ALSO")
    lines.append("\\fBmxbar\\fR(1)")
  }

  /// The page of the program, `mxbar(1)`.
  /// - Parameter discussion: the paragraphs of its help.
  init(_ program: ProgramSchema, discussion: String) {
    title("mxbar", program.explanation)
    section("SYNOPSIS")
    lines.append("\(bold("mxbar")) \(italic("command")) [options]")
    section("DESCRIPTION")
    paragraphs(discussion)
    section("COMMANDS")
    for command in program.commands {
      entry("\\fBmxbar\\-\(Self.escaped(command.command.replacing(" ", with: "-")))\\fR(1)", command.explanation)
    }
    section("FILES")
    entry(bold("mxbar-out/"), "Results, in a folder a command, unless --out names another one.")
    section("ENVIRONMENT")
    entry(bold("NO_COLOR"), "If it is set and not empty, nothing is coloured.")
  }

  /// The page's source.
  var text: String { lines.joined(separator: "\n") + "\n" }

  // MARK: Parts

  private mutating func title(_ name: String, _ explanation: String) {
    lines = [
      ".TH \(Self.escaped(name.uppercased())) 1 \"\" \"mxbar \(ProgramVersion.text)\" \"MemristorCrossbar\"",
      ".SH NAME", "\(Self.escaped(name)) \\- \(Self.escaped(explanation))",
    ]
  }

  private mutating func section(_ name: String) { lines.append(".SH \(name)") }

  private mutating func paragraphs(_ text: String) {
    for paragraph in text.split(separator: "\n\n") { lines += [".PP", Self.escaped(String(paragraph))] }
  }

  /// A term, and what it means indented below it. The term is escaped already.
  private mutating func entry(_ term: String, _ text: String) { lines += [".TP", term, Self.escaped(text)] }

  private func bold(_ text: String) -> String { "\\fB\(Self.escaped(text))\\fR" }
  private func italic(_ text: String) -> String { "\\fI\(Self.escaped(text))\\fR" }

  /// Hyphens stay hyphens, and no line begins with what roff takes for a request.
  private static func escaped(_ text: String) -> String {
    let safe = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return safe.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : String($0) }.joined(separator: "\n")
  }
}
