import CrossbarPrimitives
import MemristorDevices

/// What programming does to one device: after its endurance, or once over-programmed, it stays in its low-resistance
/// state.
public struct DeviceWear: Sendable {
  public enum Cause: String, Hashable, Codable, Sendable {
    case endurance, overprogramming
  }

  private let kind: MemristorDevice
  private let seed: UInt64
  private let device: Int
  /// Nil for a device of which no wear is known.
  private let endurance: Int?
  private var isOverprogrammed = false

  public init(kind: MemristorDevice, seed: UInt64, device: Int) {
    self.kind = kind
    self.seed = seed
    self.device = device
    endurance = kind.endurance(seed: seed, index: device)
  }

  /// Notes the current that a SET left flowing. Beyond the limit the filament no longer dissolves.
  public mutating func recordSet(current: Current) {
    if let limit = kind.description.overprogrammingCurrent, current > limit { isOverprogrammed = true }
  }

  /// Why the device can no longer RESET in a cycle, counted from 0; nil while it can.
  public func cause(cycle: Int) -> Cause? {
    if isOverprogrammed { return .overprogramming }
    return endurance.map { cycle >= $0 } ?? false ? .endurance : nil
  }

  /// The device as it is in a cycle: its own parameters, the cycle's deviation, and its wear.
  public func memristor(cycle: Int) -> Memristor {
    let memristor = kind.draw(seed: seed, index: device, cycle: cycle)
    return cause(cycle: cycle) == nil ? memristor : memristor.stuckOn ?? memristor
  }
}
