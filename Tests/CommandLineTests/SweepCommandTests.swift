import Foundation
import Reporting
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A study of a second or less.
private let tiny = ["device", "compliance", "--count", "4", "--compliances", "1e-5,1e-4"]

private func sweep(_ options: String..., over command: [String] = tiny, in folder: String) async throws -> Outcome {
  try await Outcome.of(.path(Mxbar.path), ["sweep"] + options + ["--"] + command, in: folder)
}

private func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

private func statuses(_ outcome: Outcome) throws -> [String] {
  try #require(try object(outcome.output)["points"] as? [[String: Any]]).compactMap { $0["status"] as? String }
}

@Suite struct SweepCommandTests {
  @Test func pointsAreTheCommandsOwnRuns() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await sweep(
        "--vary", "amplitude=4,5", "--vary", "fresh=true,false", "--metric", "points.1.r_lrs_ohm.median", "--out", "out",
        "--json",
        in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let points = try #require(try object(outcome.output)["points"] as? [[String: Any]])
      #expect(points.count == 4)
      // The second point, run by hand.
      let alone = try await Outcome.of(
        .path(Mxbar.path), tiny + ["--amplitude", "4", "--out", "alone", "--json"], in: folder)
      let byHand = try #require(try object(alone.output)["points"] as? [[String: Any]])
      let resistance = try #require((byHand[1]["r_lrs_ohm"] as? [String: Any])?["median"] as? Double)
      #expect((points[1]["metrics"] as? [String: Double])?["points.1.r_lrs_ohm.median"] == resistance)
      #expect((points[1]["settings"] as? [String: Any])?["fresh"] as? String == "false")
      #expect(try read(folder + "/out/points/amplitude-4_fresh-false/compliance.csv") == read(folder + "/alone/compliance.csv"))

      let lines = try read(folder + "/out/sweep.csv").split(separator: "\n").map(String.init)
      #expect(
        lines.count == 5 && lines[0].hasPrefix("amplitude_V,fresh,status,devices.broken,") && lines[2].hasPrefix("4,false,done,"))
      for name in ["report.html", "run.json", "points-1-r-lrs-ohm-median.svg", "points/amplitude-5_fresh-true/report.html"] {
        #expect(exists("\(folder)/out/\(name)"), "\(name)")
      }
      let page = try read(folder + "/out/report.html")
      #expect(
        page.contains("href=\"points/amplitude-5_fresh-true/report.html\"") && page.contains("src=\"data:image/svg+xml;base64,"))
    }
  }

  @Test func finishedPointsAreKeptWhileNothingHasChanged() async throws {
    try await withTemporaryFolder { folder in
      try write("name: mine\nlike: ag-mos2\n", to: folder + "/device.yaml")
      let command = tiny + ["--device", "device.yaml"]
      let first = try await sweep("--vary", "amplitude=2,5", "--out", "out", "--json", over: command, in: folder)
      #expect(try statuses(first) == ["done", "done"], "\(first.errors)")
      let more = try await sweep("--vary", "amplitude=2,3,5", "--out", "out", "--json", "--resume", over: command, in: folder)
      #expect(try statuses(more) == ["kept", "done", "kept"])
      // A run that was interrupted, other options, and a changed input file are no finished points.
      try FileManager.default.removeItem(atPath: folder + "/out/points/amplitude-2/run.json")
      let broken = try await sweep("--vary", "amplitude=2,5", "--out", "out", "--json", "--resume", over: command, in: folder)
      #expect(try statuses(broken) == ["done", "kept"])
      let other = try await sweep(
        "--vary", "amplitude=2,5", "--out", "out", "--json", "--resume", over: command + ["--seed", "2"], in: folder)
      #expect(try statuses(other) == ["done", "done"])
      try write(read(folder + "/device.yaml") + "\n# changed\n", to: folder + "/device.yaml")
      let changed = try await sweep(
        "--vary", "amplitude=2,5", "--out", "out", "--json", "--resume", over: command + ["--seed", "2"], in: folder)
      #expect(try statuses(changed) == ["done", "done"])
    }
  }

  @Test func failedPointsAreCountedAndKeepNoOtherFromRunning() async throws {
    try await withTemporaryFolder { folder in
      try write("name: x\nlike: ag-mos2\nv_sett: 3\n", to: folder + "/slip.yaml")
      try write("name: mine\nlike: ag-mos2\n", to: folder + "/device.yaml")
      let outcome = try await sweep(
        "--vary", "device=slip.yaml,device.yaml", "--vary", "amplitude=5,-1", "--parallel", "2", "--out", "out", "--json",
        in: folder)
      #expect(outcome.status == 1)
      #expect(try statuses(outcome) == ["failed", "failed", "done", "failed"])
      // One is refused before it runs, the other says so itself.
      #expect(outcome.errors.contains("2 of 4 points will fail, the first (device=slip.yaml, amplitude=-1)"), "\(outcome.errors)")
      let points = try #require(try object(outcome.output)["points"] as? [[String: Any]])
      #expect((points[0]["remark"] as? String)?.contains("the key 'v_sett' is unknown") == true)
      #expect((points[3]["remark"] as? String)?.contains("--amplitude is -1 V") == true)
      #expect(try object(outcome.output)["failed"] as? Int == 3 && exists(folder + "/out/run.json"))
      #expect(try read(folder + "/out/report.html").contains("the key 'v_sett' is unknown"))
    }
  }

  @Test func settingsOfAFileBelongToTheirCommand() async throws {
    try await withTemporaryFolder { folder in
      try write("count: 2\namplitude_V: 4\ncompliances_A: [1e-4]\n", to: folder + "/device.yaml")
      try write("vary: ['amplitude=2,5', 'rest=1,2']\nout: mine\njson: true\n", to: folder + "/sweep.yaml")
      let outcome = try await sweep(
        "--config", "sweep.yaml", over: ["device", "compliance", "--config", "device.yaml"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try statuses(outcome).count == 4)
      let run = try object(read(folder + "/mine/points/amplitude-2_rest-1/run.json"))
      let settings = try #require(run["configuration"] as? [String: Any])
      // The file's count counts; of its amplitude and the sweep's, the sweep's.
      #expect(settings["count"] as? Int == 2)
      #expect(settings["amplitude_V"] as? Double == 2)
    }
  }

  /// A sweep over files of settings: the options behind the -- and those that vary win over a file's.
  @Test func setsOfSettingsVary() async throws {
    try await withTemporaryFolder { folder in
      try write("lrs_ohm: 1000\nhrs_ohm: 2000\n", to: folder + "/low.yaml")
      try write("lrs_ohm: 1000\nhrs_ohm: 4000\nread_voltage_V: 3\n", to: folder + "/high.yaml")
      let command = ["sneak", "--rows", "1", "--columns", "1", "--wire-resistance", "0", "--driver-resistance", "0"]
      let outcome = try await sweep(
        "--vary", "read-voltage=0.2", "--vary", "config=low.yaml,high.yaml", "--metric", "margin", "--metric",
        "sensed_current_A", "--out", "out", "--json", over: command, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let points = try #require(try object(outcome.output)["points"] as? [[String: Any]])
      let metrics = points.compactMap { $0["metrics"] as? [String: Double] }
      #expect(metrics.count == 2)
      for (metric, (margin, current)) in zip(metrics, [(0.5, 2e-4), (0.75, 2e-4)]) {
        #expect(abs(try #require(metric["margin"]) - margin) < 1e-9)
        #expect(abs(try #require(metric["sensed_current_A"]) - current) < 1e-12)
      }
      let picture = try read(folder + "/out/margin.svg")
      #expect(picture.contains(">low<") && picture.contains(">high<"))
      let missing = try await sweep("--vary", "config=none.yaml", "--out", "none", over: command, in: folder)
      #expect(missing.status == 2 && missing.errors.contains("none.yaml"), "\(missing.status) \(missing.errors)")
    }
  }

  @Test func unknownFiguresAreNamedWithThoseThereAre() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await sweep("--vary", "amplitude=5", "--metric", "device.drawn", "--out", "out", in: folder)
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains("there is no figure 'device.drawn'; the nearest is 'devices.drawn'. There are: devices.broken, "))
      #expect(exists(folder + "/out/sweep.csv"), "hours of work are not lost to a slip in a name")
    }
  }

  @Test(arguments: [
    (
      ["--vary", "bitz=1", "--", "digits"],
      "'bitz' is no option of digits; the nearest is 'bits'. It has: abeta, algorithm, allocation, attempts, "
    ),
    (["--vary", "out=a", "--", "digits"], "'out' is no option of digits"),
    (["--vary", "bits=8..2", "--", "digits"], "the range '8..2' of 'bits' is empty"),
    (["--vary", "seed=1..100", "--vary", "bits=1..11", "--", "digits"], "these are 1100 points; allowed are 1 to 1000"),
    (["--", "digits"], "there is nothing to vary; name an option of 'digits'"),
    (["--vary", "bits=1..2"], "no command stands behind --; these are: digits, "),
    (["--vary", "rows=1..2", "--", "netlist", "set"], "'netlist set' is no command to sweep; these are: digits, "),
    (["--vary", "vary=1", "--", "sweep", "--", "digits"], "is no command to sweep"),
    (["--vary", "bits=1", "--", "digits", "--bits", "3"], "--bits is varied and also given"),
    (["--vary", "bits=1", "--", "digits", "--out=x"], "--out belongs before the --"),
    (["--vary", "fresh=yes", "--", "device", "compliance"], "'fresh' is a flag, and 'yes' is neither true nor false"),
    (["--vary", "bits=x,17", "--", "digits"], "--vary: bits is 'x', which is no number; expected a whole number such as 12."),
    (["--vary", "bits=1", "--", "digits", "--sed", "4"], "Unknown option '--sed'"),
    (["--vary", "bits=1", "--parallel", "0", "--", "digits"], "--parallel is 0; allowed is 1 to 64."),
  ])
  func refusesWithWhatIsAllowed(arguments: [String], message: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(.path(Mxbar.path), ["sweep"] + arguments, in: folder)
      #expect(outcome.status == 64 && outcome.output.isEmpty)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test func anInterruptEndsThePointsToo() async throws {
    try await withTemporaryFolder { folder in
      // Its point opens its folder, and then simulates for minutes.
      let point = folder + "/out/points/bits-3"
      let result = try await Subprocess.run(
        .path(Mxbar.path), arguments: ["sweep", "--vary", "bits=3,4", "--out", "out", "--", "digits"],
        workingDirectory: FilePath(folder), input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
      ) { execution in
        for _ in 0..<3000 where !exists(point) { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(300))
        try execution.send(signal: .interrupt)
      }
      let outcome = Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
      #expect(outcome.status == 130 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("points that are done are kept in out/points; --resume goes on from them"))
      #expect(!exists(folder + "/out/run.json") && !exists(point + "/run.json") && !exists(folder + "/out/points/bits-4"))
      // The point's process held a lock on its folder: nobody has it open any more.
      #expect(throws: Never.self) { try ResultFolder(opening: point) }
    }
  }
}
