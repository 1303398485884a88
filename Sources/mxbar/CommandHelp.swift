import ArgumentParser
import Foundation

/// ArgumentParser's description of a command's options: names, value names (which are units here), defaults.
///
/// It is decoded from `--experimental-dump-help`. Configuration files, `mxbar sweep` and `run.json` take option names and
/// units from here, so an option is declared only once.
struct CommandHelp: Decodable, Sendable {
  /// An option, flag or argument; nil for what ArgumentParser does not say.
  struct Option: Decodable, Sendable {
    struct Name: Decodable, Sendable {
      let kind: String
      let name: String
    }
    let kind: String
    /// Whether the option may be given several times, as `--vary`.
    let isRepeating: Bool
    let isOptional: Bool
    /// Long, short and single-dash names.
    let names: [Name]?
    /// The unit, or what the value is: `V`, `count`, `file`.
    let valueName: String?
    let abstract: String?
    /// As the help shows it; nil without a default.
    let defaultValue: String?
    /// The words that are allowed; nil where any may stand.
    let allValues: [String]?
    let sectionTitle: String?
    let parsingStrategy: String?

    var isFlag: Bool { kind == "flag" }
    /// Whether the value is the path of an input file, which is relative to the configuration file that names it.
    var isFileToRead: Bool { valueName == "file" && longName != "out" }
    var longName: String? { longNames.first }
    var shortName: String? { names?.first { $0.kind == "short" }?.name }
    /// All names with two dashes, without these: `expected` and `no-expected`.
    var longNames: [String] { (names ?? []).filter { $0.kind == "long" }.map(\.name) }
  }

  let commandName: String
  let shouldDisplay: Bool
  /// Options, flags and operands in the order of the help, those of option groups included.
  let arguments: [Option]?
  let subcommands: [CommandHelp]?

  /// Asks one command. In debug builds all commands together take a second, one takes some ten milliseconds.
  init(_ type: any ParsableCommand.Type) throws {
    struct Dump: Decodable { let command: CommandHelp }
    self = try JSONDecoder().decode(Dump.self, from: Data(type._dumpHelp().utf8)).command
  }

  /// The command that the words begin with, and how many of them are its name.
  static func command(named words: [String]) throws -> (command: CommandHelp, depth: Int) {
    let (type, depth) = CommandWords.command(named: words)
    return (try CommandHelp(type), depth)
  }

  /// The name of a whole command line's command, such as `mxbar device iv`.
  static func commandLine(_ arguments: [String]) -> String {
    let words = Array(arguments.dropFirst())
    return ([MxbarCommand.configuration.commandName ?? "mxbar"] + words.prefix(CommandWords.command(named: words).depth))
      .joined(separator: " ")
  }

  /// The command's own options by long name.
  var options: [String: Option] {
    var options: [String: Option] = [:]
    for option in ownOptions { option.longName.map { options[$0] = option } }
    return options
  }

  /// The command's own options in the order of its help, without `--help` and `--version`.
  var ownOptions: [Option] { (arguments ?? []).filter { ![nil, "help", "version"].contains($0.longName) } }

  /// The options by every long name, so both `expected` and `no-expected` lead to the same one.
  var optionsByEveryName: [String: Option] {
    var options: [String: Option] = [:]
    for option in arguments ?? [] { for name in option.longNames { options[name] = option } }
    return options
  }

  /// The options by their keys in files: underscores for dashes, and the unit at the end.
  var configurationKeys: [String: Option] {
    Dictionary(options.map { (Self.key(of: $0, $1), $1) }, uniquingKeysWith: { first, _ in first })
  }

  /// An option's key in files: `write-voltage` in V is `write_voltage_V`.
  static func key(of name: String, _ option: Option) -> String {
    let units: Set = ["V", "mV", "A", "ohm", "um", "ms", "s", "S", "K", "C", "V/s"]
    // Lists of values have value names such as V,...
    let unit =
      option.valueName.map { $0.replacing(",...", with: "") }.flatMap {
        units.contains($0) ? "_" + $0.replacing("/", with: "_per_") : nil
      } ?? ""
    return name.replacing("-", with: "_") + unit
  }
}
