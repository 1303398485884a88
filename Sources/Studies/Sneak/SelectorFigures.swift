import CrossbarArrays
import MemristorDevices
import Records

/// The selectors of a 1S1R array in the accesses of a sneak study. All but the name are nil for selectors without a threshold.
public struct SelectorFigures: Figures, Equatable {
  @Figure("Selector", .plain, "In series with each memristor.") public var name = ""
  @Figure("Selected selector on in the read", .plain, "Its voltage, off, reaches its threshold. None without thresholds.")
  public var onInRead: Bool? = nil
  @Figure("Selected selector on in the SET") public var onInSet: Bool? = nil
  @Figure("Selected selector on in the RESET") public var onInReset: Bool? = nil
  @Figure("Selected selector stays on in the read", .plain, "If on, its voltage is the hold voltage or more.")
  public var holdsInRead: Bool? = nil
  @Figure(
    "Other selectors that the read turns on", .plain,
    "Held off, although their voltage reaches their threshold: the currents here leave out what they would add.")
  public var turnedOnByRead: Int? = nil
  @Figure("Other selectors that a write turns on", .plain, "Likewise, by a SET or a RESET of the selected cell.")
  public var turnedOnByWrite: Int? = nil

  public init() {}

  init(_ device: SelectorDevice, _ accesses: AccessSelectors?) {
    name = device.name
    guard let accesses else { return }
    (onInRead, onInSet, onInReset) = (accesses.read.isOn, accesses.set.isOn, accesses.reset.isOn)
    holdsInRead = accesses.read.holds
    (turnedOnByRead, turnedOnByWrite) = (accesses.turnedOnByRead, accesses.turnedOnByWrite)
  }
}
