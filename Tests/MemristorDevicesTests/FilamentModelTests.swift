import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

/// The behavioural model, measured in ngspice as a laboratory would measure a device.
@Suite struct FilamentModelTests {
  /// Current at each voltage of a sweep with the state held.
  func heldCurve(state: Double, from start: Double, to stop: Double, step: Double) async throws -> [(Double, Double)] {
    let memristor = try medianMemristor()
    var circuit = Circuit(title: "I-V of a held state")
    circuit.include(memristor.device.library)
    try circuit.add("V1", .voltageSource(plus: "te", minus: .ground, .constant(0)))
    try circuit.add("XCELL", memristor.instance(state: state, isHeld: true, from: "te", to: .ground))
    let result = try await NgspiceEngine.shared.simulate(
      Deck(
        circuit: circuit, analysis: .sweep(source: "V1", start: start, stop: stop, step: step),
        probes: [.current(source: "V1")]))
    return zip(result.scale, result.values(of: .current(source: "V1")).map { -$0 }).map { ($0, $1) }
  }

  /// Drives the device through `series` ohm with a stimulus; returns the state and the device's voltage and current.
  func drive(
    _ stimulus: Stimulus, stop: Time, state: Double, series: Resistance = .ohms(1), device: Memristor? = nil,
    maximumStep: Time? = nil
  ) async throws -> (state: Waveform, voltage: Waveform, current: Waveform) {
    let memristor = try device ?? medianMemristor()
    var circuit = Circuit(title: "one memristor behind a resistor")
    circuit.include(memristor.device.library)
    try circuit.add("V1", .voltageSource(plus: "in", minus: .ground, stimulus))
    try circuit.add("R1", .resistor("in", "te", series))
    try circuit.add("XCELL", memristor.instance(state: state, from: "te", to: .ground))
    let result = try await NgspiceEngine.shared.simulate(
      Deck(
        circuit: circuit, analysis: .transient(stop: stop, maximumStep: maximumStep ?? stop / 200),
        probes: [.inner(instance: "XCELL", node: "w"), .voltage("te"), .current(source: "V1")]))
    return (
      result.waveform(of: .inner(instance: "XCELL", node: "w")), result.waveform(of: .voltage("te")),
      result.waveform(of: .current(source: "V1")).mapped { -$0 }
    )
  }

  func pulse(_ amplitude: Double, milliseconds: Double = 20) -> (Stimulus, Time) {
    (
      .pulse(amplitude: amplitude, delay: .zero, edge: .microseconds(10), width: .milliseconds(milliseconds)),
      .milliseconds(milliseconds) + .microseconds(30)
    )
  }

