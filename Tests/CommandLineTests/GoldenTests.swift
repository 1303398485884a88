import GoldenFiles
import Testing

/// Every command with small settings: all that it prints and writes, held against what was recorded.
@Suite struct GoldenTests {
  @Test(arguments: GoldenCommand.all)
  func writesWhatWasRecorded(command: GoldenCommand) async throws {
    try await withTemporaryFolder { folder in
      try command.prepare(folder)
      let outcome = try await Outcome.of(.path(Mxbar.path), command.arguments, in: folder)
      let text = try GoldenText(command, outcome, in: folder).text
      if let objection = try GoldenFile("Goldens/\(command.name).txt").objection(to: text) {
        Issue.record(Comment(rawValue: objection))
      }
    }
  }
}
