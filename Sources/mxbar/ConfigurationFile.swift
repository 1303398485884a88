import ArgumentParser
import Foundation
import MemristorCrossbar
import Yams

/// Settings from a YAML file (`--config FILE`): each key is an option of the command, with its unit behind the name, as in
/// `write_voltage_V: 5`. Options on the command line win over the file's. Files it names lie relative to it.
enum ConfigurationFile {
  /// The arguments with the file's settings put in place of `--config FILE`.
  static func expand(_ arguments: [String]) throws -> [String] {
    var rest = arguments
    guard let path = try removeConfigOption(from: &rest) else { return arguments }
    let help = try CommandHelp.root()
    var command = help
    var depth = 0
    while depth < rest.count, let next = command.subcommands?.first(where: { $0.commandName == rest[depth] }) {
      command = next
      depth += 1
    }
    let settings = try optionArguments(of: readText(path, what: "configuration file"), source: path, for: command)
    return Array(rest[..<depth]) + settings + Array(rest[depth...])
  }

  private static func removeConfigOption(from arguments: inout [String]) throws -> String? {
    guard let index = arguments.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) else { return nil }
    let word = arguments.remove(at: index)
    if word != "--config" { return String(word.dropFirst("--config=".count)) }
    guard index < arguments.count else { throw ConfigurationError(reason: "--config needs the name of a file") }
    return arguments.remove(at: index)
  }

  private static func optionArguments(of text: String, source: String, for command: CommandHelp) throws -> [String] {
    let root: Yams.Node?
    do { root = try Yams.compose(yaml: text) } catch { throw ConfigurationError(reason: "\(source): \(error)") }
    guard let root else { return [] }
    guard let mapping = root.mapping else {
      throw ConfigurationError(reason: "\(source): expected settings as 'key: value' lines")
    }
    let keys = command.configurationKeys
    return try mapping.flatMap { entry -> [String] in
      let key = entry.key.string ?? ""
      let line = entry.key.mark.map { ", line \($0.line)" } ?? ""
      guard let option = keys[key] else {
        let near = keys.keys.min { distance($0, key) < distance($1, key) }
        throw ConfigurationError(
          reason: "\(source)\(line): '\(key)' is not a setting of \(command.commandName)"
            + (near.map { "; the nearest is '\($0)'" } ?? ""))
      }
      if option.isFlag {
        guard let isOn = entry.value.bool else {
          throw ConfigurationError(reason: "\(source)\(line): '\(key)' is true or false")
        }
        return isOn ? ["--\(option.name)"] : []
      }
      var values = entry.value.sequence.map { $0.map { $0.string ?? "" } } ?? [entry.value.string ?? ""]
      if option.isFile { values = values.map { path($0, besides: source) } }
      // Joined to the name, so that a negative number is not taken for an option.
      return ["--\(option.name)=\(values.joined(separator: ","))"]
    }
  }

  /// A file named in a configuration file is looked for beside that.
  private static func path(_ path: String, besides source: String) -> String {
    let folder = source.lastIndex(of: "/").map { source[...$0] } ?? ""
    return path.hasPrefix("/") ? path : folder + path
  }

  /// Letters to insert, delete or replace to make one word of the other (Levenshtein).
  private static func distance(_ left: String, _ right: String) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let replaced = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}

struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

/// What ArgumentParser tells of a command's options: names, and units as value names.
private struct CommandHelp: Decodable {
  struct Option: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
    let valueName: String?
  }

  let commandName: String
  let arguments: [Option]?
  let subcommands: [CommandHelp]?

  static func root() throws -> CommandHelp {
    struct Dump: Decodable { let command: CommandHelp }
    return try JSONDecoder().decode(Dump.self, from: Data(MxbarCommand._dumpHelp().utf8)).command
  }

  /// The key of each option: its name with underscores, and its unit.
  var configurationKeys: [String: (name: String, isFlag: Bool, isFile: Bool)] {
    let units: Set = ["V", "A", "ohm", "um", "ms", "s", "S", "K", "V/s"]
    var keys: [String: (String, Bool, Bool)] = [:]
    for option in arguments ?? [] {
      guard let name = option.names?.first(where: { $0.kind == "long" })?.name, name != "help", name != "version" else {
        continue
      }
      let stem = name.replacing("-", with: "_")
      let unit = option.valueName.flatMap { units.contains($0) ? "_" + $0.replacing("/", with: "_per_") : nil } ?? ""
      keys[stem + unit] = (name, option.kind == "flag", option.valueName == "file" && name != "out")
    }
    return keys
  }
}
