import ArgumentParser
import MemristorCrossbar

/// The settings that a device's description brings along (`defaults`), as the commands see them.
enum DeviceDefaults {
  /// Every command that can be run, by its words.
  static var commands: [(words: [String], type: any ParsableCommand.Type)] { leaves(of: MxbarCommand.self, words: []) }

  private static func leaves(
    of type: any ParsableCommand.Type, words: [String]
  ) -> [(words: [String], type: any ParsableCommand.Type)] {
    let shown = type.configuration.subcommands.filter { $0.configuration.shouldDisplay }
    if shown.isEmpty { return [(words, type)] }
    return shown.flatMap { leaves(of: $0, words: words + [$0.configuration.commandName ?? ""]) }
  }

  /// The keys of every command, by its name. Asking all commands for their options takes a second in debug builds.
  private static let keys = Result {
    try Dictionary(
      commands.map { ($0.words.joined(separator: " "), try Set(CommandHelp($0.type).configurationKeys.keys)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The keys that no command has, which therefore have no effect, such as misspelt ones; one below a command's name as
  /// `window.width_ms`.
  static func unknownKeys(_ description: DeviceDescription) throws -> [String] {
    guard !description.defaults.isEmpty, let all = try? YAMLText.mapping(description.defaults) else { return [] }
    let keys = try keys.get()
    let shared = keys.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    return all.flatMap { entry -> [String] in
      let name = entry.key.string ?? "?"
      guard let own = entry.value.mapping else { return shared.contains(name) ? [] : [name] }
      guard let known = keys[name] else { return [name] }
      return own.compactMap { $0.key.string }.filter { !known.contains($0) }.map { "\(name).\($0)" }
    }
  }

  /// The value of a key that is meant for all commands, as the description has it; nil where it has none.
  static func text(_ key: String, in description: DeviceDescription) -> String? {
    guard !description.defaults.isEmpty, let all = try? YAMLText.mapping(description.defaults) else { return nil }
    return all[key]?.scalar?.string
  }
}
