import CrossbarPrimitives
import Foundation
import Records
import Reporting

extension YieldFindings {
  public var headline: String? {
    guard let worst = figures.measures.max(by: { $0.probability < $1.probability }) else { return nil }
    let cell =
      worst.probability > 0
      ? "A cell that \(worst.measure.failure(study.conditions)) has the probability "
        + FigureText.probability(worst.probability, worst.low, worst.high)
        + (figures.measures.count > 1 ? ", the largest of all measures" : "")
      : "No failure was found: each has a probability below \(FigureText.significant(worst.high, 2))"
    let array = figures.array.map { array in
      "; the yield of an array is \(FigureFormat.percent(array.yield)) (\(FigureFormat.percent(1 - array.lossHigh)) to "
        + "\(FigureFormat.percent(1 - array.lossLow)))"
    }
    return cell + (array ?? "") + "."
  }

  public var keyFigures: [KeyFigure] {
    figures.measures.map { measure in
      KeyFigure(
        measure.measure.words + " fails",
        measure.probability > 0
          ? FigureText.significant(measure.probability, 3) : "below " + FigureText.significant(measure.high, 2),
        detail: measure.sigma.map { "\(FigureText.significant($0, 3)) sigma, \(measure.simulations) simulations" })
    }
      + (figures.array.map {
        [KeyFigure("yield of an array", FigureFormat.percent($0.yield), detail: "\($0.cells) cells")]
      } ?? [])
  }

  public var text: String {
    let head =
      "    " + column("measure", 15) + column("P(cell fails)", 36) + column("sigma", 8) + column("by", 12)
      + column("cells", 8) + "effective"
    let lines = figures.measures.map { measure in
      "    " + column(measure.measure.words, 15)
        + column(FigureText.probability(measure.probability, measure.low, measure.high), 36)
        + column(measure.sigma.map { FigureText.significant($0, 3) } ?? "-", 8) + column(measure.method.rawValue, 12)
        + column("\(measure.simulations)", 8) + FigureText.significant(measure.effectiveSamples, 3)
    }
    let parts = ["Cells of '\(study.device.name)' (seed \(study.seed))\n", head] + lines
    let causes = figures.measures.compactMap(cause)
    let notes = figures.measures.flatMap { measure in measure.doubts.map { "Note: \(measure.measure.words): \($0)." } }
    return parts.joined(separator: "\n") + "\n\n"
      + (causes + [arrayText].compactMap { $0 } + [headline ?? ""] + notes
      + [study.stress.map { "Stress: \($0.text)." }].compactMap { $0 })
      .map { "  \($0)" }.joined(separator: "\n")
  }

  /// What a failing cell has that others have not.
  private func cause(_ measure: YieldFigures.Measure) -> String? {
    let own = figures.parameters.filter { $0.measure == measure.measure && ($0.failureShare ?? 0) >= 0.05 }
      .sorted { ($0.failureShare ?? 0) > ($1.failureShare ?? 0) }
    guard let nearest = measure.nearest, !own.isEmpty else { return nil }
    let words = own.prefix(4).map { parameter in
      "\(parameter.parameter) \(FigureText.significant(parameter.worstScore ?? 0, 2)) (\(FigureFormat.percent(parameter.failureShare ?? 0)))"
    }
    return "\(measure.measure.words): the nearest failing cell is \(FigureText.significant(nearest, 3)) standard deviations off: "
      + words.joined(separator: ", ") + "."
  }

  private var arrayText: String? {
    guard let array = figures.array, let redundancy = study.redundancy else { return nil }
    let silent = figures.measures.filter { $0.probability == 0 }
    return
      "Array of \(redundancy.rows) x \(redundancy.columns), \(redundancy.spareRows) and \(redundancy.spareColumns) spare, words of "
      + "\(array.wordBits) with \(array.correctable) corrected: P(word lost) \(FigureText.significant(array.word, 3)), P(array lost) "
      + FigureText.probability(array.loss, array.lossLow, array.lossHigh)
      + "; with independent cells \(FigureText.significant(array.independentLoss, 3))."
      + (silent.isEmpty || silent.count == figures.measures.count
        ? "" : " No failure was found of \(silent.map(\.measure.words).joined(separator: " and ")), which counts as none.")
      + ((array.effectiveDraws ?? .infinity) >= 30 || array.loss == 0
        ? "" : " Few of the drawn arrays decide it: the interval may be too narrow.")
  }

  public var tables: [ReportTable] {
    [measureTable] + figures.measures.map(parameterTable) + [study.stress?.table].compactMap { $0 }
  }

  private func number(_ value: Double?, _ digits: Int = 3) -> ReportTable.Cell {
    .number(value.map { FigureText.significant($0, digits) } ?? "")
  }

  private var measureTable: ReportTable {
    ReportTable(
      title: "Failures of a cell",
      header: ["measure", "probability", "from", "to", "sigma", "Cpk", "found by", "simulations", "effective samples", "deck"],
      rows: zip(figures.measures, measures).map { measure, found in
        [
          .text(measure.measure.words), number(measure.probability), number(measure.low), number(measure.high),
          number(measure.sigma), number(measure.cpk), .text(measure.method.rawValue), .number("\(measure.simulations)"),
          number(measure.effectiveSamples),
          found.decks.first.map { .link($0.name, to: $0.name) } ?? .text(""),
        ]
      })
  }

