import CrossbarPrimitives

/// One of the resistances that cells are programmed to. All resistances are those of a read: read voltage over current,
/// transistor, wires and drivers included.
public struct ResistanceLevel: Hashable, Sendable {
  /// What the level stands for.
  public var target: Resistance
  /// What a verifying read accepts; without an upper end for a level that a RESET leaves.
  public var window: ClosedRange<Resistance>
  /// Of the first SET: the gate's voltage, or the bit line's where that is stepped. Not used by a level that a RESET leaves.
  public var start: Voltage
  /// Whether a RESET alone writes it.
  public var isReset: Bool

  /// Nothing is checked; the window should hold the target.
  public init(target: Resistance, window: ClosedRange<Resistance>, start: Voltage, isReset: Bool = false) {
    (self.target, self.window, self.start, self.isReset) = (target, window, start, isReset)
  }

  /// The level that a RESET leaves: any resistance from `least` on.
  public static func reset(_ target: Resistance, least: Resistance) -> ResistanceLevel {
    ResistanceLevel(target: target, window: least...Resistance.ohms(.infinity), start: .zero, isReset: true)
  }

  /// 1 over the target.
  public var conductance: Conductance { .siemens(1 / target.si) }
}

/// How cells are brought to a level.
public struct LevelAlgorithm: Hashable, Sendable {
  /// What changes from one SET of a cell to the next.
  public enum Kind: String, Hashable, Codable, CaseIterable, Sendable {
    /// Nothing: one SET at the level's gate voltage.
    case single
    /// The gate's voltage, and with it the compliance.
    case gateStep = "gate-step"
    /// The bit line's voltage, at a fixed gate.
    case bitLineStep = "bit-line-step"
  }

  /// Which line is stepped.
  public var kind: Kind
  /// By how much it rises from SET to SET.
  public var step: Voltage
  /// The highest voltage of the stepped line.
  public var limit: Voltage
  /// Reads after one that lies in the window; their mean decides. 0 where the first one decides.
  public var confirmingReads: Int
  /// By how much, relative to each end, the window is narrower for verifying reads.
  public var guardBand: Double
  /// The most pulses of a cell, SETs and RESETs together.
  public var mostPulses: Int
  /// The most RESETs of a cell; each lets it start anew.
  public var mostResets: Int
  /// How often a cell whose line came to its limit is RESET and starts anew before it is given up.
  public var limitRetries: Int
  /// Whether a cell is RESET before its first SET, whatever it holds.
  public var erasesFirst: Bool

  /// - Precondition: a step above zero unless nothing is stepped, and at least one pulse and one RESET.
  public init(
    _ kind: Kind, step: Voltage, limit: Voltage, confirmingReads: Int = 0, guardBand: Double = 0, mostPulses: Int = 2000,
    mostResets: Int = 200, limitRetries: Int = 3, erasesFirst: Bool = true
  ) {
    precondition(kind == .single || step > .zero, "a step that rises")
    precondition(mostPulses > 0 && mostResets > 0 && confirmingReads >= 0, "at least one attempt")
    (self.kind, self.step, self.limit) = (kind, step, limit)
    (self.confirmingReads, self.guardBand) = (confirmingReads, guardBand)
    (self.mostPulses, self.mostResets) = (mostPulses, mostResets)
    (self.limitRetries, self.erasesFirst) = (limitRetries, erasesFirst)
  }
}

/// What became of a cell that was to be brought to a level.
public enum LevelStatus: String, Hashable, Codable, CaseIterable, Sendable {
  /// Its verifying reads lay in the window.
  case written
  /// One SET without a second chance left it outside of the window.
  case missed
  /// No RESET brought it out of LRS.
  case stuckInLRS = "stuck_in_lrs"
  /// The stepped line came to its limit, and the resistance was still too high.
  case lineAtLimit = "line_at_limit"
  /// The same, and no SET had taken place at all.
  case noSet = "no_set"
  /// All pulses that a cell may get, or all RESETs, were used up.
  case pulsesUsedUp = "pulses_used_up"
  /// A simulation gave no result, and nothing is known of it.
  case numericalFailure = "numerical_failure"

  /// As part of a sentence.
  public var words: String {
    switch self {
    case .written: "written"
    case .missed: "missed the window"
    case .stuckInLRS: "stuck in LRS"
    case .lineAtLimit: "line at its limit"
    case .noSet: "no SET"
    case .pulsesUsedUp: "pulses used up"
    case .numericalFailure: "no result of a simulation"
    }
  }
}
