import CrossbarPrimitives
import Reporting

/// The files of a retention run.
public struct RetentionReport: RunReport {
  public let result: RetentionResult

  /// Curves of each compliance in the picture; the table has them all.
  private static let drawnCurves = 40

  public init(_ result: RetentionResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(table, to: "retention.csv")
  }

  /// None if no device SET.
  public var charts: [NamedChart] {
    let isAnySet = result.outcomes.joined().contains { $0.value?.set.isSet ?? false }
    return isAnySet ? [NamedChart("retention", chart)] : []
  }

  /// A line a read.
  var table: CSVTable {
    var table = CSVTable(header: [
      "device", "compliance_A", "is_set", "time_s", "read_resistance_ohm", "numerical_failure",
    ])
    for (compliance, outcomes) in zip(result.experiment.compliances, result.outcomes) {
      for outcome in outcomes {
        switch outcome.result {
        case .success(let curve):
          for (time, resistance) in zip(result.experiment.readTimes, curve.resistances) {
            table.append(outcome.device, compliance, curve.set.isSet, time, resistance, "")
          }
        case .failure(let error): table.append(outcome.device, compliance, "", "", "", "\(error)")
        }
      }
    }
    return table
  }

  /// Resistance against time on logarithmic axes; the read at 0 s has no place there. The last compliance is drawn
  /// first: usually it is the highest, and its spread would cover the others.
  var chart: LineChart {
    let series = zip(result.experiment.compliances, result.outcomes).enumerated().reversed().flatMap { index, pair in
      let colours: [ChartColour] = [.blue, .vermilion, .green, .purple, .orange, .skyBlue, .black]
      let curves = pair.1.compactMap(\.value).filter { $0.set.isSet }.prefix(Self.drawnCurves)
      return curves.enumerated().map { number, curve in
        ChartSeries(
          number == 0 ? SIPrefix.text(pair.0.si, unit: "A") : "", x: result.experiment.readTimes.map(\.si),
          y: curve.resistances, colour: colours[index % colours.count])
      }
    }
    let isShown = result.experiment.readTimes.contains(result.experiment.requiredTime)
    return LineChart(
      title: "Retention at 0 V", xAxis: ChartAxis("Time since the SET", unit: "s", scale: .logarithmic),
      yAxis: ChartAxis("Resistance at \(result.experiment.readVoltage)", unit: "Ω", scale: .logarithmic), series: series,
      marker: isShown
        ? ChartMarker(
          "\(SIPrefix.text(result.experiment.requiredTime.si, unit: "s"))", at: result.experiment.requiredTime.si) : nil)
  }
}
