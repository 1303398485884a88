import CircuitSimulation
import Studies
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import Testing

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
    #expect(waveforms.voltage.values.max() == 2 && waveforms.voltage.values.min() == -2)
    #expect(zip(waveforms.voltage.time, waveforms.voltage.time.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func moreDevicesSwitchAtHigherAmplitudeAndCompliance() async throws {
    let experiment = SwitchingTimeExperiment(
      population: try DrawnDevices.population(30), amplitudes: [.volts(1.5), .volts(5)],
      compliances: [.microamperes(30), .milliamperes(1)], longest: .milliseconds(100), limit: .ideal)
    let switched = try await experiment.run(on: DrawnDevices.bench()).points.map { point in
      point.outcomes.compactMap { $0.value?.time }
    }
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
        let outcomes = try await population.measure(stage: "", progress: { _ in }) { device in
          let memristor = population.kind.draw(seed: population.seed, index: device)
          let set = try await bench.pulse(
            DevicePulse(amplitude: .volts(amplitude), width: .milliseconds(width)), to: memristor, state: 0,
            series: .limiter(.milliamperes(1)))
          let reset = try await bench.pulse(
            DevicePulse(amplitude: .volts(-amplitude), width: .milliseconds(width)), to: memristor, state: 1, series: .none)
          return [set.trace.finalState, reset.trace.finalState]
        }
        #expect(outcomes.allSatisfy { $0.value?.allSatisfy { $0 >= 0 && $0 <= 1 } == true })
      }
    }
  }

  /// A simulation that fails is the device's outcome; an engine that is gone is everybody's.
  @Test func numericalFailuresAreOutcomes() async throws {
    let population = try DrawnDevices.population(4)
    let failure = SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "timestep too small")
    let outcomes = try await population.measure(stage: "", progress: { _ in }) { device in
      if device == 2 { throw failure }
      return device
    }
    #expect(outcomes.map(\.value) == [0, 1, nil, 3])
    await #expect(throws: SimulationError.engineLost("gone")) {
      _ = try await population.measure(stage: "", progress: { _ in }) { _ in throw SimulationError.engineLost("gone") }
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
