import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Reporting

/// A SET and a RESET of one cell as they went.
public struct CellWaveforms: Sendable {
  public let cell: Int
  public let setting: PulseSetting
  public let set, reset: CellTrace

  public func writeData(to folder: ResultFolder) throws {
    for (name, trace) in traces {
      try folder.write(table(trace), to: "waveforms-\(name).csv")
      try folder.write(rawFile(trace, name).text, to: "waveforms-\(name).raw")
    }
  }

  public var charts: [NamedChart] { traces.map { NamedChart("waveforms-\($0)", chart($1, $0)) } }

  private var traces: [(String, CellTrace)] { [("set", set), ("reset", reset)] }

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

  func rawFile(_ trace: CellTrace, _ name: String) -> RawFile {
    let signals = signals(trace)
    return RawFile(
      title: "\(name.uppercased()) of cell \(cell), \(setting.text)", plot: "Transient Analysis",
      variables: [.init("time", .time)] + signals.map(\.variable), values: [trace.state.time] + signals.map(\.waveform.values))
  }

  func chart(_ trace: CellTrace, _ name: String) -> StackedLineChart {
    func series(_ name: String, _ waveform: Waveform, isDashed: Bool = false) -> ChartSeries {
      ChartSeries(name, x: waveform.time, y: waveform.values, isDashed: isDashed)
    }
    return StackedLineChart(
      title: "\(name.uppercased()) of cell \(cell): \(setting.text)", xAxis: ChartAxis("Time", unit: "s"),
      panels: [
        .init(
          yAxis: ChartAxis("Voltage", unit: "V"),
          series: [
            series("bit line", trace.bitLine), series("source line", trace.sourceLine),
            series("between memristor and transistor", trace.middle, isDashed: true),
          ]),
        .init(yAxis: ChartAxis("Cell current", unit: "A"), series: [series("", trace.sourceLineCurrent)]),
        .init(yAxis: ChartAxis("Filament state"), series: [series("", trace.state)]),
      ])
  }
}

extension WindowExperiment {
  /// SETs and RESETs one of the drawn cells and keeps what an oscilloscope would show.
  public func waveforms(
    of cell: Int, at setting: PulseSetting, on engine: any SpiceEngine
  ) async throws -> CellWaveforms {
    let trial = trial(cell)
    let reset = resetOperation(amplitude: setting.amplitude, width: setting.width)
    return CellWaveforms(
      cell: cell, setting: setting,
      set: try await trial.apply(setOperation(setting), state: 0, on: engine, timeLimit: Self.timeLimit),
      reset: try await trial.apply(reset, state: 1, on: engine, timeLimit: Self.timeLimit))
  }
}
