import Foundation
import Testing

/// Cells whose transistors differ, as a user asks for them.
@Suite struct MismatchTests {
  private func run(_ arguments: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), arguments, in: folder)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The columns of a table, by their names.
  private func columns(_ path: String) throws -> [String: [String]] {
    let lines = try read(path).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return Dictionary(
      uniqueKeysWithValues: lines[0].enumerated().map { place, name in (String(name), lines.dropFirst().map { String($0[place]) })
      })
  }

  /// The spread is recorded with every cell, shrinks with the area, and is the same transistors at every width.
  @Test func sizingDrawsATransistorForEachCell() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        ["sizing", "--widths", "15,60", "--count", "12", "--avt", "30", "--abeta", "3", "--check", "12", "--out", "out"],
        in: folder)
      #expect(
        outcome.status == 0
          && outcome.errors.contains("transistor mismatch: sigma V_T 10 mV, gain 1 % to sigma V_T 5 mV, gain 0.5 %, by size"),
        "\(outcome.errors)")
      let table = try columns(folder + "/out/cells.csv")
      let widths = try #require(table["width_um"]), cells = try #require(table["cell"])
      let shifts = try #require(table["transistor.threshold_shift_V"]), gains = try #require(table["transistor.gain"])
      var byWidth: [String: [String: (shift: Double, gain: Double)]] = [:]
      for index in widths.indices {
        byWidth[widths[index], default: [:]][cells[index]] = (
          try #require(Double(shifts[index])), try #require(Double(gains[index]))
        )
      }
      let (narrow, wide) = (try #require(byWidth["15"]), try #require(byWidth["60"]))
      #expect(narrow.count == 12 && Set(narrow.values.map(\.shift)).count == 12)
      for (cell, own) in narrow {
        let other = try #require(wide[cell])
        #expect(abs(own.shift / other.shift - 2) < 1e-9 && abs(Foundation.log(own.gain) / Foundation.log(other.gain) - 2) < 1e-9)
      }
      let notes = try object(read(folder + "/out/run.json"))
      #expect("\(notes)".contains("transistor mismatch: sigma V_T 10 mV"))
      let plain = try await run(["sizing", "--widths", "15", "--count", "4", "--avt", "0", "--out", "plain"], in: folder)
      #expect(plain.status == 0 && !plain.errors.contains("mismatch"), "\(plain.errors)")
      let equal = try columns(folder + "/plain/cells.csv")
      #expect(equal["transistor.gain"] == nil && equal["cell"] != nil)
    }
  }

  /// Corner and mismatch are axes like any other.
  @Test func cornersAndSpreadsAreSwept() async throws {
    try await withTemporaryFolder { folder in
      try write(read("examples/sizing/fictional-5v.lib"), to: folder + "/fictional-5v.lib")
      try write(
        "{name: nfet_5v, library: fictional-5v.lib, corners: [tt, ss, ff], compatibility: hsa, size_unit_um: 1, width_um: 20}",
        to: folder + "/nfet.yaml")
      let swept = try await run(
        [
          "sweep", "--vary", "corner=tt,ss,ff", "--vary", "avt=0,50", "--metric", "sensed_current_A", "--out", "out", "--json",
          "--", "sneak", "--cell", "1T1R", "--rows", "2", "--columns", "2", "--transistor", "\(folder)/nfet.yaml", "--lrs", "100",
          "--read-gate-voltage", "1.5",
        ], in: folder)
      #expect(swept.status == 0, "\(swept.errors)")
      let points = try #require(try object(swept.output)["points"] as? [[String: Any]])
      let currents = points.compactMap { ($0["metrics"] as? [String: Double])?["sensed_current_A"] }
      try #require(currents.count == 6, "\(points)")
      // Slow, typical and fast in their order, and another current with mismatch.
      for place in [0, 1] {
        #expect(currents[2 + place] < currents[place] && currents[place] < currents[4 + place], "\(currents)")
      }
      for corner in 0..<3 { #expect(abs(currents[2 * corner] / currents[2 * corner + 1] - 1) > 1e-4, "\(currents)") }
    }
  }

  /// Each instance draws for itself, and cells beyond the number drawn begin again with the first.
  @Test func aLibrarysOwnStatisticsAreDrawnCellByCell() async throws {
    try await withTemporaryFolder { folder in
      let library = """
        * fictional, with statistics
        .param process=0
        .subckt nfet d g s b w=10u l=0.6u
        .param shift='agauss(0,0.03,3)'
        mn d g s b card w='w' l='l' delvto='shift'
        .ends nfet
        .model card nmos level=54 version=4.5 tnom=27 toxe=12e-9 vth0=0.7 u0=0.045 vsat=9e4 nfactor=1.2 voff=-0.1 cj=4e-4

        """
      try write(library, to: folder + "/fab.lib")
      let transistor = ["--transistor-library", "fab.lib", "--transistor-name", "nfet", "--transistor-width", "20"]
      let deck = try await run(
        [
          "netlist", "read", "--frozen", "--rows", "2", "--columns", "2", "--scope", "array", "--library-statistics", "3",
          "--flat",
        ]
          + transistor, in: folder)
      #expect(deck.status == 0, "\(deck.errors)")
      let lines = deck.output.split(separator: "\n")
      for (cell, draw) in [("0_0", 0), ("0_1", 1), ("1_0", 2), ("1_1", 0)] {
        #expect(
          lines.contains { $0.hasPrefix("XMCELL_\(cell) ") && $0.contains(" access_transistor_\(draw) ") }, "\(deck.output)")
      }
      let shifts = Set(lines.compactMap { $0.firstMatch(of: /delvto=(\S+)/).map { String($0.1) } })
      #expect(shifts.count >= 3, "\(shifts)")
      let sized = try await run(
        ["sizing", "--widths", "20", "--count", "4", "--library-statistics", "4", "--out", "out"] + transistor.prefix(4),
        in: folder)
      #expect(
        sized.status == 0 && sized.errors.contains("cells are simulated in ngspice")
          && sized.errors.contains("draws each cell's transistor by its own statistics"), "\(sized.errors)")
      try write(library.replacing("agauss(0,0.03,3)", with: "0.01"), to: folder + "/fab.lib")
      let still = try await run(
        ["netlist", "read", "--frozen", "--library-statistics", "3", "--no-expected"] + transistor, in: folder)
      #expect(still.status != 0 && still.errors.contains("its statistics are switched off"), "\(still)")
    }
  }

  @Test(arguments: [
    (["--vth-sigma", "5", "--avt", "3"], "--vth-sigma and --avt exclude each other"),
    (["--gain-sigma", "1", "--abeta", "3"], "--gain-sigma and --abeta exclude each other"),
    (["--avt", "-1"], "--avt is -1 mV um; allowed is 0 to 1000 mV um"),
    (["--avt", "1000", "--transistor-width", "0.5", "--transistor-length", "0.1"], "allowed are 1 V and 100 %"),
    (["--transistor", "ideal-switch", "--vth-sigma", "1"], "ideal-switch has no threshold voltage"),
    (["--library-statistics", "4"], "--library-statistics is for a foundry's library"),
    (["--library-statistics", "4", "--avt", "1"], "--avt and --library-statistics exclude each other"),
  ])
  func aFaultySpreadIsToldOf(options: [String], words: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(["netlist", "set"] + options, in: folder)
      #expect(outcome.status == 2 || outcome.status == 64, "\(outcome)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
