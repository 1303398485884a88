import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Records
import Reporting

/// Pulses on one cell as recorded: what an oscilloscope would show. Written as CSV and as ngspice raw files.
public struct CellWaveforms: Sendable {
  /// The number of the drawn cell.
  public let cell: Int
  /// A SET, then a RESET, each with its recording.
  public let pulses: [(operation: CellOperation, trace: CellTrace)]

  /// Writes `waveforms-set` and `waveforms-reset`, each as `.csv` and as `.raw`.
  public func writeData(to folder: ResultFolder) throws {
    for (operation, trace) in pulses {
      try folder.write(table(trace), to: "\(Self.name(operation)).csv")
      try folder.write(rawFile(operation, trace).text, to: "\(Self.name(operation)).raw")
    }
  }

  /// One per pulse, with the names of its files.
  public var charts: [NamedChart] { pulses.map { NamedChart(Self.name($0.operation), chart($0.operation, $0.trace)) } }

  private static func name(_ operation: CellOperation) -> String { "waveforms-\(operation.kind.rawValue)" }

  /// As in `SET of cell 4: 5 V for 20 ms, gate at 1.12 V`.
  private func title(_ operation: CellOperation) -> String {
    "\(operation.kind.rawValue.uppercased()) of cell \(cell): \(operation.amplitude) for "
      + "\(SIPrefix.text(operation.pulse.width.si, unit: "s")), gate at \(operation.wordLineVoltage)"
  }

  /// The waveforms of a pulse, each with its name in raw files and its column in tables.
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

  /// One row per time step.
  func table(_ trace: CellTrace) -> RecordTable {
    let signals =
      [(column: "time_s", values: trace.state.time)] + signals(trace).map { (column: $0.column, values: $0.waveform.values) }
    return RecordTable(
      records: trace.state.time.indices.map { index in
        .record(signals.map { RecordField($0.column, .number($0.values[index])) })
      })
  }

  func rawFile(_ operation: CellOperation, _ trace: CellTrace) -> RawFile {
    let signals = signals(trace)
    return RawFile(
      title: title(operation), plot: "Transient Analysis",
      variables: [.init("time", .time)] + signals.map(\.variable), values: [trace.state.time] + signals.map(\.waveform.values))
  }

  /// Voltages, current and filament state, one above the other. Time is logarithmic, since a RESET takes microseconds of
  /// a pulse of milliseconds.
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

/// The cell whose waveforms are kept, and the pulses it gets. Properties that are nil take the value of the best setting.
public struct WatchedCell: Hashable, Sendable {
  /// Number of the drawn cell.
  public var cell: Int
  /// Of both pulses.
  public var amplitude: Voltage?
  /// Of both pulses, at full height.
  public var width: Time?
  /// Of the SET; that of the RESET follows from the amplitude.
  public var gateVoltage: Voltage?

  /// By default the cell gets the pulses of the best setting.
  public init(cell: Int, amplitude: Voltage? = nil, width: Time? = nil, gateVoltage: Voltage? = nil) {
    self.cell = cell
    self.amplitude = amplitude
    self.width = width
    self.gateVoltage = gateVoltage
  }
}

extension WindowStudy {
  /// SETs the watched cell from its high-resistance state, and RESETs it from the strongest filament; nil if no cell is
  /// watched.
  func waveforms(atBest best: PulseSetting, on engine: any SpiceEngine) async throws -> CellWaveforms? {
    guard let watched else { return nil }
    let (amplitude, width) = (watched.amplitude ?? best.amplitude, watched.width ?? best.width)
    let set = setOperation(
      PulseSetting(amplitude: amplitude, width: width, gateVoltage: watched.gateVoltage ?? best.gateVoltage))
    var pulses: [(CellOperation, CellTrace)] = []
    let trial = CellTrial(memristor(watched.cell), in: surroundings(watched.cell))
    for operation in [set, resetOperation(amplitude: amplitude, width: width)] {
      pulses.append((operation, try await trial.apply(operation, state: operation.initialState, on: engine)))
    }
    return CellWaveforms(cell: watched.cell, pulses: pulses)
  }
}
