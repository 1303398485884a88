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
    let good = "v_set: {log_mean: 0, log_sd: 1}, v_reset: {log_mean: 0, log_sd: 1}, r_lrs: {log_mean: 0, log_sd: 1}"
    let pair = "log_mean and log_sd, or log10_mean and log10_sd, or mean and sd"
    for (rest, reason) in [
      (
        "r_hrs: {log_mean: 0, log_sd: 1}, v_sett: 3",
        "the key 'v_sett' is unknown; allowed are \(keys)"
      ),
      ("r_hrs: {log_mean: 0, log10_sd: 1}", "'r_hrs' has the keys log10_sd, log_mean; expected \(pair)"),
      ("r_hrs: 3", "'r_hrs' is not what is expected there: \(pair)"),
      ("r_hrs: {log_mean: x, log_sd: 1}", "'r_hrs.log_mean' is not what is expected there: a number"),
    ] {
      #expect(throws: DeviceError.statistics(source: "mine", reason: reason)) {
        try DeviceStatistics(yaml: "{name: x, \(good), \(rest)}", source: "mine")
      }
    }
    for text in ["", "garbage", "[1, 2]"] {
      #expect(
        throws: DeviceError.statistics(
          source: "mine", reason: "it has no keys with values; expected \(keys)")
      ) { try DeviceStatistics(yaml: text, source: "mine") }
    }
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
