import Foundation
import Records
import Reporting
import Studies
import Testing

@testable import Campaigns

extension PointOutcome {
  /// Of a run with these figures, by path.
  fileprivate init(_ point: OptionSweepPoint, _ status: Status, figures: [String: Double]) {
    self.init(point, status, results: .record(figures.map { RecordField($0.key, .number($0.value)) }))
  }
}

/// A sweep whose accuracy is known: 0.1 a bit, and 0.05 more with scope array; 3 bits on a line fail.
private func result(
  _ varied: [String] = ["bits=2..4", "scope=line,array"], metrics: [String] = ["accuracy"], preferred: [String] = []
) throws -> OptionSweepFindings {
  let sweep = try OptionSweep(command: ["device", "iv", "--seed", "3"], varied: varied.map { try VariedOption($0) })
  let outcomes = sweep.points.map { point in
    guard point.values.prefix(2) != ["3", "line"] else { return PointOutcome(point, .failed, remark: "no, \"never\"") }
    let bits = Double(point.values[0]) ?? 0
    return PointOutcome(
      point, .done,
      figures: ["accuracy": bits / 10 + (point.values.dropFirst().first == "array" ? 0.05 : 0), "bits": bits, "cells": 72])
  }
  return OptionSweepFindings(sweep, outcomes, metrics: metrics, preferred: preferred)
}

@Suite struct OptionSweepReportTests {
  @Test func theTableHasEveryFigureOfEveryPoint() throws {
    let table = try RecordTable(records: result().pointRows)
    #expect(
      table.csv == """
        bits,scope,status,accuracy,results.bits,cells,remark
        2,line,done,0.2,2,72,
        2,array,done,0.25,2,72,
        3,line,failed,,,,"no, ""never""\"
        3,array,done,0.35,3,72,
        4,line,done,0.4,4,72,
        4,array,done,0.45,4,72,

        """)
  }

  @Test func linesAreTheSecondOptionsValues() throws {
    let charts = try result().charts
    #expect(charts.map(\.name) == ["accuracy"])
    let chart = try #require(charts.first?.chart as? LineChart)
    #expect(chart.series.map(\.name) == ["scope line", "scope array"])
    #expect(chart.series[1].points == [SIMD2(2, 0.25), SIMD2(3, 0.35), SIMD2(4, 0.45)])
    let line = chart.series[0].points
    #expect(line[0] == SIMD2(2, 0.2) && line[1].y.isNaN && line[2] == SIMD2(4, 0.4), "a failed point interrupts the line")
    #expect(chart.xAxis.ticks?.map(\.label) == ["2", "3", "4"] && chart.xAxis.scale == .linear)
  }

  @Test func namesAreAnAxisToo() throws {
    let chart = try #require(result(["scope=line,array", "bits=2..4"]).charts.first?.chart as? LineChart)
    #expect(chart.xAxis.ticks == [ChartTick("line", at: 0), ChartTick("array", at: 1)])
    #expect(chart.series.count == 3 && chart.series.allSatisfy { $0.mark == .points })
  }

  @Test func moreOptionsGiveMorePicturesAndWideRangesALogAxis() throws {
    let charts = try result(["rest=1e-3..1000..x10", "fresh=true,false", "bits=2,3"], metrics: ["accuracy", "cells"]).charts
    #expect(charts.map(\.name) == ["accuracy-1", "accuracy-2", "cells-1", "cells-2"])
    let first = try #require(charts.first?.chart as? LineChart)
    #expect(first.title == "accuracy over rest: bits 2" && first.xAxis.scale == .logarithmic)
    #expect(first.series.allSatisfy { $0.points.count == 7 })
  }

  @Test func choosesAFigureWhereNoneWasNamed() throws {
    #expect(try result(metrics: [], preferred: ["missing", "cells"]).metrics == ["cells"])
    #expect(try result(metrics: []).metrics == ["accuracy"], "cells are the same in all points, bits is what was varied")
    let unknown = try result(metrics: ["acuracy"])
    #expect(unknown.missingMetrics == ["acuracy"] && unknown.charts.isEmpty)
  }

  @Test func saysWhatItFoundWhere() throws {
    let report = try result()
    #expect(report.headline == "accuracy goes from 0.2 (bits=2, scope=line) to 0.45 (bits=4, scope=array).")
    #expect(report.keyFigures.first == KeyFigure("points", "6", detail: "5 done, 1 failed"))
    let rows = try #require(report.tables.first?.rows)
    #expect(
      rows[3] == [
        .link("3", to: "points/bits-3_scope-array/report.html"), .text("array"), .number("0.35"), .text("done"), .text(""),
      ])
    let text = try result().text
    #expect(text.hasPrefix("device iv over bits and scope: 6 points, 1 failed\n"))
    #expect(text.contains("    3     line   failed\n") && text.hasSuffix("    4     array  0.45"))
  }

  /// A figure that the command declares goes by its title, with its unit.
  @Test func figuresGoByTheirTitles() throws {
    let sweep = try OptionSweep(command: ["sizing"], varied: [VariedOption("rows=2,4")])
    let outcomes = sweep.points.enumerated().map {
      PointOutcome($1, .done, figures: ["points.3.transistor_share_of_read.median": 0.0302 * Double($0 + 1)])
    }
    let findings = OptionSweepFindings(
      sweep, outcomes, metrics: ["points.3.transistor_share_of_read.median"], preferred: [],
      schema: try FigureSchema(of: SizingFigures.self))
    #expect(
      findings.text.contains("Transistor's share of the read: median\n    2     3.0 %\n    4     6.0 %"), "\(findings.text)")
    #expect(findings.headline == "Transistor's share of the read: median goes from 3.0 % (rows=2) to 6.0 % (rows=4).")
  }

  @Test func drawsNamesWithUnderscoresAsTheyAre() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sweep-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let sweep = try OptionSweep(command: ["digits"], varied: [VariedOption("coding=twos_complement,it's,\"x\"")])
    let outcomes = sweep.points.enumerated().map { PointOutcome($1, .done, figures: ["a.b_c": Double($0)]) }
    let report = OptionSweepFindings(sweep, outcomes, metrics: ["a.b_c"], preferred: [])
    #expect(try await ResultFolder(opening: folder.path).draw(report.charts).isEmpty)
    let svg = try String(contentsOf: folder.appendingPathComponent("a-b-c.svg"), encoding: .utf8)
    for label in [">twos_complement<", ">it's<", ">\"x\"<", ">a.b_c<", ">coding<"] { #expect(svg.contains(label), "\(label)") }
  }
}
