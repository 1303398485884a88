import Foundation
import MemristorCrossbar

/// Where a command leaves what it found: the folder, and at the end `run.json` and the words or JSON on stdout.
struct CommandOutput {
  let folder: ResultFolder
  private let json: Bool
  private let seed: UInt64?
  private let started = Date()

  /// Opens the folder; the seed is nil where nothing is random.
  init(folder path: String, json: Bool, seed: UInt64?) throws {
    folder = try ResultFolder(opening: path)
    self.json = json
    self.seed = seed
  }

  /// Declares the run complete and prints its results.
  func finish(
    configuration: some Encodable & Sendable, results: some Encodable & Sendable, text: String, inputs: [String],
    engine: (any SpiceEngine)?
  ) async throws {
    var manifest = RunManifest(
      version: ProgramVersion.text, arguments: CommandLine.arguments, configuration: configuration, seed: seed,
      ngspiceVersion: try await engine?.identity.version, started: started,
      wallTimeInSeconds: Date().timeIntervalSince(started), results: results)
    for path in inputs { try manifest.addInput(path: path) }
    try folder.finish(manifest)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(results), as: UTF8.self))
    } else {
      print(text)
    }
  }
}
