import CrossbarPrimitives
import Foundation
import MemristorDevices

/// What a population of drawn devices shows when it is swept and read off, against what was drawn.
public struct StatisticsSummary: Encodable, Equatable, Sendable {
  public var seed: UInt64
  public var devices: Int
  /// Sweeps that gave no result; no figure counts them.
  public var numericalFailures: Int
  public var sweepRate: Double
  /// Nil for what no sweep shows.
  public var setVoltage, resetVoltage, lowResistance, highResistance: Comparison?
  /// Sweeps that did not show every parameter, with the reason, by device.
  public var incomplete: [Incomplete]

  enum CodingKeys: String, CodingKey {
    case seed, devices, incomplete
    case numericalFailures = "numerical_failures"
    case sweepRate = "sweep_rate_V_per_s"
    case setVoltage = "v_set"
    case resetVoltage = "v_reset"
    case lowResistance = "r_lrs"
    case highResistance = "r_hrs"
  }

  public struct Incomplete: Encodable, Equatable, Sendable {
    public var device: Int
    public var remarks: [String]
  }

  /// One parameter, as drawn and as extracted from the simulated sweeps that show it.
  public struct Comparison: Encodable, Equatable, Sendable {
    /// Nil for a device that has no such parameter.
    public var drawn: LogMoments?
    public var extracted: LogMoments
    /// Over the devices: |extracted / drawn - 1|.
    public var medianDifference, worstDifference: Double?

    enum CodingKeys: String, CodingKey {
      case drawn, extracted
      case medianDifference = "median_relative_difference"
      case worstDifference = "worst_relative_difference"
    }

    /// - Parameter pairs: drawn and extracted value of each device, in V or ohm. Nil without any.
    init?(_ pairs: [(drawn: Double?, extracted: Double)]) {
      guard let extracted = LogMoments(pairs.map(\.extracted)) else { return nil }
      self.extracted = extracted
      drawn = LogMoments(pairs.compactMap(\.drawn))
      let differences = Summary(pairs.compactMap { pair in pair.drawn.map { abs(pair.extracted / $0 - 1) } })
      medianDifference = differences?.median
      worstDifference = differences?.maximum
    }
  }

  /// Mean and deviation of the natural logarithm of V or ohm.
  public struct LogMoments: Encodable, Equatable, Sendable {
    public var count: Int
    public var logMean: Double
    public var logStandardDeviation: Double
    /// Of the mean; that of the deviation is smaller by the square root of two.
    public var standardError: Double

    enum CodingKeys: String, CodingKey {
      case count
      case logMean = "log_mean"
      case logStandardDeviation = "log_sd"
      case standardError = "standard_error"
    }

    init?(_ values: [Double]) {
      guard let summary = Summary(values.filter { $0 > 0 }.map { log($0) }) else { return nil }
      count = summary.count
      logMean = summary.mean
      logStandardDeviation = summary.standardDeviation
      standardError = summary.standardError
    }

    public var distribution: LogNormalDistribution {
      LogNormalDistribution(logMean: logMean, logStandardDeviation: logStandardDeviation)
    }
  }
}

extension StatisticsSummary {
  public init(_ result: SweepResult) {
    func compare(
      _ drawn: (Memristor) -> Double?, _ extracted: KeyPath<SweepParameters, Double?>
    ) -> Comparison? {
      Comparison(
        result.loops.compactMap { loop in loop.extracted[keyPath: extracted].map { (drawn(loop.drawn), $0) } })
    }
    self.init(
      seed: result.experiment.seed, devices: result.experiment.count,
      numericalFailures: result.failures.count, sweepRate: result.experiment.settings.sweepRate,
      setVoltage: compare({ $0.setVoltage?.si }, \.setVoltage),
      resetVoltage: compare({ $0.resetVoltage?.si }, \.resetVoltage),
      lowResistance: compare({ $0.lowResistance.si }, \.lowResistance),
      highResistance: compare({ $0.highResistance.si }, \.highResistance),
      incomplete: result.loops.filter { !$0.extracted.remarks.isEmpty }.map {
        Incomplete(device: $0.device, remarks: $0.extracted.remarks)
      })
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let rows = [
      ("V_SET", setVoltage), ("V_RESET", resetVoltage), ("R_LRS", lowResistance), ("R_HRS", highResistance),
    ].compactMap { name, comparison -> String? in
      guard let comparison else { return nil }
      let (drawn, extracted) = (comparison.drawn, comparison.extracted)
      func number(_ value: Double?, _ format: String, _ width: Int) -> String {
        value.map { String(format: format, $0) } ?? "-".padding(toLength: width, withPad: " ", startingAt: 0)
      }
      return "  " + name.padding(toLength: 9, withPad: " ", startingAt: 0) + number(drawn?.logMean, "%8.3f", 8) + " "
        + number(drawn?.logStandardDeviation, "%7.3f", 7)
        + String(
          format: " %9.3f %7.3f ± %.3f ", extracted.logMean, extracted.logStandardDeviation, extracted.standardError)
        + number(comparison.medianDifference.map { 100 * $0 }, "%8.2f %%", 10) + " "
        + number(comparison.worstDifference.map { 100 * $0 }, "%8.1f %%", 10) + String(format: " %6d", extracted.count)
    }
    let unsimulated =
      numericalFailures == 0
      ? "" : "\n  \(numericalFailures) sweeps gave no result (numerical failures); parameters.csv says why\n"
    let failed = incomplete.isEmpty ? "" : "\n  \(incomplete.count) sweeps do not show every parameter; parameters.csv says why\n"
    return """
      \(devices) devices swept at \(SpiceNumber.shortest(sweepRate)) V/s (seed \(seed)); natural logarithms of V and ohm

                    drawn: mean, sd    extracted: mean, sd    median diff.  worst      n
      \(rows.joined(separator: "\n"))
      \(failed)\(unsimulated)
        results in  \(folder)
      """
  }
}
