import CrossbarPrimitives

import Foundation

/// An axis: what it shows, in which unit, and how.
public struct ChartAxis: Hashable, Sendable {
  public enum Scale: Hashable, Sendable {
    /// An SI unit gets the prefix that suits the values: times of microseconds are shown in µs.
    case linear
    /// In powers of ten; values that are not positive are left out.
    case logarithmic
  }

  /// What the axis shows, such as `Read resistance`.
  public var quantity: String
  /// An SI unit that takes prefixes, such as `A` or `Ω`; nil for plain numbers.
  public var unit: String?
  public var scale: Scale
  /// The ends of the axis in the SI unit; nil for ends that suit the data.
  public var range: ClosedRange<Double>?
  /// The only places with a tick, in the SI unit, and their labels: for names, or for the very values that were tried.
  /// Nil for ticks that suit the data.
  public var ticks: [ChartTick]?

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

  /// Whether a value has a place on the axis.
  func shows(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }

  /// What the values of this axis are multiplied by when they are drawn, and how the axis is labelled then.
  func layout(for values: some Sequence<Double>) -> ChartAxisLayout {
    var largest = 0.0
    if let range {
      largest = max(abs(range.lowerBound), abs(range.upperBound))
    } else {
      for value in values where value.isFinite { largest = max(largest, abs(value)) }
    }
    let prefix = scale == .linear && unit != nil ? SIPrefix(suiting: largest) : SIPrefix.none
    return ChartAxisLayout(axis: self, prefix: prefix)
  }
}

/// A labelled place on an axis.
public struct ChartTick: Hashable, Sendable {
  public var label: String
  public var value: Double

  public init(_ label: String, at value: Double) {
    self.label = label
    self.value = value
  }
}

/// An axis together with the prefix its unit is shown with.
struct ChartAxisLayout {
  let axis: ChartAxis
  let prefix: SIPrefix

  var label: String { axis.unit.map { "\(axis.quantity) (\(prefix.symbol)\($0))" } ?? axis.quantity }

  /// Column n of the data file in the unit that is drawn.
  func column(_ number: Int) -> String { prefix.exponent == 0 ? "\(number)" : "($\(number)*1e\(-prefix.exponent))" }

  /// A value of the SI unit as a number of the script, in the unit that is drawn.
  func position(_ value: Double) -> String {
    prefix.exponent == 0 ? value.chartText : "(\(value.chartText)*1e\(-prefix.exponent))"
  }

  /// Commands for the axis named `x` or `y`.
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
