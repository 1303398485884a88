import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

/// Devices as they are drawn from a description.
@Suite struct DrawTests {
  /// By a program of its own, from the streams' definition in `RandomStream`.
  @Test func theSeedDecides() throws {
    let device = try usualDevice()
    for (index, cycle, values) in [
      (0, 0, [3.5492627502545107, 0.39177259802577763, 57.75307957050237, 28753422.971312482, 0.00031702747425609403]),
      (1, 0, [3.071709354761943, 1.0528416007094092, 587.2897996070343, 518441.0220301508, 0.00027869890374858304]),
      (2, 0, [1.0396626195747443, 3.102422453233476, 278.4816762876133, 2379785.6776909335, 0.00019879046824285406]),
      (0, 7, [3.7196696749283413, 0.6375924194169573, 107.61780207671914, 27372585.739338234, 0.00031702747425609403]),
      (2, 7, [0.5825117091354798, 2.2472195340983054, 128.41302241191772, 3544831.01718364, 0.00019879046824285406]),
    ] {
      let drawn = device.draw(seed: 1, index: index, cycle: cycle)
      #expect(drawn.drawnValues.count == 5 && drawn.values.last == 1)
      for (found, expected) in zip(drawn.drawnValues, values) { #expect(abs(found / expected - 1) < 1e-12) }
    }
  }

  @Test func builtInStatisticsAreThePapers() throws {
    let device = try usualDevice()
    func distribution(_ role: DeviceRole) throws -> ParameterDistribution { try #require(device.distribution(of: role)) }
    // Failure probabilities at 5 V, in closed form from the published log-normals.
    #expect(abs(try distribution(.setVoltage).exceedance(5) - 0.0348) < 1e-4)
    #expect(abs(try distribution(.resetVoltage).exceedance(5) - 0.022) < 3e-4)
    #expect(abs(try distribution(.lowResistance).exceedance(10e3) - 0.00225) < 2e-5)
    #expect(abs(try distribution(.highResistance).cumulative(10e3) - 0.00398) < 2e-5)
    #expect(abs(try distribution(.highResistance).median / 1.1e6 - 1) < 0.01)
  }

  @Test func drawsFollowTheDescription() throws {
    let device = try usualDevice()
    let drawn = (0..<5000).map { device.draw(seed: 1, index: $0) }
    for role in DeviceRole.allCases {
      guard case .logNormal(let distribution) = device.distribution(of: role) else {
        Issue.record("the published distributions are log-normal")
        continue
      }
      let summary = try #require(Summary(drawn.compactMap { $0[role].map { log($0) } }))
      #expect(summary.count == 5000 && abs(summary.mean - distribution.logMean) < 3 * summary.standardError)
      #expect(abs(summary.standardDeviation / distribution.logStandardDeviation - 1) < 3 / (2 * 5000.0).squareRoot())
    }
    #expect(device.draw(seed: 1, index: 9) == drawn[9])
  }

  /// The scores of a parameter in 4000 devices.
  private func logs(_ device: MemristorDevice, _ parameter: Int, cycle: Int = 0) -> [Double] {
    (0..<4000).map { log(device.draw(seed: 4, index: $0, cycle: cycle).values[parameter]) }
  }

  private func covariance(_ one: [Double], _ other: [Double]) -> Double {
    let (a, b) = (one.reduce(0, +) / Double(one.count), other.reduce(0, +) / Double(other.count))
    return zip(one, other).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) } / Double(one.count)
  }

  private func spread(_ values: [Double]) -> Double { covariance(values, values).squareRoot() }

  private func correlation(_ one: [Double], _ other: [Double]) -> Double {
    covariance(one, other) / (spread(one) * spread(other))
  }

  /// Of 4000 devices a correlation is known to 0.016 at most.
  @Test(arguments: [0, 3]) func correlationsAreThoseOfTheDescription(cycle: Int) throws {
    let device = try usualDevice(with: "correlations: {v_set r_lrs: 0.6, v_set v_reset: -0.4}")
    let (set, reset, low) = (logs(device, 0, cycle: cycle), logs(device, 1, cycle: cycle), logs(device, 2, cycle: cycle))
    #expect(abs(correlation(set, low) - 0.6) < 0.05 && abs(correlation(set, reset) + 0.4) < 0.05)
    #expect(abs(correlation(low, reset)) < 0.065 && abs(correlation(low, logs(device, 3, cycle: cycle))) < 0.065)
    for (logs, deviation) in [(set, 0.776), (reset, 0.810), (low, 1.041)] {
      #expect(abs(spread(logs) / deviation - 1) < 0.04)
    }
    // No closed form holds for dependent parameters.
    #expect(device.failureProbability(writing: true, amplitude: .volts(5), threshold: .kiloohms(10)) == nil)
  }

