import ArgumentParser
import Foundation
import MemristorCrossbar
import Yams

/// Settings from a YAML file (`--config FILE`): each key is an option of the command, ending in its unit, as in
/// `write_voltage_V: 5`. Options on the command line override the file. Paths in the file are relative to it.
///
/// The file may also be the `run.json` of an earlier run, which is then repeated with its settings.
enum ConfigurationFile {
  /// The arguments with the file's settings in place of `--config FILE`, before all other options.
  /// - Parameter directory: that the file's path is relative to; nil for the current one.
  static func expand(_ arguments: [String], in directory: String? = nil) throws -> [String] {
    var rest = arguments
    guard let given = try removeConfigOption(from: &rest) else { return arguments }
    let path = directory.map { given.hasPrefix("/") ? given : "\($0)/\(given)" } ?? given
    let (command, depth) = try CommandHelp.command(named: rest)
    let text = try readText(path, what: "configuration file")
    let name = rest[..<depth].joined(separator: " ")
    let settings =
      try EarlierRun(text, path: path).map { try $0.arguments(for: command, named: name, given: Array(rest[depth...])) }
      ?? optionArguments(of: text, source: path, for: command)
    return Array(rest[..<depth]) + settings + Array(rest[depth...])
  }

  /// Warns of input files that have changed since the run whose `run.json` stands for `--config`, since the results will
  /// differ. Does nothing where there is none.
  static func warnOfChangedInputs(_ arguments: [String]) {
    var rest = arguments
    guard let path = try? removeConfigOption(from: &rest), let text = try? readText(path, what: "configuration file") else {
      return
    }
    EarlierRun(text, path: path)?.warnOfChanges()
  }

  /// The file's path, removed from the arguments; nil without `--config`.
  private static func removeConfigOption(from arguments: inout [String]) throws -> String? {
    // Words after "--" belong to another command, that of `mxbar sweep`.
    let own = arguments.prefix { $0 != "--" }
    guard let index = own.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) else { return nil }
    let word = arguments.remove(at: index)
    if word != "--config" { return String(word.dropFirst("--config=".count)) }
    guard index < arguments.count else { throw ConfigurationError(reason: "--config needs the name of a file") }
    return arguments.remove(at: index)
  }

  /// Words for the command line, one for each setting in a YAML text.
  /// - Throws: `ConfigurationError` with line and key; unknown keys are rejected, since a misspelt key would otherwise
  ///   be ignored.
  static func optionArguments(of text: String, source: String, for command: CommandHelp) throws -> [String] {
    let mapping: Yams.Node.Mapping?
    do { mapping = try YAMLText.mapping(text) } catch { throw ConfigurationError(reason: "\(source): \(error.reason)") }
    return try optionArguments(of: mapping ?? [:], source: source, for: command)
  }

  /// The defaults in the description of the device that is given, or else of the usual one, as far as the command has these
  /// options: first those for all commands, then those under the command's own name.
  static func deviceDefaults(_ given: GivenOptions, words: [String], for command: CommandHelp) throws -> [String] {
    guard let device = given.value("device") ?? command.options["device"]?.defaultValue else { return [] }
    return try deviceDefaults(device, words: words, for: command)
  }

  /// The defaults of a device for a command.
  static func deviceDefaults(_ device: String, words: [String], for command: CommandHelp) throws -> [String] {
    let description = try MemristorDevice(device).description
    guard !description.defaults.isEmpty, let all = try? YAMLText.mapping(description.defaults) else { return [] }
    let keys = command.configurationKeys
    func known(_ mapping: Yams.Node.Mapping) throws -> [String] {
      let own = mapping.filter { keys[$0.key.string ?? ""] != nil }
      return try optionArguments(of: Yams.Node.Mapping(own.map { ($0.key, $0.value) }), source: description.source, for: command)
    }
    return try known(all) + (all[words.joined(separator: " ")]?.mapping.map(known) ?? [])
  }

  /// The words for the settings of a mapping, which may be a part of a file.
  static func optionArguments(
    of mapping: Yams.Node.Mapping, source: String, for command: CommandHelp
  ) throws -> [String] {
    let keys = command.configurationKeys
    return try mapping.flatMap { entry -> [String] in
      let key = excerpt(entry.key.string ?? "")
      let line = entry.key.mark.map { ", line \($0.line)" } ?? ""
      func refuse(_ reason: String) -> ConfigurationError {
        ConfigurationError(reason: "\(source)\(line): '\(key)' \(reason)")
      }
      guard let option = keys[key], let name = option.longName else {
        let near = Spelling.nearest(to: key, among: keys.keys)
        throw ConfigurationError(
          reason: "\(source)\(line): '\(key)' is not a setting of \(command.commandName)"
            + (near.map { "; the nearest is '\($0)'" } ?? ""))
      }
      if option.isFlag {
        guard let isOn = entry.value.bool else {
          throw ConfigurationError(reason: "\(source)\(line): '\(key)' is true or false")
        }
        return isOn ? ["--\(name)"] : []
      }
      let format = NumberFormat(option)
      let list = entry.value.sequence.map(Array.init)
      if list != nil, let format, !format.isList { throw refuse("is a list; a single value is expected") }
      guard list?.isEmpty != true else { throw refuse("is an empty list; name a value or leave the key out") }
      var values = try (list ?? [entry.value]).map { value in
        guard let text = value.scalar?.string, !text.isEmpty, value.tag.rawValue != Tag.Name.null.rawValue else {
          throw refuse("has no value; name one or leave the key out")
        }
        return text
      }
      if let format {
        do { values = try values.map { try format.plain($0) } } catch let problem as WrittenNumber.Problem {
          throw refuse(problem.reason)
        }
      }
      if option.isFileToRead { values = values.map { path($0, besides: source) } }
      // Joined to the name, so that a negative number is not taken for an option.
      return (option.isRepeating ? values : [values.joined(separator: ",")]).map { "--\(name)=\($0)" }
    }
  }

  /// A path in a configuration file is relative to that file.
  static func path(_ path: String, besides source: String) -> String {
    let folder = source.lastIndex(of: "/").map { source[...$0] } ?? ""
    return path.hasPrefix("/") ? path : folder + path
  }
}

