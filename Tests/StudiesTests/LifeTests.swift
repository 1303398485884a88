import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Studies
import Testing

/// Retention, endurance and over-programming (section 3.1, Figs. S5, S7 and S8 of the paper).
@Suite struct LifeTests {
  @Test func weakFilamentsFadeAndStrongOnesStay() async throws {
    let study = RetentionStudy(
      population: try DrawnDevices.population(15), compliances: [.microamperes(10), .microamperes(200)],
      pulse: DrawnDevices.setPulse, readVoltage: .volts(0.1), limit: .ideal, longest: .seconds(1e4))
    let findings = try await study.run(DrawnDevices.run())
    #expect(study.readTimes.first == .zero && study.readTimes.contains(.seconds(1000)))
    let points = findings.figures.points
    #expect(points[0].lasting?.count == 0 && (points[0].lasting?.of ?? 0) >= 5)
    #expect(points[1].lasting?.share == 1 && (points[1].lasting?.of ?? 0) >= 10)
    // Nothing but relaxation happens at rest: no resistance falls.
    #expect(findings.curves.count == 30)
    for curve in findings.curves {
      let resistances = curve.compactMap(\.readResistance)
      #expect(resistances.count == study.readTimes.count)
      for (earlier, later) in zip(resistances, resistances.dropFirst()) { #expect(later > earlier * (1 - 1e-3)) }
    }
  }

  /// Three rests in a row and one long one leave the same filament.
  @Test func restsAddUp() async throws {
    let bench = DrawnDevices.bench()
    let device = try usualDevice().draw(seed: 1, index: 0)
    let start = 70e-6 * device.lowResistance.si
    let looked = try await bench.rest(
      device, state: start, times: [.zero, .milliseconds(1), .milliseconds(5), .milliseconds(20), .seconds(100)])
    let once = try await bench.rest(device, state: start, times: [.milliseconds(20)])
    #expect(looked.count == 5 && looked[0] == start)
    #expect(abs(looked[3] / once[0] - 1) < 0.01)
    #expect(looked[4] < start / 100)
  }

  /// Fading by itself, dw/dt = -w / tau(w) w / (w + w_nucleus), takes the integral of (w + w_nucleus) / w^2 tau(w) dw.
  @Test(arguments: [0.8, 0.9, 1]) func longRestsTakeNoLongerToSimulate(start: Double) async throws {
    let device = try usualDevice().median(["r_lrs": 3000, "g_stable": 1])
    let nucleus = 2e-6 * 3000
    let end = start - 0.05
    let step = (start - end) / 10_000
    var fading = 0.0
    for index in 0..<10_000 {
      let state = end + (Double(index) + 0.5) * step
      let lifetime: Double = 2e-3 * exp(12 * state / 0.6)
      fading += lifetime * (state + nucleus) / (state * state) * step
    }
    let states = try await DrawnDevices.bench().rest(device, state: start, times: [.seconds(fading), .seconds(1e9)])
    #expect(abs(states[0] - end) < 2e-4)
    #expect(states[1] < 1e-6)
  }

  func endurance(compliance: Current, cycles: Int, count: Int) async throws -> EnduranceFindings {
    try await EnduranceStudy(
      population: DrawnDevices.population(count), cycles: cycles, set: DrawnDevices.setPulse,
      reset: DevicePulse(amplitude: .volts(-5), width: .milliseconds(100)), compliance: compliance, limit: .ideal,
      readVoltage: .volts(0.1), threshold: .kiloohms(10)
    ).run(DrawnDevices.run())
  }

  @Test func devicesWearOutWithinTwentyCycles() async throws {
    let findings = try await endurance(compliance: .microamperes(300), cycles: 25, count: 8)
    for life in findings.lives {
      #expect(life.numericalFailure == nil)
      guard let cycles = life.cyclesToFailure else { continue }
      #expect(life.cause == .endurance)
      // A cycle whose SET misses does not show the wear: the device may get through it.
      #expect(cycles >= (try #require(usualDevice().endurance(seed: 1, index: life.device))))
      #expect(cycles <= 22)
    }
    #expect(findings.figures.worn >= 6 && findings.figures.overprogrammed == 0)
  }

  @Test func milliamperesOverprogram() async throws {
    let findings = try await endurance(compliance: .milliamperes(5), cycles: 3, count: 8)
    #expect(findings.figures.overprogrammed >= 4)
    for life in findings.lives where life.cause != nil {
      let last = findings.cycles.last { $0.device == life.device }
      #expect(life.cause == .overprogramming && (last?.setCurrent?.si ?? 0) > 0)
    }
  }

  @Test func brokenDevicesAreCountedNotMeasured() async throws {
    var population = try DrawnDevices.population(200)
    population.includesBroken = true
    #expect(population.working.count > 55 && population.working.count < 105)
    population.count = 20
    let working = population.working
    let findings = try await RetentionStudy(
      population: population, compliances: [.milliamperes(1)], pulse: DrawnDevices.setPulse, readVoltage: .volts(0.1),
      limit: .ideal, longest: .milliseconds(1)
    ).run(DrawnDevices.run())
    #expect(findings.curves.compactMap(\.first?.device) == working)
    let devices = try #require(findings.figures.points.first?.devices)
    #expect(devices.drawn == 20 && devices.broken == 20 - working.count && devices.numericalFailures == 0)
  }
}
