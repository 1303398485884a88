import CrossbarPrimitives

/// Shares of several categories, such as the bit errors at each position of a code, with their 95 % intervals.
public struct ProportionChart: Chart {
  /// Counted shares of one kind, one for each category.
  public struct Series: Hashable, Sendable {
    /// For the legend.
    public var name: String
    /// In the order of the categories; a share of no trials is left out.
    public var proportions: [Proportion]

    /// One proportion for each category of the chart; nothing is checked.
    public init(_ name: String, _ proportions: [Proportion]) {
      self.name = name
      self.proportions = proportions
    }
  }

  public var title: String
  /// Of the x axis.
  public var categoryLabel: String
  /// Names along the x axis, in order.
  public var categories: [String]
  /// What the shares are of, such as "Bit error rate"; shown in %.
  public var quantity: String
  /// Drawn side by side within each category, in the order of the legend.
  public var series: [Series]
  /// The share expected in each category, from 0 to 1, drawn as a dash across it, with its name for the legend; nil for
  /// none.
  public var expected: (name: String, shares: [Double])?

  /// Every series, and `expected`, must have as many shares as there are categories; nothing is checked.
  public init(
    title: String, categoryLabel: String, categories: [String], quantity: String, series: [Series],
    expected: (name: String, shares: [Double])? = nil
  ) {
    self.title = title
    self.categoryLabel = categoryLabel
    self.categories = categories
    self.quantity = quantity
    self.series = series
    self.expected = expected
  }

  public var drawing: ChartDrawing {
    get throws {
      guard !categories.isEmpty, series.contains(where: { $0.proportions.contains { $0.trials > 0 } }) else {
        throw ReportingError.nothingToDraw(chart: title, reason: "it counts nothing")
      }
      let names = categories.enumerated().map { "\(ChartText.quoted($1)) \($0)" }.joined(separator: ", ")
      var plots = series.enumerated().map { index, one in
        "data index \(index) using 1:(100*$2):(100*$3):(100*$4) with yerrorbars pointtype \([7, 5, 9, 13, 11][index % 5]) "
          + "pointsize 0.8 linewidth 1.3 linecolor rgb '\(ChartColour.automatic(index).rawValue)' title \(ChartText.drawn(one.name))"
      }
      var data = series.enumerated().map { index, one in
        ChartData(
          heading: "\(one.name): place, share, ends of its 95 % interval (Wilson), count, of how many",
          rows: one.proportions.enumerated().filter { $1.trials > 0 }.map { category, share in
            let interval = share.wilsonInterval()
            return [
              Double(category) + place(index), share.value, interval.lowerBound, interval.upperBound, Double(share.successes),
              Double(share.trials),
            ]
          })
      }
      if let expected {
        plots.append(
          "data index \(series.count) using 1:(100*$2):(0.4) with xerrorbars pointtype -1 linewidth 1.3 linecolor rgb "
            + "'\(ChartColour.black.rawValue)' title \(ChartText.drawn(expected.name))")
        data.append(
          ChartData(
            heading: "\(expected.name): category, share", rows: expected.shares.enumerated().map { [Double($0), $1] }))
      }
      plots += series.enumerated().map { index, one in
        PointedValues.plot(
          block: index, at: ("1", "(100*$2)"),
          words: PointedValues.joined([
            one.name.isEmpty ? "" : ChartText.quoted(one.name), "number(100*$2, ' %')", "sprintf('%d of %d', $5, $6)",
          ]))
      }
      return ChartDrawing(
        settings: [ChartStyle.title(title)] + ChartStyle.legend(series.map(\.name) + [expected?.name ?? ""]) + [
          "set xtics (\(names)) noenhanced", "set xrange [-0.5:\((Double(categories.count) - 0.5).chartText)]",
          "set xlabel \(ChartText.drawn(categoryLabel))", "set ylabel \(ChartText.drawn(quantity + " (%)"))", "set yrange [0:*]",
        ],
        plots: plots, data: data)
    }
  }

  /// Offset within a category, so that the series stand side by side.
  private func place(_ index: Int) -> Double {
    series.count < 2 ? 0 : 0.5 * (Double(index) / Double(series.count - 1) - 0.5)
  }
}
