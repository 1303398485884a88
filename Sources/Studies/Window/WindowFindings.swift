import CrossbarArrays
import CrossbarPrimitives
import Records
import Reporting

/// The results of a window study: all points of the grid, and whether the best one is confirmed by further cells.
public struct WindowFindings: StudyFindings {
  /// As it was run, with the numbers of cells and the limits.
  public let study: WindowStudy
  /// All points of the grid, judged by the cells written there, and the best of them.
  public let window: SafeWindow
  /// The candidate with further cells; nil if there is no candidate or no further cells were asked for.
  public let confirmation: WindowPoint?
  /// Of the watched cell; nil for none.
  public let waveforms: CellWaveforms?
  /// RESETs by each scheme, by scheme, then amplitude; empty unless they were compared.
  public let schemes: [ResetSchemePoint]
  /// Of the setting that the conclusion is about.
  let stress: StressFigures
  public let check: EngineCheck?
  public var lines: ArrayLines? {
    let place = study.surroundings
    return ArrayLines(wires: place.wires, rows: place.rows, columns: place.wordLine.cells)
  }
  public private(set) var figures = WindowFigures()

  /// - Parameter stress: of the best setting with the cells written there; nil for the bound that lines give.
  init(
    study: WindowStudy, window: SafeWindow, confirmation: WindowPoint? = nil, waveforms: CellWaveforms? = nil,
    schemes: [ResetSchemePoint] = [], stress: TransistorStress? = nil, check: EngineCheck? = nil
  ) {
    self.study = study
    self.window = window
    self.confirmation = confirmation
    self.waveforms = waveforms
    self.schemes = schemes
    self.check = check
    self.stress = StressFigures(
      stress ?? study.stress(of: window.points[window.best].setting, among: []), study.surroundings.transistor.ratings)
    figures = WindowFigures(self)
  }

  /// The point that the conclusion is about: the candidate with further cells, or else with the cells it was chosen by;
  /// without a candidate, the nearest point.
  var judged: WindowPoint { window.candidate.flatMap { _ in confirmation } ?? window.points[window.best] }

  /// Whether the candidate may be recommended: each limit holds over the whole 95 % interval of its share (Wilson,
  /// two-sided, as printed). A share that is merely on the right side may be chance: with 10 cells of 10 the interval
  /// begins at 72 %.
  var isConfirmed: Bool { window.candidate != nil && window.limits.checks(judged).allSatisfy(\.holds) }

  public var headline: String? { figures.conclusion }

  /// Of the recommended setting or, without one, of the candidate or the nearest setting.
  public var keyFigures: [KeyFigure] {
    func share(_ label: String, _ share: CountedShare) -> KeyFigure {
      KeyFigure(label, share.share.map(Self.percent) ?? "none counted", detail: "\(share.count) of \(share.of) cells")
    }
    return [
      KeyFigure("settings that meet the limits", "\(figures.metPoints)", detail: "of \(window.points.count)"),
      KeyFigure(bestWords, judged.setting.text), share("SET", judged.setSuccess),
      share("RESET", judged.resetSuccess), share("volatile", judged.volatile), share("over-programmed", judged.overprogrammed),
    ]
  }

  /// The tables of cells exist already, since they grow row by row.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(figures.points), to: "points.csv")
    if let confirmation { try folder.write(RecordTable([confirmation]), to: "confirmation.csv") }
    if !schemes.isEmpty { try folder.write(RecordTable(schemes), to: "reset-schemes.csv") }
    try waveforms?.writeData(to: folder)
  }

  public var tables: [ReportTable] { [stress.table] }

  /// One set of maps per quantity; none for a quantity that no point has.
  public var charts: [NamedChart] {
    let share = ChartAxis("Share of cells (%)", range: 0...100)
    let quantities: [(name: String, title: String, axis: ChartAxis, value: (WindowPoint) -> Double?)] = [
      (
        "window", "Cells that SET, last, survive and RESET", ChartAxis("Good cells (%)", range: 50...100),
        { Self.percentage($0.goodCells) }
      ),
      ("set-success", "Cells that SET", share, { Self.percentage($0.setSuccess) }),
      ("reset-success", "Cells that RESET", share, { Self.percentage($0.resetSuccess) }),
      ("volatile", "SET cells that lose their filament again", share, { Self.percentage($0.volatile) }),
      ("overprogrammed", "Over-programmed cells", share, { Self.percentage($0.overprogrammed) }),
      (
        "energy", "Energy of the median cell's SET and RESET", ChartAxis("Energy", unit: "J", scale: .logarithmic),
        \.writeEnergy?.si
      ),
    ]
    let maps = quantities.filter { quantity in window.points.contains { quantity.value($0) != nil } }
    return maps.map { NamedChart($0.name, map($0.title, $0.axis, $0.value)) } + [resetSchemeChart].compactMap { $0 }
      + (waveforms?.charts ?? [])
  }

  private static func percentage(_ share: CountedShare) -> Double? { share.share.map { 100 * $0 } }

  /// Amplitude over gate voltage, one map per width. Outline and marked point are the same for all quantities.
  private func map(_ title: String, _ axis: ChartAxis, _ value: (WindowPoint) -> Double?) -> ParameterMaps {
    let grid = window.grid
    let best = window.candidate.map(grid.place)
    let hasWall = window.points.contains { $0.stress.isForbidden }
    let panels = grid.widths.indices.map { width in
      func values<Value>(_ value: (Int) -> Value) -> Grid<Value> {
        Grid(rows: grid.amplitudes.count, columns: grid.gateVoltages.count) {
          value(grid.index(PulseGrid.Place(width: width, amplitude: $0, gate: $1)))
        }
      }
      return ParameterMaps.Panel(
        "\(SIPrefix.text(grid.widths[width].si, unit: "s")) pulses", values: values { value(window.points[$0]) },
        outlined: values { window.isSafe[$0] },
        allowed: hasWall ? values { !window.points[$0].stress.isForbidden } : nil,
        marked: best.flatMap { $0.width == width ? ($0.amplitude, $0.gate) : nil })
    }
    return ParameterMaps(
      title: title, panels: panels,
      rows: .init("Pulse amplitude (V)", values: grid.amplitudes.map { SpiceNumber.shortest($0.si) }),
      columns: .init("Gate voltage of the SET (V)", values: grid.gateVoltages.map { SpiceNumber.shortest($0.si) }),
      colourAxis: axis, outlineName: "limits met", markName: isConfirmed ? "recommended" : "candidate",
      allowedName: "transistor's ratings")
  }
}
