import CrossbarPrimitives
import MemristorDevices

/// The wear of one device: after its endurance, or once over-programmed, it stays in its low-resistance state.
///
/// A study records the current of each SET and asks for the device as it is in each cycle:
///
///     var wear = DeviceWear(kind: kind, seed: 1, device: 0)
///     wear.recordSet(current: current)
///     let memristor = wear.memristor(cycle: 7)
public struct DeviceWear: Sendable {
  /// Why a device no longer RESETs: its drawn endurance is used up, or a SET current exceeded the device's limit.
  public enum Cause: String, Hashable, Codable, Sendable {
    /// The cycles drawn for the device are done; a SET ended above its over-programming current.
    case endurance, overprogramming
  }

  private let kind: MemristorDevice
  private let seed: UInt64
  private let device: Int
  /// Cycles drawn for this device; nil where the device's description has no endurance.
  private let endurance: Int?
  /// Permanent once true.
  private var isOverprogrammed = false

  /// A device that is still pristine; its endurance follows from seed and number.
  public init(kind: MemristorDevice, seed: UInt64, device: Int) {
    self.kind = kind
    self.seed = seed
    self.device = device
    endurance = kind.endurance(seed: seed, index: device)
  }

  /// Records the current at the end of a SET. Above the device's over-programming current the filament never dissolves
  /// again.
  public mutating func recordSet(current: Current) {
    if let limit = kind.description.overprogrammingCurrent, current > limit { isOverprogrammed = true }
  }

  /// Why the device can no longer RESET in a cycle, counted from 0; nil while it can. Over-programming takes precedence.
  public func cause(cycle: Int) -> Cause? {
    if isOverprogrammed { return .overprogramming }
    return endurance.map { cycle >= $0 } ?? false ? .endurance : nil
  }

  /// The device in a cycle, counted from 0: its own parameters, that cycle's deviation, and its wear.
  public func memristor(cycle: Int) -> Memristor {
    let memristor = kind.draw(seed: seed, index: device, cycle: cycle)
    return cause(cycle: cycle) == nil ? memristor : memristor.stuckOn ?? memristor
  }
}
