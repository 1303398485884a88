import CrossbarPrimitives
import Reporting

/// The files of a compliance run.
public struct ComplianceReport: RunReport {
  public let result: ComplianceResult

  public init(_ result: ComplianceResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(stepTable, to: "compliance.csv")
  }

  /// None if no device SET.
  public var charts: [NamedChart] {
    guard result.outcomes.contains(where: { $0.value?.contains { $0.set.isSet } ?? false }) else { return [] }
    return [NamedChart("non-volatile", shareChart), NamedChart("r-lrs", resistanceChart)]
  }

  public var headline: String? {
    let known = result.summary.points.filter { $0.nonVolatile.share != nil }
    let volatile = known.filter { $0.nonVolatile.count == 0 }.map(\.compliance).max()
    let lasting = known.filter { $0.nonVolatile.count == $0.nonVolatile.of }.map(\.compliance).min()
    let sentences = [
      volatile.map { "No filament SET at \(SIPrefix.text($0, unit: "A")) lasts" },
      lasting.map { "every filament SET at \(SIPrefix.text($0, unit: "A")) does" },
    ].compactMap { $0 }
    return sentences.count == 2 ? sentences.joined(separator: "; ") + "." : nil
  }

  /// A line a SET.
  var stepTable: CSVTable {
    let drawn = result.experiment.population.kind.drawnColumns.map { "drawn_\($0)" }
    var table = CSVTable(
      header: [
        "device", "compliance_A", "set_current_A", "outcome", "r_lrs_after_set_ohm", "read_resistance_after_rest_ohm",
      ] + drawn + ["numerical_failure"])
    for outcome in result.outcomes {
      switch outcome.result {
      case .success(let steps):
        for step in steps {
          let found: [any CSVField] = [
            outcome.device, step.compliance, step.set.outcome.current, step.outcome.rawValue, step.set.resistance,
            step.set.readVoltage / step.readCurrent,
          ]
          table.append(found + step.memristor.drawnValues + [""])
        }
      case .failure(let error): table.append([outcome.device] + Array(repeating: "", count: 5 + drawn.count) + ["\(error)"])
      }
    }
    return table
  }

  var shareChart: LineChart {
    let points = result.summary.points.filter { $0.nonVolatile.share != nil }
    func line(_ value: (CountedShare) -> Double) -> [SIMD2<Double>] {
      points.map { SIMD2($0.compliance, 100 * value($0.nonVolatile)) }
    }
    return LineChart(
      title: "Filaments that last \(SIPrefix.text(result.experiment.rest.si, unit: "s"))", xAxis: complianceAxis,
      yAxis: ChartAxis("Non-volatile, of devices that SET (%)", range: -3...103),
      series: [
        ChartSeries("share", points: line { $0.share ?? 0 }, mark: .lineAndPoints, colour: .blue),
        ChartSeries("95 % interval (Wilson)", points: line(\.wilsonLow), isDashed: true, colour: .grey),
        ChartSeries("", points: line(\.wilsonHigh), isDashed: true, colour: .grey),
      ])
  }

  var resistanceChart: LineChart {
    let points = result.summary.points
    func line(_ value: (Quartiles<Double>) -> Double) -> [SIMD2<Double>] {
      points.compactMap { point in point.lowResistance.map { SIMD2(point.compliance, value($0)) } }
    }
    let devices = result.outcomes.flatMap { $0.value ?? [] }.filter { $0.set.isSet }
    return LineChart(
      title: "Low resistance set by the compliance", xAxis: complianceAxis,
      yAxis: ChartAxis("R_LRS right after the SET", unit: "Ω", scale: .logarithmic),
      series: [
        ChartSeries(
          "each device", points: devices.map { SIMD2($0.compliance.si, $0.set.resistance.si) }, mark: .points, colour: .grey),
        ChartSeries("median", points: line(\.median), mark: .lineAndPoints, colour: .blue),
        ChartSeries("quartiles", points: line(\.lower), isDashed: true, colour: .blue),
        ChartSeries("", points: line(\.upper), isDashed: true, colour: .blue),
      ])
  }

  /// With room on both sides, so that no point lies on the frame.
  private var complianceAxis: ChartAxis {
    let compliances = result.experiment.compliances.map(\.si)
    let range = (compliances.min() ?? 1e-6) / 2...(compliances.max() ?? 1e-3) * 2
    return ChartAxis("Compliance", unit: "A", scale: .logarithmic, range: range)
  }
}