  /// What a device keeps for good may go with what changes from cycle to cycle, whose spread stays as it is.
  @Test func lastingParametersMayBeCorrelatedToo() throws {
    let device = try usualDevice(with: "parameters: {v_set: {varies: device}}\ncorrelations: {v_set r_lrs: 0.9}")
    let set = logs(device, 0)
    #expect(logs(device, 0, cycle: 5) == set)
    // Three quarters of the variance of R_LRS are the device's own, and go with V_SET.
    for (cycle, expected) in [(0, 0.9), (5, 0.9 * 0.75)] {
      let low = logs(device, 2, cycle: cycle)
      #expect(abs(correlation(set, low) - expected) < 0.05)
      #expect(abs(spread(low) / 1.041 - 1) < 0.04)
    }
  }

  /// Three quarters of the variance are a device's own, or all of it, or nothing.
  @Test(arguments: [("both", 0.75), ("device", 1), ("cycle", 0)]) func whatVariesIsSaid(varies: String, own: Double) throws {
    let device = try usualDevice(with: "parameters: {v_set: {varies: \(varies)}}")
    let cycles = [0, 1, 2].map { logs(device, 0, cycle: $0) }
    for (one, other) in [(0, 1), (1, 2)] { #expect(abs(correlation(cycles[one], cycles[other]) - own) < 0.05) }
    #expect((cycles[0] == cycles[2]) == (varies == "device"))
    #expect(abs(spread(cycles[2]) / 0.776 - 1) < 0.04)
  }

  @Test func noDeviceIsBeyondItsBounds() throws {
    let device = try usualDevice(with: "parameters: {v_set: {least: 0.5, most: 2}, v_reset: {most: 0.9}}")
    let drawn = (0..<500).map { device.draw(seed: 1, index: $0).values }
    #expect(drawn.map { $0[0] }.min() == 0.5 && drawn.map { $0[0] }.max() == 2 && drawn.map { $0[1] }.max() == 0.9)
    #expect(drawn.contains { (0.5..<2).contains($0[0]) && $0[0] > 0.5 } && device.median().resetVoltage == .volts(0.9))
  }

  @Test func stuckDevicesAreTheDescriptions() throws {
    let drawn = try usualDevice().draw(seed: 1, index: 0)
    #expect(drawn.stuckOn?.values == drawn.values.dropLast() + [0])
    #expect(drawn.stuckOff?.setVoltage == .volts(1e4) && drawn.stuckOff?.values.dropFirst() == drawn.values.dropFirst())
  }

  @Test func enduranceAndYieldAreTheDescriptions() throws {
    let device = try usualDevice(with: "endurance_cycles: [7, 9]\nyield: 0.25")
    #expect(Set((0..<200).compactMap { device.endurance(seed: 1, index: $0) }) == [7, 8, 9])
    // 1000 devices, 250 ± 14.
    #expect(abs((0..<1000).count { device.works(seed: 1, index: $0) } - 250) < 50)
  }

  /// The reference: at 0.1 V 0.06 % of cells SET and 0.25 % would RESET; at 2 V 73.7 and 81.2 %, at 5 V 96.5 and 97.8 %.
  @Test func readVoltagesThatWriteAreWarnedOf() throws {
    let device = try usualDevice()
    #expect(device.readWarning(at: .volts(0.1)) == nil)
    #expect(device.readWarning(at: .volts(2))?.contains("reaches V_SET of 74 % of the cells and V_RESET of 81 %") == true)
    #expect(device.readWarning(at: .volts(5))?.contains("reaches V_SET of 97 % of the cells and V_RESET of 98 %") == true)
  }

  /// Figures of the paper's distributions, computed apart from this code.
  @Test func failuresByTheStatisticsAloneAreThePapers() throws {
    let device = try usualDevice()
    func failing(_ bit: Bool, _ volts: Double, _ ohms: Double) -> Double {
      device.failureProbability(writing: bit, amplitude: .volts(volts), threshold: .ohms(ohms)) ?? .nan
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
