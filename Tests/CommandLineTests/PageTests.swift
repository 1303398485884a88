import Foundation
import PageBrowser
import Testing

@Suite struct PageTests {
  /// Pages of runs as a reader sees them, on a telephone, on a desk and on paper.
  @Test func pagesOfRunsAreReadableEverywhere() async throws {
    try await withTemporaryFolder { folder in
      let runs = [
        ["device", "iv", "--out", "iv"], ["device", "pulses", "--count", "3", "--out", "pulses"],
        [
          "window", "--amplitudes", "2,5", "--widths", "5,20", "--gate-voltages", "1,1.12", "--count", "4", "--confirm", "0",
          "--out",
          "window",
        ],
        ["sneak", "--sizes", "3,4", "--out", "sneak"],
        [
          "sweep", "--vary", "amplitude=4,5", "--vary", "fresh=true,false", "--out", "sweep", "--", "device", "compliance",
          "--count",
          "4", "--compliances", "1e-5,1e-4",
        ],
      ]
      for run in runs {
        let outcome = try await Outcome.of(.path(Mxbar.path), run, in: folder)
        #expect(outcome.status == 0, "\(run): \(outcome.errors)")
      }
      let pages =
        ["iv", "pulses", "window", "sneak", "sweep", "sweep/points/amplitude-4_fresh-false"].map { $0 + "/report.html" }
      let sight = try await PageBrowser.look(at: pages, in: folder)
      #expect(sight.console.isEmpty, "\(sight.console)")
      #expect(sight.views.count == pages.count * PageBrowser.screens.count)
      for (index, view) in sight.views.enumerated() {
        let page = pages[index / PageBrowser.screens.count]
        let screen = PageBrowser.screens[index % PageBrowser.screens.count]
        #expect(view.isSound && view.pictures > 0, "\(page) on \(screen): \(view)")
        #expect(screen.isPaper || (view.values > 0 && (view.smallestText ?? 0) > 10), "\(page) on \(screen): \(view)")
      }
    }
  }

  @Test func pointsOfASweepLeadToEachOther() async throws {
    try await withTemporaryFolder { folder in
      func run(_ values: String, _ more: String...) async throws {
        let command = ["--", "device", "compliance", "--count", "2", "--compliances", "1e-4"]
        let outcome = try await Outcome.of(
          .path(Mxbar.path), ["sweep", "--vary", "amplitude=\(values)", "--out", "out"] + more + command, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      func links(_ point: String) throws -> [String] {
        let page = try read("\(folder)/out/points/\(point)/report.html")
        let start = try #require(page.range(of: "<nav>")), end = try #require(page.range(of: "</nav>"))
        return page[start.upperBound..<end.lowerBound].matches(of: /href="([^"]*)"/).map { String($0.1) }
      }
      try await run("3,5")
      #expect(try links("amplitude-3") == ["../../report.html", "../../points/amplitude-5/report.html"])
      #expect(try links("amplitude-5") == ["../../report.html", "../../points/amplitude-3/report.html"])
      // A point that is added later takes its place between those that were kept.
      try await run("3,4,5", "--resume")
      #expect(try links("amplitude-3").last == "../../points/amplitude-4/report.html")
      #expect(try links("amplitude-4").count == 3)
      #expect(try links("amplitude-5").last == "../../points/amplitude-4/report.html")
    }
  }
}
