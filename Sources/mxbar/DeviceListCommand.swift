import ArgumentParser
import MemristorCrossbar

/// `mxbar device list`: the built-in devices, one a line.
struct DeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the built-in devices.",
    discussion: "Each with the pulse that writes it by default, its valid range and its source; 'mxbar device show' tells more.")

  @Flag(help: "Print one JSON object instead of the table.") var json = false

  func run() async throws {
    let json = json
    try await runCommand {
      let devices = try MemristorDevice.names.map { try ListedDevice(MemristorDevice($0).description) }
      let text = json ? try RecordEncoder.encode(["devices": devices]).json(isPretty: true) : ListedDevice.table(devices)
      try StandardOutput.write(text + "\n")
    }
  }
}

/// A line of the list.
private struct ListedDevice: Figures {
  @Figure var name = ""
  @Figure var title = ""
  @Figure var reference = ""
  @Figure var writeVoltage = Voltage.zero
  @Figure var pulseWidth = Time.zero
  @Figure var validVoltage: Voltage? = nil
  @Figure var shortestPulse: Time? = nil
  @Figure var longestPulse: Time? = nil
  /// Whether drawn cells differ.
  @Figure var hasSpread = false

  init() {}

  init(_ description: DeviceDescription) throws {
    (name, title, reference) = (description.name, description.title, description.reference)
    func number(_ key: String, _ usual: Double) -> Double {
      DeviceDefaults.text(key, in: description).flatMap { Double($0) } ?? usual
    }
    writeVoltage = .volts(number("write_voltage_V", try WriteVoltageOptions.parse([]).writeVoltage))
    pulseWidth = .milliseconds(number("pulse_width_ms", try PulseShapeOptions.parse([]).pulseWidth))
    validVoltage = description.valid.voltage
    (shortestPulse, longestPulse) = (description.valid.pulseWidth?.lowerBound, description.valid.pulseWidth?.upperBound)
    hasSpread = description.hasSpread
  }

  /// As in `1 ms to 1 s`; nil where no limits are known.
  private var validPulses: String? {
    guard let shortestPulse, let longestPulse else { return nil }
    return "\(shortestPulse.prefixed) to \(longestPulse.prefixed)"
  }

  /// Aligned columns under a header.
  static func table(_ devices: [ListedDevice]) -> String {
    let header = ["device", "what", "written by", "valid", "spread", "source"]
    let rows = devices.map { device -> [String] in
      let valid = [device.validVoltage.map { $0.prefixed }, device.validPulses].compactMap { $0 }
      return [
        device.name, device.title, "\(device.writeVoltage.prefixed), \(device.pulseWidth.prefixed)",
        valid.joined(separator: ", "), device.hasSpread ? "yes" : "none", device.reference,
      ]
    }
    let table = [header] + rows
    let widths = header.indices.map { index in table.map { $0[index].count }.max() ?? 0 }
    return table.map { row in
      row.indices.map { index in
        index == row.count - 1 ? row[index] : row[index].padding(to: widths[index] + 2)
      }.joined()
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
