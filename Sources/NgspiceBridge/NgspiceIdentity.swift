import CircuitSimulation
import Foundation

/// Reads version and features off what ngspice prints about itself.
enum NgspiceIdentity {
  /// - Parameters:
  ///   - name: the engine's.
  ///   - lines: what it said when it started, and to `version -f`.
  ///   - variables: what it said to `set`.
  ///   - startFolders: where it looked for a user's start-up file.
  /// - Returns: nil if it does not say which version of ngspice it is.
  static func read(
    _ name: String, banner lines: some Sequence<String>, variables: some Sequence<String>, startFolders: [String]
  ) -> EngineIdentity? {
    let text = lines.joined(separator: "\n")
    guard let start = text.firstRange(of: "ngspice-") else { return nil }
    let version = String(text[start.upperBound...].prefix { $0.isNumber || $0 == "." || $0 == "+" })
    var features: [String] = []
    let lower = text.lowercased()
    for (word, feature) in [("klu", "klu"), ("osdi", "osdi"), ("xspice", "xspice")] where lower.contains(word) {
      features.append(feature)
    }
    return EngineIdentity(
      name: name, version: version, features: features,
      notes: userStartUpNotes(startFolders) + systemStartUpNotes(scriptFolder: scriptFolder(variables)))
  }

  /// The files of a user's that it has read; worker processes start where there are none.
  private static func userStartUpNotes(_ folders: [String]) -> [String] {
    Set(folders.map { $0 + "/.spiceinit" }).sorted().filter { FileManager.default.fileExists(atPath: $0) }.map {
      "ngspice has read the start-up file \($0), which may change results"
    }
  }

  /// What a system's own start-up file holds beyond what cannot change a result.
  static func systemStartUpNotes(scriptFolder: String?) -> [String] {
    guard let scriptFolder, let text = try? String(contentsOfFile: scriptFolder + "/spinit", encoding: .utf8) else { return [] }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split { $0.isWhitespace }.map(String.init) }
    let telling = lines.filter { !isHarmless($0) }.map { $0.joined(separator: " ") }
    return telling.map { "ngspice's start-up file \(scriptFolder)/spinit has '\($0)', which may change results" }
  }

  private static func isHarmless(_ words: [String]) -> Bool {
    guard let first = words.first, !first.hasPrefix("*"), !first.hasPrefix("#") else { return true }
    if harmlessCommands.contains(first) { return true }
    guard first == "set" || first == "unset", let name = words.dropFirst().first else { return false }
    return harmlessVariables.contains(String(name.prefix { $0 != "=" }))
  }

  /// Names for commands, and code models, none of which our circuits have.
  private static let harmlessCommands: Set = ["alias", "codemodel", "osdi", "if", "else", "end", "echo"]
  private static let harmlessVariables: Set = [
    "x11lineararcs", "filetype", "ngdebug", "askquit", "num_threads", "osdi_enabled", "xspice_enabled", "editor", "history",
    "noglob", "brief", "rndseed",
  ]

  /// The last of the folders in which ngspice looks for scripts: `stdout sourcepath ( . /usr/share/ngspice/scripts )`.
  private static func scriptFolder(_ variables: some Sequence<String>) -> String? {
    let line = variables.lazy.compactMap { $0.firstMatch(of: /\bsourcepath\s+\((.*)\)/)?.1 }.first
    return line?.split { $0.isWhitespace }.last { $0.hasPrefix("/") }.map(String.init)
  }
}
