import CrossbarPrimitives

/// What makes a pulse setting safe.
public struct WindowLimits: Hashable, Sendable {
  /// Least share of cells that SET, and least share that RESET.
  public var target: Double
  /// Most of the SET cells that may lose their filament again.
  public var volatile: Double
  /// Most of the cells that may be driven into the range from which a filament no longer dissolves.
  public var overprogrammed: Double
  /// Most of the neighbours that may flip.
  public var disturbed: Double

  /// The default target is what a level like the published 5 V can reach: there the device's own statistics already
  /// lose 3.5 % of the SETs. A failed write can be repeated, but a volatile cell loses data, an over-programmed one
  /// its life, and a disturbed one another's data: of those one in a hundred is allowed.
  public init(target: Double = 0.95, volatile: Double = 0.01, overprogrammed: Double = 0.01, disturbed: Double = 0.01) {
    self.target = target
    self.volatile = volatile
    self.overprogrammed = overprogrammed
    self.disturbed = disturbed
  }
}

/// One of the limits at one point: what was found, what is allowed.
public struct LimitCheck: Equatable, Encodable, Sendable {
  public enum Limit: String, CaseIterable, Encodable, Sendable {
    case set = "set_success"
    case reset = "reset_success"
    case volatile, overprogrammed, disturbed

    /// Whether more is better.
    var isLeast: Bool { self == .set || self == .reset }

    /// As it reads in a sentence.
    var words: String {
      switch self {
      case .set: "SET success"
      case .reset: "RESET success"
      case .volatile: "volatile cells"
      case .overprogrammed: "over-programmed cells"
      case .disturbed: "disturbed neighbours"
      }
    }
  }

  public let limit: Limit
  /// Nil where nothing could be counted, which no limit takes for good.
  public let share: Double?
  public let allowed: Double

  /// How much better than allowed; negative where it is worse. Without a count the worst that could be.
  public var slack: Double {
    let share = share ?? (limit.isLeast ? 0 : 1)
    // Shares are fractions of small integers: a hair of tolerance keeps 95 of 100 at 0.95.
    let slack = limit.isLeast ? share - allowed : allowed - share
    return abs(slack) < 1e-12 ? 0 : slack
  }

  public var isMet: Bool { slack >= 0 }
}

extension WindowLimits {
  func checks(_ point: WindowPoint) -> [LimitCheck] {
    let shares: [(LimitCheck.Limit, CountedShare, Double)] = [
      (.set, point.set, target), (.reset, point.reset, target), (.volatile, point.volatile, volatile),
      (.overprogrammed, point.overprogrammed, overprogrammed), (.disturbed, point.disturbed, disturbed),
    ]
    // Where no cell SETs, none loses its filament.
    let nothingToLose = point.set.total > 0 && point.volatile.total == 0
    return shares.map { LimitCheck(limit: $0, share: $0 == .volatile && nothingToLose ? 0 : $1.share, allowed: $2) }
  }
}

extension WindowLimits: Encodable {
  private enum CodingKeys: String, CodingKey {
    case target
    case volatile = "max_volatile"
    case overprogrammed = "max_overprogrammed"
    case disturbed = "max_disturbed"
  }
}
