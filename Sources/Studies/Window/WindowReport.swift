import CrossbarArrays
import CrossbarPrimitives
import Reporting

/// The files of a window run.
public struct WindowReport: RunReport {
  public let result: WindowResult
  /// Of the cell that was watched, if one was.
  public let waveforms: CellWaveforms?

  public init(_ result: WindowResult, waveforms: CellWaveforms? = nil) {
    self.result = result
    self.waveforms = waveforms
  }

  public var headline: String? { result.conclusion }

  /// Of the recommended setting, or of the one nearest to being safe.
  public var keyFigures: [KeyFigure] {
    let window = result.window
    let point = result.judged ?? result.points[window.best]
    func share(_ label: String, _ share: CountedShare) -> KeyFigure {
      KeyFigure(
        label, share.share.map(WindowResult.percent) ?? "none counted", detail: "\(share.count) of \(share.of) cells")
    }
    return [
      KeyFigure("settings that meet the limits", "\(window.isSafe.count { $0 })", detail: "of \(result.points.count)"),
      KeyFigure(result.bestWords, point.setting.text), share("SET", point.set),
      share("RESET", point.reset), share("volatile", point.volatile), share("over-programmed", point.overprogrammed),
    ]
  }

  public static let tableName = "points.csv"
  /// The candidate with further cells, in the same columns.
  public static let confirmationName = "confirmation.csv"

  public func writeData(to folder: ResultFolder) throws {
    var table = CSVTable(header: Self.header)
    for point in result.points { table.append(Self.fields(point)) }
    try folder.write(table, to: Self.tableName)
    if let confirmation = result.confirmation {
      var table = CSVTable(header: Self.header)
      table.append(Self.fields(confirmation))
      try folder.write(table, to: Self.confirmationName)
    }
    try waveforms?.writeData(to: folder)
  }

  /// The columns of the table of points.
  public static let header =
    ["amplitude_V", "width_s", "gate_voltage_V"]
    + ["set", "reset", "volatile", "overprogrammed", "disturbed", "good"].flatMap {
      ["\($0)_count", "\($0)_of", "\($0)_wilson_low", "\($0)_wilson_high"]
    }
    + Neighbour.allCases.map { "disturb_\($0.rawValue)_V" } + [
      "compliance_median_A", "set_energy_median_J", "reset_energy_median_J", "failed_reads", "numerical_failures",
      "numerical_failure",
    ]

  /// A line of that table.
  public static func fields(_ point: WindowPoint) -> [any CSVField] {
    let setting = point.setting
    let shares = [point.set, point.reset, point.volatile, point.overprogrammed, point.disturbed, point.good]
    var fields: [any CSVField] = [setting.amplitude, setting.width, setting.gateVoltage]
    for share in shares { fields += [share.count, share.of, share.wilsonLow, share.wilsonHigh] as [any CSVField] }
    for neighbour in Neighbour.allCases { fields.append(point.disturbVoltages[neighbour.rawValue]) }
    fields += [point.compliance?.median, point.setEnergy?.median, point.resetEnergy?.median] as [any CSVField]
    return fields + [point.failedReads, point.numericalFailures, point.failure ?? ""]
  }

  /// None of a quantity that no point has.
  public var charts: [NamedChart] {
    let share = ChartAxis("Share of cells (%)", range: 0...100)
    let quantities: [(name: String, title: String, axis: ChartAxis, value: (WindowPoint) -> Double?)] = [
      (
        "window", "Cells that SET, last, survive and RESET", ChartAxis("Good cells (%)", range: 50...100),
        { Self.percentage($0.good) }
      ),
      ("set-success", "Cells that SET", share, { Self.percentage($0.set) }),
      ("reset-success", "Cells that RESET", share, { Self.percentage($0.reset) }),
      ("volatile", "SET cells that lose their filament again", share, { Self.percentage($0.volatile) }),
      ("overprogrammed", "Over-programmed cells", share, { Self.percentage($0.overprogrammed) }),
      (
        "energy", "Energy of the median cell's SET and RESET", ChartAxis("Energy", unit: "J", scale: .logarithmic),
        \.writeEnergy
      ),
    ]
    let maps = quantities.filter { quantity in result.points.contains { quantity.value($0) != nil } }
    return maps.map { NamedChart($0.name, map($0.title, $0.axis, $0.value)) } + (waveforms?.charts ?? [])
  }

  private static func percentage(_ share: CountedShare) -> Double? { share.share.map { 100 * $0 } }

  /// Amplitude over gate voltage for each width; the windows and the recommended point are the same in all of them.
  func map(_ title: String, _ axis: ChartAxis, _ value: (WindowPoint) -> Double?) -> ParameterMaps {
    let window = result.window
    let grid = window.grid
    let best = window.candidate.map(grid.place)
    let panels = grid.widths.indices.map { width in
      func index(_ amplitude: Int, _ gate: Int) -> Int {
        grid.index(PulseGrid.Place(width: width, amplitude: amplitude, gate: gate))
      }
      return ParameterMaps.Panel(
        "\(SIPrefix.text(grid.widths[width].si, unit: "s")) pulses",
        values: Grid(rows: grid.amplitudes.count, columns: grid.gateVoltages.count) { value(result.points[index($0, $1)]) },
        outlined: Grid(rows: grid.amplitudes.count, columns: grid.gateVoltages.count) { window.isSafe[index($0, $1)] },
        marked: best.flatMap { $0.width == width ? ($0.amplitude, $0.gate) : nil })
    }
    return ParameterMaps(
      title: title, panels: panels,
      rows: .init("Pulse amplitude (V)", values: grid.amplitudes.map { SpiceNumber.shortest($0.si) }),
      columns: .init("Gate voltage of the SET (V)", values: grid.gateVoltages.map { SpiceNumber.shortest($0.si) }),
      colourAxis: axis, outlineName: "limits met", markName: result.isConfirmed ? "recommended" : "candidate")
  }
}
