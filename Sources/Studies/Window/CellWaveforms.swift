import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Reporting

/// Pulses on one cell as they went: what an oscilloscope would show.
public struct CellWaveforms: Sendable {
  public let cell: Int
  public let pulses: [(operation: CellOperation, trace: CellTrace)]

  public func writeData(to folder: ResultFolder) throws {
    for (operation, trace) in pulses {
      try folder.write(table(trace), to: "\(Self.name(operation)).csv")
      try folder.write(rawFile(operation, trace).text, to: "\(Self.name(operation)).raw")
    }
  }

  public var charts: [NamedChart] { pulses.map { NamedChart(Self.name($0.operation), chart($0.operation, $0.trace)) } }

  private static func name(_ operation: CellOperation) -> String { "waveforms-\(operation.kind.rawValue)" }

  /// Such as `SET of cell 4: 5 V for 20 ms, gate at 1.12 V`.
  private func title(_ operation: CellOperation) -> String {
    "\(operation.kind.rawValue.uppercased()) of cell \(cell): \(operation.amplitude) for "
      + "\(SIPrefix.text(operation.pulse.width.si, unit: "s")), gate at \(operation.wordLineVoltage)"
  }

  /// What is drawn and written of a pulse: a name for people, one for ngspice, a column, and the values.
  private func signals(_ trace: CellTrace) -> [(variable: RawFile.Variable, column: String, waveform: Waveform)] {
    [
      (.init("v(bl_driver)", .voltage), "bit_line_driver_V", trace.bitLineDriver),
      (.init("v(sl_driver)", .voltage), "source_line_driver_V", trace.sourceLineDriver),
      (.init("v(bl)", .voltage), "bit_line_V", trace.bitLine), (.init("v(sl)", .voltage), "source_line_V", trace.sourceLine),
      (.init("v(m)", .voltage), "middle_V", trace.middle),
      (.init("i(vbl)", .current), "bit_line_current_A", trace.bitLineCurrent),
      (.init("i(vsl)", .current), "source_line_current_A", trace.sourceLineCurrent),
      (.init("w", .other), "filament_state", trace.state),
    ]
  }

  func table(_ trace: CellTrace) -> CSVTable {
    let signals = signals(trace)
    var table = CSVTable(header: ["time_s"] + signals.map(\.column))
    for (index, time) in trace.state.time.enumerated() {
      table.append([time] + signals.map { $0.waveform.values[index] })
    }
    return table
  }

  func rawFile(_ operation: CellOperation, _ trace: CellTrace) -> RawFile {
    let signals = signals(trace)
    return RawFile(
      title: title(operation), plot: "Transient Analysis",
      variables: [.init("time", .time)] + signals.map(\.variable), values: [trace.state.time] + signals.map(\.waveform.values))
  }

  /// Time is logarithmic: a RESET takes microseconds of a pulse of milliseconds.
  func chart(_ operation: CellOperation, _ trace: CellTrace) -> StackedLineChart {
    func series(_ name: String, _ waveform: Waveform, isDashed: Bool = false) -> ChartSeries {
      ChartSeries(name, x: waveform.time, y: waveform.values, isDashed: isDashed)
    }
    return StackedLineChart(
      title: title(operation),
      xAxis: ChartAxis(
        "Time", unit: "s", scale: .logarithmic,
        range: operation.pulse.edge.si / 10...1.2 * (trace.state.time.last ?? operation.pulse.width.si)),
      panels: [
        .init(
          yAxis: ChartAxis("Voltage", unit: "V"),
          series: [
            series("bit line", trace.bitLine), series("source line", trace.sourceLine),
            series("middle node", trace.middle, isDashed: true),
          ]),
        .init(yAxis: ChartAxis("Cell current", unit: "A"), series: [series("", trace.sourceLineCurrent)]),
        .init(yAxis: ChartAxis("Filament state"), series: [series("", trace.state)]),
      ])
  }
}

extension WindowExperiment {
  /// SETs one of the drawn cells from the high-resistance state and RESETs it from the strongest filament.
  public func waveforms(
    of cell: Int, at setting: PulseSetting, on engine: any SpiceEngine
  ) async throws -> CellWaveforms {
    let trial = trial(cell)
    let set = setOperation(setting)
    let reset = resetOperation(amplitude: setting.amplitude, width: setting.width)
    let setTrace = try await trial.apply(set, state: 0, on: engine)
    let resetTrace = try await trial.apply(reset, state: 1, on: engine)
    return CellWaveforms(cell: cell, pulses: [(set, setTrace), (reset, resetTrace)])
  }
}