  @Test func lowResistanceStateIsOhmic() async throws {
    let curve = try await heldCurve(state: 1, from: -1, to: 1, step: 0.05)
    for (voltage, current) in curve { #expect(abs(current - voltage / 519) < 1e-9) }
  }

  @Test func highResistanceStateIsQuadraticAndMeetsItsReadResistance() async throws {
    let curve = try await heldCurve(state: 0, from: 0.01, to: 4, step: 0.01)
    func current(_ voltage: Double) throws -> Double {
      try #require(curve.min { abs($0.0 - voltage) < abs($1.0 - voltage) }).1
    }
    #expect(abs(try current(0.1) * 1.1e6 / 0.1 - 1) < 1e-6)
    // Slope on logarithmic axes: 2 well above the crossover at 0.2 V, 1 well below.
    func slope(_ low: Double, _ high: Double) throws -> Double {
      log(try current(high) / current(low)) / log(high / low)
    }
    #expect(abs(try slope(1, 4) - 2) < 0.1)
    #expect(abs(try slope(0.01, 0.02) - 1) < 0.02)
    let negative = try await heldCurve(state: 0, from: -0.1, to: 0, step: 0.1)
    #expect(abs(negative[0].1 + 0.1 / 1.1e6) < 1e-12)
  }

  @Test(arguments: [0.3, 0.7, 1.22, 2.5, 5.0])
  func setsAtItsSetVoltage(voltage: Double) async throws {
    let device = try medianMemristor(setVoltage: voltage)
    for (factor, sets) in [(0.95, false), (1.03, true)] {
      let (stimulus, stop) = pulse(voltage * factor)
      let run = try await drive(stimulus, stop: stop, state: 0, series: .ohms(100), device: device)
      let state = try #require(run.state.value(at: stop.si))
      #expect(sets ? state > 0.3 : state < 0.001, "state \(state) after \(factor) x V_SET")
    }
  }

  @Test(arguments: [0.3, 0.98, 3.0])
  func resetsAtMinusItsResetVoltage(voltage: Double) async throws {
    let device = try medianMemristor(resetVoltage: voltage)
    for (factor, resets) in [(0.95, false), (1.03, true)] {
      let (stimulus, stop) = pulse(-voltage * factor)
      let run = try await drive(stimulus, stop: stop, state: 1, device: device)
      let state = try #require(run.state.value(at: stop.si))
      #expect(resets ? state < 1e-3 : state > 0.5, "state \(state) after -\(factor) x V_RESET")
    }
    let (positive, stop) = pulse(voltage * 2)
    let run = try await drive(positive, stop: stop, state: 1, device: device)
    #expect(try #require(run.state.value(at: stop.si)) > 0.99, "a positive voltage must not RESET")
  }

  /// The filament stops growing when the resistor in series has taken the voltage: about v_hold = 0.13 V stays, and the
  /// rate's logarithm puts it at most a fifth higher.
  @Test(arguments: [50e-6, 100e-6, 200e-6])
  func complianceLimitsTheFilament(current: Double) async throws {
    let (stimulus, stop) = pulse(5)
    let run = try await drive(stimulus, stop: stop, state: 0, series: .ohms(5 / current))
    let held = try #require(run.voltage.value(at: 0.02))
    #expect(held > 0.12 && held < 0.16)
    let through = try #require(run.current.value(at: 0.02))
    let resistance = held / through
    #expect(abs(resistance * current / 0.14 - 1) < 0.15)
    #expect(resistance > 519)
  }

  @Test func stateCarriesOverAndStaysAtTheReadVoltage() async throws {
    let (set, stop) = pulse(5)
    let written = try await drive(set, stop: stop, state: 0, series: .kiloohms(50))
    let partial = try #require(written.state.value(at: stop.si))
    #expect(partial > 0.05 && partial < 0.9)
    let (read, _) = pulse(0.1)
    let after = try await drive(read, stop: stop, state: partial)
    #expect(abs(try #require(after.state.value(at: stop.si)) - partial) < 1e-6)
    let current = try #require(after.current.value(at: 0.02))
    let expected = 1 / (partial / 519 + (1 - partial) / 1.1e6) + 1
    #expect(abs(0.1 / current / expected - 1) < 1e-4)
  }

  /// A sweep at 1 V/s shows the SET as a jump of the current within 3 % of V_SET.
  @Test func sweepShowsSetVoltage() async throws {
    let sweep = Stimulus.piecewiseLinear([.init(time: .zero, value: 0), .init(time: .seconds(3), value: 3)])
    let run = try await drive(sweep, stop: .seconds(3), state: 0, series: .kiloohms(1), maximumStep: .milliseconds(5))
    let jump = try #require(zip(run.state.time, run.state.values).first { $0.1 > 0.1 }).0
    #expect(abs(jump / 1.22 - 1) < 0.03)
  }

  @Test func manyDrawnDevicesConverge() async throws {
    let device = try usualDevice()
    for index in 0..<60 {
      let drawn = device.draw(seed: 11, index: index)
      for amplitude in [2.0, 5, 8, -2, -5, -8] {
        let (stimulus, stop) = pulse(amplitude)
        let run = try await drive(stimulus, stop: stop, state: amplitude > 0 ? 0 : 1, series: .ohms(50), device: drawn)
        let state = try #require(run.state.value(at: stop.si))
        #expect(state > -1e-3 && state < 1.01)
      }
    }
  }
}
