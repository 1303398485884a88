import CrossbarPrimitives
import Foundation
import MemristorDevices

/// Which levels cells are to have; `plan` finds out how they are reached.
public struct LevelDesign: Hashable, Sendable {
  /// Where the first SET of a cell starts.
  public enum Start: String, Hashable, Codable, CaseIterable, Sendable {
    /// As high as its level allows.
    case level
    /// At the same voltage for all levels, the lowest one that any needs.
    case common
  }

  /// How many levels, the one of a RESET included.
  public var count: Int
  /// How they are spread over the range.
  public var allocation: LevelAllocation
  /// Of the levels that a SET writes, as read.
  public var range: ClosedRange<Resistance>
  /// Whether the level of highest resistance is what a RESET leaves, below the range's own levels.
  public var lowestIsReset: Bool
  /// Width of the verify window, relative to the target.
  public var window: Double
  /// The windows of the levels that a SET writes, by falling resistance, as those of a given chip; empty where they follow from
  /// `count`, `range`, `allocation` and `window`. A level stands for the middle of
  /// its window in conductance, or for the end of one that begins at 0.
  public var windows: [ClosedRange<Resistance>] = []
  /// Where SETs start.
  public var start: Start
  /// Of the first SET of all levels; nil for what `start` says.
  public var startVoltage: Voltage?
  /// How far above the window's upper end the first SET is to leave the median cell, in standard deviations of ln R.
  public var startDeviations: Double
  /// The time after which levels are to hold; `quantile` spreads them by the spread at it.
  public var holdsFor: Time

  /// - Precondition: at least two levels, and a window and a range above zero.
  public init(
    count: Int, allocation: LevelAllocation, range: ClosedRange<Resistance>, lowestIsReset: Bool = false, window: Double,
    start: Start = .level, startDeviations: Double = 3, holdsFor: Time = .zero
  ) {
    precondition(count > 1 && window > 0 && range.lowerBound > .zero, "levels")
    (self.count, self.allocation, self.range, self.lowestIsReset) = (count, allocation, range, lowestIsReset)
    (self.window, self.start, self.startDeviations, self.holdsFor) = (window, start, startDeviations, holdsFor)
  }

