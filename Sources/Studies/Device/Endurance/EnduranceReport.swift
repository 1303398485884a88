import CrossbarPrimitives
import Foundation
import Reporting

/// The files of an endurance run.
public struct EnduranceReport: RunReport {
  public let result: EnduranceResult

  public init(_ result: EnduranceResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(cycleTable, to: "cycles.csv")
    try folder.write(deviceTable, to: "devices.csv")
  }

  public var headline: String? {
    let summary = result.summary
    guard let life = summary.cyclesToFailure, let fewest = summary.fewestCycles, let most = summary.mostCycles else { return nil }
    return "Devices fail after \(fewest) to \(most) cycles, half of them within \(String(format: "%.0f", life.median)); "
      + "\(summary.survived) outlive the \(result.experiment.cycles) cycles tried."
  }

  public var charts: [NamedChart] {
    result.lives.isEmpty ? [] : [NamedChart("resistance", resistanceChart), NamedChart("survival", survivalChart)]
  }

  /// A line a cycle, counted from 1.
  var cycleTable: CSVTable {
    var table = CSVTable(header: ["device", "cycle", "set_current_A", "r_lrs_ohm", "r_hrs_ohm", "wear"])
    for outcome in result.outcomes {
      for (index, cycle) in (outcome.value?.cycles ?? []).enumerated() {
        table.append(
          outcome.device, index + 1, cycle.setCurrent, cycle.lowResistance, cycle.highResistance, cycle.wear?.rawValue)
      }
    }
    return table
  }

  /// A line a device.
  var deviceTable: CSVTable {
    var table = CSVTable(header: ["device", "cycles_to_failure", "cause", "numerical_failure"])
    for outcome in result.outcomes {
      switch outcome.result {
      case .success(let life): table.append(outcome.device, life.cyclesToFailure, life.end?.rawValue, "")
      case .failure(let error): table.append(outcome.device, "", "", "\(error)")
      }
    }
    return table
  }

  /// SET on each cycle's number and RESET a little behind it, so that neither covers the other.
  var resistanceChart: LineChart {
    func points(_ path: KeyPath<EnduranceCycle, Resistance>, at shift: Double) -> [SIMD2<Double>] {
      result.lives.flatMap { life in life.cycles.enumerated().map { SIMD2(Double($0 + 1) + shift, $1[keyPath: path].si) } }
    }
    return LineChart(
      title: "Cycling at \(SIPrefix.text(result.experiment.compliance.si, unit: "A"))", xAxis: cycleAxis,
      yAxis: ChartAxis("Resistance at \(result.experiment.readVoltage)", unit: "Ω", scale: .logarithmic),
      series: [
        ChartSeries("after RESET", points: points(\.highResistance, at: 0.3), mark: .points, colour: .blue),
        ChartSeries("after SET", points: points(\.lowResistance, at: 0), mark: .points, colour: .vermilion),
        ChartSeries(
          "read threshold", x: [0, Double(longest) + 1], y: Array(repeating: result.experiment.threshold.si, count: 2),
          isDashed: true, colour: .black),
      ])
  }

  /// The share of devices that got through so many cycles: it falls right behind the last cycle of each.
  var survivalChart: LineChart {
    let lives = result.lives
    var steps: [SIMD2<Double>] = []
    for cycle in 0...longest {
      let alive = lives.count { $0.cyclesToFailure.map { $0 > cycle } ?? true }
      let share = lives.isEmpty ? 0 : 100 * Double(alive) / Double(lives.count)
      steps += [SIMD2(Double(cycle), steps.last?.y ?? 100), SIMD2(Double(cycle), share)]
    }
    return LineChart(
      title: "Endurance at \(SIPrefix.text(result.experiment.compliance.si, unit: "A"))",
      xAxis: ChartAxis("Cycles done", range: 0...Double(longest)),
      yAxis: ChartAxis("Devices that still RESET (%)", range: -3...103),
      series: [ChartSeries("", points: steps, colour: .blue)])
  }

  private var longest: Int { max(1, result.lives.map(\.cycles.count).max() ?? 1) }
  private var cycleAxis: ChartAxis { ChartAxis("Cycle", range: 0...Double(longest + 1)) }
}
