import CrossbarPrimitives
import Foundation
import MemristorDevices

/// The bit error rates that the distributions of a device's parameters let expect: an integral, and no draw.
///
/// A cell that is to be 1 and starts without a filament is read wrong if its V_SET is beyond the reach of the pulses and
/// its high-resistance state reads as 0, or if it is SET and its filament reads as 0; and the other way round for a 0.
/// The four parameters are independent of each other, as they are drawn.
public struct BitErrorForecast: Sendable {
  public let rules: SwitchingRules
  private let ones, zeros: PiecewiseLinear

  /// Nil for settings under which a cell's fate does not follow from one draw of its parameters: spare cells, redraws
  /// between attempts, and rest before the read.
  /// - Parameter rows: of the longest columns.
  public init?(_ rules: SwitchingRules, rows: Int) {
    let settings = rules.settings
    guard !settings.remaps, !settings.redraws, settings.retentionTime == .zero else { return nil }
    self.rules = rules
    // Straight lines between nine rows: the wires' part grows evenly along a column.
    let sampled = Set((0...8).map { $0 * (rows - 1) / 8 }).sorted()
    let probability = { bit in
      PiecewiseLinear(
        x: sampled.map(Double.init), y: sampled.map { Self.probability(of: bit, row: $0, rules) })
    }
    ones = probability(true)
    zeros = probability(false)
  }

  /// The probability that a cell which is to hold a bit is read wrong.
  public func errorProbability(of bit: Bool, row: Int) -> Double { (bit ? ones : zeros).value(at: Double(row)) ?? 0 }

  private static func probability(of bit: Bool, row: Int, _ rules: SwitchingRules) -> Double {
    let settings = rules.settings
    let statistics = settings.array.statistics
    let low =
      switch settings.array.initialState {
      case .opposite: bit ? 0.0 : 1.0
      case .hrs: 0.0
      case .lrs: 1.0
      case .random: 0.5
      }
    // A device in the state it is to be in.
    let final = expectation(bit ? statistics.lowResistance : statistics.highResistance) {
      rules.misreads(bit, $0, row: row, afterPulse: true)
    }
    let start = bit ? statistics.highResistance : statistics.lowResistance
    let threshold = bit ? statistics.setVoltage : statistics.resetVoltage
    let switched = expectation(start) { threshold.cumulative(rules.reach(bit, $0, row: row)) }
    let stays = expectation(start) {
      threshold.exceedance(rules.reach(bit, $0, row: row)) * rules.misreads(bit, $0, row: row, afterPulse: false)
    }
    let mustSwitch = bit ? 1 - low : low
    let sound = mustSwitch * (stays + switched * final) + (1 - mustSwitch) * final
    let faults = settings.faults
    let (right, wrong) = (
      faults.share(holding: bit, statistics: statistics), faults.share(holding: !bit, statistics: statistics)
    )
    return wrong + (1 - right - wrong) * sound
  }

  /// The mean of a function of a parameter, by the trapezoidal rule over its standard score.
  private static func expectation(_ distribution: ParameterDistribution, _ function: (Double) -> Double) -> Double {
    var (sum, weights) = (0.0, 0.0)
    for score in stride(from: -8.0, through: 8, by: 0.01) {
      let weight = exp(-score * score / 2)
      sum += weight * function(distribution.value(standardScore: score))
      weights += weight
    }
    return sum / weights
  }
}

extension SwitchingRules {
  /// The rules of a circuit in which nothing but the memristor takes voltage: what its statistics alone say.
  public init(statisticsAlone settings: StorageSettings) {
    let voltages = (0..<settings.array.write.attempts).map { attempt in
      [(row: 0, table: PiecewiseLinear(x: [0], y: [log(settings.array.write.amplitude(attempt: attempt).si)]))]
    }
    let rule = PulseRule(voltages: voltages, factor: PiecewiseLinear(x: [0], y: [1]))
    self.init(
      settings: settings, set: rule, reset: rule, strongestFilament: voltages.map { _ in PiecewiseLinear(x: [0], y: [0]) },
      readSeries: PiecewiseLinear(x: [0], y: [0]), highResistanceFactor: 1)
  }

  /// The largest V_SET (bit 1) or V_RESET (bit 0) that one of the pulses overcomes: the first or the last, since amplitudes
  /// and gates step evenly from one to the other.
  func reach(_ bit: Bool, _ resistance: Double, row: Int) -> Double {
    let rule = bit ? set : reset
    let ends = Set([0, settings.array.write.attempts - 1])
    return ends.map { rule.reach(resistance, row: row, attempt: $0) }.max() ?? 0
  }

  /// The probability that a cell which is to hold a bit is read as the other one.
  /// - Parameters:
  ///   - resistance: the drawn one of the state that the cell is in.
  ///   - afterPulse: whether it is in the state of its bit, or still in the other one.
  func misreads(_ bit: Bool, _ resistance: Double, row: Int, afterPulse: Bool) -> Double {
    let isLow = bit == afterPulse
    let strongest = strongestFilament.map { $0.value(at: Double(row)) ?? 0 }.min() ?? 0
    let own = isLow ? max(resistance, afterPulse ? strongest : 0) : resistance * highResistanceFactor
    let ratio = (own + (readSeries.value(at: Double(row)) ?? 0)) / settings.array.read.threshold.si
    guard settings.readNoise > 0 else { return (ratio < 1) == bit ? 0 : 1 }
    // The current, its noise included, against that of the threshold.
    let one = NormalDistribution(mean: 0, standardDeviation: 1).cumulative((1 - ratio) / settings.readNoise)
    return bit ? 1 - one : one
  }
}
