import CrossbarPrimitives
import MemristorDevices

/// A cell to be brought to a level.
public struct LevelCell: Sendable {
  /// A cell that no write changes.
  public enum Fault: Hashable, Sendable {
    case stuckOn, stuckOff
  }

  /// Its number among all cells of the run; its random draws depend on it.
  public var number: Int
  /// Index into the levels.
  public var level: Int
  /// State before the first pulse, 0 (HRS) to 1 (LRS).
  public var state: Double
  /// Its column, and its place in it.
  public var surroundings: CellSurroundings
  /// Nil for a sound cell.
  public var fault: Fault?
  /// Cycles that it had before.
  public var cycle: Int

  /// Nothing is checked here.
  public init(
    number: Int, level: Int, state: Double, surroundings: CellSurroundings, fault: Fault? = nil, cycle: Int = 0
  ) {
    (self.number, self.level, self.state, self.surroundings) = (number, level, state, surroundings)
    (self.fault, self.cycle) = (fault, cycle)
  }
}

/// What happened to a cell while it was brought to a level.
public struct LevelOutcome: Hashable, Sendable {
  /// Nil while it is under way.
  public var status: LevelStatus?
  /// Of its filament, 0 (HRS) to 1 (LRS).
  public var state: Double
  /// The cycle it is in, and its last SET in this cycle: what its parameters are drawn by.
  public var count: WriteCount
  /// SETs in this cycle.
  public var setsOfCycle = 0
  /// How often its line came to its limit.
  public var limits = 0
  /// RESETs and SETs that it got.
  public var resets = 0, sets = 0
  /// Reads, the number of the next one.
  public var reads = 0
  /// Of the stepped line in the last SET; nil before any.
  public var voltage: Voltage?
  /// Through the cell at the end of the last SET.
  public var setCurrent: Current?
  /// Of the last verifying read, or the mean of those that confirmed it.
  public var verified: Resistance?
  /// The current of the last read without noise; the reading that a perfect instrument would have.
  public var current: Current?
  /// Delivered by the line drivers in pulses and reads.
  public var energy = Energy.zero
  /// Of all pulses and reads.
  public var time = Time.zero
  /// Whether a RESET left it stuck in LRS.
  public var isStuck = false
  /// State before the last pulse, to repeat that.
  public var stateBefore = 0.0
  /// Why a simulation gave no result; nil if all gave one.
  public var numericalFailure: String?

  init(_ cell: LevelCell) {
    state = cell.state
    count = WriteCount(cell: cell.number, cycle: cell.cycle)
  }

  /// SETs and RESETs.
  public var pulses: Int { sets + resets }
}
