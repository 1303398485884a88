import ArrayFiles
import Foundation
import Records
import Testing

@testable import Campaigns

@Suite struct CampaignMergeTests {
  private static func rows(_ campaign: Campaign, _ sql: String) throws -> [[String]] {
    try CampaignDatabase(campaign.folder).rows(sql).rows.map { $0.map(\.text) }
  }

  @Test func bytesDoNotDependOnTheTasks() async throws {
    try await withFolder { path in
      let one = try await Campaign.merged(tasks: 1, in: path + "/one")
      let many = try await Campaign.merged(tasks: 40, order: { $0.reversed() }, in: path + "/many")
      let some = try await Campaign.merged(tasks: 7, order: { $0.shuffled() }, in: path + "/some")
      for file in ["campaign.sqlite", "points.csv", "cells.csv", "campaign.npz"] {
        let bytes = try one.bytes(of: file)
        #expect(try !bytes.isEmpty && many.bytes(of: file) == bytes && some.bytes(of: file) == bytes, "\(file)")
      }
      // Merging again gives the same once more.
      let before = try some.bytes(of: "campaign.sqlite")
      _ = try CampaignMerge(some.folder).run()
      #expect(try some.bytes(of: "campaign.sqlite") == before)
    }
  }

  @Test func aRowAPointWithEveryFigure() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 6, in: path)
      #expect(try Self.rows(campaign, "SELECT count(*), min(point), max(point) FROM points") == [["40", "0", "39"]])
      // 2.5 V, fast, seed 4.
      #expect(
        try Self.rows(
          campaign,
          "SELECT voltage, mode, seed, status, margin, accuracy_read_back, results_voltage, note, least, slow_only, remark FROM points WHERE point = 13"
        ) == [["2.5", "fast", "4", "done", "0.625", "0.4", "1000", "fine", "-inf", "", ""]])
      #expect(try Self.rows(campaign, "SELECT sum(slow_only), count(slow_only) FROM points") == [["28.5", "19"]])
      // Quotients of whole numbers are not cut off, and seeds are exact.
      #expect(
        try Self.rows(campaign, "SELECT count / 2, typeof(count), typeof(seed) FROM points LIMIT 1") == [
          ["3.5", "real", "integer"]
        ])
      #expect(
        try Self.rows(campaign, "SELECT path, unit FROM columns WHERE column_name = 'results_voltage'") == [["voltage", ""]])
      // What was not computed, or tells how long it took, has no column.
      #expect(try Self.rows(campaign, "SELECT count(*) FROM columns WHERE path IN ('none', 'spice.seconds')") == [["0"]])
      #expect(try Self.rows(campaign, "SELECT value FROM campaign WHERE key = 'command'") == [["made --up=1"]])
    }
  }

  @Test func tablesOfTheRunsAreKeptBesideTheirPoints() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 6, in: path)
      #expect(try Self.rows(campaign, "SELECT count(*) FROM cells") == [["117"]])
      #expect(
        try Self.rows(
          campaign,
          "SELECT c.v_set_V, c.outcome FROM cells c JOIN points p USING (point) WHERE p.point = 22 ORDER BY c.cell")
          == [["3", "fast"], ["6", "fast"], ["9", "fast"]])
      let csv = try #require(String(data: campaign.bytes(of: "cells.csv"), encoding: .utf8)).split(separator: "\n")
      #expect(csv.count == 118 && csv[0] == "point,cell,v_set_V,outcome,nothing" && csv[1] == "0,0,1,fast,")
    }
  }

  @Test func numbersAreInTheArchiveToo() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 2, in: path)
      let arrays = try NPZArchive.read(path + "/campaign.npz")
      let margin = try #require(arrays["margin"])
      #expect(margin.shape == [40] && margin.values[13] == 0.625 && margin.values[27].isNaN)
      #expect(try #require(arrays["seed"]).values.prefix(6) == [1, 2, 3, 4, 5, 1])
      #expect(arrays["note"] == nil && arrays["mode"] == nil)
      _ = campaign
    }
  }

  @Test func missingTasksAreNamed() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 5, in: path)
      try await campaign.run(2)
      try await campaign.run(4)
      #expect(throws: CampaignError.missing(tasks: [1, 3, 5], of: 5)) { try CampaignMerge(campaign.folder).run() }
      let summary = try CampaignMerge(campaign.folder).run(isPartial: true)
      #expect(summary.points == 16 && summary.missingTasks == [1, 3, 5])
      #expect(FileManager.default.fileExists(atPath: campaign.folder.database))
      for task in [1, 3, 5] { try await campaign.run(task) }
      let whole = try CampaignMerge(campaign.folder).run()
      #expect(whole.points == 40 && whole.failed == 1 && whole.rows == ["cells": 117] && whole.simulators == ["ngspice-39"])
      #expect(whole.firstFailure == "point 27: no convergence in failed/cell-1.cir")
    }
  }

  @Test func resultsOfOtherPlansAndProgramsAreRefused() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 4, in: path + "/own")
      func swap(_ other: Campaign, _ task: Int) throws {
        try FileManager.default.removeItem(atPath: campaign.folder.shard(1))
        try FileManager.default.copyItem(atPath: other.folder.shard(task), toPath: campaign.folder.shard(1))
      }
      func refusal() -> String? {
        do {
          _ = try CampaignMerge(campaign.folder).run()
          return nil
        } catch { return "\(error)" }
      }
      let otherProgram = try Campaign(tasks: 4, in: path + "/program", program: "test 2")
      try await otherProgram.run(1)
      try swap(otherProgram, 1)
      #expect(try #require(refusal()).contains("it is by test 2, the plan by test 1"))
      let otherPlan = try Campaign(tasks: 4, in: path + "/plan", tables: [])
      try await otherPlan.run(1)
      try swap(otherPlan, 1)
      #expect(try #require(refusal()).contains("it belongs to another plan"))
      let otherCut = try Campaign(tasks: 5, in: path + "/cut")
      try await otherCut.run(1)
      try swap(otherCut, 1)
      #expect(try #require(refusal()).contains("it has other points than this task"))
      try Data(campaign.bytes(of: "shards/task-0002.sqlite").prefix(5000)).write(
        to: URL(fileURLWithPath: campaign.folder.shard(1)))
      #expect(try #require(refusal()).contains("cannot be used"))
      await #expect(throws: CampaignError.self) { try await campaign.run(1) }
    }
  }

  @Test func namesThatSQLTakesForEqualAreKeptApart() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 1, in: path, tables: ["points.csv", "a b.csv"])
      try await campaign.run(1) { point, folder in
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for table in ["points.csv", "a b.csv"] {
          try Data("Point,\"a\"\"b\",a.b\n1,2,3\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(table)"))
        }
        let results = try RecordValue(
          json: Data(
            #"{"a": {"b": 1}, "a_b": 2, "A_B": 3, "point": 4, "mixed": \#(point.values[2] == "1" ? "1" : "\"x\"")}"#.utf8))
        return PointOutcome(point, .done, results: results)
      }
      _ = try CampaignMerge(campaign.folder).run()
      #expect(
        try Self.rows(campaign, "SELECT path, column_name FROM columns WHERE kind = 'figure' AND path <> 'mixed' ORDER BY path")
          == [
            ["A_B", "A_B"], ["a.b", "a_b_2"], ["a_b", "a_b_3"], ["point", "results_point"],
          ])
      #expect(try Self.rows(campaign, "SELECT DISTINCT A_B, a_b_2, a_b_3, results_point FROM points") == [["3", "1", "2", "4"]])
      #expect(try Self.rows(campaign, "SELECT DISTINCT typeof(mixed) FROM points ORDER BY 1") == [["real"], ["text"]])
      #expect(try Self.rows(campaign, "SELECT DISTINCT Point_2, \"a\"\"b\" FROM points_") == [["1", "2"]])
      #expect(try Self.rows(campaign, "SELECT count(*) FROM a_b") == [["40"]])
    }
  }

  @Test func tooManyFiguresAreRefusedWithAdvice() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 1, in: path)
      let fields = (0..<2100).map { "\"f\($0)\": 1" }.joined(separator: ", ")
      await #expect(throws: CampaignError.tooManyFigures(2103, limit: 1997)) {
        try await campaign.run(1) { point, _ in
          PointOutcome(point, .done, results: try RecordValue(json: Data("{\(fields)}".utf8)))
        }
      }
    }
  }

  @Test func questionsOnlyRead() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 2, in: path)
      let database = try CampaignDatabase(campaign.folder)
      #expect(throws: CampaignError.query("SELEC", reason: "near \"SELEC\": syntax error")) { try database.rows("SELEC") }
      #expect(throws: CampaignError.self) { try database.rows("DELETE FROM points") }
      #expect(try database.rows("SELECT count(*) AS n FROM points").columns == ["n"])
      #expect(throws: CampaignError.notMerged(folder: "/nowhere")) { try CampaignDatabase(CampaignFolder("/nowhere")) }
    }
  }

  @Test func aSweepHasTheSameFile() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 3, in: path + "/campaign")
      var plan = campaign.plan
      plan.tables = []
      var outcomes: [PointOutcome] = []
      for (index, point) in plan.sweep.points.enumerated() {
        outcomes.append(try await Campaign.run(point, in: "\(path)/points/\(index)"))
      }
      try plan.database(of: outcomes, schema: nil).write(to: URL(fileURLWithPath: path + "/campaign.sqlite"))
      let sweep = try CampaignDatabase(CampaignFolder(path))
      let sql = "SELECT * FROM points WHERE status = 'done'"
      #expect(try sweep.rows(sql).rows == CampaignDatabase(campaign.folder).rows(sql).rows)
    }
  }
}
