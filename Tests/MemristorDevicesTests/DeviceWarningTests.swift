import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Testing

/// Doubts that a run reports: each where there is a reason, and none elsewhere.
@Suite struct DeviceWarningTests {
  @Test func aDeviceWithoutSpreadIsTold() throws {
    for name in MemristorDevice.names {
      let device = try MemristorDevice(name)
      #expect(device.hasSpread == (device.draw(seed: 1, index: 0).values != device.draw(seed: 1, index: 1).values))
      #expect(device.warnings(drawing: 2).contains { $0.contains("'\(name)': all that are drawn are alike") } != device.hasSpread)
      #expect(device.warnings(drawing: 1).isEmpty)
    }
    #expect(try !uniformDevice(parameters: ["g_stable": "{log_mean: -8, log_sd: 0}"]).hasSpread)
  }

  @Test(arguments: [("stanford", 3.0, 1e-5), ("vteam", 2, 1e-8), ("sky130-hfo2", 3.3, 1e-8), ("ag-mos2", 10, 1e-3)])
  func pulsesBeyondTheValidRangeAreTold(name: String, voltage: Double, shortest: Double) throws {
    let device = try MemristorDevice(name)
    func warnings(_ amplitude: Double, _ widths: [Double]) -> [String] {
      device.warnings(writingAt: .volts(amplitude), for: widths.map { .seconds($0) }, drawing: 1)
    }
    #expect(warnings(voltage, [shortest, 10 * shortest]).isEmpty)
    #expect(warnings(voltage * 1.01, [shortest]).map { $0.contains("valid range of the device '\(name)', up to") } == [true])
    #expect(warnings(voltage, [shortest, shortest / 2, shortest / 4]).count == 1)
  }

  /// The silver filament fades; the others' equations rest at 0 V, which is no measurement of retention.
  @Test func equationsAtRestAreNoEvidence() throws {
    for name in MemristorDevice.names {
      for seconds in [1e-3, 10, 1e6] {
        let warning = try MemristorDevice(name).retentionWarning(after: .seconds(seconds))
        #expect((warning == nil) == (name == "ag-mos2"), "\(name): \(warning ?? "none")")
      }
      #expect(try MemristorDevice(name).retentionWarning(after: .zero) == nil)
    }
  }

  /// What a description does not say is named with its key.
  @Test(arguments: ["stanford", "vteam", "vteam-1v", "yakopcic", "sky130-hfo2"])
  func whatADeviceCannotTellIsNamed(name: String) throws {
    let description = try MemristorDevice(name).description
    for (knowledge, key) in [(DeviceDescription.Knowledge.wear, "endurance_cycles"), (.yield, "yield")] {
      let error = #expect(throws: DeviceError.self) { try description.require(knowledge) }
      #expect("\(String(describing: error))".contains("'\(name)'") && "\(String(describing: error))".contains("'\(key)'"))
    }
    #expect(throws: Never.self) {
      try description.require(.stuckOn)
      try description.require(.stuckOff)
    }
  }
}