  private func parameterTable(_ measure: YieldFigures.Measure) -> ReportTable {
    func percent(_ value: Double?) -> ReportTable.Cell { .number(value.map { FigureFormat.percent($0) } ?? "") }
    return ReportTable(
      title: "What makes cells fail: \(measure.measure.words)",
      header: [
        "parameter", "fails below", "fails above", "nearest failure", "value there", "share", "variance, alone", "in total",
      ],
      rows: figures.parameters.filter { $0.measure == measure.measure }.map { parameter in
        [
          .text(parameter.parameter), number(parameter.sigmaBelow.map { -$0 }), number(parameter.sigmaAbove),
          number(parameter.worstScore),
          .number(
            parameter.worstValue.map {
              FigureText.significant($0, 4) + (parameter.unit.isEmpty ? "" : " " + parameter.unit)
            } ?? ""),
          percent(parameter.failureShare), percent(parameter.firstOrder), percent(parameter.total),
        ]
      })
  }

  /// The margins of plain samples; shares of each parameter; and, where arrays were drawn, how they differ.
  public var charts: [NamedChart] {
    measures.compactMap(marginChart) + figures.measures.flatMap { [shareChart($0), reachChart($0)].compactMap { $0 } }
      + [arrayChart].compactMap { $0 }
  }

  private func marginChart(_ found: MeasureFindings) -> NamedChart? {
    let margins = found.estimate.plain.points.compactMap(\.margin)
    guard margins.count > 1, Set(margins).count > 1 else { return nil }
    let chart = CumulativeDistributionChart(
      title: "Margin of a cell: \(found.measure.words)", xAxis: ChartAxis("Margin, ln of a ratio of currents"),
      samples: [ChartSample("plain samples", margins)], threshold: nil)
    return NamedChart("margin-\(found.measure.rawValue)", chart, caption: "Zero is the limit.")
  }

  /// Shares in the distance of the nearest failure and in the margin's variance, by parameter.
  private func shareChart(_ measure: YieldFigures.Measure) -> NamedChart? {
    let own = parameters(measure)
    let kinds: [(words: String, share: KeyPath<YieldFigures.Parameter, Double?>)] = [
      ("nearest failure", \.failureShare), ("variance, alone", \.firstOrder), ("variance, in total", \.total),
    ]
    let chart = byParameter(
      "What makes cells fail: \(measure.measure.words)", ChartAxis("Share (%)"), own,
      kinds.map { words, share in (words, own.map { $0[keyPath: share].map { 100 * $0 } }) })
    return chart.map {
      NamedChart(
        "shares-\(measure.measure.rawValue)", $0,
        caption: "Share of each parameter in the squared distance of the nearest failing cell"
          + (own.contains { $0.total != nil } ? ", and in the variance of the margin." : "."))
    }
  }

  /// At which deviation of one parameter alone a cell fails.
  private func reachChart(_ measure: YieldFigures.Measure) -> NamedChart? {
    let own = parameters(measure)
    let axis = ChartAxis("Standard deviations to failure", range: -FailureSearch.reach...FailureSearch.reach)
    let chart = byParameter(
      "Failure by one parameter: \(measure.measure.words)", axis, own,
      [
        ("below", own.map { $0.sigmaBelow.map { -$0 } }), ("above", own.map(\.sigmaAbove)),
        ("nearest failure", own.map(\.worstScore)),
      ])
    return chart.map {
      NamedChart(
        "sigma-\(measure.measure.rawValue)", $0,
        caption: "A parameter without a point below or above does not fail alone; the nearest failure moves all of them at once.")
    }
  }

  private func parameters(_ measure: YieldFigures.Measure) -> [YieldFigures.Parameter] {
    figures.parameters.filter { $0.measure == measure.measure }
  }

  /// Series of one number per parameter, whose names stand at the left, the first one on top; nil without any number.
  private func byParameter(
    _ title: String, _ axis: ChartAxis, _ own: [YieldFigures.Parameter], _ series: [(words: String, values: [Double?])]
  ) -> LineChart? {
    let shown = series.filter { $0.values.contains { $0 != nil } }
    guard !shown.isEmpty else { return nil }
    let places = ChartAxis(
      "", range: 0.5 - Double(own.count)...0.5, ticks: own.enumerated().map { ChartTick($1.parameter, at: -Double($0)) })
    return LineChart(
      title: title, xAxis: axis, yAxis: places,
      series: shown.enumerated().map { place, one in
        let offset = 0.4 * (Double(place) + 0.5 - Double(shown.count) / 2) / Double(shown.count)
        return ChartSeries(
          one.words,
          points: one.values.enumerated().compactMap { index, value in value.map { SIMD2($0, -Double(index) - offset) } },
          mark: .points)
      })
  }

  private var arrayChart: NamedChart? {
    guard let arrays, arrays.samples.count > 1 else { return nil }
    return NamedChart(
      "arrays",
      CumulativeDistributionChart(
        title: "Cell failures of arrays that share a part",
        xAxis: ChartAxis("P(cell fails), given the array", scale: .logarithmic),
        samples: [ChartSample("arrays", arrays.samples.map(\.cell).filter { $0 > 0 })]))
  }
}
