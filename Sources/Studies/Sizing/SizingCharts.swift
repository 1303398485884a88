import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Reporting

/// The charts of a sizing study: success, causes of failure and load curves over the width, and compliance and R_LRS over
/// the gate voltage. A number ends the name of charts of which there are several.
struct SizingCharts {
  private let findings: SizingFindings
  private let points: [SizingFigures.Point]
  private let target: Double

  init(_ findings: SizingFindings) {
    self.findings = findings
    points = findings.figures.points
    target = findings.study.target
  }

  var all: [NamedChart] {
    let groups = points.grouped(by: \.setting)
    var charts: [NamedChart] = []
    for (index, group) in groups.enumerated() where Set(group.map(\.width)).count > 1 {
      // The plain name where there is only one.
      let end = groups.count > 1 ? "-\(index + 1)" : ""
      charts.append(NamedChart("success-against-width\(end)", success(group)))
      charts += failures(group, end)
      charts += limits(group, end)
    }
    let byGate = points.grouped { Array($0.setting.dropLast()) }
    for (index, group) in byGate.enumerated() where Set(group.map(\.gateVoltage)).count > 1 {
      let end = byGate.count > 1 ? "-\(index + 1)" : ""
      charts.append(
        NamedChart("compliance-against-gate\(end)", againstGate(group, "Compliance current", "A") { $0.set.current?.median.si }))
      charts.append(
        NamedChart("r-lrs-against-gate\(end)", againstGate(group, "R_LRS after SET", "Ω") { $0.set.resistance?.median.si }))
    }
    return charts
  }

  // MARK: Against the width

  /// Shares of both writes with their 95 % intervals, and the target.
  private func success(_ group: [SizingFigures.Point]) -> LineChart {
    func line(_ write: KeyPath<SizingFigures.Point, SizingFigures.Write>, _ value: (CountedShare) -> Double?) -> [SIMD2<Double>] {
      group.compactMap { point in
        value(point[keyPath: write].success).map { SIMD2(point.width.micrometers, 100 * $0) }
      }
    }
    let lowest = group.flatMap { [$0.set.success.wilsonLow, $0.reset.success.wilsonLow] }.min() ?? 0
    var series: [ChartSeries] = []
    for (name, write, colour) in [("SET", \SizingFigures.Point.set, ChartColour.blue), ("RESET", \.reset, .vermilion)] {
      series.append(ChartSeries(name, points: line(write) { $0.share }, mark: .lineAndPoints, colour: colour))
      series.append(
        ChartSeries("\(name), 95 % interval", points: line(write) { $0.wilsonLow }, isDashed: true, colour: colour))
      series.append(ChartSeries("", points: line(write) { $0.wilsonHigh }, isDashed: true, colour: colour))
    }
    let ends = widthRange(group)
    series.append(
      ChartSeries(
        "target \(String(format: "%g", 100 * target)) %", x: [ends.lowerBound, ends.upperBound],
        y: [100 * target, 100 * target], colour: .black))
    return LineChart(
      title: title("Cells written", group), xAxis: widthAxis(group),
      yAxis: ChartAxis("Success (%)", range: max(0, (20 * lowest).rounded(.down) * 5 - 1)...100.5), series: series)
  }

  /// For SET and RESET the share of cells that fail, by cause; none where no cell fails.
  private func failures(_ group: [SizingFigures.Point], _ end: String) -> [NamedChart] {
    [("set", \SizingFigures.Point.set), ("reset", \.reset)].compactMap { name, write in
      let causes = WriteFailure.allCases.filter { cause in
        group.contains { ($0[keyPath: write].failures[cause.rawValue] ?? 0) > 0 }
      }
      guard !causes.isEmpty else { return nil }
      let series = causes.map { cause in
        ChartSeries(
          cause.words,
          points: group.map { point in
            let found = point[keyPath: write]
            return SIMD2(
              point.width.micrometers, 100 * Double(found.failures[cause.rawValue] ?? 0) / Double(max(1, found.success.of)))
          }, mark: .lineAndPoints)
      }
      let chart = LineChart(
        title: title("Why \(name.uppercased())s fail", group), xAxis: widthAxis(group),
        yAxis: ChartAxis("Cells (%)"), series: series)
      return NamedChart("\(name)-failures\(end)", chart)
    }
  }

  // MARK: What is asked against what is offered