/// The `run.json` of an earlier run as settings: everything given then, except where results went.
private struct EarlierRun {
  /// The decoded `run.json`.
  private let manifest: RecordValue
  private let path: String

  /// Nil for text that is not a `run.json`.
  init?(_ text: String, path: String) {
    guard let manifest = try? RecordValue(json: Data(text.utf8)), manifest["configuration"]?.fields != nil,
      manifest["given"]?.list != nil, manifest["command"]?.text != nil
    else { return nil }
    self.manifest = manifest
    self.path = path
  }

  /// - Parameter given: the words on the command line; operands among them replace those of the run.
  /// - Throws: `ConfigurationError` for the run of another command, or options that no longer exist.
  func arguments(for command: CommandHelp, named name: String, given: [String]) throws -> [String] {
    let own = manifest["command"]?.text ?? ""
    guard own == name else {
      throw ConfigurationError(reason: "\(path) is of a run of 'mxbar \(own)'; allowed here is one of 'mxbar \(name)'")
    }
    let options = Dictionary(command.ownOptions.map { ($0.key, $0) }) { first, _ in first }
    var words: [String] = []
    for key in manifest["given"]?.list?.compactMap(\.text) ?? [] {
      guard let option = options[key], let name = option.longName, let value = manifest["configuration"]?[key] else {
        throw ConfigurationError(reason: "\(path): '\(key)' is not an option of \(command.commandName) any more")
      }
      if SettledCommandLine.withoutEffect.contains(name) { continue }
      if option.isFlag {
        words.append(value == .flag(true) ? "--\(name)" : "--\(option.longNames.last ?? name)")
        continue
      }
      let texts = (value.list ?? [value]).map { text($0, isFile: option.isFileToRead) }
      words += (option.isRepeating ? texts : [texts.joined(separator: ",")]).map { "--\(name)=\($0)" }
    }
    let hasOperands = given.contains { !$0.hasPrefix("-") } || given.contains("--")
    let operands = manifest["configuration"]?[SettledCommandLine.operandsKey]?.list?.compactMap(\.text) ?? []
    if hasOperands || operands.isEmpty { return words }
    return words + (operands.first == "--" ? operands : operands.map(located))
  }

  /// A value as it is written on a command line.
  private func text(_ value: RecordValue, isFile: Bool) -> String {
    switch value {
    case .text(let text): isFile ? located(text) : text
    case .whole(let number): "\(number)"
    default: value.double.map(SpiceNumber.shortest) ?? ""
    }
  }

  /// The path of a file of that run, relative to where that run was started if it still exists there.
  private func located(_ file: String) -> String {
    guard !file.hasPrefix("/"), let directory = manifest["directory"]?.text, !directory.isEmpty else { return file }
    let there = directory + "/" + file
    return FileManager.default.fileExists(atPath: there) ? there : file
  }

  /// Warns of input files that have changed since that run.
  func warnOfChanges() {
    for input in manifest["input_sha256"]?.fields ?? [] {
      let file = located(input.key)
      let digest = try? SHA256.hexadecimalDigests(ofFiles: [file])[file]
      if digest != input.value.text { printWarning("'\(input.key)' is not what it was in the run of \(path)") }
    }
  }
}

/// A setting that cannot be used; the reason names file, line and key (exit status 2).
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}