  /// Conductances of the levels that a SET writes, and the scale that they stand on.
  private func scale(_ device: MemristorDevice) -> LevelScale {
    let fluctuations = device.fluctuations
    return LevelScale(
      allocation, over: .siemens(1 / range.upperBound.si)...Conductance.siemens(1 / range.lowerBound.si)
    ) { conductance in
      // A conductance is anywhere in its window, relaxes, and is read with noise.
      let relaxed = fluctuations.relaxation.map {
        $0.step(of: conductance).deviation.si * $0.decades(after: holdsFor).squareRoot()
      }
      let parts = [
        window * conductance.si / 12.0.squareRoot(), relaxed ?? 0, (fluctuations.readNoise?.deviation ?? 0) * conductance.si,
      ]
      return .siemens(parts.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }
  }

  /// What the levels that a SET writes stand for, with their windows, by rising conductance, and the boundaries between them.
  private func spread(
    _ device: MemristorDevice
  ) -> (levels: [(target: Resistance, window: ClosedRange<Resistance>)], boundaries: [Conductance]) {
    guard windows.isEmpty else {
      // The middle of the conductances, as boundaries are midway between those.
      let targets = windows.map { window -> Resistance in
        let (low, high) = (window.lowerBound.si, window.upperBound.si)
        return .ohms(low > 0 ? 2 / (1 / low + 1 / high) : high)
      }
      let boundaries = zip(targets, targets.dropFirst()).map { Conductance.siemens((1 / $0.si + 1 / $1.si) / 2) }
      return (Array(zip(targets, windows)), boundaries)
    }
    let scale = scale(device)
    let written = count - (lowestIsReset ? 1 : 0)
    let conductances = written > 1 ? scale.levels(written) : [.siemens(1 / range.lowerBound.si)]
    let levels = conductances.map { conductance in
      let target = Resistance.ohms(1 / conductance.si)
      return (target, target * (1 - window / 2)...target * (1 + window / 2))
    }
    return (levels, written > 1 ? scale.boundaries(written) : [])
  }

  /// The levels with their windows and start voltages.
  /// - Parameters:
  ///   - curve: what one SET leaves.
  ///   - settings: whose algorithm steps a line; starts are rounded down to whole steps, so that all cells meet the same
  ///     voltages.
  /// - Throws: `LevelError.notReached` for a level that no voltage reaches.
  public func plan(
    _ device: MemristorDevice, curve: ProgrammingCurve, settings: LevelWriteSettings
  ) throws(LevelError) -> LevelPlan {
    if let startVoltage, startVoltage > settings.algorithm.limit {
      throw .startBeyondLimit(start: startVoltage, limit: settings.algorithm.limit)
    }
    let spread = spread(device)
    let isSingle = settings.algorithm.kind == .single
    var (boundaries, levels) = (spread.boundaries, [ResistanceLevel]())
    for (target, window) in spread.levels {
      let found =
        isSingle ? curve.voltage(for: target) : curve.voltage(for: window.upperBound, deviations: startDeviations)
      // A given window may lie where only the tail of the cells comes to.
      let isReached = curve.voltage(for: target) != nil
      guard let start = isReached ? found : windows.isEmpty ? nil : found ?? settings.algorithm.limit else {
        throw .notReached(target: target, least: curve.least, limit: settings.algorithm.limit)
      }
      levels.append(
        ResistanceLevel(target: target, window: window, start: isSingle ? start : start.floored(to: settings.algorithm.step)))
    }
    if settings.algorithm.kind != .single, let first = startVoltage ?? (start == .common ? levels.map(\.start).min() : nil) {
      for index in levels.indices { levels[index].start = first }
    }
    if lowestIsReset {
      let first = levels[0].conductance.si
      let erased = min(1 / curve.erased.si, first / 2)
      boundaries.insert(
        .siemens(allocation == .equalLog ? (erased * first).squareRoot() : (erased + first) / 2), at: 0)
      levels.insert(.reset(.ohms(1 / erased), least: settings.resetAbove), at: 0)
    }
    return LevelPlan(design: self, settings: settings, levels: levels, boundaries: boundaries, curve: curve)
  }
}

/// Levels with their windows and start voltages, and what decides which of them a reading is.
public struct LevelPlan: Hashable, Sendable {
  /// What was asked for.
  public let design: LevelDesign
  /// How the levels are written.
  public let settings: LevelWriteSettings
  /// By rising conductance.
  public let levels: [ResistanceLevel]
  /// Between neighbouring levels, rising; outer levels are open.
  public let boundaries: [Conductance]
  /// By which the start voltages were found.
  public let curve: ProgrammingCurve

  /// The level that a reading decodes to.
  public func level(of conductance: Conductance) -> Int { boundaries.level(of: conductance) }

  /// By how much ln R falls from a level to the next; the nearest neighbour counts.
  public func spacing(_ level: Int) -> Double {
    let logs = levels.map { log($0.target.si) }
    let own = logs[level]
    return [level - 1, level + 1].filter(logs.indices.contains).map { abs(logs[$0] - own) }.min() ?? .infinity
  }
}

extension [Conductance] {
  /// The level that a conductance belongs to, where these are the boundaries between neighbouring levels, rising.
  package func level(of conductance: Conductance) -> Int { count { $0 <= conductance } }
}

/// Why cells cannot be brought to levels at all.
public enum LevelError: Error, Equatable, CustomStringConvertible {
  /// No voltage of the stepped line leaves the median cell at so low a resistance.
  case notReached(target: Resistance, least: Resistance, limit: Voltage)
  /// The first SET is beyond the limit of the stepped line.
  case startBeyondLimit(start: Voltage, limit: Voltage)
  /// Not enough simulations gave a result to know what a SET leaves.
  case noCurve

  public var description: String {
    switch self {
    case .notReached(let target, let least, let limit):
      "the level of \(SIPrefix.text(target.si, unit: "ohm")) is out of reach: one SET of the median cell, after a RESET, leaves "
        + "\(SIPrefix.text(least.si, unit: "ohm")) at the least up to \(limit) on the stepped line; choose levels above that, a wider transistor or a higher limit"
    case .startBeyondLimit(let start, let limit):
      "SETs are to start at \(start) on the stepped line; allowed is \(limit), its limit, at most"
    case .noCurve: "what a SET leaves could not be simulated at enough voltages"
    }
  }
}

extension Voltage {
  /// The highest whole multiple of a step that is not above it; at least one step.
  fileprivate func floored(to step: Voltage) -> Voltage {
    guard step > .zero else { return self }
    let multiple = step.si * max(1, (self / step + 1e-9).rounded(.down))
    return .volts((multiple * 1e9).rounded() / 1e9)
  }
}
