import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

@Suite struct CampaignCommandTests {
  @Test func pointsAreTheCommandsOwnRuns() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 5, in: folder)
      let plan = try await Mxbar.run("campaign", "plan", "lines.yaml", "--out", "lines", "--tasks", "2", "--quiet", in: folder)
      #expect(plan.status == 0 && plan.errors.isEmpty, "\(plan.errors)")
      #expect(
        plan.output.contains("lines: 5 points of 'mxbar solve") && plan.output.contains("  2 tasks of 2 or 3 points, about"))
      let run = try await Mxbar.run("campaign", "run", "lines", "--quiet", in: folder)
      #expect(run.status == 0 && run.output.hasPrefix("5 points in ") && run.errors.isEmpty, "\(run.errors)")
      let alone = try await Mxbar.run(
        "solve", "--resistances", "r.csv", "--voltages", "v.csv", "--wire-resistance", "4", "--json", "--no-pictures", in: folder)
      let byHand = try #require(try JSONSerialization.jsonObject(with: Data(alone.output.utf8)) as? [String: Any])
      let query = "SELECT * FROM points WHERE wire_resistance_ohm = 4"
      let asked = try await Mxbar.run("campaign", "query", "lines", query, "--form", "json", in: folder)
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(asked.output.utf8)) as? [[String: Any]])
      #expect(rows.count == 1 && rows[0]["point"] as? Int == 3 && rows[0]["status"] as? String == "done")
      for (key, value) in byHand {
        guard let number = value as? Double, key != "solve_seconds" else { continue }
        #expect(rows[0][key] as? Double == number, "\(key)")
      }
      #expect(rows[0]["solve_seconds"] == nil && !exists(folder + "/mxbar-out/solve/report.html"))
      let status = try await Mxbar.run("campaign", "status", "lines", in: folder)
      #expect(status.output == "lines: 2 of 2 tasks done, 5 of 5 points, merged\n")
      let table = try await Mxbar.run(
        "campaign", "query", "lines", "SELECT wire_resistance_ohm AS r, status FROM points WHERE point < 2", in: folder)
      #expect(table.output == "r  status\n1  done\n2  done\n")
    }
  }

  @Test func aCampaignThatIsKilledGoesOnFromWhatItHas() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 24, in: folder)
      try await LinearCampaign.plan("whole", tasks: 1, in: folder)
      #expect(try await Mxbar.run("campaign", "run", "whole", "--quiet", in: folder).status == 0)
      try await LinearCampaign.plan("killed", tasks: 3, in: folder)
      // In a process group of its own, of which nothing survives.
      var options = PlatformOptions()
      options.processGroupID = 0
      let result = try await Subprocess.run(
        .path(Mxbar.path), arguments: ["campaign", "run", "killed", "--quiet"], workingDirectory: FilePath(folder),
        platformOptions: options, input: .none, output: .discarded, error: .string(limit: 1 << 16)
      ) { execution in
        func finished() -> Int {
          let files = FileManager.default.enumerator(atPath: folder + "/killed/work")?.compactMap { $0 as? String } ?? []
          return files.count { $0.hasPrefix("task-") && $0.hasSuffix("/run.json") }
        }
        while finished() < 4 { try await Task.sleep(for: .milliseconds(10)) }
        kill(-execution.processIdentifier.value, SIGKILL)
      }
      #expect(!result.terminationStatus.isSuccess)
      let status = try await Mxbar.run("campaign", "status", "killed", in: folder)
      #expect(status.output.contains("stopped in their middle: "), "\(status.output)")
      let again = try await Mxbar.run("campaign", "run", "killed", "--quiet", in: folder)
      #expect(again.status == 0, "\(again.errors)")
      try LinearCampaign.expectEqual("whole", "killed", in: folder)
      #expect(!exists(folder + "/killed/work"))
    }
  }

  @Test func pointsThatFailAreCountedAndCanBeRunAgain() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 2, in: folder)
      let file = try read(folder + "/lines.yaml").replacing("  voltages: v.csv\n", with: "")
      try write(file + "  voltages: [v.csv, later.csv]\n", to: folder + "/lines.yaml")
      try await LinearCampaign.plan("lines", tasks: 2, in: folder)
      let run = try await Mxbar.run("campaign", "run", "lines", "--quiet", in: folder)
      #expect(
        run.status == 1 && run.errors.contains("2 of 4 points failed; point 1: ") && run.errors.contains("later.csv"),
        "\(run.errors)")
      let report = try await Mxbar.run("campaign", "report", "lines", "--json", in: folder)
      #expect(report.status == 0 && report.output.contains("\"failed\":2"), "\(report.errors)")
      #expect(try read(folder + "/lines/report/report.html").contains("later.csv"))
      try write("2,0\n0.5,1\n", to: folder + "/later.csv")
      #expect(try await Mxbar.run("campaign", "retry", "lines", in: folder).output.contains("nothing to run again"))
      let retry = try await Mxbar.run("campaign", "retry", "lines", "--points", "--quiet", in: folder)
      #expect(retry.status == 0 && retry.output == "again: 2 tasks (1-2)\n", "\(retry.errors)")
      #expect(try await Mxbar.run("campaign", "merge", "lines", "--quiet", in: folder).status == 0)
    }
  }

  @Test func anotherProgramOrOtherInputsAreRefused() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 4, in: folder)
      try await LinearCampaign.plan("lines", tasks: 2, in: folder)
      try write("11000,20000\n30000,40000\n", to: folder + "/r.csv")
      let changed = try await Mxbar.run("campaign", "task", "lines", "1", in: folder)
      #expect(changed.status == 2 && changed.errors.contains("r.csv' is not that of the plan"), "\(changed.errors)")
      try LinearCampaign.prepare(points: 4, in: folder)
      #expect(try await Mxbar.run("campaign", "task", "lines", "1", in: folder).status == 0)
      let plan = try read(folder + "/lines/plan.json")
      try write(plan.replacing("mxbar 0.", with: "mxbar 9."), to: folder + "/lines/plan.json")
      let other = try await Mxbar.run("campaign", "task", "lines", "2", in: folder)
      #expect(other.status == 2 && other.errors.contains("the program is not that of the plan"), "\(other.errors)")
      let merge = try await Mxbar.run("campaign", "merge", "lines", "--partial", in: folder)
      #expect(merge.status == 2 && merge.errors.contains("the plan by mxbar 9."), "\(merge.errors)")
    }
  }

  @Test func tasksHaveNumbers() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 4, in: folder)
      try await LinearCampaign.plan("lines", tasks: 2, in: folder)
      let none = try await Mxbar.run("campaign", "task", "lines", in: folder)
      #expect(none.status == 2 && none.errors.contains("no task is named"))
      let beyond = try await Mxbar.run("campaign", "task", "lines", "3", in: folder)
      #expect(beyond.status == 2 && beyond.errors.contains("there is no task 3; the plan has 1 to 2"))
      let scheduled = try await Mxbar.run(
        "campaign", "task", "lines", "--quiet", in: folder, environment: .inherit.updating(["SLURM_ARRAY_TASK_ID": "2"]))
      #expect(scheduled.output == "task 2: 2 points\n", "\(scheduled.errors)")
      let missing = try await Mxbar.run("campaign", "merge", "lines", in: folder)
      #expect(missing.status == 1 && missing.errors.contains("1 of 2 tasks have no results: 1."), "\(missing.errors)")
      let nowhere = try await Mxbar.run("campaign", "status", "nowhere", in: folder)
      #expect(nowhere.status == 2 && nowhere.errors.contains("it has no plan.json"))
    }
  }

  @Test(arguments: [
    ("vary: {bits: [2]}", "'study' is missing"),
    ("study: dig", "'dig' is no command to sweep"),
    ("study: digits\nvarry: {bits: [2]}", "line 2: 'varry' is no key of a campaign; the nearest is 'vary'"),
    ("study: digits\nsettings: {bitz: 3}", "'bitz' is not a setting of digits; the nearest is 'bits'"),
    ("study: digits\nvary: {bitz: [3]}", "'bitz' cannot vary: 'bitz' is no option of digits; the nearest is 'bits'"),
    ("study: digits\nvary: {bits: []}", "cannot vary so"),
    ("study: digits\nvary: {bits: 8..2}", "the range '8..2' of 'bits' is empty"),
    ("study: digits\nsettings: {bits: 3}\nvary: {bits: [2, 4]}", "--bits is varied and also given"),
    ("study: digits\nvary: {bits: [2, x]}", "bits is 'x'"),
    ("study: digits\nseeds: 0", "'seeds' is 0; allowed are 1 to 100000"),
    ("study: digits\nvary: {bits: 1..2000}\nseeds: 1000", "these are 2000000 points; allowed are 1 to 1000000"),
    (
      "study: device compliance\nsettings: {count: 1, compliances_A: 1e-4}\ntables: [cells.csv]",
      "'tables' has 'cells.csv', which the command does not write; its tables are compliance.csv"
    ),
    ("study: digits\ntables: [../cells.csv]", "'tables' has '../cells.csv'"),
    ("study: digits\ncores: 0", "'cores' is '0'; allowed is a whole number from 1 to 1024"),
    ("study: digits\ntask_minutes: soon", "'task_minutes' is 'soon'; allowed is a number from 0.1 to 10000"),
    ("study: [", "campaign.yaml"),
    (
      "study: device compliance\nsettings: {count: 1, compliances_A: 1e-4}\nfigures: [none]",
      "'figures' keeps none of this command's figures; there are: devices.broken"
    ),
  ])
  func aFaultyFileIsRefusedWithTheReason(text: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      try write(text, to: folder + "/campaign.yaml")
      let outcome = try await Mxbar.run("campaign", "plan", "campaign.yaml", "--out", "c", "--quiet", in: folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains(reason), "\(outcome.errors)")
      #expect(!exists(folder + "/c/plan.json"))
    }
  }
}
