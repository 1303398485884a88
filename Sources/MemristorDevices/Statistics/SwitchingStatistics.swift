import CrossbarPrimitives
import Foundation

/// The distributions of the four figures of many loops, and what they have to do with each other.
///
///     let statistics = SwitchingStatistics(groups)  // one group of `SweepParameters` a device
///     statistics[.setVoltage]?.fit
public struct SwitchingStatistics: Hashable, Sendable {
  /// What is known of one figure.
  public struct Figure: Hashable, Sendable {
    /// V_SET, V_RESET, R_LRS or R_HRS.
    public let role: DeviceRole
    /// Nil where the loops do not tell it.
    public let fit: DistributionFit?
    /// The geometric mean of one or two values, which have no distribution; nil for none and for a fit.
    public var value: Double? = nil
    /// Why they do not, or what the fit is not; nil for an ordinary fit.
    public let remark: String?
    /// Whether the fit is only a bound of what is asked for: an R_LRS that is the compliance's doing.
    public let isBound: Bool
  }

  /// How two figures of one loop go together.
  public struct Correlation: Hashable, Sendable {
    public let first, second: DeviceRole
    /// Of the standard scores, -1 to 1.
    public internal(set) var value: Double
    /// From the likelihood's curvature, with as many degrees of freedom as devices.
    public let standardError: Double
    /// Whether it differs from 0 by more than one in a hundred does by chance.
    public let isSignificant: Bool
  }

  /// In the order of the roles.
  public let figures: [Figure]
  /// Pairs with both figures in eight devices or more.
  public let correlations: [Correlation]
  /// The voltage that a filament keeps while its SET is limited, V, and the standard error of its logarithm; nil where no
  /// SETs are seen to end by their compliance.
  public let holdVoltage: (value: Double, error: Double)?
  /// SETs that were gone before anything RESET them, and those that were RESET.
  public let volatileCount, resetCount: Int

  /// Of one role.
  public subscript(role: DeviceRole) -> Figure? { figures.first { $0.role == role } }

  /// - Parameters:
  ///   - groups: the loops by device.
  ///   - kind: of the distributions; nil for the likelier one of each.
  public init(_ groups: [[SweepParameters]], kind: DistributionFit.Kind? = nil) {
    let loops = groups.flatMap { $0 }
    let (lasting, gone) = (loops.count { $0.resetVoltage != nil }, loops.count(where: \.isVolatile))
    (volatileCount, resetCount) = (gone, lasting)
    // A filament that relaxes by itself looks like one that was RESET, at whatever voltage there is at that moment.
    let isVolatile = gone > lasting
    let limited = LimitedResistanceFit(
      groups.map { group in
        group.compactMap { loop in loop.lowResistance.map { .init(resistance: $0, compliance: loop.compliance) } }
      })
    holdVoltage = isVolatile ? nil : limited.map { ($0.holdVoltage, $0.holdError) }
    figures = DeviceRole.allCases.map { role in
      if isVolatile, role == .resetVoltage || role == .lowResistance {
        return Figure(
          role: role, fit: nil,
          remark: "\(gone) of \(gone + lasting) SETs are gone before a RESET: filaments of this compliance do not last",
          isBound: false)
      }
      let values = groups.map { $0.compactMap { $0.value(of: role) } }
      if role == .lowResistance, let limited {
        if limited.isOwnTold {
          return Figure(
            role: role, fit: DistributionFit(limited, values),
            remark: String(
              format: "of %d readings, about %.0f are what the compliance left (V_hold %.3g V) and bound it from above",
              values.joined().count, limited.limitedCount, limited.holdVoltage), isBound: false)
        }
        return Figure(
          role: role, fit: DistributionFit(values, kind: kind),
          remark: String(
            format: "a bound: the compliance stopped every SET (V_hold %.3g V); the devices' own R_LRS is lower",
            limited.holdVoltage),
          isBound: true)
      }
      let bounds = loops.compactMap { $0.lowerBound(of: role) }
      let fit = DistributionFit(values, lowerBounds: bounds, kind: kind)
      let found = values.joined().count
      let few = values.joined().filter { $0 > 0 }
      let mean = few.isEmpty || fit != nil ? nil : exp(few.reduce(0) { $0 + log($1) } / Double(few.count))
      let need = "a distribution takes \(DistributionFit.leastCount) or more"
      return Figure(
        role: role, fit: fit, value: mean,
        remark: fit != nil
          ? nil : found == 0 ? "seen in none of \(loops.count) loops" : "of \(found) loop\(found == 1 ? "" : "s"); \(need)",
        isBound: false)
    }
    correlations = Self.correlations(figures, groups)
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.figures == right.figures && left.correlations == right.correlations
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(figures) }

  /// Correlations of all pairs, over loops that show one figure and at least a bound of the other; those of a device count
  /// as one device.
  private static func correlations(_ figures: [Figure], _ groups: [[SweepParameters]]) -> [Correlation] {
    let told = figures.filter { !$0.isBound && ($0.fit?.standardDeviation ?? 0) > 0 && $0.remark == nil }
    var found: [Correlation] = []
    for (place, first) in told.enumerated() {
      for second in told.dropFirst(place + 1) {
        guard let a = first.fit, let b = second.fit else { continue }
        let pairs = groups.map { group in
          group.compactMap { loop -> CorrelationFit.Pair? in
            let (x, y) = (loop.value(of: first.role), loop.value(of: second.role))
            guard let high = x ?? loop.lowerBound(of: first.role), let other = y ?? loop.lowerBound(of: second.role),
              x != nil || y != nil
            else { return nil }
            return .init(x: a.score(high), isBoundX: x == nil, y: b.score(other), isBoundY: y == nil)
          }
        }
        guard let fit = CorrelationFit(pairs) else { continue }
        found.append(
          Correlation(
            first: first.role, second: second.role, value: fit.value, standardError: fit.standardError,
            isSignificant: fit.isSignificant))
      }
    }
    return together(found)
  }

  /// Pairs estimated one by one may be more than can be at once; then all are made smaller until they can.
  private static func together(_ correlations: [Correlation]) -> [Correlation] {
    let roles = DeviceRole.allCases
    let factor = CorrelationFit.jointFactor(roles.count) { row, column in
      correlations.first { $0.isSignificant && Set([$0.first, $0.second]) == Set([roles[row], roles[column]]) }?.value ?? 0
    }
    var found = correlations
    for index in found.indices { found[index].value *= factor }
    return found
  }
}

extension SweepParameters {
  /// A figure, in V or ohm; nil where the loop does not show it.
  public func value(of role: DeviceRole) -> Double? {
    switch role {
    case .setVoltage: setVoltage
    case .resetVoltage: resetVoltage
    case .lowResistance: lowResistance
    case .highResistance: highResistance
    }
  }

  /// What a voltage is known to exceed, V, where it is not known itself.
  package func lowerBound(of role: DeviceRole) -> Double? {
    switch role {
    case .setVoltage: setVoltage == nil ? setVoltageBound : nil
    case .resetVoltage: resetVoltage == nil ? resetVoltageBound : nil
    case .lowResistance, .highResistance: nil
    }
  }
}
