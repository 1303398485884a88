import ArgumentParser
import MemristorCrossbar

/// `mxbar device list`: the built-in memristors, one a line, and the selectors.
struct DeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the built-in devices.",
    discussion: """
      Memristors, each with the pulse that writes it by default, its valid range and its source, and the selectors that \
      --cell 1S1R puts in series with them; 'mxbar device show' tells more.
      """)

  @Flag(help: "Print one JSON object instead of the table.") var json = false

  func run() async throws {
    let json = json
    try await runCommand {
      let devices = try MemristorDevice.names.map { try ListedDevice(MemristorDevice($0).description) }
      let selectors = try SelectorDevice.names.map { ListedSelector(try SelectorDevice($0)) }
      let text =
        json
        ? try RecordEncoder.encode(DeviceList(devices: devices, selectors: selectors)).json(isPretty: true)
        : ListedDevice.table(devices) + "\n\n" + ListedSelector.table(selectors)
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
    return listTable([header] + rows)
  }
}

/// The JSON of the list.
private struct DeviceList: Encodable {
  let devices: [ListedDevice]
  let selectors: [ListedSelector]
}

/// A line of the selectors.
private struct ListedSelector: Figures {
  @Figure var name = ""
  @Figure var title = ""
  @Figure var reference = ""
  /// Where it turns on and below which it turns off, medians; nil for a selector without a threshold.
  @Figure var threshold: Voltage? = nil
  @Figure var hold: Voltage? = nil
  @Figure var validVoltage: Voltage? = nil
  @Figure var hasSpread = false

  init() {}

  init(_ device: SelectorDevice) {
    let (description, median) = (device.description, device.median())
    (name, title, reference) = (description.name, description.title, description.reference)
    (threshold, hold) = (median.thresholdVoltage, median.holdVoltage)
    (validVoltage, hasSpread) = (description.valid.voltage, description.hasSpread)
  }

  /// Aligned columns under a header.
  static func table(_ selectors: [ListedSelector]) -> String {
    listTable(
      [["selector", "what", "on, off", "valid", "spread", "source"]]
        + selectors.map { selector in
          let switching = [selector.threshold, selector.hold].compactMap { $0?.prefixed }
          return [
            selector.name, selector.title, switching.isEmpty ? "no threshold" : switching.joined(separator: ", "),
            selector.validVoltage?.prefixed ?? "", selector.hasSpread ? "yes" : "none", selector.reference,
          ]
        })
  }
}

/// Rows of texts as aligned columns.
private func listTable(_ table: [[String]]) -> String {
  let widths = (table.first ?? []).indices.map { index in table.map { $0[index].count }.max() ?? 0 }
  return table.map { row in
    row.indices.map { index in
      index == row.count - 1 ? row[index] : row[index].padding(to: widths[index] + 2)
    }.joined()
  }.joined(separator: "\n")
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
