import CrossbarPrimitives
import Records

/// The limits that make a pulse setting safe, as shares of cells from 0 to 1.
public struct WindowLimits: Figures, Hashable {
  @Figure("Least share of cells that SET, and that RESET", .percent) public var target = 0.95
  @Figure("Most volatile cells", .percent, "Of the SET cells, those that lose their filament again.")
  public var maxVolatile = 0.01
  @Figure("Most over-programmed cells", .percent, "Driven into the range from which a filament no longer dissolves.")
  public var maxOverprogrammed = 0.01
  @Figure("Most disturbed neighbours", .percent, "Those whose bit flips.") public var maxDisturbed = 0.01

  /// The default target is what a level like the published 5 V can reach: there the device's own statistics already
  /// lose 3.5 % of the SETs. A failed write can be repeated, but a volatile cell loses data, an over-programmed one
  /// its life, and a disturbed one another's data: of those one in a hundred is allowed.
  public init() {}

  /// All are shares from 0 to 1: the target is the least allowed, the others the most.
  public init(target: Double, maxVolatile: Double, maxOverprogrammed: Double, maxDisturbed: Double) {
    self.target = target
    self.maxVolatile = maxVolatile
    self.maxOverprogrammed = maxOverprogrammed
    self.maxDisturbed = maxDisturbed
  }
}

/// One of the limits at one point: the share found, and the share allowed.
public struct LimitCheck: Figures, Equatable {
  /// What the limit is on.
  public enum Limit: String, CaseIterable, Encodable, Sendable {
    /// The share of cells that a SET writes; at least the target.
    case set = "set_success"
    /// The share of cells that a RESET writes; at least the target.
    case reset = "reset_success"
    /// Shares that must not exceed their limits: filaments lost after a SET, over-programmed cells, flipped neighbours.
    case volatile, overprogrammed, disturbed

    /// Whether the share must be at least the limit; otherwise it must be at most the limit.
    var isLeast: Bool { self == .set || self == .reset }

    /// As used in a sentence.
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

  @Figure public var limit = Limit.set
  @Figure("Share", .percent, "None where nothing could be counted, which no limit takes for good.")
  public var share: Double? = nil
  @Figure("Allowed", .percent) public var allowed = 0.0
  @Figure("End of the interval", .percent, "The end of the share's 95 % interval that is nearer to the limit or beyond it.")
  public var bound = 0.0
  @Figure("Cells counted", .plain, "Neighbours, of disturbed ones.") public var cells = 0
  @Figure("Cells that would show it", .plain, "That the limit holds, if the share stays what it is; none where no number would.")
  public var cellsNeeded: Int? = nil

  public init() {}

  /// - Parameter isNothingToLose: whether there is no cell that could miss the limit, which then counts as met.
  init(_ limit: Limit, _ counted: CountedShare, allowed: Double, isNothingToLose: Bool = false) {
    self.limit = limit
    self.allowed = allowed
    share = isNothingToLose ? 0 : counted.share
    bound = isNothingToLose ? 0 : limit.isLeast ? counted.wilsonLow : counted.wilsonHigh
    cells = counted.of
    let good = Proportion(limit.isLeast ? counted.count : counted.of - counted.count, of: counted.of)
    cellsNeeded = good.trialsToShow(atLeast: limit.isLeast ? allowed : 1 - allowed)
  }

  /// By how much the share is better than allowed; negative where it is worse. Without a count, the worst possible share.
  public var slack: Double {
    let share = share ?? (limit.isLeast ? 0 : 1)
    // Shares are fractions of small integers: a small tolerance lets 95 of 100 meet 0.95.
    let slack = limit.isLeast ? share - allowed : allowed - share
    return abs(slack) < 1e-12 ? 0 : slack
  }

  /// Whether the share found meets the limit.
  public var isMet: Bool { slack >= 0 }

  /// Whether every share in its 95 % interval (Wilson, two-sided) meets the limit, so that it would hold for more cells,
  /// too.
  public var holds: Bool { isMet && (limit.isLeast ? bound >= allowed : bound <= allowed) }

  /// The fewest cells that show the limit if none of them misses it; nil where no number would.
  var leastCells: Int? { Proportion(1, of: 1).trialsToShow(atLeast: limit.isLeast ? allowed : 1 - allowed) }
}

extension WindowLimits {
  /// All limits at a point, in the order of `LimitCheck.Limit`.
  func checks(_ point: WindowPoint) -> [LimitCheck] {
    let shares: [(LimitCheck.Limit, CountedShare, Double)] = [
      (.set, point.setSuccess, target), (.reset, point.resetSuccess, target), (.volatile, point.volatile, maxVolatile),
      (.overprogrammed, point.overprogrammed, maxOverprogrammed), (.disturbed, point.disturbed, maxDisturbed),
    ]
    // Where no cell SETs, none loses its filament.
    let nothingToLose = point.setSuccess.of > 0 && point.volatile.of == 0
    return shares.map { LimitCheck($0, $1, allowed: $2, isNothingToLose: $0 == .volatile && nothingToLose) }
  }
}
