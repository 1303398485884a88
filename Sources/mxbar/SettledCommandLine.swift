import Foundation
import MemristorCrossbar

/// A command line reduced to what decides its results: two of them with equal options have equal results.
struct SettledCommandLine {
  /// Name of the command, such as `device iv`.
  let command: String
  /// As `--name=value`, in alphabetical order of the names, those of a configuration file among them.
  let options: [String]
  /// Whether the command has `--resume`.
  let canResume: Bool

  /// Where results go, how they are told and how fast they come.
  private static let withoutEffect: Set = ["out", "json", "overwrite", "resume", "jobs", "time-limit", "parallel", "csv"]

  /// - Parameter arguments: the program's name first.
  init(_ arguments: [String]) throws {
    let words = try ConfigurationFile.expand(Array(arguments.dropFirst()))
    let (help, depth) = try CommandHelp.command(named: words)
    let known = help.options
    command = words.prefix(depth).joined(separator: " ")
    canResume = known["resume"] != nil
    // 5V and 5 are one voltage.
    var rest = try GivenOptions(Array(words[depth...]), of: help).words[...]
    var options: [(name: String, text: String)] = []
    while let word = rest.popFirst() {
      if word == "--" { break }
      let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
      var text = word
      if word.hasPrefix("--"), !word.contains("="), let option = known[name], !option.isFlag, let value = rest.popFirst() {
        text += "=" + value
      }
      options.append((name, text))
    }
    let deciding = options.filter { !Self.withoutEffect.contains($0.name) }.enumerated()
      .sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(\.element.text)
    // What stands behind "--" is another command, whose words are told as they are.
    self.options = deciding + (rest.isEmpty ? [] : ["--"] + rest)
  }
}
