import ArrayFiles
import Foundation
import Testing

/// `mxbar solve` as a user runs it.
@Suite struct SolveTests {
  private static func solve(_ arguments: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(
      .path(Mxbar.path), ["solve", "--resistances", "cells.csv", "--voltages", "inputs.csv", "--out", "out"] + arguments,
      in: folder)
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static func csv(_ value: Double, _ rows: Int, _ columns: Int) -> String {
    (0..<rows).map { _ in Array(repeating: String(value), count: columns).joined(separator: ",") + "\n" }.joined()
  }

  /// Figures computed elsewhere: 0.3 V, 10 kohm cells, 1 ohm a segment; the second input is half of the first.
  @Test(arguments: ["structured", "ngspice", "ngspice-process"])
  func irDrop(engine: String) async throws {
    try await withTemporaryFolder { folder in
      try write(Self.csv(1e4, 8, 8), to: folder + "/cells.csv")
      try write(String(repeating: "0.3,0.15\n", count: 8), to: folder + "/inputs.csv")
      let outcome = try await Self.solve(["--wire-resistance", "1", "--engine", engine, "--json"], in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let run = try Self.object(outcome.output)
      let currents = try #require(run["output_current_A"] as? [[Double]])
      #expect(currents.count == 2 && currents.allSatisfy { $0.count == 8 })
      #expect(abs(currents[0][0] / 239.199229042e-6 - 1) < 1e-9)
      #expect(abs(currents[0][7] / 238.532735914e-6 - 1) < 1e-9)
      #expect(abs(currents[1][7] / 119.266367957e-6 - 1) < 1e-9)
      #expect(run["engine"] as? String == (engine == "structured" ? "structured" : "ngspice"))
      #expect((run["solve_seconds"] as? Double ?? 0) > 0)
      #expect((run["iterations"] as? Int != nil) == (engine == "structured"))
      #expect((run["residual"] as? Double != nil) == (engine == "structured"))
    }
  }

  @Test func saysWhatIsBeyondDoublePrecision() async throws {
    try await withTemporaryFolder { folder in
      try write("1e-8,1e9,1e3\n1e12,1e-8,1e5\n1e4,1e2,1e-8\n", to: folder + "/cells.csv")
      try write("0.3\n0.2\n0.7\n", to: folder + "/inputs.csv")
      let arguments = ["--wire-resistance", "1", "--tolerance", "1e-12"]
      let words = try await Self.solve(arguments, in: folder)
      #expect(words.status == 0, "\(words.errors)")
      #expect(words.output.contains("of the worst current; the 1e-12 asked for is beyond double precision"), "\(words.output)")
      let accuracy = try Self.object(await Self.solve(arguments + ["--json", "--out", "json"], in: folder).output)["accuracy"]
      #expect((accuracy as? Double ?? 0) > 1e-10)
      // An ordinary array is as good as asked for, and nothing is said.
      try write(Self.csv(1e4, 3, 3), to: folder + "/cells.csv")
      let usual = try await Self.solve(["--wire-resistance", "1", "--out", "usual"], in: folder)
      #expect(usual.status == 0 && !usual.output.contains("accuracy"), "\(usual.output)\(usual.errors)")
    }
  }

  @Test func everythingInsideTheArray() async throws {
    try await withTemporaryFolder { folder in
      // Two columns, of which the second has no cell in the second row.
      try write("1000,2000\n500,inf\n", to: folder + "/cells.csv")
      try write("1\n-0.5\n", to: folder + "/inputs.csv")
      let outcome = try await Self.solve(["--all", "--row-wire-resistance", "10"], in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let figures = try Self.object(read(folder + "/out/run.json"))["results"] as? [String: Any]
      let arrays = try NPZArchive.read(folder + "/out/solution.npz")
      func values(_ name: String) throws -> [Double] { try #require(arrays[name]).values }
      // By hand: row 0 is 10 ohm, then 1000 ohm beside 10 + 2000 ohm; row 1 is 10 + 500 ohm; columns are ideal.
      let upper = 1 / (1 / 1000.0 + 1 / 2010)
      let first = upper / (10 + upper)
      let cells = [first / 1000, first / 2010, -0.5 / 510, 0]
      for (found, expected) in zip(try values("cell_current_A"), cells) { #expect(abs(found - expected) < 1e-15) }
      for (found, expected) in zip(try values("row_current_A"), [cells[0] + cells[1], cells[1], cells[2], 0]) {
        #expect(abs(found - expected) < 1e-15)
      }
      for (found, expected) in zip(try values("column_current_A"), [cells[0], cells[1], cells[0] + cells[2], cells[1]]) {
        #expect(abs(found - expected) < 1e-15)
      }
      let last = first * 2000 / 2010
      // The second cell of row 0 loses most.
      let drop = try #require(figures?["largest_drop_V"] as? Double)
      #expect(abs(drop - (1 - last)) < 1e-13)
      for (found, expected) in zip(try values("row_voltage_V"), [first, last, -0.5 * 500 / 510, -0.5 * 500 / 510]) {
        #expect(abs(found - expected) < 1e-14)
      }
      #expect(try values("column_voltage_V") == [0, 0, 0, 0])
      #expect(try #require(arrays["output_current_A"]).shape == [1, 2])
      for chart in ["row-voltage", "column-voltage", "cell-current", "ir-drop"] {
        #expect(exists("\(folder)/out/\(chart).png"), "\(chart)")
      }
    }
  }

  @Test func comparesEngines() async throws {
    try await withTemporaryFolder { folder in
      try write("100,1e6,3e3\n5e4,200,inf\n", to: folder + "/cells.csv")
      try write("0.2,0\n0.1,0.3\n", to: folder + "/inputs.csv")
      let outcome = try await Self.solve(["--compare", "--wire-resistance", "2.5", "--json"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let comparison = try #require(try Self.object(outcome.output)["comparison"] as? [String: Any])
      #expect(comparison["engine"] as? String == "ngspice")
      let relative = try #require(comparison["largest_relative_difference"] as? Double)
      #expect(relative >= 0 && relative < 1e-9)
      let words = try await Self.solve(["--compare", "--wire-resistance", "2.5"], in: folder)
      #expect(words.output.contains("largest difference"))
    }
  }

  @Test func readsNumPyFiles() async throws {
    try await withTemporaryFolder { folder in
      try NPYArray(shape: [2, 1], values: [1000, .infinity]).data.write(to: URL(fileURLWithPath: folder + "/cells.csv"))
      try NPYArray(shape: [2], values: [0.5, 1]).data.write(to: URL(fileURLWithPath: folder + "/inputs.csv"))
      let outcome = try await Self.solve(["--json"], in: folder)
      #expect(try Self.object(outcome.output)["output_current_A"] as? [[Double]] == [[5e-4]], "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    ("1,2\n3\n", "1\n1\n", "'cells.csv': line 2: 1 numbers, where the first row has 2"),
    ("1,x\n", "1\n", "'cells.csv': line 1: 'x' is no number; if this line is a header, remove it"),
    ("r,s,t\n1,2\n", "1\n", "'cells.csv': line 2: 2 numbers below a header of 3 names"),
    ("1,nan\n", "1\n", "'cells.csv': line 1: 'nan' is no number; inf stands for a missing cell"),
    ("1,2\n3,-4\n", "1\n1\n", "'cells.csv': row 1, column 1 (from 0) is -4 ohm; allowed is 1e-09 to 1e+18, or inf"),
    ("0,2\n", "1\n", "'cells.csv': row 0, column 0 (from 0) is 0 ohm"),
    ("", "1\n", "'cells.csv': there is no number in it"),
    ("1,2\n3,4\n", "1\n", "'inputs.csv': 1 rows of voltages, and 2 rows of resistances in 'cells.csv'"),
    ("1,2\n", "inf\n", "'inputs.csv': row 0, input 0 (from 0) is inf V"),
    ("1,2\n", "1,,2\n", "'inputs.csv': line 1: a number is missing"),
  ])
  func refusesWhatIsNoMatrix(cells: String, inputs: String, message: String) async throws {
    try await withTemporaryFolder { folder in
      try write(cells, to: folder + "/cells.csv")
      try write(inputs, to: folder + "/inputs.csv")
      let outcome = try await Self.solve([], in: folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!exists(folder + "/out"))
    }
  }

  @Test func refusesWhatIsNoOption() async throws {
    try await withTemporaryFolder { folder in
      let missing = try await Self.solve([], in: folder)
      #expect(
        missing.status == 2 && missing.errors.contains("cannot read 'cells.csv': there is no such file"), "\(missing.errors)")
      let negative = try await Self.solve(["--wire-resistance", "-1"], in: folder)
      #expect(negative.status == 64 && negative.errors.contains("--wire-resistance is -1 ohm; allowed is 0 to"))
      let loose = try await Self.solve(["--tolerance", "1"], in: folder)
      #expect(loose.status == 64 && loose.errors.contains("--tolerance is 1; allowed is 1e-14 to 0.01."))
    }
  }
}
