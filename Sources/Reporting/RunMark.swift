import Foundation

/// Which run the files of a result folder belong to, and which files those are. It is stored in the folder under a hidden
/// name from the start of a run, so that files of two runs are never mixed.
///
/// `RunManifest` describes a complete run to people; the mark serves to compare runs and to remove their files.
public struct RunMark: Hashable, Codable, Sendable {
  /// Of the program.
  public var version: String
  /// Name of the command, such as `device iv`.
  public var command: String
  /// The options that affect the results, in a fixed order.
  public var options: [String]
  /// SHA-256 of every input file, by its path.
  public var inputs: [String: String]
  /// Whether the command can continue an interrupted run.
  public var canResume: Bool
  /// Names of the files that the run has written, relative to the folder. A subfolder with the results of another run
  /// ends in a slash.
  public internal(set) var files: Set<String> = []

  /// The mark of a run that begins; it has no files yet.
  public init(version: String, command: String, options: [String], inputs: [String: String], canResume: Bool) {
    self.version = version
    self.command = command
    self.options = options
    self.inputs = inputs
    self.canResume = canResume
  }

  /// Hidden, so that it is not taken for a result.
  static let name = ".mxbar-run.json"

  /// Whether both runs must have the same results: same version, command, options and inputs.
  func repeats(_ other: RunMark) -> Bool {
    version == other.version && command == other.command && options == other.options && inputs == other.inputs
  }

  /// Why the other run cannot continue this one, in words: what differs.
  func difference(from other: RunMark) -> String {
    guard command == other.command else { return "the results of another command ('\(text)')" }
    let (here, there) = (Set(options), Set(other.options))
    let changed =
      here.subtracting(there).sorted().map { "\($0) there" } + there.subtracting(here).sorted().map { "\($0) now" }
    let files = Set(inputs.keys).union(other.inputs.keys).filter { inputs[$0] != other.inputs[$0] }.sorted()
    let reasons =
      changed + files.map { "'\($0)' is not what it was" } + (version == other.version ? [] : ["version \(version) there"])
    return "the beginning of a run that cannot be resumed so: \(reasons.joined(separator: ", "))"
  }

  /// The command as a command line, for messages.
  var text: String { (["mxbar", command] + options).joined(separator: " ") }

  /// Nil where there is no mark, or none that can be read.
  static func read(in folder: URL) -> RunMark? {
    (try? Data(contentsOf: folder.appendingPathComponent(name))).flatMap { try? JSONDecoder().decode(RunMark.self, from: $0) }
  }

  /// Writes the mark in one step.
  func write(in folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let partial = folder.appendingPathComponent(Self.name + ".partial")
    try (try encoder.encode(self) + Data("\n".utf8)).write(to: partial)
    try ResultFolder.rename(partial, to: folder.appendingPathComponent(Self.name))
  }

  /// Removes a run's files, the runs in its subfolders, and the folders that are then empty; other files stay.
  static func removeRun(in folder: URL) throws {
    let manager = FileManager.default
    let own = read(in: folder)?.files ?? []
    for name in own.union([ResultFolder.manifestName, ResultFolder.pageName, Self.name]) {
      let target = folder.appendingPathComponent(name)
      if name.hasSuffix("/") {
        try removeRun(in: target)
      } else if manager.fileExists(atPath: target.path) {
        try manager.removeItem(at: target)
      }
    }
    // The deepest first; a folder that still holds something stays.
    let folders = Set(own.flatMap { foldersAbove($0) }).sorted { $0.count > $1.count }
    for name in folders { rmdir(folder.appendingPathComponent(name).path) }
  }

  /// `a/b` and `a` for `a/b/file` and for `a/b/`.
  private static func foldersAbove(_ name: String) -> [String] {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.indices.map { parts[...$0].joined(separator: "/") }
  }
}

/// What happens to the results that a folder already holds.
public enum EarlierResults: Sendable {
  /// Removed if they are those of the same run; otherwise the folder is refused.
  case keep
  /// Removed.
  case replace
  /// Continued where they end; the run must be the same.
  case resume
  /// Reused where possible, such as the points of a sweep with other points; the command must be the same.
  case extend
}
