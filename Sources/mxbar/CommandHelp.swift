import Foundation

/// What ArgumentParser tells of a command's options: names, and units as value names.
struct CommandHelp: Decodable {
  struct Option: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?

    var isFlag: Bool { kind == "flag" }
    var isFileToRead: Bool { valueName == "file" && longName != "out" }
    var longName: String? { names?.first { $0.kind == "long" }?.name }
  }

  let commandName: String
  let shouldDisplay: Bool
  let arguments: [Option]?
  let subcommands: [CommandHelp]?

  static func root() throws -> CommandHelp {
    struct Dump: Decodable { let command: CommandHelp }
    return try JSONDecoder().decode(Dump.self, from: Data(MxbarCommand._dumpHelp().utf8)).command
  }

  /// The command that words begin with, and how many of them name it.
  static func command(named words: [String]) throws -> (command: CommandHelp, depth: Int) {
    var command = try root()
    var depth = 0
    while depth < words.count, let next = command.subcommands?.first(where: { $0.commandName == words[depth] }) {
      command = next
      depth += 1
    }
    return (command, depth)
  }

  /// The command of a whole command line, such as `mxbar device iv`.
  static func commandLine(_ arguments: [String]) throws -> String {
    let words = Array(arguments.dropFirst())
    return ([MxbarCommand.configuration.commandName ?? "mxbar"] + words.prefix(try command(named: words).depth))
      .joined(separator: " ")
  }

  /// The command's own options by their long names.
  var options: [String: Option] {
    var options: [String: Option] = [:]
    for option in arguments ?? [] {
      guard let name = option.longName, name != "help", name != "version" else { continue }
      options[name] = option
    }
    return options
  }

  /// The options by their keys in files: names with underscores, and units.
  var configurationKeys: [String: Option] {
    Dictionary(options.map { (Self.key(of: $0, $1), $1) }, uniquingKeysWith: { first, _ in first })
  }

  /// An option's key in files: `write_voltage_V`.
  static func key(of name: String, _ option: Option) -> String {
    let units: Set = ["V", "A", "ohm", "um", "ms", "s", "S", "K", "V/s"]
    let unit = option.valueName.flatMap { units.contains($0) ? "_" + $0.replacing("/", with: "_per_") : nil } ?? ""
    return name.replacing("-", with: "_") + unit
  }
}
