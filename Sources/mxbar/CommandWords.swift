import ArgumentParser
import MemristorCrossbar

/// A wrong command line, and the command whose usage is shown with it (exit status 64).
struct UsageProblem: Error {
  let command: any ParsableCommand.Type
  /// A sentence without "Error:" in front.
  let reason: String
}

/// Prepares the words of a command line for ArgumentParser: replaces `--config` by the file's settings and numbers with
/// units by plain ones, adds the device's defaults, and rejects options that would have no effect.
enum CommandWords {
  /// The command, ready to run.
  ///
  /// - Throws: `UsageProblem` for errors on the command line, `ConfigurationError` and `DeviceError` for those in
  ///   files, and ArgumentParser's errors.
  static func parsed(_ words: [String]) throws -> any ParsableCommand {
    // Workers are started by the program itself, many at a time, so their start must be fast.
    guard let first = words.first, first != WorkerCommand.configuration.commandName else {
      return try MxbarCommand.parseAsRoot(words)
    }
    let (type, depth) = command(named: words)
    try checkName(words.dropFirst(depth).first, of: type)
    try checkCell(words.dropFirst(depth), of: type)
    // A command with subcommands has only the options that all commands have.
    guard type.configuration.subcommands.isEmpty else { return try MxbarCommand.parseAsRoot(words) }
    if arePlain(words) {
      try checkConditions(GivenOptions(plain: Array(words[depth...])), of: type)
      do { return try MxbarCommand.parseAsRoot(words) } catch {
        guard isAboutWords(error) else { throw error }
        // Below is a better message than ArgumentParser's, or none if it is only 1e3 in place of 1000.
      }
    }
    return try MxbarCommand.parseAsRoot(prepared(words, type, depth))
  }

  /// The words with files, units and defaults resolved.
  private static func prepared(
    _ words: [String], _ type: any ParsableCommand.Type, _ depth: Int
  ) throws -> [String] {
    let expanded = try ConfigurationFile.expand(words)
    ConfigurationFile.warnOfChangedInputs(words)
    do {
      let given = try GivenOptions(Array(expanded[depth...]), of: CommandHelp(type))
      try checkConditions(given, of: type)
      // The device's defaults come first: given options win over them, and may make them ineffective.
      let words = Array(expanded[..<depth])
      let defaults = try ConfigurationFile.deviceDefaults(given, words: words, for: CommandHelp(type))
      return words + defaults + given.words
    } catch let error as ValidationError {
      throw UsageProblem(command: type, reason: error.message)
    }
  }

  /// Rejects the first option that has no effect, given the other options.
  private static func checkConditions(_ given: GivenOptions, of type: any ParsableCommand.Type) throws {
    guard let unused = OptionCondition.unmet(given, of: type).first else { return }
    throw UsageProblem(command: type, reason: unused.text)
  }

  /// Whether no number has a unit and no file gives settings. Then the command need not be asked for its options, which
  /// takes half a second in debug builds. Values that look like neither are left to ArgumentParser.
  private static func arePlain(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.allSatisfy { word in
      guard !["--config", "--device"].contains(where: { word == $0 || word.hasPrefix($0 + "=") }) else { return false }
      let value = word.hasPrefix("--") ? String(word.drop { $0 != "=" }.dropFirst()) : word
      guard let first = value.first, first.isNumber || "+-.".contains(first) else { return true }
      return value.split(separator: ",").allSatisfy { Double($0) != nil && $0.allSatisfy { "0123456789.eE+-".contains($0) } }
    }
  }

  /// Whether ArgumentParser rejects a word, for which our own message is better.
  private static func isAboutWords(_ error: any Error) -> Bool {
    let message = MxbarCommand.message(for: error)
    return message.contains("is invalid for '") || message.contains("Unknown option") || message.contains("Unexpected argument")
  }

  /// The command that the words begin with, and how many of them are its name.
  static func command(named words: [String]) -> (type: any ParsableCommand.Type, depth: Int) {
    var type: any ParsableCommand.Type = MxbarCommand.self
    var depth = 0
    while depth < words.count,
      let next = type.configuration.subcommands.first(where: { $0.configuration.commandName == words[depth] })
    {
      type = next
      depth += 1
    }
    return (type, depth)
  }

  /// Rejects `--cell` where arrays have one kind of cell, with the commands that know others.
  private static func checkCell(_ words: ArraySlice<String>, of type: any ParsableCommand.Type) throws {
    let isGiven = words.prefix { $0 != "--" }.contains { $0 == "--cell" || $0.hasPrefix("--cell=") }
    guard isGiven, try CommandHelp(type).arguments?.contains(where: { $0.longNames.contains("cell") }) != true else { return }
    throw UsageProblem(
      command: type,
      reason:
        "--cell is an option of sneak and of netlist read, set, reset and sneak, which know 1R, 1S1R and 1TnR arrays; where "
        + "other commands write or read an array, its cells are 1T1R.")
  }

  /// Rejects a word where a subcommand is expected, with the most similar name.
  private static func checkName(_ word: String?, of type: any ParsableCommand.Type) throws {
    let names = type.configuration.subcommands.compactMap { command -> String? in
      let configuration = command.configuration
      return configuration.shouldDisplay ? configuration.commandName : nil
    }
    guard let word, !word.hasPrefix("-"), !names.isEmpty, word != "help" else { return }
    let near = Spelling.similar(to: word, among: names).map { "Did you mean '\($0)'? " } ?? ""
    throw UsageProblem(
      command: type, reason: "'\(excerpt(word))' is no command. \(near)There are: \(names.joined(separator: ", ")).")
  }
}

extension UsageProblem {
  /// Worded like ArgumentParser's own messages.
  var text: String {
    let usage = MxbarCommand.usageString(for: command)
    let name = usage.split(separator: " ").prefix { !"<[-".contains($0.first ?? "-") }.joined(separator: " ")
    return "Error: \(reason)\nUsage: \(usage)\n  See '\(name) --help' for more information.\n"
  }
}
