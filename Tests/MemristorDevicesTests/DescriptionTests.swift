import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

/// Descriptions of devices: what they may say, and how what is wrong in them is answered.
@Suite struct DescriptionTests {
  private static func expectRefusal(
    _ lines: String, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    // The first of the lines is line 3.
    let error = #expect(throws: DeviceError.self, sourceLocation: sourceLocation) { try usualDevice(with: lines) }
    let text = error?.description ?? ""
    #expect(text.contains("'mine'") && text.contains(reason), "\(text)", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("title: x\nyeild: 0.4", "line 4: the key 'yeild' is unknown; allowed are name, like, title, model, states,"),
    (
      "parameters:\n  v_set: {value: 1}\n  r_lrs:\n    maen: 3", "line 6: the key 'parameters.r_lrs.maen' is unknown; allowed are"
    ),
    ("model: {file: x.sub, terminals: te}", "line 3: the key 'model.terminals' is unknown; allowed are file, subcircuit,"),
    ("faults: {stuck: {v_set: 1}}", "line 3: the key 'faults.stuck' is unknown; allowed are stuck_on, stuck_off"),
    ("valid: {amplitude: 1}", "line 3: the key 'valid.amplitude' is unknown"),
    ("states: {w: {initial: w0, hrs: 0, lsr: 1}}", "line 3: the key 'states.w.lsr' is unknown"),
  ])
  func unknownKeysAreNamedWithTheirLine(lines: String, reason: String) { Self.expectRefusal(lines, reason) }

  /// A logarithm in place of a voltage gave cells at infinity, and swapped states a device.
  @Test(arguments: [
    ("v_set: {log_mean: 800, log_sd: 1}", "'v_set' has a median of inf V; allowed is 0.001 to 100 V, whose logarithms are -6.91"),
    ("v_set: {log10_mean: 3, log10_sd: 1}", "has a median of 1000 V; allowed is 0.001 to 100 V"),
    ("v_reset: {mean: -1, sd: 1}", "'v_reset' has a mean of -1 V; allowed is 0.001 to 100 V"),
    ("v_reset: {value: 0}", "'v_reset' is 0 V; allowed is 0.001 to 100 V"),
    ("v_set: {log_mean: 0, log_sd: 40}", "'v_set' has a deviation of 40 in its natural logarithm; allowed is 0 to 5"),
    ("v_set: {mean: 1, sd: -1}", "'v_set' has a deviation of -1 V"),
    ("r_lrs: {log_mean: -50, log_sd: 1}", "'r_lrs' has a median of 1.92875e-22 ohm"),
    (
      "r_lrs: {log10_mean: 7, log10_sd: 1}",
      "'r_lrs' has a median of 1e+07 ohm, and 'r_hrs' of 1.09901e+06 ohm; R_LRS is the lower one: are they swapped?"
    ),
    (
      "v_set: {log_mean: 0, log10_sd: 1}",
      "line 4: 'parameters.v_set' has the keys log10_sd, log_mean; expected value, or log_mean"
    ),
    ("v_set: {log_mean: x, log_sd: 1}", "line 4: 'parameters.v_set.log_mean' is 'x', which is no number"),
    ("v_set: 3", "line 4: 'parameters.v_set' has no keys with values"),
    ("v_set: {role: set}", "'role' is 'set'; allowed are set_voltage, reset_voltage, low_resistance, high_resistance"),
    ("v_reset: {role: set_voltage}", "'v_set' and 'v_reset' both have the role set_voltage"),
    ("v_set: {varies: never}", "'varies' is 'never'; allowed are device, cycle, both"),
    ("v_set: {least: 2, most: 1}", "'v_set' has a least of 2 V and a most of 1 V"),
    ("extra: {unit: V}", "line 4: 'parameters.extra' has no value; expected value, or log_mean and log_sd"),
    ("v_set: &a {mean: 1, sd: 1}", "line 4: a reference"),
    ("v_set: {mean: 1, sd: 1}\n  v_set: {mean: 1, sd: 1}", "the key 'v_set' is there twice"),
  ])
  func parametersThatNoDeviceHasAreRefused(parameter: String, reason: String) {
    Self.expectRefusal("parameters:\n  \(parameter)", reason)
  }

  @Test(arguments: [
    ("overprogramming_current_A: 2V", "'overprogramming_current_A' is '2V', a voltage; expected a current"),
    ("overprogramming_current_A: 2000", "is 2000; allowed is 1e-12 to 10"),
    ("cycle_share: 2", "line 3: 'cycle_share' is 2; allowed is 0 to 1"),
    ("yield: 40%", "line 3: 'yield' is '40%', a percentage; write it as a share"),
    ("yield: [1]", "'yield' is not the number expected there"), ("yield: .nan", "'.nan', which is no number"),
    ("read_voltage_V: 0", "'read_voltage_V' is 0; allowed is"), ("title: [x]", "'title' is not the text expected there"),
    ("endurance_cycles: 5", "'endurance_cycles' is not the list of 2 numbers expected there"),
    ("endurance_cycles: [0, 5]", "whole numbers of 1 to 1e15"), ("endurance_cycles: [1, 1e99]", "whole numbers of 1 to 1e15"),
    ("endurance_cycles: [9, 5]", "'endurance_cycles' is [lowest, highest]"),
    ("valid: {pulse_width_s: [2, 1]}", "'pulse_width_s' is [shortest, longest]"),
    ("states: {w: {initial: w0, hrs: 1, lrs: 1}}", "'states.w' has one value for hrs and lrs"),
    ("states: {w: {initial: w0, hrs: 1}}", "the key 'states.w.lrs' is missing"),
    ("faults: {stuck_on: {can_rest: 0}}", "'faults.stuck_on' names 'can_rest', which is no parameter of the description"),
    ("correlations: {v_set v_rest: 0.1}", "'correlations' names 'v_rest', which is no parameter of the description"),
    ("correlations: {v_set: 0.1}", "'v_set' is not two parameters with a blank between"),
    ("correlations: {v_set v_reset: 1.5}", "'correlations' are more than can be at once"),
    (
      "correlations: {v_set v_reset: 0.9, v_set r_lrs: 0.9, v_reset r_lrs: -0.9}", "'correlations' are more than can be at once"
    ),
  ])
  func whatNoDeviceHasIsRefused(line: String, reason: String) { Self.expectRefusal(line, reason) }

  /// A whole description without one of its lines.
  @Test(arguments: [
    ("name:", "the key 'name' is missing"), ("  subcircuit:", "'model.subcircuit' is missing"),
    ("  set_terminal:", "'model.set_terminal' is missing"), ("    initial:", "the key 'states.w.initial' is missing"),
    ("  stuck_on:", "'faults.stuck_on' is missing: what makes a worn device one that no longer RESETs"),
  ])
  func whatIsMissingIsNamed(key: String, reason: String) async throws {
    try await withDeviceFolder { folder in
      let lines = try UsualFiles.description.split(separator: "\n")
      let others = lines.filter { !$0.hasPrefix(key) }
      #expect(others.count == lines.count - 1)
      let error = #expect(throws: DeviceError.self) {
        try folder.device(description: others.joined(separator: "\n"), equations: UsualFiles.equations)
      }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
  }

  @Test(arguments: ["", "garbage", "[1, 2]"]) func whatIsNoDescriptionSaysWhatOneHas(text: String) {
    let error = #expect(throws: DeviceError.self) { try MemristorDevice(yaml: text, source: "mine") }
    #expect(error?.description.contains("expected name, like, title, model") == true, "\(String(describing: error))")
  }

  @Test func numbersMayHaveUnits() throws {
    let device = try usualDevice(
      with: """
        parameters:
          v_set: {mean: 1200m, sd: 0.3V, least: 10mV}
          r_lrs: {mean: 1kohm, sd: 0}
        overprogramming_current_A: 2mA
        endurance_cycles: [5, 1k]
        valid: {pulse_width_s: [20us, 1]}
        """)
    #expect(device.median().setVoltage == .volts(1.2) && device.median().lowResistance == .kiloohms(1))
    #expect(device.parameters[0].least == 0.01 && device.parameters[0].unit == "V" && device.parameters[0].role == .setVoltage)
    #expect(device.description.overprogrammingCurrent == .milliamperes(2) && device.description.endurance == 5...1000)
    #expect(device.description.valid.pulseWidth == .microseconds(20) ... .seconds(1))
  }

  @Test func whatADeviceIsLikeStaysAsItIs() throws {
    let (usual, device) = (try usualDevice(), try usualDevice(with: "parameters:\n  v_reset: {mean: 2, sd: 0}\n"))
    let (one, other) = (usual.draw(seed: 1, index: 3), device.draw(seed: 1, index: 3))
    #expect(other.values == one.values.enumerated().map { $0.offset == 1 ? 2 : $0.element })
    #expect(device.name == "changed" && device.library.text == usual.library.text && device != usual)
    #expect(device.drawnColumns == ["v_set_V", "v_reset_V", "r_lrs_ohm", "r_hrs_ohm", "g_stable_S"])
  }

  @Test func aFileMayBeLikeAnother() async throws {
    try await withDeviceFolder { folder in
      let halved = try UsualFiles.equations.replacing("/{r_lrs} +", with: "/{r_lrs}*0.5 +")
      try folder.write(halved, to: "lib/ag-mos2.sub")
      // Its equations lie beside it, though they are called what the other device's are.
      try folder.write("{name: base, like: ag-mos2, model: {file: ag-mos2.sub}, yield: 0.7}", to: "lib/base.yaml")
      try folder.write("{name: top, like: lib/base.yaml, cycle_share: 0.5}", to: "top.yaml")
      for name in ["lib/base.yaml", "top.yaml"] {
        let device = try folder.device(name)
        #expect(device.library.source.hasSuffix("lib/ag-mos2.sub") && device.description.yield == 0.7)
        let memristor = device.median(["r_lrs": 500])
        #expect(abs(memristor.resistance(state: 1).si / 1000 - 1) < 1e-12)
      }
      #expect(try folder.device("top.yaml").description.cycleShare == 0.5)
      let files = MemristorDevice.files(folder.path + "/top.yaml").map { $0.replacing(folder.path + "/", with: "") }
      #expect(files == ["top.yaml", "lib/ag-mos2.sub"])
    }
  }

  @Test func aDeviceThatIsLikeItselfIsRefused() async throws {
    try await withDeviceFolder { folder in
      try folder.write("{name: a, like: b.yaml}", to: "a.yaml")
      try folder.write("{name: b, like: a.yaml}", to: "b.yaml")
      let error = #expect(throws: DeviceError.self) { try folder.device("a.yaml") }
      #expect(error?.description.contains("'like' each other in a circle") == true, "\(String(describing: error))")
    }
  }

  @Test func whatIsNotThereIsNamed() async throws {
    try await withDeviceFolder { folder in
      try folder.write("{name: a, like: none.yaml}", to: "a.yaml")
      try folder.write("{name: b, like: ag-mos2, model: {file: none.sub}}", to: "b.yaml")
      for (name, words) in [
        ("a.yaml", "none.yaml': there is no such device; allowed are ag-mos2"),
        ("b.yaml", "none.sub': there is no such file of a device's equations"), ("c.yaml", "c.yaml': there is no such device"),
        ("", ".yaml': there is no such device description"),
      ] {
        let error = #expect(throws: DeviceError.self) { try folder.device(name) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
    }
  }
}
