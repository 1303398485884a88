import CrossbarPrimitives
import Foundation
import Testing

@testable import Reporting

@Suite struct ChartRenderingTests {
  @Test(arguments: ExampleCharts.all.map(\.name))
  func gnuplotDrawsEveryKind(name: String) async throws {
    let chart = try #require(ExampleCharts.all.first { $0.name == name }).chart
    try await withTemporaryFolder { base in
      try await ResultFolder(opening: base).draw(chart, as: "charts/\(name)")
      let files = try FileManager.default.contentsOfDirectory(atPath: base + "/charts").sorted()
      #expect(files == ["dat", "gp", "png", "svg"].map { "\(name).\($0)" })
      let png = try Data(contentsOf: URL(fileURLWithPath: base + "/charts/\(name).png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
      #expect(png.count > 10_000)
      // Width and height of the PNG stand behind its signature: twice the points of the chart.
      let size = try chart.drawing.size
      let header = [2 * size.width, 2 * size.height].flatMap { side -> [UInt8] in [0, 0, UInt8(side >> 8), UInt8(side & 255)] }
      #expect(Array(png[16..<24]) == header)
    }
  }

  @Test func pictureCarriesItsWordsAsTheyWere() async throws {
    let odd = #"a_b^c {x} \n 'q' "d" @ & ~ 50% <tag> `pwd`"#
    let escaped = #"a_b^c {x} \n 'q' "d" @ &amp; ~ 50% &lt;tag> `pwd`"#
    let chart = LineChart(
      title: odd + "\nnext", xAxis: ChartAxis("x " + odd, unit: "s"), yAxis: ChartAxis("y " + odd),
      series: [ChartSeries("series " + odd, x: [0, 1e-6], y: [0, 1])], marker: ChartMarker("mark " + odd, at: 0.5e-6))
    let svg = try await drawnSVG(chart)
    for label in [escaped + " next", "x \(escaped) (µs)", "y " + escaped, "series " + escaped, "mark " + escaped] {
      #expect(svg.contains(label), "\(label)")
    }
  }

  @Test func picturesNameAxesAndClasses() async throws {
    let map = try await drawnSVG(ExampleCharts.readCurrents(rows: 21, columns: 60))
    for label in ["Read current at 0.1 V", "Word line", "Bit line", "Read current<", "1 mA", "100 nA"] {
      #expect(map.contains(label), "\(label)")
    }
    #expect(map.contains("image-rendering:pixelated"), "cells stay sharp when the picture is enlarged")
    let distribution = try await drawnSVG(ExampleCharts.cumulativeDistribution(count: 630))
    for label in ["Threshold 10 kΩ", "Read resistance (Ω)", "LRS (n = 630)", ">99.9<", ">0.1<", ">50<"] {
      #expect(distribution.contains(label), "\(label)")
    }
    let confusion = try await drawnSVG(ExampleCharts.namedClasses)
    for label in ["high_state", "it's {odd}", ">10250<", ">9876<", "True class", "Predicted class"] {
      #expect(confusion.contains(label), "\(label)")
    }
  }

  @Test func panelsNameTheirParametersAndAxes() async throws {
    let maps = try await drawnSVG(ExampleCharts.parameterMaps)
    for label in [
      "Writes that succeed", ">1 ms<", ">20 ms<", "Amplitude (V)", "Gate voltage (V)", "1.06", "safe", "best", "Success (%)",
    ] {
      #expect(maps.contains(label), "\(label)")
    }
    let stack = try await drawnSVG(ExampleCharts.stack)
    for label in ["Voltage (V)", "Current (A)", "State", "Time (µs)", "bit line", "source line"] {
      #expect(stack.contains(label), "\(label)")
    }
    #expect(stack.components(separatedBy: "SET pulse").count == 2, "one title for all panels")
  }

  @Test func scriptDrawsAgainWhereItStands() async throws {
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base)
      try await folder.draw(ExampleCharts.sweep, as: "sweep")
      let first = try Data(contentsOf: folder.location(of: "sweep.svg"))
      try FileManager.default.removeItem(at: folder.location(of: "sweep.svg"))
      try await Gnuplot().run(script: "sweep.gp", in: folder.location(of: ""))
      #expect(try Data(contentsOf: folder.location(of: "sweep.svg")) == first)
    }
  }

  @Test func drawsValuesThatAreAllTheSame() async throws {
    for scale in [ChartAxis.Scale.linear, .logarithmic] {
      let axis = ChartAxis("Resistance", unit: "Ω", scale: scale)
      _ = try await drawnSVG(HeatMap(title: "same", values: Grid(rows: 1, columns: 1, repeating: 5), colourAxis: axis))
      _ = try await drawnSVG(HistogramChart(title: "same", xAxis: axis, sample: ChartSample("five", [5, 5, 5])))
      _ = try await drawnSVG(CumulativeDistributionChart(title: "same", xAxis: axis, samples: [ChartSample("five", [5])]))
      _ = try await drawnSVG(LineChart(title: "same", xAxis: axis, yAxis: axis, series: [ChartSeries("five", x: [5], y: [5])]))
    }
  }

  @Test func saysWhatToInstallWithoutGnuplot() async throws {
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base)
      for executable in ["no-such-gnuplot", "/no/such/gnuplot"] {
        let error = await #expect(throws: ReportingError.self) {
          try await folder.draw(ExampleCharts.sweep, as: "sweep", using: Gnuplot(executable: executable))
        }
        #expect(error == .gnuplotMissing(executable: executable))
        #expect(error?.description.contains("gnuplot-nox") == true)
      }
      // What an engineer could draw elsewhere is kept, and nothing else.
      #expect(try FileManager.default.contentsOfDirectory(atPath: base).sorted() == ["sweep.dat", "sweep.gp"])
    }
  }

  @Test func quotesGnuplotsComplaint() async throws {
    struct Broken: Chart {
      let title = "broken"
      let drawing = ChartDrawing(settings: ["set nonsense"], plots: ["data"], data: [])
    }
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base)
      let error = await #expect(throws: ReportingError.self) { try await folder.draw(Broken(), as: "broken") }
      guard case .gnuplotFailed(script: "broken.gp", let message) = error else {
        Issue.record("unexpected \(String(describing: error))")
        return
      }
      #expect(message.contains("set nonsense") && message.contains("line"), "\(message)")
    }
  }

  private func drawnSVG(_ chart: some Chart) async throws -> String {
    try await withTemporaryFolder { base in
      try await ResultFolder(opening: base).draw(chart, as: "chart")
      return try String(contentsOfFile: base + "/chart.svg", encoding: .utf8)
    }
  }
}
