import Foundation
import MemristorCrossbar

/// A command line reduced to what determines its results: two with equal options have equal results.
///
/// `--resume` compares it with that of the earlier run. It is also the source of `configuration` in `run.json`.
struct SettledCommandLine {
  /// Name of the command, such as `device iv`.
  let command: String
  /// In the form `--name=value`, ordered by name, with those of a configuration file and in plain numbers.
  let options: [String]
  /// Whether the command has `--resume`.
  let canResume: Bool
  /// Every option with its value by its key, defaults included; null for an option without a value.
  let configuration: RecordValue
  /// The keys of the options that were given, on the command line or in a file.
  let given: [String]

  /// The key for words that belong to no option.
  static let operandsKey = "arguments"

  /// Options that do not change results: where they go, their form, and how fast they come.
  static let withoutEffect: Set = [
    "out", "json", "quiet", "no-pictures", "overwrite", "resume", "jobs", "time-limit", "parallel", "csv",
  ]

  /// - Parameter arguments: with the program's name first.
  init(_ arguments: [String]) throws {
    let words = try ConfigurationFile.expand(Array(arguments.dropFirst()))
    let (help, depth) = try CommandHelp.command(named: words)
    let known = help.options
    command = words.prefix(depth).joined(separator: " ")
    canResume = known["resume"] != nil
    // Units are resolved here: 5V and 5 are the same voltage.
    let givenOptions = try GivenOptions(Array(words[depth...]), of: help)
    let defaults = try ConfigurationFile.deviceDefaults(givenOptions, words: Array(words[..<depth]), for: help)
    let effective = try GivenOptions(try GivenOptions(defaults, of: help).words + givenOptions.words, of: help)
    let operands = givenOptions.operands
    configuration = .record(
      help.ownOptions.map { option in
        var field = effective.field(option)
        // People see shares in percent; files keep the number.
        if option.valueName == "share" { field.meaning = FigureMeaning(title: option.key, format: .percent) }
        return field
      }
        + (operands.isEmpty ? [] : [RecordField(Self.operandsKey, .list(operands.map { .text($0) }))]))
    given = help.ownOptions.filter { option in option.longNames.contains(where: givenOptions.has) }.map(\.key)
    var rest = givenOptions.words[...]
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
    // The words after "--" are another command and stay as they are.
    self.options = deciding + (rest.isEmpty ? [] : ["--"] + rest)
  }
}

extension CommandHelp.Option {
  /// The key in files: `write_voltage_V`.
  var key: String { CommandHelp.key(of: longName ?? "", self) }
}

extension GivenOptions {
  /// An option with its value, or its default, in the form of a configuration file.
  fileprivate func field(_ option: CommandHelp.Option) -> RecordField {
    let names = option.longNames
    let values = options.filter { names.contains($0.name) }
    if option.isFlag {
      // The last of --expected and --no-expected wins.
      let isOn = values.last.map { $0.name == names.first } ?? (option.defaultValue == "true")
      return RecordField(option.key, .flag(isOn))
    }
    let texts = values.isEmpty ? [option.defaultValue].compactMap { $0 } : values.compactMap(\.value)
    let plain = texts.map { text in NumberFormat(option).flatMap { try? $0.plain(text) } ?? text }
    if option.isRepeating { return RecordField(option.key, .list(plain.map(Self.value))) }
    guard let last = plain.last else { return RecordField(option.key, .null) }
    guard NumberFormat(option)?.isList == true else { return RecordField(option.key, Self.value(last)) }
    return RecordField(option.key, .list(last.split(separator: ",").map { Self.value(String($0)) }))
  }

  /// A text that is a number as a number, whole ones exactly.
  private static func value(_ text: String) -> RecordValue {
    if let whole = UInt64(text) { return .whole(whole) }
    // inf and nan are names here, not numbers.
    guard let number = Double(text), number.isFinite else { return .text(text) }
    return .number(number)
  }
}
