import CrossbarPrimitives
import MemristorDevices

/// What programming does to one device: after its endurance, or once over-programmed, it stays in its low-resistance
/// state.
public struct DeviceWear: Sendable {
  public enum Cause: String, Hashable, Encodable, Sendable {
    case endurance
    case overprogramming
  }

  private let statistics: DeviceStatistics
  private let seed: UInt64
  private let device: Int
  private let endurance: Int
  private var isOverprogrammed = false

  public init(statistics: DeviceStatistics, seed: UInt64, device: Int) {
    self.statistics = statistics
    self.seed = seed
    self.device = device
    endurance = statistics.endurance(seed: seed, index: device)
  }

  /// Notes the current that a SET left flowing. Beyond the limit the filament no longer dissolves.
  public mutating func recordSet(current: Current) {
    if current.si > statistics.assumptions.overprogrammingCurrent { isOverprogrammed = true }
  }

  /// Why the device can no longer RESET in a cycle, counted from 0; nil while it can.
  public func cause(cycle: Int) -> Cause? {
    if isOverprogrammed { return .overprogramming }
    return cycle >= endurance ? .endurance : nil
  }

  /// The device as it is in a cycle: its own parameters, the cycle's deviation, and its wear.
  public func memristor(cycle: Int) -> Memristor {
    var memristor = statistics.draw(seed: seed, index: device, cycle: cycle)
    memristor.canReset = cause(cycle: cycle) == nil
    return memristor
  }
}
