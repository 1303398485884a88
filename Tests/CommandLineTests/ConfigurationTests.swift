import Foundation
import Testing

/// Settings from a file count like options, and options win over them.
@Suite struct ConfigurationTests {
  @Test func settingsOfAFileCount() async throws {
    try await withTemporaryFolder { folder in
      try write("write_voltage_V: 0.25\nhidden: [2]\nepochs: 5\nbits: 2\njson: true\n", to: folder + "/run.yaml")
      let outcome = try await Mxbar.run("digits", "--config", "run.yaml", "--bits", "1", "--out", "out", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let run = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      // 21 x 2 and 3 x 10 cells: the file's hidden layer, the command line's one bit.
      #expect(run["cells"] as? Int == 72 && run["bits"] as? Int == 1)
      #expect((run["write"] as? [String: Any])?["voltage_V"] as? Double == 0.25)
    }
  }

  @Test func unknownSettingsAreRefusedWithTheNearest() async throws {
    try await withTemporaryFolder { folder in
      try write("bits: 2\nwrite_voltage: 3\n", to: folder + "/run.yaml")
      let outcome = try await Mxbar.run("digits", "--config", "run.yaml", in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("line 2: 'write_voltage'") && outcome.errors.contains("'write_voltage_V'"))
      let missing = try await Mxbar.run("digits", "--config", "none.yaml", in: folder)
      #expect(missing.status == 2 && missing.errors.contains("none.yaml"))
    }
  }
}
