import CrossbarPrimitives
import Records

/// Mean, median and 99 % of a sample with a long tail, in the unit of its values.
public struct TailFigures<Value: SampledNumber>: Figures, Hashable, UnitBearing {
  public var mean: Value
  public var median: Value
  /// The quantile at 99 %.
  public var percentile99: Value

  public init() { (mean, median, percentile99) = (Value(si: 0), Value(si: 0), Value(si: 0)) }

  /// Nil for an empty sample.
  init?(_ values: [Value]) {
    guard let summary = Summary(values.map(\.si)) else { return nil }
    mean = Value(si: values.reduce(0) { $0 + $1.si } / Double(values.count))
    median = Value(si: summary.median)
    percentile99 = Value(si: summary.quantile(0.99))
  }

  public static var keyUnit: String? { Value.keyUnit }
}
