import ArgumentParser
import Foundation

/// What ArgumentParser tells of a command's options: names, and units as value names.
struct CommandHelp: Decodable, Sendable {
  struct Option: Decodable, Sendable {
    struct Name: Decodable, Sendable {
      let kind: String
      let name: String
    }
    let kind: String
    let isRepeating: Bool
    let isOptional: Bool
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?

    var isFlag: Bool { kind == "flag" }
    var isFileToRead: Bool { valueName == "file" && longName != "out" }
    var longName: String? { longNames.first }
    /// All its names behind two dashes, such as expected and no-expected.
    var longNames: [String] { (names ?? []).filter { $0.kind == "long" }.map(\.name) }
  }

  let commandName: String
  let shouldDisplay: Bool
  let arguments: [Option]?
  let subcommands: [CommandHelp]?

  /// What a command says of itself. All of them take a second in debug builds, one takes some ten milliseconds.
  init(_ type: any ParsableCommand.Type) throws {
    struct Dump: Decodable { let command: CommandHelp }
    self = try JSONDecoder().decode(Dump.self, from: Data(type._dumpHelp().utf8)).command
  }

  /// The command that words begin with, and how many of them name it.
  static func command(named words: [String]) throws -> (command: CommandHelp, depth: Int) {
    let (type, depth) = CommandWords.command(named: words)
    return (try CommandHelp(type), depth)
  }

  /// The command of a whole command line, such as `mxbar device iv`.
  static func commandLine(_ arguments: [String]) -> String {
    let words = Array(arguments.dropFirst())
    return ([MxbarCommand.configuration.commandName ?? "mxbar"] + words.prefix(CommandWords.command(named: words).depth))
      .joined(separator: " ")
  }

  /// The command's own options by their long names.
  var options: [String: Option] {
    var options: [String: Option] = [:]
    for option in ownOptions { option.longName.map { options[$0] = option } }
    return options
  }

  /// The command's own options in the order of its help.
  var ownOptions: [Option] { (arguments ?? []).filter { ![nil, "help", "version"].contains($0.longName) } }

  /// The options by all their long names.
  var optionsByEveryName: [String: Option] {
    var options: [String: Option] = [:]
    for option in arguments ?? [] { for name in option.longNames { options[name] = option } }
    return options
  }

  /// The options by their keys in files: names with underscores, and units.
  var configurationKeys: [String: Option] {
    Dictionary(options.map { (Self.key(of: $0, $1), $1) }, uniquingKeysWith: { first, _ in first })
  }

  /// An option's key in files: `write_voltage_V`.
  static func key(of name: String, _ option: Option) -> String {
    let units: Set = ["V", "A", "ohm", "um", "ms", "s", "S", "K", "V/s"]
    // Lists of values are called V,... in help texts.
    let unit =
      option.valueName.map { $0.replacing(",...", with: "") }.flatMap {
        units.contains($0) ? "_" + $0.replacing("/", with: "_per_") : nil
      } ?? ""
    return name.replacing("-", with: "_") + unit
  }
}
