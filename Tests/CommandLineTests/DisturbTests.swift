import Foundation
import Testing

/// `mxbar disturb` as a user runs it.
@Suite struct DisturbTests {
  private static func cells(_ folder: String) throws -> [[String: String]] {
    let lines = try String(contentsOfFile: folder + "/cells.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// Both engines, on an array with cells at every place.
  @Test func everyCellIsThatOfNgspice() async throws {
    try await withTemporaryFolder { folder in
      let arguments = [
        "disturb", "--operation", "reset", "--rows", "3", "--columns", "4", "--row", "1", "--pulsed", "3", "--pulses", "2",
        "--device", "stanford", "--json",
      ]
      var outcomes: [Outcome] = []
      for engine in ["compiled", "ngspice"] {
        outcomes.append(
          try await Outcome.of(.path(Mxbar.path), arguments + ["--engine", engine, "--out", engine], in: folder))
      }
      #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes.map(\.errors))")
      let (compiled, ngspice) = (try Self.cells(folder + "/compiled"), try Self.cells(folder + "/ngspice"))
      #expect(compiled.count == 12)
      #expect(compiled.count { $0["place"] == "selected" } == 3 && compiled.count { $0["place"] == "unselected" } == 2)
      #expect(compiled.count { $0["place"] == "same_row" } == 1 && compiled.count { $0["place"] == "same_column" } == 6)
      for (one, other) in zip(compiled, ngspice) {
        let states = try [one, other].map { try #require(Double($0["state_after"] ?? "")) }
        #expect(abs(states[0] - states[1]) < 1e-4, "\(one), \(other)")
        let currents = [one, other].map { Double($0["current_A"] ?? "") }
        #expect((currents[0] != nil) == (one["place"] == "selected"))
        if let first = currents[0], let second = currents[1] { #expect(abs(first / second - 1) < 1e-4, "\(one), \(other)") }
      }
      let figures = try Self.object(outcomes[0].output)
      let selected = try #require(figures["selected"] as? [String: Any])
      #expect((selected["flipped"] as? [String: Any])?["count"] as? Int == 3 && figures["pulses"] as? Int == 2)
      let check = try #require((figures["cell_engine"] as? [String: Any])?["check"] as? [String: Any])
      #expect(check["cells"] as? Int == 12 && check["passes"] as? Bool == true)
    }
  }

  @Test(arguments: [
    (["--row", "3", "--rows", "3"], 64, "--row is 3; allowed is 0 to 2."),
    (["--pulsed", "5", "--columns", "4"], 64, "--pulsed is 5; allowed is 1 to --columns (4)."),
    (["--rows", "0"], 64, "--rows is 0; allowed is 1 to 1024."), (["--operation", "write"], 64, "'write' is invalid"),
    (["--operation", "read", "--write-voltage", "2"], 64, "--write-voltage has no effect"),
    (["--operation", "reset", "--gate-voltage", "2"], 64, "--gate-voltage has no effect"),
    (["--reset-gate-boost", "2"], 64, "--reset-gate-boost has no effect"),
    (["--engine", "ngspice", "--check", "2"], 64, "--check has no effect"), (["--device", "none"], 2, "none"),
  ])
  func badInputIsRefusedWithWhatIsAllowed(options: [String], status: Int, message: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(.path(Mxbar.path), ["disturb", "--out", "out"] + options, in: folder)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.status): \(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
  }
}
