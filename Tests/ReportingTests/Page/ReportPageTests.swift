import CrossbarPrimitives
import Foundation
import Records
import Testing

@testable import Reporting

/// Everything a page can be given, with text that HTML could misread.
private struct OddReport: RunReport {
  static let odd = #"<script>alert("1 & 2")</script> it's 5 %"#

  func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable((0..<1000).map { ["cell": $0] }), to: "cells.csv")
  }

  let charts = [
    NamedChart("sweep", ExampleCharts.sweep, caption: Self.odd),
    NamedChart("maps/map", ExampleCharts.readCurrents(rows: 3, columns: 4)),
    NamedChart(
      "empty",
      LineChart(title: Self.odd, xAxis: ChartAxis("x"), yAxis: ChartAxis("y"), series: [ChartSeries("none", points: [])])),
  ]
  let headline: String? = Self.odd
  let keyFigures = [KeyFigure(Self.odd, "97 %", detail: "of <100>")]
  let tables = [
    ReportTable(title: "Points", header: ["a", Self.odd], rows: [[.number("5"), .link("its page", to: "points/a/report.html")]])
  ]
}

private func settings() throws -> RecordValue {
  struct Settings: Encodable, Sendable {
    struct Read: Encodable, Sendable {
      let voltage = Voltage.millivolts(100)
      let comment = "first\n<second>"
    }
    let seed = UInt64.max
    let read = Read()
    let name = OddReport.odd
    let layers = [20, 20]
    let points = (0..<150).map { ["share": Double($0) / 4, "volts_V": 0.25] }
  }
  return try RecordEncoder.encode(Settings())
}

@Suite struct ReportPageTests {
  /// The page of a run whose folder has a picture of an earlier one.
  private func page() async throws -> (html: String, files: [String]) {
    try await withTemporaryFolder { base in
      let report = OddReport()
      let folder = try ResultFolder(opening: base)
      try Data("old".utf8).write(to: folder.location(of: "empty.svg"))
      try Data("old".utf8).write(to: folder.location(of: "old.csv"))
      try report.writeData(to: folder)
      let errors = try await folder.draw(report.charts)
      #expect(errors.count == 1)
      var manifest = RunManifest(
        version: "0.1.0", command: "digits", arguments: ["/some/where/mxbar", "digits", "--images", "it's.txt"],
        configuration: try settings(), simulator: "ngspice 39", inputSHA256: ["it's.txt": "ba78"],
        started: Date(timeIntervalSince1970: 1_700_000_000),
        wallTime: .seconds(200),
        results: .record([RecordField("accuracy", .record([RecordField("read_back", .number(0.4))]))]))
      manifest.notes = ["a worker was lost <here>"]
      try folder.writePage(
        of: report, manifest, command: "mxbar digits", charts: report.charts, text: "Digits & more\n\n  accuracy   40 %\n",
        warnings: errors.map(\.description))
      return (try String(contentsOf: folder.location(of: "report.html"), encoding: .utf8), folder.files)
    }
  }

  @Test func isWellFormedAndEscaped() async throws {
    let (html, _) = try await page()
    let parsed = try ParsedPage(html)
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(parsed.all("script").isEmpty && !html.contains("<script"))
    #expect(parsed.all("h1").map { $0.text.replacing("\u{A0}", with: " ") } == [OddReport.odd], "the headline")
    #expect(parsed.all("title").map(\.text) == ["mxbar digits: Digits & more"])
    #expect(parsed.all("p").contains { $0.text == "Digits & more" }, "what was done")
    #expect(parsed.all("th").contains { $0.text == OddReport.odd }, "a column of the table")
    #expect(parsed.all("td").contains { $0.text == OddReport.odd }, "a setting")
    #expect(parsed.all("div").contains { $0.attributes["class"] == "value" && $0.text == "97 %" })
    #expect(parsed.all("pre").contains { $0.text.contains("accuracy   40 %") })
  }

