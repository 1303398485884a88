import CrossbarPrimitives
import Foundation
import MemristorDevices

/// The settings under which `SwitchingRules` were held against simulations of every cell, and agreed.
///
/// The rules know no time but the write pulse's effect on the median device, no read that moves a filament, and no
/// filament that fades between two pulses. Held against every cell in ngspice they were wrong for pulses of 1.5 ms and less
/// (42 % errors claimed, 12.6 % true), for reads from 0.3 V on (16 % claimed, 60 % true at 5 V) and for filaments left to
/// themselves (27 failed SETs claimed, 96 true). Between the limits below they and 580 simulated cells disagreed on 1 to 14
/// cells: most at 2 ms (14) and at a gate of 0.8 V (7), on none at gates of 0.9 to 5 V and 20 to 200 ms.
public enum RuleLimits {
  public static let pulseWidths = Time.milliseconds(2)...Time.milliseconds(200)

  /// A median filament of this resistance fades by itself within 27 ms, little more than a read of 20 ms.
  public static let highestThreshold = Resistance.kiloohms(20)

  /// Why the rules are not to stand in for a simulation under these settings, an option each; empty where they may.
  public static func objections(to settings: StorageSettings) -> [String] {
    let array = settings.array
    var objections: [String] = []
    let width = array.write.pulse.width
    if !pulseWidths.contains(width) {
      objections.append(
        "pulses of \(milliseconds(width)) ms (--pulse-width; they hold from \(milliseconds(pulseWidths.lowerBound)) to "
          + "\(milliseconds(pulseWidths.upperBound)) ms)")
    }
    if array.statistics.setVoltage.cumulative(array.read.voltage.si) > 1e-3 {
      objections.append(
        "a read at \(array.read.voltage) (--read-voltage; they hold up to \(highestReadVoltage(array.statistics)), which reaches "
          + "V_SET of 0.1 % of the cells)")
    }
    if array.read.threshold > highestThreshold {
      objections.append(
        "a threshold of \(array.read.threshold) (--threshold; they hold up to \(highestThreshold), beyond which filaments that "
          + "count as a 1 fade while they are read)")
    }
    if settings.retentionTime > .zero {
      objections.append("a rest of \(SpiceNumber.shortest(settings.retentionTime.si)) s (--retention-time; they hold for none)")
    }
    return objections
  }

  /// - Throws: `StorageError.rulesNotHeld` for settings under which a share of the cells is to follow from rules that were not
  ///   held against simulations.
  public static func check(_ settings: StorageSettings) throws(StorageError) {
    guard settings.sample < 1 else { return }
    if !settings.array.memristorModel.isBuiltIn {
      throw .modelUnknownToRules(model: settings.array.memristorModel.library.source)
    }
    let objections = objections(to: settings)
    if !objections.isEmpty { throw .rulesNotHeld(settings: objections) }
  }

  /// Rounded down to hundredths of a volt.
  private static func highestReadVoltage(_ statistics: DeviceStatistics) -> Voltage {
    // The 0.1 % quantile of the standard normal distribution.
    .volts((100 * statistics.setVoltage.value(standardScore: -3.0902)).rounded(.down) / 100)
  }

  private static func milliseconds(_ time: Time) -> String { SpiceNumber.shortest(time.si * 1000) }
}
