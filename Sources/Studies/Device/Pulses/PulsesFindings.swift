import CrossbarPrimitives
import Records
import Reporting

/// The results of a pulse study: the train's waveforms, and the switching times of all devices.
public struct PulsesFindings: StudyFindings {
  /// As it was run, with the settings of the train and of the switching times.
  public let study: PulsesStudy
  /// Of one device, through all cycles or up to a pulse without a result.
  public let train: PulseTrainResult
  /// By compliance, then by amplitude, then by device.
  public let times: [SwitchingTime]
  public let figures: PulsesFigures

  init(study: PulsesStudy, train: PulseTrainResult, times: [SwitchingTime]) {
    self.study = study
    self.train = train
    self.times = times
    figures = PulsesFigures(study, train, times)
  }

  /// Writes `waveforms.csv` and `pulses.csv` of the train, and `switching-times.csv` of all devices.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(train.waveforms), to: "waveforms.csv")
    try folder.write(RecordTable(train.steps.enumerated().map { PulseRow($1, number: $0 + 1) }), to: "pulses.csv")
    try folder.write(RecordTable(times), to: SwitchingTimes.table)
  }

  /// How often the train's reads verified a state, and how long devices take to SET.
  public var headline: String? {
    let times = figures.switching.compactMap { point in point.switchingTime.map { ($0.median, point.amplitude) } }
    let speed =
      if let fastest = times.min(by: { $0.0 < $1.0 }), let slowest = times.max(by: { $0.0 < $1.0 }) {
        fastest.1 == slowest.1
          ? "half of the devices that SET do so within \(fastest.0.prefixed) at \(fastest.1.prefixed)"
          : "half of the devices that SET do so within \(slowest.0.prefixed) at \(slowest.1.prefixed), and within "
            + "\(fastest.0.prefixed) at \(fastest.1.prefixed)"
      } else { "no device SETs within \(study.switching.longest.prefixed)" }
    return "Device \(figures.device) is SET in \(figures.verifiedSets) and RESET in \(figures.verifiedResets) of its "
      + "\(figures.cycles) cycles; \(speed)."
  }

  public var text: String {
    let rows = figures.switching.map { point in
      let times = point.switchingTime.map { time in
        column(time.median.prefixed, 10) + column("(\(time.lower.prefixed) to \(time.upper.prefixed))", 22)
          + (point.slowest ?? .zero).prefixed
      }
      return "    \(column(point.compliance.prefixed, 10))\(column(point.amplitude.prefixed, 10))"
        + "\(column("\(point.switched.count) of \(point.switched.of)", 14))\(times ?? "none")"
    }
    return """
      device \(figures.device) through \(figures.cycles) cycles of \(study.train.amplitude) and \
      \(study.train.width.prefixed) (seed \(study.seed))

        SET verified in \(figures.verifiedSets) of \(figures.cycles) cycles, with \(figures.setPulses) pulses; \
      RESET in \(figures.verifiedResets), with \(figures.resetPulses)\
      \(train.failure.map { "\n  a pulse gave no result (numerical failure), which ends the train: \($0)" } ?? "")

      \(figures.switching.first?.devices.text ?? ""), pulses of \(study.switching.longest.prefixed): time to SET, median \
      and quartiles

          \(column("current", 10))\(column("voltage", 10))\(column("switched", 14))\(column("time", 32))slowest
      \(rows.joined(separator: "\n"))
      """
  }

  /// Voltage, current and reads of the train; shares and times of switching over the amplitude, if any device was
  /// measured.
  public var charts: [NamedChart] {
    let waveforms = train.waveforms
    let timeAxis = ChartAxis("Time", unit: "s", range: 0...(waveforms.last?.time.si ?? 1))
    // Between pulses the current is drawn along the bottom of its axis.
    let currents = waveforms.map { SIMD2($0.time.si, max(abs($0.current.si), Self.shownCurrents.lowerBound)) }
    var charts = [
      NamedChart(
        "voltage",
        LineChart(
          title: "Pulse train: voltage", xAxis: timeAxis, yAxis: ChartAxis("Source voltage", unit: "V"),
          series: [ChartSeries("", points: waveforms.map { SIMD2($0.time.si, $0.voltage.si) }, colour: .blue)])),
      NamedChart(
        "current",
        LineChart(
          title: "Pulse train: current", xAxis: timeAxis,
          yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic, range: Self.shownCurrents),
          series: [ChartSeries("", points: currents, colour: .vermilion)])),
      NamedChart("read-current", readChart),
    ]
    if figures.switching.contains(where: { $0.switched.of > 0 }) { charts.append(NamedChart("switched", switchedChart)) }
    if figures.switching.contains(where: { $0.switchingTime != nil }) {
      charts.append(NamedChart("switching-time", switchingChart))
    }
    return charts
  }

  /// The range of the logarithmic current axis, A.
  private static let shownCurrents = 1e-9...1e-1

  /// The read current after each pulse, with the current at the threshold as a line.
  private var readChart: LineChart {
    let steps = train.steps
    func points(_ operation: PulseTrainStep.Operation) -> [SIMD2<Double>] {
      steps.enumerated().filter { $1.operation == operation }.map { SIMD2(Double($0 + 1), $1.read.current.si) }
    }
    let (readVoltage, threshold) = (study.train.readVoltage, study.train.threshold)
    return LineChart(
      title: "Read current after each pulse, at \(readVoltage)",
      xAxis: ChartAxis("Pulse", range: 0...Double(steps.count + 1)),
      yAxis: ChartAxis("Read current", unit: "A", scale: .logarithmic),
      series: [
        ChartSeries("after a SET pulse", points: points(.set), mark: .points, colour: .vermilion),
        ChartSeries("after a RESET pulse", points: points(.reset), mark: .points, colour: .blue),
        ChartSeries(
          "threshold", x: [0, Double(steps.count + 1)], y: Array(repeating: (readVoltage / threshold).si, count: 2),
          isDashed: true, colour: .black),
      ])
  }

  /// Lines over the amplitude for each compliance; `lines` may give several, in the compliance's colour.
  private func series(
    _ lines: (_ name: String, _ points: [PulsesFigures.Point], _ colour: ChartColour) -> [ChartSeries]
  ) -> [ChartSeries] {
    study.switching.compliances.enumerated().flatMap { index, compliance in
      lines(compliance.prefixed, figures.switching.filter { $0.compliance == compliance }, .automatic(index))
    }
  }

  /// The share of devices that SET at all within the pulse.
  private var switchedChart: LineChart {
    LineChart(
      title: "Devices that SET within \(study.switching.longest.prefixed)", xAxis: amplitudeAxis,
      yAxis: ChartAxis("Share of devices (%)", range: -3...103),
      series: series { name, points, colour in
        let shares = points.compactMap { point in point.switched.share.map { SIMD2(point.amplitude.si, 100 * $0) } }
        return [ChartSeries(name, points: shares, mark: .lineAndPoints, colour: colour)]
      })
  }

  /// Median switching times, with the quartiles dashed in the same colour.
  private var switchingChart: LineChart {
    LineChart(
      title: "Time to SET: median and quartiles of those that switch", xAxis: amplitudeAxis,
      yAxis: ChartAxis("Switching time", unit: "s", scale: .logarithmic),
      series: series { name, points, colour in
        func line(_ value: (Quartiles<Time>) -> Time) -> [SIMD2<Double>] {
          points.compactMap { point in point.switchingTime.map { SIMD2(point.amplitude.si, value($0).si) } }
        }
        return [
          ChartSeries(name, points: line(\.median), mark: .lineAndPoints, colour: colour),
          ChartSeries("", points: line(\.lower), isDashed: true, colour: colour),
          ChartSeries("", points: line(\.upper), isDashed: true, colour: colour),
        ]
      })
  }

  /// With room on the right, so that no point lies on the frame.
  private var amplitudeAxis: ChartAxis {
    ChartAxis("Pulse amplitude", unit: "V", range: 0...(study.switching.amplitudes.map(\.si).max() ?? 5) * 1.1)
  }
}

/// A pulse of the train and the read after it: a row of `pulses.csv`. All its numbers count from 1.
private struct PulseRow: Encodable {
  var pulse, cycle: Int
  var operation: PulseTrainStep.Operation
  var attempt: Int
  var amplitude: Voltage
  var pulseCurrent, readCurrent: Current
  var readResistance: Resistance
  var verified: Bool
  var drawn: RecordValue

  init(_ step: PulseTrainStep, number: Int) {
    (pulse, cycle, attempt) = (number, step.cycle + 1, step.attempt + 1)
    operation = step.operation
    amplitude = step.write.pulse.amplitude
    (pulseCurrent, readCurrent) = (step.write.current, step.read.current)
    readResistance = step.read.pulse.amplitude / step.read.current
    verified = step.isVerified
    drawn = RecordValue(drawn: step.write.memristor)
  }
}
