import CrossbarPrimitives

import Foundation

/// An axis: what it shows, in which unit, and on which scale.
///
///     ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic)
///
/// Values are always given in the SI unit; a linear axis chooses the prefix it is labelled with.
public struct ChartAxis: Hashable, Sendable {
  /// How values are placed along the axis.
  public enum Scale: Hashable, Sendable {
    /// The unit gets the SI prefix that suits the largest value: times of microseconds are shown in µs.
    case linear
    /// Powers of ten, without a prefix; values that are not positive are left out.
    case logarithmic
  }

  /// What the axis shows, without the unit.
  public var quantity: String
  /// An SI unit that takes prefixes, such as `A` or `Ω`; nil for plain numbers.
  public var unit: String?
  /// Also decides which values can be shown.
  public var scale: Scale
  /// The ends of the axis in the SI unit; nil where they follow from the data.
  public var range: ClosedRange<Double>?
  /// The only places with a tick, in the SI unit, with their labels: for names, or to mark just the values that were
  /// tried. Nil where ticks follow from the data.
  public var ticks: [ChartTick]?

  /// `range` and `ticks` are in the SI unit, whatever prefix the axis is labelled with.
  public init(
    _ quantity: String, unit: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    ticks: [ChartTick]? = nil
  ) {
    self.quantity = quantity
    self.unit = unit
    self.scale = scale
    self.range = range
    self.ticks = ticks
  }

  /// Whether a value has a place on the axis: it is finite and, on a logarithmic axis, positive.
  func shows(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }

  /// The prefix that suits these values, or the range where one is given.
  func layout(for values: some Sequence<Double>) -> ChartAxisLayout {
    var largest = 0.0
    if let range {
      largest = max(abs(range.lowerBound), abs(range.upperBound))
    } else {
      for value in values where value.isFinite { largest = max(largest, abs(value)) }
    }
    /// None for logarithmic axes and for plain numbers.
    let prefix = scale == .linear && unit != nil ? SIPrefix(suiting: largest) : SIPrefix.none
    return ChartAxisLayout(axis: self, prefix: prefix)
  }
}

/// A place on an axis with its label.
public struct ChartTick: Hashable, Sendable {
  /// Drawn as it is, without markup.
  public var label: String
  /// In the SI unit.
  public var value: Double

  /// The label takes the place of the number that would stand there.
  public init(_ label: String, at value: Double) {
    self.label = label
    self.value = value
  }
}

/// An axis together with the prefix that its unit is shown with. Data files stay in the SI unit; the script scales the
/// columns.
struct ChartAxisLayout {
  let axis: ChartAxis
  let prefix: SIPrefix

  /// With prefix and unit in brackets, as in `Time (µs)`.
  var label: String { axis.unit.map { "\(axis.quantity) (\(prefix.symbol)\($0))" } ?? axis.quantity }

  /// Column n of the data file, scaled to the unit that is drawn.
  func column(_ number: Int) -> String { prefix.exponent == 0 ? "\(number)" : "($\(number)*1e\(-prefix.exponent))" }

  /// A value of the SI unit as a number of the script, in the unit that is drawn.
  func position(_ value: Double) -> String {
    prefix.exponent == 0 ? value.chartText : "(\(value.chartText)*1e\(-prefix.exponent))"
  }

  /// Label, scale, range and ticks.
  /// - Parameter name: of the axis in gnuplot, such as `x`, `y` or `y2`.
  func settings(_ name: String) -> [String] {
    var lines = ["set \(name)label \(ChartText.drawn(label))"]
    if axis.scale == .logarithmic { lines += ["set logscale \(name)", "set format \(name) '10^{%L}'"] }
    if let range = axis.range { lines.append("set \(name)range [\(position(range.lowerBound)):\(position(range.upperBound))]") }
    if let ticks = axis.ticks {
      let places = ticks.map { "\(ChartText.quoted($0.label)) \(position($0.value))" }
      lines.append("set \(name)tics (\(places.joined(separator: ", "))) noenhanced")
    }
    return lines
  }
}
