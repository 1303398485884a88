import Foundation
import Reporting
import Testing

@testable import Campaigns

@Suite struct CampaignFindingsTests {
  private static func findings(
    _ metrics: [String] = [], limits: [String] = [], over axes: [String] = [], in path: String
  ) async throws -> CampaignFindings {
    let campaign = try await Campaign.merged(tasks: 2, in: path)
    return try CampaignFindings(
      CampaignDatabase(campaign.folder),
      CampaignQuestion(
        metrics: metrics, limits: try limits.map { try #require(CampaignQuestion.Limit($0)) }, axes: axes,
        preferred: ["nothing", "accuracy.read_back"]))
  }

  @Test func figuresOverTheOptions() async throws {
    try await withFolder { path in
      let figures = try await Self.findings(["margin"], limits: ["margin>=1"], in: path).figures
      #expect(figures.points == 40 && figures.plannedPoints == 40 && figures.failed == 1 && figures.groups.count == 8)
      // 3 V, slow: seeds 1, 2, 4, 5 give 3, 1.5, 0.75 and 0.6.
      let group = figures.groups[5]
      #expect(
        group.settings["voltage"]?.double == 3 && group.settings["mode"]?.text == "slow" && group.points == 5
          && group.metrics[0].count == 4)
      #expect(abs((group.metrics[0].mean ?? 0) - 5.85 / 4) < 1e-12 && group.metrics[0].median == 1.125)
      #expect(group.yield?.count == 2 && group.yield?.of == 5)
      // v / seed >= 1: 1, 2, 3 and 4 seeds of each mode, less the one that failed.
      #expect(figures.yield?.count == 19 && figures.yield?.of == 40)
    }
  }

  @Test func optionsAndFiguresAreChosen() async throws {
    try await withFolder { path in
      let usual = try await Self.findings(in: path + "/a")
      #expect(usual.figures.metrics.map(\.figure) == ["accuracy_read_back"])
      #expect(usual.charts.map(\.name) == ["accuracy-read-back", "accuracy-read-back-map", "accuracy-read-back-distribution"])
      let one = try await Self.findings(limits: ["margin>1", "accuracy.read_back<=0.3"], over: ["mode"], in: path + "/b")
      #expect(
        one.figures.groups.map(\.points) == [20, 20] && one.figures.metrics.map(\.figure) == ["margin", "accuracy_read_back"])
      #expect(one.charts.first?.name == "keep-limits")
      for chart in usual.charts + one.charts { #expect(!(try chart.chart.drawing.data.isEmpty)) }
      #expect(one.text.contains("mode") && one.text.contains("40 points (1 failed)"))
    }
  }

  @Test func failuresAreListedWithTheirDecks() async throws {
    try await withFolder { path in
      let table = try #require(try await Self.findings(in: path).tables.last)
      #expect(table.title == "Points that failed" && table.header == ["point", "voltage", "mode", "seed", "remark", "deck"])
      #expect(
        table.rows == [
          [
            .number("27"), .text("3"), .text("slow"), .text("3"), .text("no convergence in failed/cell-1.cir"),
            .link("deck", to: "../failed/point-0000027/cell-1.cir"),
          ]
        ])
    }
  }

  @Test func unknownNamesAreRefused() async throws {
    try await withFolder { path in
      await #expect(throws: CampaignError.self) { try await Self.findings(["margins"], in: path + "/a") }
      await #expect(throws: CampaignError.self) { try await Self.findings(over: ["margin"], in: path + "/b") }
      await #expect(throws: CampaignError.noNumber("note")) { try await Self.findings(["note"], in: path + "/c") }
    }
  }

  @Test func limitsAreRead() {
    let limit = CampaignQuestion.Limit("accuracy.read_back >= 900m")
    #expect(limit?.column == "accuracy_read_back" && limit?.relation == .atLeast && limit?.value == 0.9)
    #expect(CampaignQuestion.Limit("a<2")?.isKept(by: 2) == false && CampaignQuestion.Limit("a<=2")?.isKept(by: 2) == true)
    for text in ["a", "a=2", ">=2", "a>=x"] { #expect(CampaignQuestion.Limit(text) == nil) }
  }
}
