import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar

/// A command line that a sweep or a campaign repeats with varied options: resolves names and units, and builds each point's arguments.
struct SweptCommand {
  /// As given, without the program's name.
  let words: [String]
  /// Such as `device iv`.
  let name: String
  /// Its options, for names, units and flags.
  private let help: CommandHelp
  /// Words that form the name.
  private let depth: Int
  private let type: any ParsableCommand.Type

  /// - Throws: `ValidationError` if the words name no command that can be swept, or give options that the sweep itself
  ///   sets.
  init(_ words: [String]) throws {
    let (help, depth) = try CommandHelp.command(named: words)
    let options = help.options
    let isRun = depth > 0 && options["out"] != nil && options["json"] != nil
    guard isRun, !Self.ofManyRuns.contains(words[0]) else {
      let known = try CommandHelp(MxbarCommand.self).leaves.map(\.name)
        .filter { name in !Self.ofManyRuns.contains { name == $0 || name.hasPrefix("\($0) ") } }.joined(separator: ", ")
      let given = words.isEmpty ? "no command stands behind --" : "'\(words.joined(separator: " "))' is no command to sweep"
      throw ValidationError("\(given); these are: \(known). As in: mxbar sweep --vary bits=2..8 -- digits --seed 3")
    }
    self.words = words
    self.help = help
    type = CommandWords.command(named: words).type
    // Errors in these words would occur at every point.
    _ = try GivenOptions(Array(words.dropFirst(depth)), of: help)
    self.depth = depth
    name = words.prefix(depth).joined(separator: " ")
    for option in Self.decided where isGiven(option) {
      throw ValidationError("--\(option) belongs before the --: the sweep gives each of its points a folder of its own.")
    }
  }

  /// An option by its name or by its key in files; nil if the command has none.
  func option(named name: String) -> (key: String, value: CommandHelp.Option)? {
    help.options.first { $0.key == name || CommandHelp.key(of: $0.key, $0.value) == name }
  }

  /// A `--vary` with units resolved: `pulse-width=1ms..5ms..x2` becomes `pulse-width=1..5..x2`.
  func plain(_ vary: String) throws -> String {
    guard let equals = vary.firstIndex(of: "="), let option = option(named: String(vary[..<equals].drop { $0 == "-" })),
      let format = NumberFormat(option.value)
    else { return vary }
    let values = vary[vary.index(after: equals)...]
    let separator: Character = values.contains(";") ? ";" : ","
    let parts = try values.split(separator: separator, omittingEmptySubsequences: false).map { (part: Substring) -> String in
      // Empty values and malformed ranges are rejected where they are parsed.
      try part.components(separatedBy: "..").enumerated().map { (place, end) -> String in
        let word = end.trimmingCharacters(in: .whitespaces)
        if word.isEmpty || (place == 2 && word.hasPrefix("x")) { return word }
        do { return try format.plain(word) } catch let error as WrittenNumber.Problem {
          throw ValidationError("--vary: \(option.key) \(error.reason).")
        }
      }.joined(separator: "..")
    }
    return vary[...equals] + parts.joined(separator: String(separator))
  }

