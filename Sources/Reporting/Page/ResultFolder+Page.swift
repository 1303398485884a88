import Foundation

extension ResultFolder {
  /// Writes `report.html`, a page of the run that stands alone. It comes when everything else but `run.json` is there.
  ///
  /// - Parameters:
  ///   - command: which one ran, as in `mxbar digits`.
  ///   - charts: those that the run has, drawn or not.
  ///   - text: the command's summary for a person.
  ///   - warnings: what went wrong besides the manifest's notes, such as a chart that could not be drawn.
  /// - Throws: `ReportingError.unwritableFile`.
  public func writePage<Configuration, Results>(
    of report: some RunReport, _ manifest: RunManifest<Configuration, Results>, command: String, charts: [NamedChart],
    text: String, warnings: [String]
  ) throws {
    let names = files
    let page = ReportPage(
      command: command, text: text, headline: try report.headline, keyFigures: try report.keyFigures,
      tables: try report.tables,
      pictures: charts.map { chart in
        ReportPage.Picture(
          name: chart.name, title: chart.chart.title.isEmpty ? chart.name : chart.chart.title, caption: chart.caption,
          data: names.contains(chart.name + ".svg") ? pictureData(chart.name) : nil)
      },
      warnings: warnings + manifest.notes, results: try JSONValue(encoding: manifest.results),
      settings: try JSONValue(encoding: manifest.configuration),
      files: names.map { ReportPage.File(name: $0, bytes: size(of: $0)) }, provenance: manifest.provenance)
    try write(page.html, to: Self.pageName)
  }

  /// The picture's SVG, or its PNG where thousands of points make the SVG the larger one.
  private func pictureData(_ name: String) -> String? {
    let isLarge = size(of: name + ".svg") > max(200_000, size(of: name + ".png"))
    let (ending, type) = isLarge ? ("png", "image/png") : ("svg", "image/svg+xml")
    guard let data = try? Data(contentsOf: location(of: "\(name).\(ending)")) else { return nil }
    return "data:\(type);base64,\(data.base64EncodedString())"
  }

  private func size(of name: String) -> Int {
    (try? location(of: name).resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
  }
}

extension RunManifest {
  /// Where a run came from, as pairs of what and which.
  var provenance: [(String, String)] {
    let program = (arguments.first ?? "").split(separator: "/").last.map(String.init) ?? ""
    var pairs = [
      ("program", "\(program) \(version)"),
      ("command line", ([program] + arguments.dropFirst()).map(Self.shellQuoted).joined(separator: " ")),
      ("started", started.formatted(.iso8601)), ("wall time", durationText(seconds: wallTimeInSeconds)),
    ]
    if let seed { pairs.append(("seed", "\(seed)")) }
    if let ngspiceVersion { pairs.append(("ngspice", ngspiceVersion)) }
    for (path, digest) in inputSHA256.sorted(by: { $0.key < $1.key }) { pairs.append(("SHA-256 of \(path)", digest)) }
    return pairs
  }

  /// A word as a shell takes it for one.
  private static func shellQuoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:@%+".contains($0)) }
    return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
