import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// `mxbar sneak` as a user runs it.
@Suite struct SneakTests {
  private static let ideal = ["--wire-resistance", "0", "--driver-resistance", "0"]

  private static func sneak(_ arguments: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), ["sneak", "--out", "out"] + arguments, in: folder)
  }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The closed forms for 16 x 16 cells of 10 kohm, 1 Mohm selected, read at 0.2 V.
  @Test(arguments: [("floating", 145.361290323e-6), ("half", 150.2e-6), ("third", 100.2e-6), ("grounded", 0.2e-6)])
  func readsTheReferenceArray(scheme: String, current: Double) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Self.sneak(
        Self.ideal + [
          "--cell", "1r", "--scheme", scheme, "--lrs", "10000", "--hrs", "1e6", "--selected", "hrs", "--read-voltage", "0.2",
          "--json",
        ], in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let run = try Self.object(outcome.output)
      func number(_ key: String) throws -> Double { try #require(run[key] as? Double, "\(key)") }
      #expect(abs(try number("sensed_current_A") / current - 1) < 1e-9)
      #expect(abs(try number("selected_current_A") / 0.2e-6 - 1) < 1e-9)
      let (selected, sneak) = (try number("selected_current_A"), try number("sneak_current_A"))
      #expect(abs((selected + sneak) / current - 1) < 1e-9)
      let low = 0.2 / 10_000 + sneak
      #expect(abs(try number("margin") / ((low - current) / low) - 1) < 1e-6)
      #expect(run["disturbed_cells"] is Int)
      #expect(try Self.object(read(folder + "/out/run.json"))["results"] as? NSDictionary == run as NSDictionary)
    }
  }

  /// A single row was refused since "ngspice alone knows the memristor model".
  @Test func readsALongRow() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Self.sneak(["--rows", "1", "--columns", "200", "--lrs", "1e4", "--json"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      // Nothing is in the selected column beside the selected cell.
      #expect(try Self.object(outcome.output)["sneak_current_A"] as? Double == 0)
    }
  }

  /// At 2 V half-selected threshold selectors, which turn on at 0.5 V, have 1 V: the 7 others of the row and of the column whose
  /// memristor in HRS leaves it to them, and no less those in LRS.
  @Test func aThresholdSelectorIsSummarised() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Self.sneak(
        [
          "--cell", "1S1R", "--selector", "selector-threshold", "--rows", "8", "--columns", "8", "--read-voltage", "0.8",
          "--write-voltage", "2", "--lrs", "1e4", "--hrs", "1e6", "--engine", "structured",
        ], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("1S1R array of selector-threshold"))
      #expect(outcome.output.contains("is written at 2 V, which would turn on 14 other selectors"), "\(outcome.output)")
      let run = try Self.object(read(folder + "/out/run.json"))["results"] as? [String: Any]
      let selector = try #require(run?["selector"] as? [String: Any])
      #expect(selector["turned_on_by_write"] as? Int == 14 && selector["on_in_read"] as? Bool == true)
      #expect(try read(folder + "/out/cells.csv").contains("read_selector.voltage_V"))
    }
  }

  /// A write voltage that no cell can tell from none makes a histogram with next to nothing on its axis.
  @Test(arguments: ["1e-30", "1e-300"])
  func drawsAWriteOfNothing(voltage: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Self.sneak(["--rows", "2", "--columns", "2", "--write-voltage", voltage], in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(exists(folder + "/out/disturb-histogram.png"))
    }
  }

  @Test func leavesEveryCellAndItsPictures() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Self.sneak(
        ["--cell", "1t1r", "--rows", "3", "--columns", "4", "--pattern", "random", "--sizes", "2,4", "--ratings", "100"],
        in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.contains("3 x 4 1T1R") && outcome.output.contains("\nFrom 2 x 2 to 4 x 4 "))
      for chart in ["disturb-map", "disturb-histogram", "growth", "growth-currents"] {
        #expect(exists("\(folder)/out/\(chart).png") && exists("\(folder)/out/\(chart).svg"), "\(chart)")
      }
      #expect(try read(folder + "/out/cells.csv").split(separator: "\n").count == 1 + 12)
      #expect(try read(folder + "/out/sizes.csv").split(separator: "\n").count == 1 + 4)
    }
  }

  @Test func takesAPatternFromAFile() async throws {
    try await withTemporaryFolder { folder in
      try write("1000,2000,4000\n5000,8000,10000\n", to: folder + "/cells.csv")
      let outcome = try await Self.sneak(
        Self.ideal + ["--pattern", "cells.csv", "--column", "2", "--read-voltage", "1", "--json"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let run = try Self.object(outcome.output)
      #expect(run["rows"] as? Int == 2 && run["columns"] as? Int == 3)
      let sensed = try #require(run["sensed_current_A"] as? Double)
      #expect(abs(sensed / (1.0 / 4000 + 0.5 / 10_000) - 1) < 1e-9)
      let hashes = try Self.object(read(folder + "/out/run.json"))["input_sha256"] as? [String: String]
      #expect(hashes?["cells.csv"] != nil)
    }
  }

  @Test func anInterruptKeepsTheSizesThatAreDone() async throws {
    try await withTemporaryFolder { folder in
      let result = try await Subprocess.run(
        .path(Mxbar.path),
        arguments: ["sneak", "--rows", "2", "--columns", "2", "--sizes", "2,28,29,30,31,32,33,34,35,36", "--out", "out"],
        workingDirectory: FilePath(folder), input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
      ) { execution in
        // The small arrays take milliseconds, the large ones a second for each operating point: minutes in all.
        for _ in 0..<3000 where !exists(folder + "/out/sizes.csv") { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(50))
        try execution.send(signal: .interrupt)
      }
      let outcome = Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
      #expect(outcome.status == 130 && outcome.output.isEmpty)
      #expect(!exists(folder + "/out/run.json"))
      let lines = try read(folder + "/out/sizes.csv").split(separator: "\n")
      #expect(lines.count > 1 && lines[1].hasPrefix("2,1R,"))
    }
  }

  @Test(arguments: [
    (["--cell", "2R"], "The value '2R' is invalid for '--cell <kind>'"),
    (["--selector", "selector-threshold"], "--selector has no effect: it is for 1S1R arrays; give --cell 1S1R."),
    (["--per-transistor", "2"], "--per-transistor has no effect: it is for 1TnR arrays; give --cell 1TnR."),
    (["--cell", "1TnR", "--per-transistor", "1"], "--per-transistor is 1; allowed is 2 to 64."),
    (
      ["--cell", "1tnr", "--per-transistor", "3"],
      "--columns is 16; allowed in a 1T3R array is a multiple of --per-transistor, which is 3."
    ), (["--cell", "1S1R", "--gate-voltage", "1"], "--gate-voltage has no effect"),
    (["--rows", "513"], "--rows is 513; allowed is 1 to 512."), (["--rows", "0"], "--rows is 0; allowed is 1 to 512."),
    (
      ["--rows", "257", "--engine", "ngspice"],
      "257 x 16 cells is too large for a circuit, which --engine asks for; allowed are 4096 cells, such as 64 x 64."
    ), (["--sizes", "8,65", "--engine", "ngspice"], "65 x 65 cells is too large for a circuit"),
    (["--wire-resistance", "1e-30"], "--wire-resistance is 1e-30 ohm; allowed is 0, which merges nodes, or 1e-06 to 1e15 ohm"),
    (["--row", "16"], "--row is 16; allowed is 0 to 15, for the array."),
    (["--column", "-1"], "--column is -1; allowed is 0 to 15, for the array."),
    (["--row", "6", "--sizes", "8,4"], "--row is 6; allowed is 0 to 3, for the smallest of --sizes."),
    (["--sizes", "8,513"], "--sizes is 513; allowed is 1 to 512."), (["--sizes", "x"], "--sizes is 'x', which is no number"),
    (["--sizes", "8,8"], "--sizes names 8 twice"),
    (["--scheme", "quarter"], "'floating', 'half', 'third' or 'grounded'"),
    (["--lrs", "0"], "--lrs is 0 ohm; allowed is 0.001 to 1e15 ohm."),
    (["--lrs", "2e6", "--hrs", "1e6"], "--lrs is 2000000 ohm; allowed is --hrs (1000000 ohm) or less."),
    (["--off-gate-voltage", "nan", "--cell", "1T1R"], "--off-gate-voltage is 'nan', which is no number; expected a voltage"),
  ])
  func refusesOptionsThatCannotBe(arguments: [String], message: String) async throws {
    let outcome = try await Outcome.of(.path(Mxbar.path), ["sneak"] + arguments, in: NSTemporaryDirectory())
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test(arguments: [
    (["--pattern", "chekerboard"], "'chekerboard': there is no such pattern (lrs, hrs, checkerboard, random)"),
    (["--pattern", "bad.csv"], "'bad.csv': line 2: "),
    (["--pattern", "good.csv", "--rows", "3"], "the pattern has 2 where --rows says 3"),
    (["--pattern", "good.csv", "--column", "2"], "--column is 2; allowed in this pattern is 0 to 1"),
    (["--pattern", "good.csv", "--sizes", "2,4"], "--sizes compares arrays"),
  ])
  func refusesPatternsThatCannotBe(arguments: [String], message: String) async throws {
    try await withTemporaryFolder { folder in
      try write("1,0\n1\n", to: folder + "/bad.csv")
      try write("1,0\n0,1\n", to: folder + "/good.csv")
      let outcome = try await Self.sneak(arguments, in: folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!exists(folder + "/out"))
    }
  }
}
