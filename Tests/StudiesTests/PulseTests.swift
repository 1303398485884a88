import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import Studies

/// Pulses on drawn devices (section 3.1, Figs. 3e and S6 of the paper).
@Suite struct PulseTests {
  @Test func programAndVerifySwitchesBackAndForth() async throws {
    let kind = try usualDevice()
    let device = PulseTrain.firstDevice(of: kind, seed: 1, switchedBy: .volts(2))
    let train = PulseTrain(
      kind: kind, seed: 1, device: device, cycles: 3, amplitude: .volts(2), width: .milliseconds(20),
      readVoltage: .volts(0.1), compliance: .milliamperes(1), limit: .ideal, threshold: .kiloohms(10), attempts: 5)
    let result = try await train.run(on: DrawnDevices.bench())
    #expect(result.steps.count { $0.isVerified } == 6)
    let waveforms = result.waveforms
    let voltages = waveforms.map(\.voltage)
    #expect(voltages.max() == .volts(2) && voltages.min() == .volts(-2))
    #expect(zip(waveforms, waveforms.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test func moreDevicesSwitchAtHigherAmplitudeAndCompliance() async throws {
    let times = SwitchingTimes(
      population: try DrawnDevices.population(30), amplitudes: [.volts(1.5), .volts(5)],
      compliances: [.microamperes(30), .milliamperes(1)], longest: .milliseconds(100), limit: .ideal)
    let found = try await times.run(DrawnDevices.run())
    let switched = stride(from: 0, to: found.count, by: 30).map { found[$0..<$0 + 30].compactMap(\.switchingTime) }
    #expect(switched[0].count < switched[1].count && switched[2].count < switched[3].count)
    #expect(switched[1].count < switched[3].count)
    #expect(switched.joined().allSatisfy { $0 < .milliseconds(100.1) })
  }

  /// With the solver's defaults, whatever is drawn and however it is driven.
  @Test func everyDrawnDeviceConverges() async throws {
    let population = try DrawnDevices.population(40, seed: 7)
    let bench = DrawnDevices.bench()
    for amplitude in [2.0, 3, 5, 8] {
      for width in [20.0, 100] {
        for device in population.working {
          let memristor = population.memristor(device)
          let set = try await bench.pulse(
            DevicePulse(amplitude: .volts(amplitude), width: .milliseconds(width)), to: memristor, state: 0,
            series: .limiter(.milliamperes(1)))
          let reset = try await bench.pulse(
            DevicePulse(amplitude: .volts(-amplitude), width: .milliseconds(width)), to: memristor, state: 1, series: .none)
          #expect([set.trace.finalState, reset.trace.finalState].allSatisfy { $0 >= 0 && $0 <= 1 })
        }
      }
    }
  }

  /// A simulation that fails is the device's outcome; an engine that is gone is everybody's.
  @Test func numericalFailuresAreOutcomes() async throws {
    let times = SwitchingTimes(
      population: try DrawnDevices.population(4), amplitudes: [.volts(5)], compliances: [.milliamperes(1)],
      longest: .milliseconds(100), limit: .ideal)
    let failure = SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "timestep too small")
    let found = try await times.run(DrawnDevices.run(FailingEngine(failure, atDeck: 3)))
    #expect(found.map(\.device) == [0, 1, 2, 3])
    // Two devices are under way at a time: which of them has the third deck may differ.
    #expect(found.compactMap(\.numericalFailure) == ["\(failure)"])
    #expect(found.allSatisfy { $0.numericalFailure == nil || $0.switchingTime == nil })
    await #expect(throws: SimulationError.engineLost("gone")) {
      _ = try await times.run(DrawnDevices.run(FailingEngine(.engineLost("gone"), atDeck: 3)))
    }
  }

  @Test func aTransistorThatIsTooSmallIsRefused() async throws {
    var transistor = try DrawnDevices.transistor()
    transistor.width = .micrometers(0.6)
    let bench = DrawnDevices.bench()
    await #expect(throws: DeviceError.self) {
      try await bench.series(limiting: .transistor(transistor), to: .amperes(1), amplitude: .volts(5))
    }
  }
}
