import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Testing

/// The parameter by which equations know the temperature of the surroundings.
@Suite struct AmbientTemperatureTests {
  @Test(arguments: ["stanford", "sky130-hfo2"]) func equationsGetTheTemperature(name: String) throws {
    let (cold, warm) = (try MemristorDevice(name), try MemristorDevice(name, at: .celsius(85)))
    let place = try #require(warm.parameters.firstIndex { $0.name == "t_0" })
    #expect(warm.draw(seed: 1, index: 3).values[place] == 85 + 273.15)
    #expect(warm.parameters[place].unit == "K" && warm.temperature == .celsius(85) && cold.temperature == .nominal)
    #expect(warm.temperatureWarning == nil && cold.temperatureWarning == nil)
    // All else is as it was, also what is drawn.
    let others = cold.parameters.indices.filter { cold.parameters[$0].name != "t_0" }
    let (before, after) = (cold.draw(seed: 1, index: 3), warm.draw(seed: 1, index: 3))
    #expect(others.allSatisfy { before.values[$0] == after.values[$0] })
    #expect(cold != warm)
  }

  /// At the temperature that the equations have by themselves nothing changes.
  @Test(arguments: [("stanford", 298.0), ("sky130-hfo2", 300)]) func theirOwnTemperatureIsNoChange(name: String, kelvin: Double)
    throws
  {
    let (plain, same) = (try MemristorDevice(name), try MemristorDevice(name, at: .celsius(kelvin + Temperature.absoluteZero)))
    for volts in [-1.5, -0.1, 0.1, 1.5] {
      let (a, b) = (plain.median().current(at: .volts(volts), state: 0.5), same.median().current(at: .volts(volts), state: 0.5))
      #expect(a == b && a != .zero)
    }
  }

  @Test(arguments: ["ag-mos2", "vteam", "vteam-1v", "yakopcic"]) func equationsWithoutATemperatureAreTold(name: String) throws {
    let device = try MemristorDevice(name, at: .celsius(85))
    let warning = "the equations of the device '\(name)' do not depend on temperature: at 85 C they are those of 27 C, "
    #expect(device.warnings(drawing: 1).contains { $0.hasPrefix(warning) })
    #expect(try MemristorDevice(name, at: .nominal).temperatureWarning == nil && MemristorDevice(name).temperatureWarning == nil)
    #expect(try device.median().values == MemristorDevice(name).median().values)
  }

  /// Celsius, a device that is like another, and a formula that reads the circuit's temperature itself.
  @Test func otherWaysToKnowTheTemperature() async throws {
    try await withDeviceFolder { folder in
      try folder.write("name: mine\nlike: stanford\nambient_temperature: {parameter: t_0, unit: C}\n", to: "mine/mine.yaml")
      let device = try MemristorDevice("\(folder.path)/mine", at: .celsius(-40))
      #expect(device.median().values[try #require(device.parameters.firstIndex { $0.name == "t_0" })] == -40)
      try folder.write("name: other\nlike: stanford\n", to: "other/other.yaml")
      #expect(try MemristorDevice("\(folder.path)/other", at: .celsius(-40)).temperatureWarning == nil)
      let lines = try UsualFiles.equations.replacing(".ends", with: "Bleak w 0 I = 1e-20*temper\n.ends")
      try folder.write(try UsualFiles.description, to: "model/model.yaml")
      try folder.write(lines, to: "model/model.sub")
      #expect(try MemristorDevice("\(folder.path)/model", at: .celsius(85)).temperatureWarning == nil)
    }
  }

  @Test(arguments: [
    ("{parameter: v_set, unit: K}", "'ambient_temperature' names 'v_set', which is drawn; it must be a value"),
    ("{parameter: r_lrs, unit: F}", "'ambient_temperature.unit' is 'F'; allowed are K, C"),
    ("{unit: K}", "the key 'ambient_temperature.parameter' is missing"),
    ("{parameter: heat, unit: K}", "has no parameter 'heat'"),
    ("{name: t, unit: K}", "the key 'ambient_temperature.name' is unknown"),
  ])
  func whatIsNoTemperatureIsRefused(value: String, reason: String) {
    let error = #expect(throws: DeviceError.self) {
      try MemristorDevice(yaml: "name: mine\nlike: ag-mos2\nambient_temperature: \(value)\n", source: "mine.yaml")
    }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}
