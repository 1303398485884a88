import CrossbarPrimitives
import Reporting

/// The files of a pulse run.
public struct PulsesReport: RunReport {
  public let result: PulsesResult

  public init(_ result: PulsesResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    let waveforms = result.train.waveforms
    var waveformTable = CSVTable(header: ["time_s", "voltage_V", "current_A"])
    for (index, time) in waveforms.voltage.time.enumerated() {
      waveformTable.append(time, waveforms.voltage.values[index], waveforms.current.values[index])
    }
    try folder.write(waveformTable, to: "waveforms.csv")
    try folder.write(pulseTable, to: "pulses.csv")
    try folder.write(switchingTable, to: "switching-times.csv")
  }

  public var charts: [NamedChart] {
    let waveforms = result.train.waveforms
    let timeAxis = ChartAxis("Time", unit: "s", range: 0...(waveforms.voltage.time.last ?? 1))
    var charts = [
      NamedChart(
        "voltage",
        LineChart(
          title: "Pulse train: voltage", xAxis: timeAxis, yAxis: ChartAxis("Source voltage", unit: "V"),
          series: [ChartSeries("", x: waveforms.voltage.time, y: waveforms.voltage.values, colour: .blue)])),
      NamedChart(
        "current",
        LineChart(
          title: "Pulse train: current", xAxis: timeAxis,
          yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic, range: Self.shownCurrents),
          series: [ChartSeries("", x: waveforms.current.time, y: waveforms.current.values.map(shown), colour: .vermilion)])),
      NamedChart("read-current", readChart),
    ]
    if result.switching.points.contains(where: { !$0.outcomes.isEmpty }) { charts.append(NamedChart("switched", switchedChart)) }
    if result.switching.points.contains(where: { !$0.times.isEmpty }) {
      charts.append(NamedChart("switching-time", switchingChart))
    }
    return charts
  }

  /// What the logarithmic current axis spans, A.
  private static let shownCurrents = 1e-9...1e-1

  /// A current's magnitude, no lower than its axis: between pulses the line runs along the bottom.
  private func shown(_ current: Double) -> Double { max(abs(current), Self.shownCurrents.lowerBound) }

  /// A line a pulse, with the read behind it.
  var pulseTable: CSVTable {
    var table = CSVTable(
      header: [
        "pulse", "cycle", "kind", "attempt", "amplitude_V", "pulse_current_A", "read_current_A", "read_resistance_ohm",
        "verified",
      ] + result.train.train.kind.drawnColumns)
    for (index, step) in result.train.steps.enumerated() {
      let fields: [any CSVField] = [
        index + 1, step.cycle + 1, step.kind.rawValue, step.attempt + 1, step.write.pulse.amplitude, step.write.current,
        step.read.current, step.read.pulse.amplitude / step.read.current, step.isVerified,
      ]
      table.append(fields + step.write.memristor.drawnValues)
    }
    return table
  }

  /// A line a device, amplitude and compliance; no time means that it did not switch.
  var switchingTable: CSVTable {
    var table = CSVTable(header: [
      "compliance_A", "amplitude_V", "device", "switching_time_s", "drawn_v_set_V", "numerical_failure",
    ])
    for point in result.switching.points {
      for outcome in point.outcomes {
        switch outcome.result {
        case .success(let found):
          table.append(point.compliance, point.amplitude, outcome.device, found.time, found.memristor.setVoltage, "")
        case .failure(let error): table.append(point.compliance, point.amplitude, outcome.device, "", "", "\(error)")
        }
      }
    }
    return table
  }

  /// The read current behind each pulse, with the current that decides.
  var readChart: LineChart {
    let steps = result.train.steps
    func points(_ kind: PulseTrainStep.Kind) -> [SIMD2<Double>] {
      steps.enumerated().filter { $0.element.kind == kind }.map { SIMD2(Double($0.offset + 1), $0.element.read.current.si) }
    }
    let train = result.train.train
    return LineChart(
      title: "Read current after each pulse, at \(train.readVoltage)",
      xAxis: ChartAxis("Pulse", range: 0...Double(steps.count + 1)),
      yAxis: ChartAxis("Read current", unit: "A", scale: .logarithmic),
      series: [
        ChartSeries("after a SET pulse", points: points(.set), mark: .points, colour: .vermilion),
        ChartSeries("after a RESET pulse", points: points(.reset), mark: .points, colour: .blue),
        ChartSeries(
          "threshold", x: [0, Double(steps.count + 1)],
          y: Array(repeating: (train.readVoltage / train.threshold).si, count: 2), isDashed: true, colour: .black),
      ])
  }

  private var colours: [ChartColour] { [.blue, .vermilion, .green, .purple, .orange, .skyBlue, .black] }

  /// How many devices SET at all within the pulse.
  var switchedChart: LineChart {
    let series = result.switching.experiment.compliances.enumerated().map { index, compliance in
      let points = result.switching.points.filter { $0.compliance == compliance && !$0.outcomes.isEmpty }
      return ChartSeries(
        SIPrefix.text(compliance.si, unit: "A"),
        points: points.map { SIMD2($0.amplitude.si, 100 * Double($0.times.count) / Double($0.outcomes.count)) },
        mark: .lineAndPoints, colour: colours[index % colours.count])
    }
    return LineChart(
      title: "Devices that SET within \(SIPrefix.text(result.switching.experiment.longest.si, unit: "s"))", xAxis: amplitudeAxis,
      yAxis: ChartAxis("Share of devices (%)", range: -3...103), series: series)
  }

  /// With room on both sides, so that no point lies on the frame.
  private var amplitudeAxis: ChartAxis {
    let amplitudes = result.switching.experiment.amplitudes.map(\.si)
    return ChartAxis("Pulse amplitude", unit: "V", range: 0...(amplitudes.max() ?? 5) * 1.1)
  }

  /// Medians, with the quartiles dashed in the same colour.
  var switchingChart: LineChart {
    let series = result.switching.experiment.compliances.enumerated().flatMap { index, compliance in
      let points = result.switching.points.filter { $0.compliance == compliance }
      func line(_ value: (Quartiles<Double>) -> Double) -> [SIMD2<Double>] {
        points.compactMap { point in Quartiles(point.times).map { SIMD2(point.amplitude.si, value($0)) } }
      }
      let colour = colours[index % colours.count]
      return [
        ChartSeries(SIPrefix.text(compliance.si, unit: "A"), points: line(\.median), mark: .lineAndPoints, colour: colour),
        ChartSeries("", points: line(\.lower), isDashed: true, colour: colour),
        ChartSeries("", points: line(\.upper), isDashed: true, colour: colour),
      ]
    }
    return LineChart(
      title: "Time to SET: median and quartiles of those that switch", xAxis: amplitudeAxis,
      yAxis: ChartAxis("Switching time", unit: "s", scale: .logarithmic), series: series)
  }
}
