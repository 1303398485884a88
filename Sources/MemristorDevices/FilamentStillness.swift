import CrossbarPrimitives
import Foundation

/// Bounds on how far a filament moves while it is read or left alone, from the equations of the built-in model.
///
/// `models/ag-mos2/SOURCE.md` has the equations and the constants. With V below the growth threshold v_grow,
///
///     growth      dg/dt <= rate_grow g_nucleus exp((V / v_grow - 1) / sharpness)
///     relaxation  dg/dt = -(g / tau(w)) g / (g + g_nucleus),    tau(w) = tau_weak exp(steepness w / w_stable)
///
/// for the filament's conductance g = w / r_lrs. v_grow is v_set as long as there is no filament, and at least the
/// smaller of v_hold and v_set ever after. A read voltage is positive: it dissolves nothing.
public struct FilamentStillness: Sendable {
  private static let holdVoltage = 0.13
  private static let nucleusConductance = 2e-6
  private static let sharpness = 0.02
  private static let growthRate = 1.0
  private static let weakestLifetime = 2e-3
  private static let steepness = 12.0
  private static let largestStableState = 0.6

  /// Nil for a model that is not the built-in one: nothing is known of its filaments.
  public init?(_ model: MemristorModel) {
    guard model.isBuiltIn else { return nil }
  }

  /// The time constant with which a filament fades by itself, tau(w).
  public func lifetime(of memristor: Memristor, state: Double) -> Time {
    let stable = min(memristor.stableConductance.si * memristor.lowResistance.si, Self.largestStableState)
    return .seconds(Self.weakestLifetime * exp(min(Self.steepness * state / stable, 600)))
  }

  /// A bound on the relative change of a cell's conductance in a time at a voltage of zero or more.
  public func relativeChange(of memristor: Memristor, state: Double, at voltage: Voltage, for time: Time) -> Double {
    let filament = state / memristor.lowResistance.si
    let total = filament + (1 - state) / memristor.highResistance.si
    let isFormed = filament > 1e-3 * Self.nucleusConductance
    let threshold = isFormed ? min(Self.holdVoltage, memristor.setVoltage.si) : memristor.setVoltage.si
    let growth =
      voltage > .zero
      ? Self.growthRate * Self.nucleusConductance * exp(min((voltage.si / threshold - 1) / Self.sharpness, 600)) : 0
    let fading =
      filament / lifetime(of: memristor, state: state).si * filament / (filament + Self.nucleusConductance)
    return time.si * (growth + fading) / total
  }
}
