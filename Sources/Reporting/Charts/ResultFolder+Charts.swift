import Foundation

extension ResultFolder {
  /// Draws a chart: `NAME.png` and `NAME.svg`, with the script `NAME.gp` and its data `NAME.dat` beside them.
  ///
  /// Users can edit the script and run `gnuplot NAME.gp` in its folder. When gnuplot fails, script and data stay.
  ///
  /// - Parameter name: without an ending; may lead into a subfolder.
  /// - Throws: `ReportingError`: nothing to draw, no gnuplot, gnuplot's own message, or a file that cannot be written.
  public func draw(_ chart: some Chart, as name: String, using gnuplot: Gnuplot = Gnuplot()) async throws {
    try Self.check(name)
    // A picture of an earlier run must not stand beside this run's data when gnuplot fails.
    for ending in ["png", "svg"] { try? FileManager.default.removeItem(at: location(of: "\(name).\(ending)")) }
    let drawing = try chart.drawing
    let base = location(of: name).lastPathComponent
    let script = drawing.script(named: base)
    try write(drawing.dataText, to: name + ".dat")
    try write(script, to: name + ".gp")

    // gnuplot writes its pictures piece by piece: let it do so where nobody mistakes them for finished.
    let workshop = name + ".partial"
    defer { try? FileManager.default.removeItem(at: location(of: workshop)) }
    try write(drawing.dataText, to: "\(workshop)/\(base).dat")
    try write(script, to: "\(workshop)/\(base).gp")
    try await gnuplot.run(script: base + ".gp", in: location(of: workshop))
    for ending in ["png", "svg"] {
      let target = location(of: "\(name).\(ending)")
      do {
        try Self.rename(location(of: "\(workshop)/\(base).\(ending)"), to: target)
        try written.record("\(name).\(ending)")
      } catch {
        throw ReportingError.unwritableFile(path: target.relativePath, reason: FileSystemReason.text(of: error))
      }
    }
  }
}
