import CrossbarPrimitives
import MemristorDevices

/// A SET of one device and what a read finds of it.
///
/// A filament counts as lasting while the read current is at least midway between the device without a filament and the
/// filament as the SET left it: half of what the filament conducted is still there.
public struct FilamentSet: Sendable {
  public let outcome: PulseOutcome
  public let readVoltage: Voltage
  /// The read current right after the SET.
  public let readCurrent: Current
  /// Of the device without a filament.
  public let readCurrentWithoutFilament: Current

  /// Whether the SET formed a filament at all.
  public var isSet: Bool { outcome.isSet }
  public var resistance: Resistance { readVoltage / readCurrent }

  public func lasts(at current: Current) -> Bool {
    Self.lasts(at: current, afterSet: readCurrent, withoutFilament: readCurrentWithoutFilament)
  }

  /// The rule in terms of three read currents at one voltage.
  static func lasts(at current: Current, afterSet: Current, withoutFilament: Current) -> Bool {
    current >= (afterSet + withoutFilament) / 2
  }
}

extension DeviceBench {
  /// SETs a device with one pulse, and reads the filament before it has time to relax.
  public func set(
    _ memristor: Memristor, state: Double, with pulse: DevicePulse, series: Series, readVoltage: Voltage
  ) async throws -> FilamentSet {
    let outcome = try await self.pulse(pulse, to: memristor, state: state, series: series)
    let currents = try await read(memristor, states: [outcome.stateAtPlateauEnd, 0], at: readVoltage)
    return FilamentSet(
      outcome: outcome, readVoltage: readVoltage, readCurrent: currents[0], readCurrentWithoutFilament: currents[1])
  }
}
