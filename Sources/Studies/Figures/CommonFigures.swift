import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records

/// A number that samples consist of: a quantity with a unit, or a plain number.
public protocol SampledNumber: Codable, Hashable, Sendable, UnitBearing {
  /// The value in the SI unit.
  var si: Double { get }
  /// From a value in the SI unit.
  init(si: Double)
}

extension Quantity: SampledNumber {}
extension Double: SampledNumber {
  public var si: Double { self }
  /// The number as it is, since it has no unit.
  public init(si: Double) { self = si }
}

/// Median and quartiles of a sample, in the unit of its values.
public struct Quartiles<Value: SampledNumber>: Figures, Codable, Hashable, UnitBearing {
  /// The quantile at 25 %.
  public var lower: Value
  /// The quantile at 50 %.
  public var median: Value
  /// The quantile at 75 %.
  public var upper: Value

  public init() { (lower, median, upper) = (Value(si: 0), Value(si: 0), Value(si: 0)) }

  /// Nil for an empty sample.
  init?(_ values: some Sequence<Value>) {
    guard let summary = Summary(values.map(\.si)) else { return nil }
    lower = Value(si: summary.quantile(0.25))
    median = Value(si: summary.median)
    upper = Value(si: summary.quantile(0.75))
  }

  public static var keyUnit: String? { Value.keyUnit }
}

extension Sequence where Element: SampledNumber {
  /// Nil for an empty sample.
  var median: Element? { (Summary(map(\.si))?.median).map { Element(si: $0) } }
}

/// A counted share with its two-sided 95 % interval by Wilson's method.
///
///     CountedShare(37, of: 1000).text  // "3.7 % (2.7 to 5.1)"
public struct CountedShare: Figures, Hashable {
  @Figure public var count = 0
  @Figure("Of") public var of = 0
  /// Nil if nothing was counted.
  @Figure("Share", .percent) public var share: Double? = nil
  @Figure("Share, 95 % interval from", .percent, "Wilson's interval, two-sided.") public var wilsonLow = 0.0
  @Figure("Share, 95 % interval to", .percent, "Wilson's interval, two-sided.") public var wilsonHigh = 0.0

  public init() {}

  /// - Parameter total: of how many; with 0 there is no share.
  package init(_ count: Int, of total: Int) {
    let proportion = Proportion(count, of: total)
    let interval = proportion.wilsonInterval()
    self.count = count
    of = total
    share = total > 0 ? proportion.value : nil
    (wilsonLow, wilsonHigh) = (interval.lowerBound, interval.upperBound)
  }

  /// For the terminal, in percent, as in `3.7 % (2.1 to 6.4)`; `-` if nothing was counted.
  package var text: String {
    guard let share else { return "-" }
    return "\(FigureFormat.percent(share)) (\(String(format: "%.1f to %.1f", 100 * wilsonLow, 100 * wilsonHigh)))"
  }
}

/// How many circuits a run simulated, and with what.
package struct SpiceFigures: Figures, Equatable {
  @Figure("Simulator") package var version = ""
  @Figure package var analyses = 0
  @Figure("Analyses without a result", .plain, "Their cells keep their state.") package var failures = 0
  @Figure("Seconds spent in the simulator", .runningTime) package var seconds = 0.0

  package init() {}

  /// From the counts of a metered engine, and its name and version.
  package init(_ totals: MeteredEngine.Totals, _ engine: EngineIdentity) {
    version = "\(engine.name)-\(engine.version)"
    analyses = totals.analyses
    failures = totals.failures
    seconds = totals.time / .seconds(1)
  }
}

extension RecordValue {
  /// The parameters in which devices differ, by their columns, such as `v_set_V`.
  init(drawn memristor: Memristor) {
    self = .record(zip(memristor.device.drawnColumns, memristor.drawnValues).map { RecordField($0, .number($1)) })
  }
}

extension RecordValue {
  /// How a cell's transistor differs from the nominal one, or which of a library's own draws it is; no field where all
  /// transistors are equal.
  init(deviationOf transistor: AccessTransistor) {
    var fields: [RecordField] = []
    if let drawn = transistor.drawn { fields.append(RecordField("model", .text(drawn.name))) }
    if !transistor.spread.isNone {
      fields += [
        RecordField(Self.thresholdShift, .number(transistor.deviation.thresholdShift.si)),
        RecordField(Self.gain, .number(transistor.deviation.gain)),
      ]
    }
    self = .record(fields)
  }

  /// The fields of a deviation, which are columns below `transistor`.
  static let (thresholdShift, gain) = ("threshold_shift_V", "gain")
}

extension RecordValue {
  /// What is known of a device, for `run.json`: its parameters with their distributions, where its equations come from,
  /// and its limits; null where its description does not say.
  public init(describing device: MemristorDevice) {
    let parameters = device.parameters.flatMap { parameter -> [RecordField] in
      let value: RecordValue =
        switch parameter.value {
        case .constant(let value): .number(value)
        case .distributed(.normal(let normal)):
          .record([RecordField("mean", .number(normal.mean)), RecordField("sd", .number(normal.standardDeviation))])
        case .distributed(.logNormal(let normal)):
          .record([
            RecordField("log_mean", .number(normal.logMean)), RecordField("log_sd", .number(normal.logStandardDeviation)),
          ])
        }
      return [RecordField(parameter.key, value)]
        + (parameter.most.map { [RecordField("\(parameter.key)_max", .number($0))] } ?? [])
    }
    let description = device.description
    self = .record([
      RecordField("name", .text(device.name)), RecordField("source", .text(description.source)),
      RecordField("equations", .text(device.library.source)), RecordField("parameters", .record(parameters)),
      RecordField("read_voltage_V", .number(device.readVoltage.si)), RecordField("cycle_share", .number(description.cycleShare)),
      RecordField("yield", description.yield.map { .number($0) } ?? .null),
      RecordField("overprogramming_current_A", description.overprogrammingCurrent.map { .number($0.si) } ?? .null),
    ])
  }
}
