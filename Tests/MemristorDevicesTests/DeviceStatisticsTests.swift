import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import Testing

@Suite struct DeviceStatisticsTests {
  /// The reference: at 0.1 V 0.06 % of cells SET and 0.25 % would RESET; at 2 V 73.7 and 81.2 %, at 5 V 96.5 and 97.8 %.
  @Test func readVoltagesThatWriteAreWarnedOf() throws {
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    #expect(statistics.readWarning(at: .volts(0.1)) == nil)
    #expect(statistics.readWarning(at: .volts(2))?.hasSuffix("reaches V_SET of 74 % of the cells and V_RESET of 81 %") == true)
    #expect(statistics.readWarning(at: .volts(5))?.hasSuffix("reaches V_SET of 97 % of the cells and V_RESET of 98 %") == true)
  }

  @Test func builtInStatisticsAreThePapers() throws {
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    // Failure probabilities at 5 V, in closed form from the published log-normals.
    #expect(abs(statistics.setVoltage.exceedance(5) - 0.0348) < 1e-4)
    #expect(abs(statistics.resetVoltage.exceedance(5) - 0.022) < 3e-4)
    #expect(abs(statistics.lowResistance.exceedance(10e3) - 0.00225) < 2e-5)
    #expect(abs(statistics.highResistance.cumulative(10e3) - 0.00398) < 2e-5)
    #expect(abs(statistics.highResistance.median / 1.1e6 - 1) < 0.01)
  }

  @Test func drawsFollowTheStatistics() throws {
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    let devices = (0..<5000).map { statistics.draw(seed: 1, index: $0) }
    for (values, distribution) in [
      (devices.map(\.setVoltage.si), statistics.setVoltage), (devices.map(\.resetVoltage.si), statistics.resetVoltage),
      (devices.map(\.lowResistance.si), statistics.lowResistance),
      (devices.map(\.highResistance.si), statistics.highResistance),
    ] {
      guard case .logNormal(let distribution) = distribution else {
        Issue.record("the published distributions are log-normal")
        continue
      }
      let summary = try #require(Summary(values.map { log($0) }))
      #expect(abs(summary.mean - distribution.logMean) < 3 * summary.standardError)
      #expect(abs(summary.standardDeviation / distribution.logStandardDeviation - 1) < 3 / (2 * 5000.0).squareRoot())
    }
    #expect(statistics.draw(seed: 1, index: 9) == devices[9])
  }

