import ArgumentParser
import MemristorCrossbar

/// How an option's number may be written. Its value name in the help text gives the unit: `V`, `um,...`, `count`.
struct NumberFormat {
  /// Unit of a bare number; `none` for counts and ratios.
  let unit: WrittenUnit
  /// Counts, indices and seeds.
  let isWhole: Bool
  /// Numbers separated by commas.
  let isList: Bool

  /// Nil for an option whose value is not a number.
  init?(_ option: CommandHelp.Option) {
    guard !option.isFlag, let name = option.valueName else { return nil }
    let single = name.replacing(",...", with: "")
    isList = single != name || name == "counts"
    isWhole = ["count", "counts", "number", "index", "cells", "seed"].contains(name)
    if isWhole || ["share", "ratio", "limit"].contains(single) {
      unit = .none
    } else if single != "",
      let unit = WrittenUnit(rawValue: single)
    {
      self.unit = unit
    } else {
      return nil
    }
  }

  /// A value or list without units, in the form that ArgumentParser reads: `500mV` in V becomes `0.5`.
  func plain(_ text: String) throws(WrittenNumber.Problem) -> String {
    guard isList else { return try WrittenNumber(text, in: unit, isWhole: isWhole).text }
    var numbers: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      numbers.append(try WrittenNumber(part, in: unit, isWhole: isWhole).text)
    }
    return numbers.joined(separator: ",")
  }
}

/// The options on a command line, with numbers in plain form.
///
/// ArgumentParser does not tell which options were given, which conditions, sweeps and `run.json` need to know.
struct GivenOptions {
  /// Name and value of each option in the given order; the value is nil for flags.
  private(set) var options: [(name: String, value: String?)] = []
  /// All words, with units resolved.
  private(set) var words: [String] = []
  /// Words that belong to no option; with "--", those of another command.
  private(set) var operands: [String] = []
  /// Nil for words that were not compared with a command's options.
  private let command: CommandHelp?

  /// From words without units. Without the command's options it is a guess whether a word after an option is its value.
  init(plain words: [String]) {
    self.words = words
    command = nil
    let own = Array(words.prefix { $0 != "--" })
    for (index, word) in own.enumerated() where word.hasPrefix("--") {
      let name = String(word.dropFirst(2).prefix { $0 != "=" })
      let next = index + 1 < own.count && !own[index + 1].hasPrefix("--") ? own[index + 1] : nil
      options.append((name, word.contains("=") ? String(word.drop { $0 != "=" }.dropFirst()) : next))
    }
  }

  /// - Parameter words: those after the command's name.
  /// - Throws: `ValidationError` for an option that the command does not have, and a number that cannot be read.
  init(_ words: [String], of command: CommandHelp) throws {
    self.command = command
    let known = command.optionsByEveryName
    let own = words.prefix { $0 != "--" }
    var index = 0
    while index < own.count {
      let word = own[own.startIndex + index]
      index += 1
      guard word.hasPrefix("--") else {
        self.words.append(word)
        operands.append(word)
        continue
      }
      let name = String(word.dropFirst(2).prefix { $0 != "=" })
      guard let option = known[name] else {
        try refuseUnknown(name)
        self.words.append(word)
        continue
      }
      let inline = word.contains("=") ? String(word.drop { $0 != "=" }.dropFirst()) : nil
      // A missing value, or another option in its place, is reported by ArgumentParser.
      let next = inline == nil && !option.isFlag && index < own.count && !own[own.startIndex + index].hasPrefix("--")
      let value = next ? own[own.startIndex + index] : inline
      options.append((name, value))
      if let value, let format = NumberFormat(option) {
        do { self.words.append("--\(name)=\(try format.plain(value))") } catch {
          throw ValidationError("--\(name) \(error.reason).")
        }
      } else {
        self.words += next ? [word, value ?? ""] : [word]
      }
      if next { index += 1 }
    }
    self.words += words.dropFirst(own.count)
    operands += words.dropFirst(own.count)
  }

  /// Whether the option was given, with whatever value.
  func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  /// The last value given; nil for flags and options not given.
  func value(_ name: String) -> String? { options.last { $0.name == name }?.value }

  /// The words without these options and their values.
  func words(without names: Set<String>) -> [String] {
    let known = command?.optionsByEveryName ?? [:]
    var kept: [String] = []
    var skipsNext = false
    let own = words.prefix { $0 != "--" }
    for word in own {
      if skipsNext {
        skipsNext = false
        continue
      }
      let name = String(word.dropFirst(2).prefix { $0 != "=" })
      if word.hasPrefix("--"), names.contains(name) {
        skipsNext = !word.contains("=") && known[name]?.isFlag == false
      } else {
        kept.append(word)
      }
    }
    return kept + words.dropFirst(own.count)
  }

  /// Rejects an option that the command does not have, with the most similar name.
  private func refuseUnknown(_ name: String) throws {
    // Names that every command has, some of them hidden.
    let common = ["help", "help-hidden", "version", "config", "experimental-dump-help", "generate-completion-script"]
    guard !common.contains(name), !name.isEmpty else { return }
    let near = Spelling.similar(to: name, among: (command?.options ?? [:]).keys).map { " Did you mean '--\($0)'?" } ?? ""
    throw ValidationError("Unknown option '--\(excerpt(name))'.\(near)")
  }
}
