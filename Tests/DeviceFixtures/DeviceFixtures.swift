import Foundation
import MemristorDevices

private let usual = Result { try MemristorDevice.usual() }

/// The device of most tests, read once.
public func usualDevice() throws -> MemristorDevice { try usual.get() }

/// The usual device with other lines in its description, as a user's file has them.
public func usualDevice(with lines: String, source: String = "mine") throws -> MemristorDevice {
  try MemristorDevice(yaml: "name: changed\nlike: ag-mos2\n\(lines)", source: source)
}

/// The usual device at its rounded medians, but for what is named. V and ohm.
public func medianMemristor(
  setVoltage: Double = 1.22, resetVoltage: Double = 0.98, lowResistance: Double = 519, highResistance: Double = 1.1e6
) throws -> Memristor {
  try usualDevice().median(["v_set": setVoltage, "v_reset": resetVoltage, "r_lrs": lowResistance, "r_hrs": highResistance])
}

/// The usual device without spread in its voltages, V, and resistances, ohm.
/// - Parameters:
///   - parameters: what the description says of a parameter in place of that.
///   - lines: further ones of the description.
public func uniformDevice(
  setVoltage: Double = 1.22, resetVoltage: Double = 0.98, lowResistance: Double = 519, highResistance: Double = 1.1e6,
  parameters: [String: String] = [:], with lines: String = ""
) throws -> MemristorDevice {
  let values = ["v_set": setVoltage, "v_reset": resetVoltage, "r_lrs": lowResistance, "r_hrs": highResistance]
  let all = values.mapValues { "{log_mean: \(log($0)), log_sd: 0}" }.merging(parameters) { $1 }
  return try usualDevice(with: "parameters:\n" + all.map { "  \($0): \($1)\n" }.sorted().joined() + lines)
}
