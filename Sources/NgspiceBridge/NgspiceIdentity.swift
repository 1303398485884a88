import CircuitSimulation
import Foundation

/// Reads version, features and start-up files from what ngspice prints about itself.
enum NgspiceIdentity {
  /// - Parameters:
  ///   - name: the name of the engine.
  ///   - lines: what ngspice printed at its start and for `version -f`.
  ///   - variables: what it printed for `set`.
  ///   - startFolders: the folders in which it looked for a user's start-up file.
  /// - Returns: nil if the lines do not state a version of ngspice.
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

  /// A note for each start-up file of the user's that ngspice has read. Worker processes start in a folder that has none.
  private static func userStartUpNotes(_ folders: [String]) -> [String] {
    Set(folders.map { $0 + "/.spiceinit" }).sorted().filter { FileManager.default.fileExists(atPath: $0) }.map {
      "ngspice has read the start-up file \($0), which may change results"
    }
  }

  /// A note for each line of the system's own start-up file (`spinit`) that may change results.
  /// - Parameter scriptFolder: the folder of that file; nil gives no notes.
  static func systemStartUpNotes(scriptFolder: String?) -> [String] {
    guard let scriptFolder, let text = try? String(contentsOfFile: scriptFolder + "/spinit", encoding: .utf8) else { return [] }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split { $0.isWhitespace }.map(String.init) }
    let telling = lines.filter { !isHarmless($0) }.map { $0.joined(separator: " ") }
    return telling.map { "ngspice's start-up file \(scriptFolder)/spinit has '\($0)', which may change results" }
  }

  /// Whether a line of a start-up file, given as its words, cannot change a result.
  private static func isHarmless(_ words: [String]) -> Bool {
    guard let first = words.first, !first.hasPrefix("*"), !first.hasPrefix("#") else { return true }
    if harmlessCommands.contains(first) { return true }
    guard first == "set" || first == "unset", let name = words.dropFirst().first else { return false }
    return harmlessVariables.contains(String(name.prefix { $0 != "=" }))
  }

  /// Commands that define names or load code models; our circuits use neither.
  private static let harmlessCommands: Set = ["alias", "codemodel", "osdi", "if", "else", "end", "echo"]
  /// Variables that may be set without changing a result.
  private static let harmlessVariables: Set = [
    "x11lineararcs", "filetype", "ngdebug", "askquit", "num_threads", "osdi_enabled", "xspice_enabled", "editor", "history",
    "noglob", "brief", "rndseed",
  ]

  /// The last of the folders in which ngspice looks for scripts, as in `stdout sourcepath ( . /usr/share/ngspice/scripts )`; nil
  /// if the variables do not state it.
  private static func scriptFolder(_ variables: some Sequence<String>) -> String? {
    let line = variables.lazy.compactMap { $0.firstMatch(of: /\bsourcepath\s+\((.*)\)/)?.1 }.first
    return line?.split { $0.isWhitespace }.last { $0.hasPrefix("/") }.map(String.init)
  }
}
