import Foundation
import Testing

@testable import Campaigns

@Suite struct CampaignTaskTests {
  @Test func runsItsPointsOnce() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 4, in: path)
      #expect(try await campaign.run(3) == .finished(points: 10, kept: 0, failed: 1))
      #expect(try await campaign.run(3) { _, _ in throw CancellationError() } == .done)
      #expect(!FileManager.default.fileExists(atPath: campaign.folder.work(3)))
      #expect(campaign.folder.finishedTasks(of: campaign.plan) == [3])
      await #expect(throws: CampaignError.noSuchTask(5, of: 4)) { try await campaign.run(5) }
      await #expect(throws: CampaignError.noSuchTask(0, of: 4)) { try await campaign.run(0) }
    }
  }

  @Test func nextAttemptTakesOverWhatWasFinished() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 2, in: path)
      let calls = Counter()
      await #expect(throws: CancellationError.self) {
        try await campaign.run(1) { point, folder in
          if await calls.add() > 7 { throw CancellationError() }
          return try await Campaign.run(point, in: folder)
        }
      }
      #expect(campaign.folder.finishedTasks(of: campaign.plan).isEmpty)
      #expect(try CampaignStatus(campaign.folder).states[1] == .waiting)
      let again = Counter()
      let end = try await campaign.run(1) { point, folder in
        _ = await again.add()
        return try await Campaign.run(point, in: folder)
      }
      let ran = await again.count
      #expect((12...14).contains(ran) && end == .finished(points: 20, kept: 20 - ran, failed: 0))
    }
  }

  @Test func resultsOfAKilledAttemptAreThoseOfAWhole() async throws {
    try await withFolder { path in
      let whole = try await Campaign.merged(tasks: 1, in: path + "/whole")
      let campaign = try Campaign(tasks: 3, in: path + "/killed")
      let calls = Counter()
      _ = try? await campaign.run(2) { point, folder in
        // A run that is cut off leaves files, but no manifest.
        if await calls.add() == 4 {
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
          try Data("cell,v_set_V\n0,".utf8).write(to: URL(fileURLWithPath: folder + "/cells.csv"))
          throw CancellationError()
        }
        return try await Campaign.run(point, in: folder)
      }
      for task in [3, 2, 1] { try await campaign.run(task) }
      _ = try CampaignMerge(campaign.folder).run()
      for file in ["campaign.sqlite", "points.csv", "cells.csv", "campaign.npz"] {
        #expect(try campaign.bytes(of: file) == whole.bytes(of: file), "\(file)")
      }
    }
  }

  @Test func twoAttemptsAtATimeDoNoHarm() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 2, in: path)
      async let one = campaign.run(1) { point, folder in
        try await Task.sleep(for: .milliseconds(5))
        return try await Campaign.run(point, in: folder)
      }
      async let other = campaign.run(1)
      let ends = try await [one, other]
      #expect(ends.contains { if case .finished(20, _, 0) = $0 { true } else { false } })
      try await campaign.run(2)
      let whole = try await Campaign.merged(tasks: 1, in: path + "/whole")
      _ = try CampaignMerge(campaign.folder).run()
      #expect(try campaign.bytes(of: "campaign.sqlite") == whole.bytes(of: "campaign.sqlite"))
    }
  }

  @Test func decksOfFailedPointsAreKept() async throws {
    try await withFolder { path in
      let campaign = try await Campaign.merged(tasks: 3, in: path)
      let found = try CampaignDatabase(campaign.folder).rows(
        "SELECT p.point, p.remark, d.path FROM points p JOIN decks d ON d.point = p.point")
      #expect(
        found.rows.map { $0.map(\.text) } == [["27", "no convergence in failed/cell-1.cir", "failed/point-0000027/cell-1.cir"]])
      #expect(try campaign.bytes(of: "failed/point-0000027/cell-1.cir") == Data("* a deck\n".utf8))
    }
  }

  @Test func statusTellsWhatHappened() async throws {
    try await withFolder { path in
      let campaign = try Campaign(tasks: 4, in: path)
      try await campaign.run(3)
      // Attempts on another machine: a silent one, and one that is alive.
      let gone = campaign.folder.work(1) + "/elsewhere-1-A"
      _ = try await Campaign.run(campaign.plan.sweep.point(at: 0), in: CampaignFolder.run(ofPoint: 0, in: gone))
      let alive = campaign.folder.work(2) + "/elsewhere-1-B"
      _ = try await Campaign.run(campaign.plan.sweep.point(at: 10), in: CampaignFolder.run(ofPoint: 10, in: alive))
      try Data().write(to: URL(fileURLWithPath: alive + "/alive"))
      try Data("no database".utf8).write(to: URL(fileURLWithPath: campaign.folder.shard(4)))
      let status = try CampaignStatus(campaign.folder)
      #expect(
        Array(status.states[..<3]) == [.stopped(points: 1, of: 10), .running(points: 1, of: 10), .done(failed: 1)])
      #expect(status.idle == [1, 4] && status.withFailedPoints == [3] && !status.isMerged)
      #expect(
        status.text.hasPrefix("made up: 1 of 4 tasks done, 11 of 40 points, 1 of them failed\n  stopped in their middle: 1 (1)"))
    }
  }

  @Test func schedulersNameTheTask() {
    for name in ["SLURM_ARRAY_TASK_ID", "LSB_JOBINDEX", "SGE_TASK_ID", "PBS_ARRAY_INDEX"] {
      #expect(CampaignTask.number(in: [name: "12"]) == 12)
    }
    #expect(CampaignTask.number(in: ["SGE_TASK_ID": "undefined", "LSB_JOBINDEX": "0"]) == nil)
    #expect(CampaignTask.number(in: [:]) == nil)
  }
}
