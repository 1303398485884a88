import CrossbarPrimitives
import Foundation
import PageBrowser
import Records
import Testing

@testable import Reporting

/// Every kind of chart, a table wider than any screen, and words longer than a telephone is wide.
private struct FullReport: RunReport {
  func writeData(to folder: ResultFolder) throws {}
  let charts = ExampleCharts.all.map { NamedChart($0.name, $0.chart) }
  let headline: String? = "Every cell keeps what was written to it, and the network that it holds classifies 97 % of the images."
  let keyFigures = (1...5).map { KeyFigure("figure \($0)", "12.5 µA to 1.25 mA", detail: "least and most") }
  let tables = [
    ReportTable(
      title: "Points", header: ["point"] + (1...30).map { "a quantity with a long name \($0)" },
      rows: (1...3).map { row in
        [.link("amplitude=\(row), gate voltage=1.12", to: "points/a/report.html")] + (1...30).map { .number("\($0)") }
      })
  ]
}

@Suite struct ReportPageBrowserTests {
  @Test func isReadableOnEveryScreenAndOnPaper() async throws {
    try await withTemporaryFolder { base in
      let report = FullReport()
      let folder = try ResultFolder(opening: base)
      _ = try await folder.draw(report.charts)
      var manifest = RunManifest.example
      manifest.configuration = .record([RecordField("a_setting", .text(String(repeating: "long_", count: 60)))])
      try folder.writePage(
        of: report, manifest, command: "mxbar digits", charts: report.charts,
        text: "Digits\n\n" + String(repeating: "  a line of a summary that is wider than a telephone\n", count: 5), warnings: [])

      let sight = try await PageBrowser.look(at: [ResultFolder.pageName], in: base)
      #expect(sight.console.isEmpty, "\(sight.console)")
      #expect(sight.views.map(\.width) == PageBrowser.screens.map(\.width))
      for (view, screen) in zip(sight.views, PageBrowser.screens) {
        #expect(view.isSound && view.pictures == report.charts.count, "\(screen): \(view)")
        #expect(screen.isPaper ? view.values == 0 : view.values > 1000, "values under the pointer, none on paper")
        if !screen.isPaper { #expect(try #require(view.smallestText) > 10 && view.wideTables == 1, "\(screen): \(view)") }
      }
      #expect(Set(sight.views.map(\.ground)).count == 3, "light, dark and paper: \(sight.views.map(\.ground))")
    }
  }
}
