import Foundation
import Testing

/// `mxbar levels` as a user runs it.
@Suite struct LevelsCommandTests {
  private static let small = [
    "levels", "--device", "sky130-hfo2", "--spread", "off", "--transistor-width", "0.7", "--highest-resistance", "60k",
    "--lowest-resistance", "20k", "--line-limit", "4", "--count", "2,3", "--cells-per-level", "6", "--check", "4", "--seed", "3",
  ]

  private static func files(_ folder: String) throws -> [String: Data] {
    let names = ["cells.csv", "levels.csv", "programs.csv", "readings.csv", "confusion.csv", "voltages.csv", "curve.csv"]
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) })
  }

  /// Each kind of model is written beside the table that it comes from.
  @Test(arguments: [
    ("crosssim", ["crosssim_sky130_hfo2_2.py"]), ("aihwkit", ["aihwkit_sky130_hfo2_2.py"]),
    ("neurosim", ["neurosim_sky130_hfo2_2.csv", "neurosim_sky130_hfo2_2.sh"]),
  ]) func modelsForOtherSimulatorsAreWritten(name: String, files: [String]) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(
        .path(Mxbar.path), Self.small + ["--count", "2", "--export", name, "--out", "out"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let table = try read(folder + "/out/programming-2.csv")
      #expect(table.contains("level,target_S,time_s,mean_S,sd_S"))
      for file in files { #expect(try read("\(folder)/out/\(file)").contains("sky130-hfo2")) }
    }
  }

  /// Workers, an interrupted run and a run from its own record change no byte.
  @Test func theSameSeedGivesTheSameBytes() async throws {
    try await withTemporaryFolder { folder in
      for (name, options) in [("one", ["--jobs", "1"]), ("two", ["--jobs", "2"])] {
        let outcome = try await Outcome.of(.path(Mxbar.path), Self.small + ["--out", name] + options, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("levels hold") || outcome.output.contains("None of the numbers of levels holds"))
      }
      let first = try Self.files(folder + "/one")
      #expect(try Self.files(folder + "/two") == first)
      let again = try await Outcome.of(
        .path(Mxbar.path), ["levels", "--config", "one/run.json", "--out", "three"], in: folder)
      #expect(again.status == 0, "\(again.errors)")
      #expect(try Self.files(folder + "/three") == first)
      // What a killed run leaves: a table that ends in the middle of a row.
      let table = String(decoding: try #require(first["cells.csv"]), as: UTF8.self)
      let cut = table.prefix(table.count / 2)
      try cut.write(toFile: folder + "/one/cells.csv", atomically: true, encoding: .utf8)
      let resumed = try await Outcome.of(.path(Mxbar.path), Self.small + ["--out", "one", "--resume"], in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try Self.files(folder + "/one") == first)
    }
  }

  private static let chip = [
    "levels", "--device", "sky130-hfo2", "--spread", "off", "--transistor-width", "0.7", "--line-limit", "4", "--check", "2",
    "--cells-per-level", "4", "--windows", "windows.csv", "--out", "out",
  ]

  /// Windows in any order are levels by falling resistance, and stand for the middle of their conductances.
  @Test func levelsMayBeGivenByTheirWindows() async throws {
    try await withTemporaryFolder { folder in
      try write("low_ohm,high_ohm\n20e3,20.8e3\n40e3,42e3\n", to: folder + "/windows.csv")
      let outcome = try await Outcome.of(.path(Mxbar.path), Self.chip + ["--start-voltage", "1.25"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = try read(folder + "/out/levels.csv").split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let places = try ["target_ohm", "window_from_ohm", "window_to_ohm", "start_voltage_V"].map { name in
        try #require(lines[0].firstIndex(of: name))
      }
      let found = lines.dropFirst().map { line in places.map { Double(line[$0]) ?? .nan } }
      #expect(found.count == 2)
      let expected: [[Double]] = [
        [40_975.609756097561, 40e3, 42e3, 1.25], [20_392.156862745098, 20e3, 20.8e3, 1.25],
      ]
      for (level, values) in zip(found, expected) {
        for (one, other) in zip(level, values) { #expect(abs(one / other - 1) < 1e-9, "\(level)") }
      }
      let written = try read(folder + "/out/cells.csv").split(separator: "\n").filter { $0.contains(",written,") }
      #expect(written.count >= 6)
    }
  }

  static let windows: [(String, [String], Int, String)] = [
    ("20e3,20e3\n40e3,42e3\n", [], 2, "row 0 (from 0) is 20000 to 20000 ohm"), ("20e3,20.8e3\n", [], 2, "two rows or more"),
    ("20e3,30e3\n25e3,42e3\n", [], 2, "overlap"), ("1,2,3\n4,5,6\n", [], 2, "two rows or more of two numbers"),
    ("20e3,21e3\n40e3,42e3\n", ["--count", "2"], 64, "--count has no effect"),
    ("20e3,21e3\n40e3,42e3\n", ["--verify-window", "0.1"], 64, "--verify-window has no effect"),
    ("20e3,21e3\n40e3,42e3\n", ["--start-voltage", "0"], 64, "--start-voltage is 0 V"),
    ("20e3,21e3\n40e3,42e3\n", ["--start-voltage", "5"], 1, "start at 5 V on the stepped line; allowed is 4 V"),
    ("20e3,21e3\n40e3,42e3\n", ["--start-voltage", "1", "--start", "common"], 64, "--start has no effect"),
    ("20e3,20.2e3\n40e3,42e3\n", ["--guard-band", "0.01"], 2, "less than half of the narrowest window of 'windows.csv' (0.0099"),
    ("20e3,21e3\n40e3,42e3\n", ["--reset-above", "30e3"], 2, "--reset-above is 30000 ohm; with the windows of 'windows.csv'"),
    ("20e3,21e3\n400e3,1e12\n", [], 2, "--reset-above is not given"),
  ]

  @Test(arguments: windows)
  func windowsThatCannotBeUsedAreRefused(table: String, options: [String], status: Int, message: String) async throws {
    try await withTemporaryFolder { folder in
      try write(table, to: folder + "/windows.csv")
      let outcome = try await Outcome.of(.path(Mxbar.path), Self.chip + options, in: folder)
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.status): \(outcome.errors)")
    }
  }

  @Test(arguments: [
    (["--count", "1"], 64, "--count names 1; allowed is 2 to 64."),
    (["--count", "4,4"], 64, "--count names a number twice"),
    (["--count", "4", "--up-to", "8"], 64, "--count has no effect: it is for given numbers of levels"),
    (["--step", "0"], 64, "--step is 0 V; allowed is more than 0 to 10 V."),
    (["--lowest-resistance", "3k"], 64, "--lowest-resistance is 3000 ohm; allowed is less than --highest-resistance"),
    (["--reset-above", "1k"], 64, "--reset-above is 1000 ohm; allowed is more than --highest-resistance"),
    (["--guard-band", "0.1"], 64, "--guard-band is 0.1; allowed is less than half of --verify-window"),
    (["--algorithm", "single", "--step", "0.1"], 64, "--step has no effect: it is for SETs that follow each other"),
    (["--relax", "1,-2"], 64, "--relax is -2 s; allowed is more than 0"),
    (["--highest-resistance", "20", "--lowest-resistance", "10", "--check", "0"], 1, "is out of reach"),
  ])
  func badInputIsRefusedWithWhatIsAllowed(options: [String], status: Int, message: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(.path(Mxbar.path), ["levels", "--out", "out"] + options, in: folder)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.status): \(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
  }
}
