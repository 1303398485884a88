import Foundation

/// Which run the files of a result folder are of, and which files those are. It lies in the folder under a hidden name from
/// the first moment of a run on, so that files of two runs never lie side by side.
public struct RunMark: Hashable, Codable, Sendable {
  /// Of the program.
  public var version: String
  /// Name of the command, such as `device iv`.
  public var command: String
  /// The options that decide what comes out, in one order.
  public var options: [String]
  /// SHA-256 of every file that was read, by its path.
  public var inputs: [String: String]
  /// Whether the command can go on with a run that did not end.
  public var canResume: Bool
  /// Names of the files that the run has written; a folder that another run has written into ends in a slash.
  public internal(set) var files: Set<String> = []

  public init(version: String, command: String, options: [String], inputs: [String: String], canResume: Bool) {
    self.version = version
    self.command = command
    self.options = options
    self.inputs = inputs
    self.canResume = canResume
  }

  static let name = ".mxbar-run.json"

  /// Whether the other run must have the same results.
  func repeats(_ other: RunMark) -> Bool {
    version == other.version && command == other.command && options == other.options && inputs == other.inputs
  }

  /// Why the other run cannot go on with this one.
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

  /// The command as it can be told to people.
  var text: String { (["mxbar", command] + options).joined(separator: " ") }

  /// Nil where there is none, or none that can be read.
  static func read(in folder: URL) -> RunMark? {
    (try? Data(contentsOf: folder.appendingPathComponent(name))).flatMap { try? JSONDecoder().decode(RunMark.self, from: $0) }
  }

  func write(in folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let partial = folder.appendingPathComponent(Self.name + ".partial")
    try (try encoder.encode(self) + Data("\n".utf8)).write(to: partial)
    try ResultFolder.rename(partial, to: folder.appendingPathComponent(Self.name))
  }

  /// Removes the files of a run, the runs in folders below it, and what folders are empty then; others' files stay.
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
    // The deepest first; one that still holds something stays.
    let folders = Set(own.flatMap { foldersAbove($0) }).sorted { $0.count > $1.count }
    for name in folders { rmdir(folder.appendingPathComponent(name).path) }
  }

  /// `a/b` and `a` for `a/b/file` and for `a/b/`.
  private static func foldersAbove(_ name: String) -> [String] {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.indices.map { parts[...$0].joined(separator: "/") }
  }
}

/// What becomes of the results that a folder already holds.
public enum EarlierResults: Sendable {
  /// They go if they are those of the very same run; other ones make the folder unusable.
  case keep
  /// They go.
  case replace
  /// The run goes on where they end; it must be the same.
  case resume
  /// The run keeps what of them it has use for, such as points of a sweep with other ones; it must be of the same command.
  case extend
}