  @Test func wrongFilesAreNamed() throws {
    #expect(throws: DeviceError.statistics(source: "mine", reason: "the key 'r_lrs' is missing")) {
      try DeviceStatistics(
        yaml: "{name: x, v_set: {log_mean: 0, log_sd: 1}, v_reset: {log_mean: 0, log_sd: 1}}", source: "mine")
    }
    #expect(throws: DeviceError.file(path: "/nowhere.sub", reason: "there is no such memristor model")) {
      try MemristorModel(file: "/nowhere.sub")
    }
  }

  @Test func keysThatWouldNotCountAreRefused() throws {
    let keys =
      "name, v_set, v_reset, r_lrs, r_hrs, g_stable, g_stable_max_S, cycle_share, endurance_cycles, "
      + "overprogramming_current_A, yield"
    let good = "v_set: {log_mean: 0, log_sd: 1}, v_reset: {log_mean: 0, log_sd: 1}, r_lrs: {log_mean: 6, log_sd: 1}"
    let pair = "log_mean and log_sd, or log10_mean and log10_sd, or mean and sd"
    for (rest, reason) in [
      (
        "r_hrs: {log_mean: 13, log_sd: 1}, v_sett: 3",
        "line 1: the key 'v_sett' is unknown; allowed are \(keys)"
      ),
      ("r_hrs: {log_mean: 0, log10_sd: 1}", "line 1: 'r_hrs' has the keys log10_sd, log_mean; expected \(pair)"),
      ("r_hrs: 3", "line 1: 'r_hrs' is not what is expected there: \(pair)"),
      (
        "r_hrs: {log_mean: x, log_sd: 1}",
        "line 1: 'r_hrs.log_mean' is 'x', which is no number; expected a number such as 0.5 or 1e-3"
      ),
    ] {
      #expect(throws: DeviceError.statistics(source: "mine", reason: reason)) {
        try DeviceStatistics(yaml: "{name: x, \(good), \(rest)}", source: "mine")
      }
    }
    for text in ["", "garbage", "[1, 2]"] {
      let error = #expect(throws: DeviceError.self) { try DeviceStatistics(yaml: text, source: "mine") }
      #expect(error?.description.contains("it has no keys with values") == true && error?.description.hasSuffix(keys) == true)
    }
  }

  private static let usual = [
    "v_set: {log_mean: 0.2, log_sd: 0.8}", "v_reset: {log_mean: 0, log_sd: 0.8}", "r_lrs: {log_mean: 6, log_sd: 1}",
    "r_hrs: {log10_mean: 6, log10_sd: 0.8}",
  ]

  /// The usual statistics with a line of their own in place of the one with the same key, or behind all.
  private static func statistics(with line: String) throws -> DeviceStatistics {
    let key = line.prefix { $0 != ":" } + ":"
    let lines = (["name: x"] + usual).filter { !$0.hasPrefix(key) } + [line]
    return try DeviceStatistics(yaml: lines.joined(separator: "\r\n"), source: "mine")
  }

  /// A logarithm in place of a voltage gave cells at infinity, and swapped states a device.
  @Test(arguments: [
    (
      "v_set: {log_mean: 800, log_sd: 1}",
      "line 5: 'v_set' has a median of inf V; allowed is 0.001 to 100 V, whose logarithms are -6.91"
    ),
    ("v_set: {log10_mean: 3, log10_sd: 1}", "has a median of 1000 V; allowed is 0.001 to 100 V"),
    ("v_reset: {mean: -1, sd: 1}", "'v_reset' has a mean of -1 V; allowed is 0.001 to 100 V"),
    ("v_set: {log_mean: 0, log_sd: 40}", "'v_set' has a deviation of 40 in its natural logarithm; allowed is 0 to 5"),
    ("v_set: {mean: 1, sd: -1}", "'v_set' has a deviation of -1 V"),
    ("r_lrs: {log_mean: -50, log_sd: 1}", "'r_lrs' has a median of 1.92875e-22"),
    (
      "r_lrs: {log10_mean: 7, log10_sd: 1}",
      "'r_lrs' has a median of 1e+07 ohm, and 'r_hrs' of 1e+06 ohm; R_LRS is the lower one: are they"
    ),
    ("g_stable: {log_mean: 8, log_sd: 1}", "'g_stable' has a median of 2980.96 S"),
    ("g_stable_max_S: 530", "'g_stable_max_S' is 530; allowed is"),
    ("overprogramming_current_A: 2V", "'overprogramming_current_A' is '2V', a voltage; expected a current"),
    ("overprogramming_current_A: 2000", "is 2000; allowed is 1e-12 to 10"),
    ("cycle_share: 2", "line 6: 'cycle_share' is 2; allowed is 0 to 1"),
    ("yield: 40%", "line 6: 'yield' is '40%', a percentage; write it as a share"),
    ("yield: 1:30", "'yield' is '1:30', whose ':30' is no scale"),
    ("yield: [1]", "'yield' is not what is expected there: a number"), ("yield: .nan", "'yield' is '.nan', which is no number"),
    ("endurance_cycles: 5", "'endurance_cycles' is not what is expected there: a list of two whole numbers"),
    ("endurance_cycles: [0, 5]", "'endurance_cycles' begins at 0"), ("endurance_cycles: [1, 1e99]", "allowed is 1 to 1e15"),
    ("endurance_cycles: [9, 5]", "expected [lowest, highest], found [9, 5]"),
    ("v_set: &a {mean: 1, sd: 1}", "line 5: a reference"),
    ("v_set: {mean: 1, sd: 1}\nv_set: {mean: 1, sd: 1}", "line 5 or behind it: the key 'v_set' is there twice"),
    ("name: [x]", "'name' is not what is expected there: a text"),
  ])
  func whatNoDeviceHasIsRefused(line: String, reason: String) {
    let error = #expect(throws: DeviceError.self) { try Self.statistics(with: line) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func numbersMayHaveUnits() throws {
    let statistics = try Self.statistics(with: "overprogramming_current_A: 2mA")
    #expect(statistics.assumptions.overprogrammingCurrent == 2e-3)
    #expect(try Self.statistics(with: "v_set: {mean: 1200m, sd: 0.3V}").setVoltage.median == 1.2)
    #expect(try Self.statistics(with: "endurance_cycles: [5, 1k]").assumptions.endurance == 5...1000)
    #expect(try Self.statistics(with: "r_lrs: {mean: 1kohm, sd: 0}").lowResistance.median == 1000)
  }

  @Test func aModelMustDefineTheMemristor() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sub").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ".subckt other a b\nR1 a b 1k\n.ends\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: DeviceError.model(source: path, reason: "it does not define the subcircuit 'memristor'")) {
      try MemristorModel(file: path)
    }
    #expect(throws: DeviceError.self) { try TransistorModel(file: path) }
  }

  /// Figures of the paper's distributions, computed apart from this code.
  @Test func failuresByTheStatisticsAloneAreThePapers() throws {
    let device = try DeviceStatistics.silverMolybdenumDisulfide()
    func failing(_ bit: Bool, _ volts: Double, _ ohms: Double) -> Double {
      device.failureProbability(writing: bit, amplitude: .volts(volts), threshold: .ohms(ohms))
    }
    // The threshold out of the way.
    #expect(abs(failing(true, 5, 1e15) - 0.0348) < 1e-4 && abs(failing(true, 8, 1e15) - 0.008) < 5e-4)
    #expect(abs(failing(false, 5, 1e-3) - 0.022) < 5e-4 && abs(failing(false, 2, 1e-3) - 0.188) < 5e-4)
    // The amplitude out of the way.
    #expect(abs(failing(true, 1e9, 10e3) - 0.00225) < 5e-6 && abs(failing(false, 1e9, 10e3) - 0.00398) < 5e-6)

    func amplitude(_ target: Double, _ bit: Bool, _ ohms: Double) -> Double? {
      device.amplitude(forSuccess: target, writing: bit, threshold: .ohms(ohms))?.si
    }
    #expect(abs((amplitude(0.99, true, 1e15) ?? 0) - 7.4) < 0.05 && abs((amplitude(0.99, false, 1e-3) ?? 0) - 6.4) < 0.05)
    #expect(abs((amplitude(0.999, true, 1e15) ?? 0) - 13.5) < 0.05 && abs((amplitude(0.999, false, 1e-3) ?? 0) - 11.9) < 0.05)
    let both = try #require(amplitude(0.99, true, 10e3))
    #expect(abs(failing(true, both, 10e3) - 0.01) < 1e-9)
    // 0.4 % of R_HRS are below the threshold whatever the pulse.
    #expect(amplitude(0.997, false, 10e3) == nil)
  }
}
