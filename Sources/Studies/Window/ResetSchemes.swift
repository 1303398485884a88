import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records
import Reporting

/// The drawn cells after a RESET by one scheme at one amplitude: a row of `reset-schemes.csv`.
public struct ResetSchemePoint: Figures, Equatable {
  @Figure public var scheme = ResetScheme.boosted
  @Figure("Amplitude", .plain, "Between source line and bit line.") public var amplitude = Voltage.zero
  @Figure("Gate voltage") public var gateVoltage = Voltage.zero
  @Figure("RESET") public var success = CountedShare()
  @Figure("Largest voltages of the transistors", .plain, "Of the RESET, over all cells, selected or not.")
  public var stress = StressVoltages()
  @Figure("Numerical failures") public var numericalFailures = 0

  public init() {}
}

extension WindowStudy {
  /// The RESETs of every scheme at one width, by scheme, then amplitude; empty unless schemes are compared.
  var comparedResets: [CellOperation] { comparesResetSchemes ? grid.widths.flatMap { comparedResets(width: $0) } : [] }

  private func comparedResets(width: Time) -> [CellOperation] {
    ResetScheme.allCases.flatMap { scheme in
      grid.amplitudes.map { resetOperation(amplitude: $0, width: width, scheme: scheme) }
    }
  }

  /// RESETs the drawn cells by each scheme at each amplitude of the grid.
  func compareResetSchemes(width: Time, _ run: StudyRun) async throws -> [ResetSchemePoint] {
    let operations = comparedResets(width: width)
    let rows = try await rows(
      of: operations.map { WindowTask(operation: $0, cells: 0..<count, corners: 0..<0) }, in: "reset-scheme-cells.csv",
      stage: "comparing RESETs", run)
    return zip(operations, rows).enumerated().map { index, one in
      let (operation, cells) = one
      let known = cells.compactMap(\.written)
      var point = ResetSchemePoint()
      point.scheme = ResetScheme.allCases[index / grid.amplitudes.count]
      (point.amplitude, point.gateVoltage) = (operation.amplitude, operation.wordLineVoltage)
      point.success = CountedShare(known.count { $0 }, of: known.count)
      point.stress = StressVoltages(operation.stress(among: cells), surroundings.transistor.ratings)
      point.numericalFailures = cells.count - known.count
      return point
    }
  }

  /// The largest amplitude of a RESET within the transistor's ratings; nil where no rating limits it, zero where none
  /// allows any.
  ///
  /// The half-selected cells decide: the selected one's gate is held at the same voltage, and its drain lies between its
  /// lines.
  func largestReset(_ scheme: ResetScheme) -> Voltage? {
    let ratings = surroundings.transistor.ratings
    func isAllowed(_ amplitude: Double) -> Bool {
      let operation = resetOperation(amplitude: .volts(amplitude), width: .seconds(1), scheme: scheme)
      return TransistorStress(operation, selected: CellStress()).exceeded(ratings).isEmpty
    }
    var (low, high) = (0.0, 1000.0)
    if isAllowed(high) { return nil }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if isAllowed(middle) { low = middle } else { high = middle }
    }
    return .volts(low)
  }
}

extension CellOperation {
  /// The largest voltages of an array's transistors in this operation.
  /// - Parameter cells: rows of which those of this operation's written cells are taken; without any, the selected cell's
  ///   drain is bounded by its lines.
  func stress(among cells: [WindowCell]) -> TransistorStress {
    let own = cells.filter { $0.operation == kind && $0.neighbour == nil }.compactMap(\.stress)
    return TransistorStress(self, selected: own.first.map { own.dropFirst().reduce($0) { $0.union($1) } })
  }
}

extension ResetScheme {
  /// For a legend.
  func words(boost: Voltage) -> String {
    switch self {
    case .boosted: "gate boosted by \(boost)"
    case .plain: "plain: gate at V"
    case .lowered: "bit line at -\(Self.loweredBitLine), gate at V"
    }
  }
}

extension WindowFindings {
  /// RESET success over the amplitude for each scheme, dashed beyond the ratings, with each scheme's wall; nil where schemes
  /// were not compared.
  var resetSchemeChart: NamedChart? {
    guard let first = schemes.first else { return nil }
    let ratings = study.surroundings.transistor.ratings
    let colours: [ChartColour] = [.blue, .vermilion, .green]
    var series: [ChartSeries] = []
    for (scheme, colour) in zip(ResetScheme.allCases, colours) {
      let points = schemes.filter { $0.scheme == scheme }.compactMap { point in
        point.success.share.map { (x: point.amplitude.si, y: 100 * $0, isForbidden: point.stress.isForbidden) }
      }
      // The first point beyond the ratings begins the dashed part, together with the last one within them.
      let within = points.prefix { !$0.isForbidden }
      let beyond = points.dropFirst(max(0, within.count - 1))
      series.append(
        ChartSeries(
          scheme.words(boost: study.resetGateBoost), points: points.map { SIMD2($0.x, $0.y) }, mark: .points, colour: colour))
      series.append(ChartSeries("", points: within.map { SIMD2($0.x, $0.y) }, colour: colour))
      if within.count < points.count {
        series.append(ChartSeries("", points: beyond.map { SIMD2($0.x, $0.y) }, isDashed: true, colour: colour))
      }
    }
    // A gap separates one wall from the next.
    let walls = Set(ResetScheme.allCases.compactMap(study.largestReset)).sorted().flatMap { wall in
      [SIMD2(wall.si, 0), SIMD2(wall.si, 100), SIMD2(.nan, .nan)]
    }
    if !walls.isEmpty { series.append(ChartSeries("ratings of \(ratings.words)", points: walls, colour: .black)) }
    let chart = LineChart(
      title: "Cells RESET by \(SIPrefix.text((judged.setting.width).si, unit: "s")) pulses",
      xAxis: ChartAxis("Amplitude V, source line against bit line", unit: "V"),
      yAxis: ChartAxis("RESET (%)", range: -2...102), series: series)
    let words =
      walls.isEmpty ? "" : " Dashed: beyond the transistor's ratings. Its walls: one with a boosted gate, another one without."
    return NamedChart(
      "reset-schemes", chart, caption: "The same \(first.success.of) cells, RESET from the strongest filament.\(words)")
  }

  /// For each scheme the largest amplitude that ratings allow, and what it RESETs; empty where schemes were not compared.
  var schemeLines: [String] {
    ResetScheme.allCases.compactMap { scheme in
      let points = schemes.filter { $0.scheme == scheme }
      guard !points.isEmpty else { return nil }
      let wall = study.largestReset(scheme).map { "up to \(SIPrefix.text($0.si, unit: "V")) within the ratings" }
      let best = points.filter { !$0.stress.isForbidden }.max { ($0.success.share ?? 0) < ($1.success.share ?? 0) }
      let found = best.map { "\($0.success.text) RESET at \($0.amplitude)" } ?? "no amplitude of the grid"
      return column(scheme.rawValue, 10) + [wall, found].compactMap { $0 }.joined(separator: ": ")
    }
  }
}