  /// For SET and RESET: switching voltage and current of each cell as points, and the load curves of the transistors. A
  /// cell above a curve does not switch with that transistor.
  private func limits(_ group: [SizingFigures.Point], _ end: String) -> [NamedChart] {
    [true, false].map { (isSet: Bool) in
      let cells = findings.demands.compactMap { $0?.point(isSet: isSet) }
      let asked = cells.map { SIMD2($0.voltage.si, $0.current.si) }
      let curves = group.compactMap { point -> ChartSeries? in
        guard let curve = curve(point, isSet: isSet) else { return nil }
        return ChartSeries(
          "offered, \(SizingFindings.width(point.width))", x: curve.voltages.map(\.si), y: curve.currents.map(\.si))
      }
      let largest = group.map(\.writeVoltage.si).max() ?? 1
      let name = isSet ? "V_SET" : "V_RESET"
      let chart = LineChart(
        title: title("What a \(isSet ? "SET" : "RESET") asks and gets", group, withGate: isSet),
        xAxis: ChartAxis("Voltage across the memristor", unit: "V", range: 0...largest * 1.1),
        yAxis: ChartAxis(
          "Current", unit: "A", scale: .logarithmic, range: currentRange(asked, curves)),
        series: [ChartSeries("asked at \(name)", points: asked, mark: .points, colour: .grey)] + spread(curves))
      return NamedChart("\(isSet ? "set" : "reset")-limit\(end)", chart)
    }
  }

  /// The load curve of a point's SET or RESET; nil where it could not be simulated.
  private func curve(_ point: SizingFigures.Point, isSet: Bool) -> LoadCurve? {
    findings.writes.first { one in
      let transistor = findings.study.transistors[one.write.transistor]
      return transistor.corner == point.corner && transistor.transistor.width == point.width
        && transistor.transistor.length == point.length && one.write.amplitude == point.writeVoltage
        && one.write.gateVoltage == (isSet ? point.gateVoltage : nil)
    }?.surroundings.loadCurve
  }

  /// At most five curves, the first and the last included: more would be hard to tell apart.
  private func spread(_ curves: [ChartSeries]) -> [ChartSeries] {
    guard curves.count > 5 else { return curves }
    return (0..<5).map { curves[$0 * (curves.count - 1) / 4] }
  }

  /// From the smallest current asked for to the largest offered, with some room.
  private func currentRange(_ asked: [SIMD2<Double>], _ curves: [ChartSeries]) -> ClosedRange<Double> {
    let offered = curves.flatMap { $0.points.map(\.y) }
    let largest = max((asked.map(\.y) + offered).max() ?? 1e-3, 1e-9)
    return min(asked.map(\.y).filter { $0 > 0 }.min() ?? largest, largest / 10) / 2...largest * 2
  }

  // MARK: Against the gate voltage

  /// A median over the gate voltage, with one line per width.
  private func againstGate(
    _ group: [SizingFigures.Point], _ quantity: String, _ unit: String, _ value: (SizingFigures.Point) -> Double?
  ) -> LineChart {
    let byWidth = group.grouped { [.number($0.width.si)] }
    let series = byWidth.map { points in
      ChartSeries(
        SizingFindings.width(points.first?.width ?? .zero),
        points: points.sorted { $0.gateVoltage < $1.gateVoltage }.compactMap { point in
          value(point).map { SIMD2(point.gateVoltage.si, $0) }
        }, mark: .lineAndPoints)
    }
    return LineChart(
      title: "\(quantity), median, at \(SpiceNumber.shortest(group.first?.writeVoltage.si ?? 0)) V",
      xAxis: ChartAxis("Gate voltage in the SET", unit: "V"),
      yAxis: ChartAxis(quantity, unit: unit, scale: .logarithmic), series: series)
  }

  // MARK: Axes

  /// Short enough to fit above the frame.
  private func title(_ words: String, _ group: [SizingFigures.Point], withGate: Bool = true) -> String {
    guard let point = group.first else { return words }
    let number = SpiceNumber.shortest
    let gate = withGate ? "gate \(number(point.gateVoltage.si)) V, " : ""
    return "\(words): \(point.corner), \(number(point.length.micrometers)) µm, \(gate)\(number(point.writeVoltage.si)) V"
  }

  /// In um as plain numbers, since gnuplot's powers of ten would hide the values.
  private func widthAxis(_ group: [SizingFigures.Point]) -> ChartAxis {
    ChartAxis(
      "Width of the transistor (µm)", scale: .logarithmic, range: widthRange(group),
      ticks: group.map { ChartTick(SpiceNumber.shortest($0.width.micrometers), at: $0.width.micrometers) })
  }

  /// With room at both ends, so that no point lies on the frame.
  private func widthRange(_ group: [SizingFigures.Point]) -> ClosedRange<Double> {
    let widths = group.map(\.width.micrometers)
    return (widths.min() ?? 1) / 1.3...(widths.max() ?? 1000) * 1.3
  }
}
