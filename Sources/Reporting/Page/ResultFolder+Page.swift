import CrossbarPrimitives
import Foundation
import Records

extension ResultFolder {
  /// Writes `report.html`, a self-contained page about the run. To be called when all files except `run.json` exist,
  /// since the page lists them.
  ///
  /// - Parameters:
  ///   - command: the one that ran, as in `mxbar digits`.
  ///   - charts: all of the run's, drawn or not.
  ///   - text: the command's text summary.
  ///   - warnings: what went wrong besides the manifest's notes, such as a chart that could not be drawn.
  /// - Throws: `ReportingError.unwritableFile`.
  public func writePage(
    of report: some RunReport, _ manifest: RunManifest, command: String, charts: [NamedChart],
    text: String, warnings: [String]
  ) throws {
    let names = files
    let page = ReportPage(
      command: command, text: text, headline: report.headline, keyFigures: report.keyFigures,
      tables: report.tables,
      pictures: charts.map { picture(of: $0, isDrawn: names.contains($0.name + ".svg")) },
      warnings: warnings + manifest.notes, results: manifest.results,
      settings: manifest.configuration,
      files: names.map { ReportPage.File(name: $0, bytes: size(of: $0)) }, provenance: manifest.provenance)
    try write(page.html, to: Self.pageName)
  }

  /// The picture's SVG, or its PNG where thousands of points make the SVG larger; nothing where neither can be read.
  private func picture(of chart: NamedChart, isDrawn: Bool) -> ReportPage.Picture {
    let drawing = try? chart.chart.drawing
    let points =
      isDrawn ? (try? contents(of: chart.name + ".svg")).map { PicturePoints(svg: String(decoding: $0, as: UTF8.self)) } : nil
    let lines = points.map { Data($0.picture.utf8) }
    let isLarge = (lines?.count ?? 0) > max(200_000, size(of: chart.name + ".png"))
    let pixels = isLarge ? try? contents(of: chart.name + ".png") : nil
    let data =
      pixels.map { "data:image/png;base64,\($0.base64EncodedString())" }
      ?? lines.map { "data:image/svg+xml;base64,\($0.base64EncodedString())" }
    let size = drawing?.size ?? ChartStyle.usualSize
    return ReportPage.Picture(
      name: chart.name, title: chart.chart.title.isEmpty ? chart.name : chart.chart.title, caption: chart.caption, data: data,
      size: size, values: points?.layer(size, field: drawing?.valueSize))
  }

  /// In bytes; 0 for a file that is not there.
  private func size(of name: String) -> Int {
    (try? location(of: name).resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
  }
}

extension RunManifest {
  /// How the run came about, as pairs of label and value: program, command line, time, seed, simulator, digests of its
  /// inputs.
  var provenance: [(String, String)] {
    let program = (arguments.first ?? "").split(separator: "/").last.map(String.init) ?? ""
    var pairs = [
      ("program", "\(program) \(version)"),
      ("command line", ([program] + arguments.dropFirst()).map(shellQuoted).joined(separator: " ")),
      ("started", started.formatted(.iso8601)), ("wall time", durationText(wallTime)),
    ]
    if let seed = configuration["seed"] { pairs.append(("seed", FigureFormat.plain.text(seed))) }
    if let simulator { pairs.append(("simulator", simulator)) }
    for (path, digest) in inputSHA256.sorted(by: { $0.key < $1.key }) { pairs.append(("SHA-256 of \(path)", digest)) }
    return pairs
  }
}

/// A duration as people read it: `0.4 s`, `3 min 20 s`, `2 h 5 min`.
func durationText(_ time: Time) -> String {
  if time < .seconds(60) { return String(format: "%.1f s", time.si) }
  let whole = Int(min(time.si, 1e12).rounded())
  return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
}
