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
  /// The end of the share's 95 % interval that is nearer to the limit or beyond it.
  public let bound: Double
  /// How many cells (neighbours, of disturbed ones) there are.
  public let cells: Int
  /// How many would show that the limit holds, if the share stays what it is; nil where no number would.
  public let cellsNeeded: Int?

  private enum CodingKeys: String, CodingKey {
    case limit, share, allowed, bound, cells
    case cellsNeeded = "cells_needed"
  }

  /// - Parameter isNothingToLose: whether there is no cell that could miss the limit.
  init(_ limit: Limit, _ counted: CountedShare, allowed: Double, isNothingToLose: Bool = false) {
    self.limit = limit
    self.allowed = allowed
    share = isNothingToLose ? 0 : counted.share
    bound = isNothingToLose ? 0 : limit.isLeast ? counted.wilsonLow : counted.wilsonHigh
    cells = counted.of
    let good = Proportion(limit.isLeast ? counted.count : counted.of - counted.count, of: counted.of)
    cellsNeeded = good.trialsToShow(atLeast: limit.isLeast ? allowed : 1 - allowed)
  }

  /// How much better than allowed; negative where it is worse. Without a count the worst that could be.
  public var slack: Double {
    let share = share ?? (limit.isLeast ? 0 : 1)
    // Shares are fractions of small integers: a hair of tolerance keeps 95 of 100 at 0.95.
    let slack = limit.isLeast ? share - allowed : allowed - share
    return abs(slack) < 1e-12 ? 0 : slack
  }

  /// Whether the share that was found keeps the limit.
  public var isMet: Bool { slack >= 0 }

  /// Whether every share of its 95 % interval (Wilson, two-sided) keeps the limit, so that more cells would, too.
  public var holds: Bool { isMet && (limit.isLeast ? bound >= allowed : bound <= allowed) }

  /// Cells that show the limit if not one of them misses it.
  var leastCells: Int? { Proportion(1, of: 1).trialsToShow(atLeast: limit.isLeast ? allowed : 1 - allowed) }
}

extension WindowLimits {
  func checks(_ point: WindowPoint) -> [LimitCheck] {
    let shares: [(LimitCheck.Limit, CountedShare, Double)] = [
      (.set, point.set, target), (.reset, point.reset, target), (.volatile, point.volatile, volatile),
      (.overprogrammed, point.overprogrammed, overprogrammed), (.disturbed, point.disturbed, disturbed),
    ]
    // Where no cell SETs, none loses its filament.
    let nothingToLose = point.set.of > 0 && point.volatile.of == 0
    return shares.map { LimitCheck($0, $1, allowed: $2, isNothingToLose: $0 == .volatile && nothingToLose) }
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