  @Test func asksForNothingFromAnywhere() async throws {
    let (html, _) = try await page()
    let parsed = try ParsedPage(html)
    #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("url(") && !html.contains("@import"))
    for name in ["link", "iframe", "object", "embed", "video", "audio", "source", "base"] {
      #expect(parsed.all(name).isEmpty, "\(name)")
    }
    for element in parsed.elements {
      if let source = element.attributes["src"] { #expect(source.hasPrefix("data:image/"), "\(source.prefix(40))") }
      if let target = element.attributes["href"] {
        #expect(throws: Never.self) { try ResultFolder.check(target) }
      }
      #expect(element.attributes["srcset"] == nil && element.attributes["style"] == nil)
    }
  }

  @Test func showsEveryPictureThatWasDrawn() async throws {
    let (html, _) = try await page()
    let parsed = try ParsedPage(html)
    let pictures = try parsed.all("img").map { image in
      let source = try #require(image.attributes["src"])
      let data = try #require(Data(base64Encoded: String(source.split(separator: ",")[1])))
      return (title: image.attributes["alt"], text: String(decoding: data, as: UTF8.self))
    }
    #expect(pictures.map(\.title) == [ExampleCharts.sweep.title, "Read current at 0.1 V"])
    #expect(pictures[0].text.contains("Accuracy over weight bits") && pictures[0].text.contains("</svg>"))
    #expect(pictures[1].text.contains("Word line"))
    // The one that has nothing to draw is named, with what is wrong; the earlier run's picture is not shown.
    let all = parsed.all("body")[0].text
    #expect(all.contains("not drawn: " + OddReport.odd) && all.contains("no point that its axes can show"))
    #expect(parsed.all("figcaption").map(\.text)[0].hasPrefix(OddReport.odd))
  }

  @Test func tellsSettingsFilesAndOrigin() async throws {
    let (html, files) = try await page()
    let parsed = try ParsedPage(html)
    func row(_ name: String) -> String? {
      parsed.all("tr").first { $0.text.hasPrefix(name) }.map {
        String($0.text.dropFirst(name.count)).trimmingCharacters(in: .newlines)
      }
    }
    #expect(row("voltage_V") == "100 mV" && row("layers") == "20, 20" && row("Read back") == "0.4")
    #expect(row("seed") == "18446744073709551615" && row("wall time") == "3 min 20 s" && row("simulator") == "ngspice 39")
    #expect(row("started") == "2023-11-14T22:13:20Z" && row("SHA-256 of it's.txt") == "ba78")
    #expect(row("command line") == #"mxbar digits --images 'it'\''s.txt'"#)
    #expect(parsed.all("li").contains { $0.text == "a worker was lost <here>" })
    #expect(parsed.all("td").contains { $0.text.contains("the first 100 of 150") }, "long lists are cut, and say so")
    // The table of cells is a link, and what an earlier run left is none.
    let links = parsed.all("a").compactMap { $0.attributes["href"] }
    #expect(links.contains("cells.csv") && links.contains("run.json") && links.contains("maps/map.svg"))
    #expect(links.contains("points/a/report.html"))
    #expect(!links.contains("old.csv") && !files.contains("old.csv") && files.contains("cells.csv"))
    #expect(html.utf8.count < 400_000)
  }

  @Test func isRemovedWhenTheNextRunBegins() async throws {
    try await withTemporaryFolder { base in
      let page = base + "/report.html"
      try Data("old".utf8).write(to: URL(fileURLWithPath: page))
      _ = try ResultFolder(opening: base)
      #expect(!FileManager.default.fileExists(atPath: page))
    }
  }

  /// 20,000 points are megabytes of SVG.
  @Test func takesThePixelsOfPicturesThatAreLargeAsLines() async throws {
    struct Large: RunReport {
      let charts: [NamedChart]
      func writeData(to folder: ResultFolder) throws {}
    }
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base)
      let points = ChartSeries("points", points: (0..<20_000).map { SIMD2(Double($0), sin(Double($0) * 0.37)) }, mark: .points)
      let chart = LineChart(title: "large", xAxis: ChartAxis("x"), yAxis: ChartAxis("y"), series: [points])
      let report = Large(charts: [NamedChart("large", chart)])
      _ = try await folder.draw(report.charts)
      try folder.writePage(
        of: report, RunManifest.example, command: "mxbar", charts: report.charts, text: "",
        warnings: [])
      let html = try String(contentsOf: folder.location(of: "report.html"), encoding: .utf8)
      let source = try #require(try ParsedPage(html).all("img").first?.attributes["src"])
      #expect(source.hasPrefix("data:image/png;base64,"))
    }
  }
}
