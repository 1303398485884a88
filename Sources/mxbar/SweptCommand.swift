import ArgumentParser
import MemristorCrossbar

/// A command line that a sweep runs again and again.
struct SweptCommand {
  /// As it was given, behind the program's name.
  let words: [String]
  /// As in `device iv`.
  let name: String
  private let help: CommandHelp

  /// - Throws: `ValidationError` if the words name no command that can be swept, or hold what the sweep itself decides.
  init(_ words: [String]) throws {
    let (help, depth) = try CommandHelp.command(named: words)
    let options = help.options
    guard depth > 0, options["out"] != nil, options["json"] != nil, help.commandName != SweepCommand.configuration.commandName
    else {
      let known = try CommandHelp.root().leaves.filter { $0.name != "sweep" }.map(\.name).joined(separator: ", ")
      let given = words.isEmpty ? "no command stands behind --" : "'\(words.joined(separator: " "))' is no command to sweep"
      throw ValidationError("\(given); these are: \(known). As in: mxbar sweep --vary bits=2..8 -- digits --seed 3")
    }
    self.words = words
    self.help = help
    name = words.prefix(depth).joined(separator: " ")
    for option in Self.decided where isGiven(option) {
      throw ValidationError("--\(option) belongs before the --: the sweep gives each of its points a folder of its own.")
    }
  }

  /// The option with its key, if the command has it.
  func option(_ varied: VariedOption) throws -> VariedOption {
    if varied.name == Self.configuration { return varied }
    let known = help.options
    let match = known.first { $0.key == varied.name || CommandHelp.key(of: $0.key, $0.value) == varied.name }
    guard let match, !Self.decided.contains(match.key) else {
      let names = known.keys.filter { !Self.decided.contains($0) }.sorted()
      let near = Spelling.nearest(to: varied.name, among: names).map { "; the nearest is '\($0)'" } ?? ""
      throw ValidationError(
        "--vary: '\(varied.name)' is no option of \(name)\(near). It has: \(names.joined(separator: ", ")).")
    }
    var varied = varied
    varied.name = match.key
    varied.key = CommandHelp.key(of: match.key, match.value)
    if match.value.isFlag, let value = varied.values.first(where: { $0 != "true" && $0 != "false" }) {
      throw ValidationError("--vary: '\(varied.name)' is a flag, and '\(value)' is neither true nor false.")
    }
    return varied
  }

  /// Refuses options that are both varied and given.
  func check(_ sweep: OptionSweep) throws {
    for option in sweep.varied where isGiven(option.name) {
      throw ValidationError("--\(option.name) is varied and also given behind the --; leave one of them out.")
    }
  }

  /// The command line of a point.
  func arguments(for point: OptionSweepPoint, folder: String) throws -> [String] {
    let known = help.options
    let settings = zip(point.options, point.values).first { $0.0.name == Self.configuration }?.1
    let varied = zip(point.options, point.values).compactMap { option, value -> String? in
      if option.name == Self.configuration { return nil }
      guard known[option.name]?.isFlag == true else { return "--\(option.name)=\(value)" }
      return value == "true" ? "--\(option.name)" : nil
    }
    let expanded = try ConfigurationFile.expand((settings.map { ["--config=\($0)"] } ?? []) + words)
    // Behind the settings of a file, so that they win over them; before a "--", behind which nothing is an option.
    let end = expanded.firstIndex(of: "--") ?? expanded.endIndex
    return Array(expanded[..<end]) + varied + ["--json", "--overwrite", "--out=\(folder)"] + Array(expanded[end...])
  }

  /// Figures worth a chart where none was named, best first.
  var preferredMetrics: [String] {
    [
      "accuracy.analog", "accuracy.read_back", "margin", "cycles_to_failure.median", "median_v_set_V",
      "v_set.extracted.log_mean", "v_set.log_mean",
    ]
  }

  /// `--config FILE` is no option of a command but stands for several: a sweep can go through whole sets of settings.
  private static let configuration = "config"

  /// What the sweep gives to each of its points.
  private static let decided = ["out", "json", "overwrite"]

  private func isGiven(_ option: String) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
  }
}

extension CommandHelp {
  /// The commands below this one that have results in a folder, by their full names.
  var leaves: [(name: String, command: CommandHelp)] {
    (subcommands ?? []).filter(\.shouldDisplay).flatMap { command -> [(name: String, command: CommandHelp)] in
      let below = command.leaves.map { ("\(command.commandName) \($0.name)", $0.command) }
      let isRun = command.options["out"] != nil && command.options["json"] != nil
      return (isRun ? [(command.commandName, command)] : []) + below
    }
  }
}
