import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Reporting

/// The pictures of a sizing run.
struct SizingCharts {
  private let result: SizingResult
  private let points: [SizingSummary.Point]
  private let target: Double

  init(_ result: SizingResult) {
    self.result = result
    points = result.summary.points
    target = result.experiment.target
  }

  var all: [NamedChart] {
    let groups = points.grouped(by: SizingResult.settings)
    var charts: [NamedChart] = []
    for (index, group) in groups.enumerated() where Set(group.map(\.width)).count > 1 {
      // The plain name where there is only one.
      let end = groups.count > 1 ? "-\(index + 1)" : ""
      charts.append(NamedChart("success-against-width\(end)", success(group)))
      charts += failures(group, end)
      charts += limits(group, end)
    }
    let byGate = points.grouped { [.text($0.corner), .number($0.length), .number($0.writeVoltage)] }
    for (index, group) in byGate.enumerated() where Set(group.map(\.gateVoltage)).count > 1 {
      let end = byGate.count > 1 ? "-\(index + 1)" : ""
      charts.append(
        NamedChart("compliance-against-gate\(end)", againstGate(group, "Compliance current", "A") { $0.set.current?.median }))
      charts.append(
        NamedChart("r-lrs-against-gate\(end)", againstGate(group, "R_LRS after SET", "Ω") { $0.set.resistance?.median }))
    }
    return charts
  }

  // MARK: Against the width

  private func success(_ group: [SizingSummary.Point]) -> LineChart {
    func line(_ write: KeyPath<SizingSummary.Point, SizingSummary.Write>, _ value: (CountedShare) -> Double?) -> [SIMD2<Double>] {
      group.compactMap { point in
        value(point[keyPath: write].success).map { SIMD2(point.width, 100 * $0) }
      }
    }
    let lowest = group.flatMap { [$0.set.success.lower, $0.reset.success.lower] }.min() ?? 0
    var series: [ChartSeries] = []
    for (name, write, colour) in [("SET", \SizingSummary.Point.set, ChartColour.blue), ("RESET", \.reset, .vermilion)] {
      series.append(ChartSeries(name, points: line(write) { $0.share }, mark: .lineAndPoints, colour: colour))
      series.append(
        ChartSeries("\(name), 95 % interval", points: line(write) { $0.lower }, isDashed: true, colour: colour))
      series.append(ChartSeries("", points: line(write) { $0.upper }, isDashed: true, colour: colour))
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

  private func failures(_ group: [SizingSummary.Point], _ end: String) -> [NamedChart] {
    [("set", \SizingSummary.Point.set), ("reset", \.reset)].compactMap { name, write in
      let causes = WriteFailure.allCases.filter { cause in group.contains { $0[keyPath: write].failures[cause.rawValue] != nil } }
      guard !causes.isEmpty else { return nil }
      let series = causes.map { cause in
        ChartSeries(
          cause.words,
          points: group.map { point in
            let found = point[keyPath: write]
            return SIMD2(
              point.width, 100 * Double(found.failures[cause.rawValue] ?? 0) / Double(max(1, found.success.total)))
          }, mark: .lineAndPoints)
      }
      let chart = LineChart(
        title: title("Why \(name.uppercased())s fail", group), xAxis: widthAxis(group),
        yAxis: ChartAxis("Cells (%)"), series: series)
      return NamedChart("\(name)-failures\(end)", chart)
    }
  }

  // MARK: What is asked against what is offered

  private func limits(_ group: [SizingSummary.Point], _ end: String) -> [NamedChart] {
    [true, false].map { (isSet: Bool) in
      let cells = result.demands.compactMap { $0?.point(isSet: isSet) }
      let asked = cells.map { SIMD2($0.voltage.si, $0.current.si) }
      let curves = group.compactMap { point -> ChartSeries? in
        guard let curve = curve(point, isSet: isSet) else { return nil }
        return ChartSeries(
          "offered, \(SizingResult.width(point.width))", x: curve.voltages.map(\.si), y: curve.currents.map(\.si))
      }
      let largest = group.map(\.writeVoltage).max() ?? 1
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

  private func curve(_ point: SizingSummary.Point, isSet: Bool) -> LoadCurve? {
    result.writes.first { one in
      let transistor = result.experiment.transistors[one.write.transistor]
      return transistor.corner == point.corner && transistor.width.micrometers == point.width
        && transistor.length.micrometers == point.length && one.write.amplitude.si == point.writeVoltage
        && one.write.gateVoltage?.si == (isSet ? point.gateVoltage : nil)
    }?.surroundings.loadCurve
  }

  /// At most five of them, the first and the last included: more cannot be told apart.
  private func spread(_ curves: [ChartSeries]) -> [ChartSeries] {
    guard curves.count > 5 else { return curves }
    return (0..<5).map { curves[$0 * (curves.count - 1) / 4] }
  }

  /// From the least that is asked to the most that is offered, with some room.
  private func currentRange(_ asked: [SIMD2<Double>], _ curves: [ChartSeries]) -> ClosedRange<Double> {
    let offered = curves.flatMap { $0.points.map(\.y) }
    let largest = max((asked.map(\.y) + offered).max() ?? 1e-3, 1e-9)
    return min(asked.map(\.y).filter { $0 > 0 }.min() ?? largest, largest / 10) / 2...largest * 2
  }

  // MARK: Against the gate voltage

  private func againstGate(
    _ group: [SizingSummary.Point], _ quantity: String, _ unit: String, _ value: (SizingSummary.Point) -> Double?
  ) -> LineChart {
    let byWidth = group.grouped { [.number($0.width)] }
    let series = byWidth.map { points in
      ChartSeries(
        SizingResult.width(points.first?.width ?? 0),
        points: points.sorted { $0.gateVoltage < $1.gateVoltage }.compactMap { point in
          value(point).map { SIMD2(point.gateVoltage, $0) }
        }, mark: .lineAndPoints)
    }
    return LineChart(
      title: "\(quantity), median, at \(SpiceNumber.shortest(group.first?.writeVoltage ?? 0)) V",
      xAxis: ChartAxis("Gate voltage in the SET", unit: "V"),
      yAxis: ChartAxis(quantity, unit: unit, scale: .logarithmic), series: series)
  }

  // MARK: Axes

  /// Short, so that it fits over the frame.
  private func title(_ words: String, _ group: [SizingSummary.Point], withGate: Bool = true) -> String {
    guard let point = group.first else { return words }
    let number = SpiceNumber.shortest
    let gate = withGate ? "gate \(number(point.gateVoltage)) V, " : ""
    return "\(words): \(point.corner), \(number(point.length)) µm, \(gate)\(number(point.writeVoltage)) V"
  }

  /// In um, which gnuplot's powers of ten would hide.
  private func widthAxis(_ group: [SizingSummary.Point]) -> ChartAxis {
    ChartAxis(
      "Width of the transistor (µm)", scale: .logarithmic, range: widthRange(group),
      ticks: group.map { ChartTick(SpiceNumber.shortest($0.width), at: $0.width) })
  }

  /// With room on both sides, so that no point lies on the frame.
  private func widthRange(_ group: [SizingSummary.Point]) -> ClosedRange<Double> {
    let widths = group.map(\.width)
    return (widths.min() ?? 1) / 1.3...(widths.max() ?? 1000) * 1.3
  }
}