  /// The varied option with its name and key resolved.
  /// - Throws: `ValidationError` for an option that the command does not have, or a flag that is neither true nor
  ///   false.
  func option(_ varied: VariedOption) throws -> VariedOption {
    if varied.name == Self.configuration { return varied }
    let known = help.options
    guard let match = option(named: varied.name), !Self.decided.contains(match.key) else {
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

  /// Rejects options that are both varied and given, and those without effect at every point.
  func check(_ sweep: OptionSweep) throws {
    for option in sweep.varied where isGiven(option.name) {
      throw ValidationError("--\(option.name) is varied and also given behind the --; leave one of them out.")
    }
    var unused: [String: String]?
    for point in sweep.points {
      let given: GivenOptions
      // Errors in a configuration file are reported with the file when the points are run.
      do { given = try self.given(at: point) } catch let error as ValidationError { throw error } catch { return }
      let found = Dictionary(
        OptionCondition.unmet(given, of: type).map { ($0.option, $0.text) },
        uniquingKeysWith: { first, _ in first })
      unused = unused.map { $0.filter { found[$0.key] != nil } } ?? found
      if unused?.isEmpty == true { return }
    }
    if let text = unused?.min(by: { $0.key < $1.key })?.value { throw ValidationError(text) }
  }

  /// The arguments of a point, without options that have no effect there; at other points they may have one.
  /// - Parameter options: further ones for every point.
  func arguments(for point: OptionSweepPoint, folder: String, options: [String]) throws -> [String] {
    let given = try given(at: point)
    let rest = given.words(without: Set(OptionCondition.unmet(given, of: type).map(\.option)))
    // Before a "--", after which nothing is an option.
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return name.split(separator: " ").map(String.init) + rest[..<end] + options + [
      "--json", "--quiet", "--overwrite", "--out=\(folder)",
    ]
      + rest[end...]
  }

  /// Warns of input files that have changed since the runs whose settings the points take.
  func warnOfChangedInputs(_ sweep: OptionSweep) {
    let files = sweep.varied.filter { $0.name == Self.configuration }.flatMap(\.values)
    for words in [words] + files.map({ ["--config=\($0)"] }) { ConfigurationFile.warnOfChangedInputs(words) }
  }

  /// The options of a point, in the order file, command line, varied ones.
  private func given(at point: OptionSweepPoint) throws -> GivenOptions {
    let known = help.options
    let settings = zip(point.options, point.values).first { $0.0.name == Self.configuration }?.1
    let varied = zip(point.options, point.values).compactMap { option, value -> String? in
      if option.name == Self.configuration { return nil }
      guard known[option.name]?.isFlag == true else { return "--\(option.name)=\(value)" }
      return value == "true" ? "--\(option.name)" : nil
    }
    let expanded = try ConfigurationFile.expand((settings.map { ["--config=\($0)"] } ?? []) + words)
    // After the settings of a file, so that they override them.
    let end = expanded.firstIndex(of: "--") ?? expanded.endIndex
    return try GivenOptions(Array(expanded[..<end].dropFirst(depth) + varied + expanded[end...]), of: help)
  }

  /// Units and titles of the command's figures; nil for a command that runs no study.
  var schema: FigureSchema? { (type as? any StudyCommand.Type).flatMap { try? $0.figures } }

  /// Paths of figures that are running times, with 0 for every list index.
  var runningTimes: [String] { schema?.entries.filter { $0.format == .runningTime }.map(\.path) ?? [] }

  /// Figures to draw where no metric is given, best first; the first that exists is used.
  static var preferredMetrics: [String] {
    [
      "accuracy.analog", "accuracy.read_back", "margin", "points.0.least_success", "points.0.good_cells.share",
      "cycles_to_failure.median", "v_set_V.median",
      "v_set.extracted.log_mean", "v_set.log_mean",
    ]
  }

  /// `--config FILE` is not an option of a command but stands for several: a sweep can vary whole sets of settings.
  private static let configuration = "config"

  /// Commands that run others.
  private static let ofManyRuns = ["sweep", "campaign"]

  /// Options that the sweep sets for each of its points.
  private static let decided = ["out", "json", "quiet", "overwrite", "resume"]

  /// Whether the command has an option.
  func has(_ option: String) -> Bool { help.options[option] != nil }

  /// Whether an option is among the words that all points share.
  func isGiven(_ option: String) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
  }
}

extension CommandHelp {
  /// The commands below this one that write results to a folder, by full name.
  var leaves: [(name: String, command: CommandHelp)] {
    (subcommands ?? []).filter(\.shouldDisplay).flatMap { command -> [(name: String, command: CommandHelp)] in
      let below = command.leaves.map { ("\(command.commandName) \($0.name)", $0.command) }
      let isRun = command.options["out"] != nil && command.options["json"] != nil
      return (isRun ? [(command.commandName, command)] : []) + below
    }
  }
}
