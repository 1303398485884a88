import CrossbarPrimitives
import MemristorDevices

/// A SET of one device and the read after it.
///
/// A filament counts as lasting while the read current is at least midway between that of the device without a filament
/// and that right after the SET: half of the filament's own conduction is still there.
public struct FilamentSet: Sendable {
  /// The recording of the SET pulse.
  public let outcome: PulseOutcome
  /// Of all read currents here.
  public let readVoltage: Voltage
  /// The read current right after the SET.
  public let readCurrent: Current
  /// Read current of the same device without a filament.
  public let readCurrentWithoutFilament: Current

  /// Whether the SET formed a filament at all.
  public var isSet: Bool { outcome.isSet }
  /// Right after the SET.
  public var resistance: Resistance { readVoltage / readCurrent }

  /// Whether a later read at the same voltage still shows the filament.
  public func lasts(at current: Current) -> Bool {
    Self.lasts(at: current, afterSet: readCurrent, withoutFilament: readCurrentWithoutFilament)
  }

  /// The criterion, for three read currents at one voltage.
  static func lasts(at current: Current, afterSet: Current, withoutFilament: Current) -> Bool {
    current >= (afterSet + withoutFilament) / 2
  }
}

extension DeviceBench {
  /// SETs a device with one pulse and reads the filament as it is at the end of the plateau, before it can relax.
  /// - Parameter state: of the filament before the pulse, 0 (HRS) to 1 (LRS).
  public func set(
    _ memristor: Memristor, state: Double, with pulse: DevicePulse, series: Series, readVoltage: Voltage
  ) async throws -> FilamentSet {
    let outcome = try await self.pulse(pulse, to: memristor, state: state, series: series)
    let currents = try await read(memristor, states: [outcome.stateAtPlateauEnd, 0], at: readVoltage)
    return FilamentSet(
      outcome: outcome, readVoltage: readVoltage, readCurrent: currents[0], readCurrentWithoutFilament: currents[1])
  }
}
