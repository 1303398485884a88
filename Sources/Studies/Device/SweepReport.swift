import CrossbarPrimitives
import MemristorDevices
import Reporting

/// The files of a sweep run.
public struct SweepReport: RunReport {
  public let result: SweepResult

  public init(_ result: SweepResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(sweepTable, to: "sweeps.csv")
    try folder.write(parameterTable, to: "parameters.csv")
  }

  /// A line a sample, as a laboratory records it.
  public var sweepTable: CSVTable {
    var sweeps = CSVTable(header: ["device", "cycle", "voltage_V", "current_A"])
    for loop in result.loops {
      for (voltage, current) in zip(loop.sweep.voltages, loop.sweep.currents) {
        sweeps.append(loop.device, loop.cycle, voltage, current)
      }
    }
    return sweeps
  }

  public var charts: [NamedChart] {
    let loops = result.loops.filter { $0.device == 0 }
    return loops.isEmpty ? [] : [NamedChart("iv-loops", chart(of: loops))]
  }

  /// A line a loop: what was drawn and what was read off.
  var parameterTable: CSVTable {
    var table = CSVTable(header: [
      "device", "cycle", "drawn_v_set_V", "v_set_V", "drawn_v_reset_V", "v_reset_V", "drawn_r_lrs_ohm", "r_lrs_ohm",
      "drawn_r_hrs_ohm", "r_hrs_ohm", "remarks", "numerical_failure",
    ])
    for loop in result.loops {
      let (drawn, found) = (loop.drawn, loop.extracted)
      table.append(
        loop.device, loop.cycle, drawn.setVoltage, found.setVoltage, drawn.resetVoltage, found.resetVoltage,
        drawn.lowResistance, found.lowResistance, drawn.highResistance, found.highResistance,
        found.remarks.joined(separator: "; "), "")
    }
    for failed in result.failures {
      let drawn = failed.drawn
      table.append(
        failed.device, failed.cycle, drawn.setVoltage, "", drawn.resetVoltage, "", drawn.lowResistance, "", drawn.highResistance,
        "", "", "\(failed.reason)")
    }
    return table
  }

  /// |I| on a logarithmic axis, first cycle red, last blue, those between grey: as in Fig. 3a of the paper.
  func chart(of loops: [SweepLoop]) -> LineChart {
    let series = loops.enumerated().map { index, loop in
      let isFirst = index == 0
      let isLast = index == loops.count - 1
      let points = zip(loop.sweep.voltages, loop.sweep.currents).map { SIMD2($0, abs($1)) }.filter { $0.y > 1e-12 }
      return ChartSeries(
        isFirst ? "first cycle" : isLast ? "cycle \(loops.count)" : "", points: points,
        colour: isFirst ? .vermilion : isLast ? .blue : .grey)
    }
    return LineChart(
      title: "I-V loops of one device", xAxis: ChartAxis("Voltage", unit: "V"),
      yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic), series: series)
  }
}
