import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Netlisting
import NgspiceBridge
import Testing

extension NgspiceEngineTests {
  @Suite struct ClosedForms {
    @Test func identityHasVersionAndFeatures() async throws {
      let identity = try await engine.identity
      #expect(identity.name == "ngspice")
      #expect(try #require(Double(identity.version.prefix { $0.isNumber })) >= 39)
      #expect(identity.features.contains("xspice"))
    }

    @Test func divides() async throws {
      let result = try await engine.simulate(try divider())
      #expect(abs(result.final(.voltage("out")) - 0.75) < 1e-12)
      #expect(abs(result.final(.current(source: "v1")) + 0.25e-3) < 1e-15)
      #expect(result.warnings == [] && result.scale == [])
    }

    @Test func aTitleMayHoldAnyWords() async throws {
      var deck = try divider()
      deck.circuit.title = "study of an error: singular matrix, no such node, aborted"
      let result = try await engine.simulate(deck)
      #expect(abs(result.final(.voltage("out")) - 0.75) < 1e-12 && result.warnings == [])
    }

    @Test func aProbeMayBeAskedForTwice() async throws {
      var deck = try divider()
      deck.probes = [.voltage("out"), .voltage("in"), .voltage("OUT")]
      let result = try await engine.simulate(deck)
      #expect(result.probes == deck.probes && result.values(of: .voltage("out")) == result.values(of: .voltage("OUT")))
    }

    @Test func chargesACapacitor() async throws {
      // 1 kohm and 1 uF from 0 V: 1 - exp(-t / 1 ms). The second-order method at 1/200 of the time constant is good to 1e-4.
      let circuit = try makeCircuit([
        ("V1", .voltageSource(plus: "in", minus: .ground, .constant(1))), ("R1", .resistor("in", "out", .kiloohms(1))),
        ("R2", .resistor("out", .ground, .megaohms(1e6))), ("C1", .capacitor("out", .ground, 1e-6)),
      ])
      let stop = Time.milliseconds(5)
      let result = try await engine.simulate(
        Deck(
          circuit: circuit, analysis: .transient(stop: stop, maximumStep: .microseconds(5)), probes: [.voltage("out")]))
      #expect(result.warnings == [])
      #expect(try #require(result.scale.last) >= stop.si * (1 - 1e-9))
      for (time, voltage) in zip(result.scale, result.values(of: .voltage("out"))) {
        #expect(abs(voltage - (1 - exp(-time / 1e-3))) < 1e-4, "at \(time) s")
      }
    }

    @Test func aLevelOneTransistorSaturates() async throws {
      // kp/2 W/L (Vgs - Vto)^2 (1 + lambda Vds); what leaks through junctions of 1e-14 A and gmin is below 1e-10 A.
      let (kp, vto, lambda) = (1.44e-4, 0.75, 0.03)
      for (gate, drain) in [(1.12, 5.0), (1.5, 2), (2, 3)] {
        let circuit = try makeCircuit(
          [
            ("VD", .voltageSource(plus: "d", minus: .ground, .constant(drain))),
            ("VG", .voltageSource(plus: "g", minus: .ground, .constant(gate))),
            (
              "M1",
              .mosfet(
                drain: "d", gate: "g", source: .ground, bulk: .ground,
                .init(model: "n", width: .micrometers(60), length: .micrometers(0.6), multiplier: 2))
            ), ("RG", .resistor("g", .ground, .megaohms(1))),
          ], library: ".model n nmos level=1 vto=\(vto) kp=\(kp) lambda=\(lambda)")
        let result = try await engine.simulate(
          Deck(circuit: circuit, analysis: .operatingPoint, probes: [.current(source: "VD")]))
        let expected = 2 * kp / 2 * 100 * (gate - vto) * (gate - vto) * (1 + lambda * drain)
        #expect(abs(-result.final(.current(source: "VD")) - expected) < 1e-9 && result.warnings == [])
      }
    }

    @Test func aDiodeIsExponential() async throws {
      // Is (exp(V / (n k T / q)) - 1) at 27 Celsius, plus gmin V; currents below 1e-13 A are the solver's to neglect.
      let circuit = try makeCircuit(
        [
          ("V1", .voltageSource(plus: "a", minus: .ground, .constant(0))),
          ("D1", .diode(anode: "a", cathode: .ground, model: "DD")),
        ], library: ".model dd d is=1e-14 n=1.5")
      let result = try await engine.simulate(
        Deck(
          circuit: circuit, analysis: .sweep(source: "V1", start: 0, stop: 0.8, step: 0.05), probes: [.current(source: "V1")]))
      #expect(result.scale.count == 17 && result.warnings == [])
      // ngspice 39 has the constants of 2014, which moves the exponent by 1e-6.
      let thermal = 1.380649e-23 * 300.15 / 1.602176634e-19
      for (voltage, current) in zip(result.scale, result.values(of: .current(source: "V1"))) {
        let expected = 1e-14 * expm1(voltage / (1.5 * thermal)) + 1e-12 * voltage
        #expect(abs(-current - expected) <= 2e-4 * expected + 2e-13, "at \(voltage) V")
      }
    }

    @Test func sourcesFollowTheirShapes() async throws {
      let pulse = Stimulus.pulse(amplitude: -2, delay: .seconds(1), edge: .seconds(1), width: .seconds(2))
      let steps = Stimulus.piecewiseLinear([
        .init(time: .seconds(0.5), value: 1e-3), .init(time: .seconds(2), value: 4e-3), .init(time: .seconds(4), value: -1e-3),
      ])
      let circuit = try makeCircuit([
        ("V1", .voltageSource(plus: "v", minus: .ground, pulse)), ("R1", .resistor("v", .ground, .ohms(1))),
        ("I1", .currentSource(plus: .ground, minus: "i", steps)), ("R2", .resistor("i", .ground, .kiloohms(1))),
      ])
      let result = try await engine.simulate(
        Deck(
          circuit: circuit, analysis: .transient(stop: .seconds(7), maximumStep: .seconds(0.05)),
          probes: [.voltage("v"), .voltage("i")]))
      #expect(result.warnings == [])
      for (time, voltage, current) in [
        (0.4, 0, 1), (1, 0, 2), (1.5, -1, 3), (2, -2, 4), (3, -2, 1.5), (4, -2, -1), (4.75, -0.5, -1), (6.5, 0, -1),
      ] {
        #expect(abs(try #require(result.waveform(of: .voltage("v")).value(at: time)) - voltage) < 1e-6, "pulse at \(time) s")
        #expect(abs(try #require(result.waveform(of: .voltage("i")).value(at: time)) - current) < 1e-6, "points at \(time) s")
      }
    }

    @Test func operatingPointsTakeWavesAtTheirStart() async throws {
      let ramp = Stimulus.piecewiseLinear([.init(time: .zero, value: 0.5), .init(time: .seconds(1), value: 9)])
      let circuit = try makeCircuit([
        ("V1", .voltageSource(plus: "a", minus: .ground, ramp)), ("R1", .resistor("a", .ground, .ohms(1))),
      ])
      let result = try await engine.simulate(Deck(circuit: circuit, analysis: .operatingPoint, probes: [.voltage("a")]))
      #expect(result.final(.voltage("a")) == 0.5 && result.warnings == [])
    }

    // The last are 50,001 points whose sum of steps falls short of the end, and a sweep finer than ngspice's tolerance.
    @Test(arguments: [(0, 1, 0.1), (1, -1, -0.01), (0, 1, 0.3), (2, 2, 1), (0, 5, 1e-4), (0, 1e-11, 1e-12)])
    func sweepsHaveExactlyTheirPoints(start: Double, stop: Double, step: Double) async throws {
      var deck = try divider()
      deck.analysis = .sweep(source: "V1", start: start, stop: stop, step: step)
      let result = try await engine.simulate(deck)
      #expect(result.warnings == [])
      #expect(result.scale.count == deck.analysis.sweepPointCount)
      #expect(result.values(of: .voltage("out")).count == result.scale.count)
      for (index, voltage) in result.scale.enumerated() where abs(voltage - (start + Double(index) * step)) > 1e-10 {
        Issue.record("point \(index) is at \(voltage) V")
      }
      #expect(abs(try #require(result.scale.last) - stop) < abs(step) + 1e-10)
      #expect(abs(result.final(.voltage("out")) - 0.75 * result.scale[result.scale.count - 1]) < 1e-9)
    }

    @Test func sweepsACurrentSource() async throws {
      let circuit = try makeCircuit([
        ("I1", .currentSource(plus: .ground, minus: "a", .constant(0))), ("R1", .resistor("a", .ground, .ohms(2))),
      ])
      let result = try await engine.simulate(
        Deck(circuit: circuit, analysis: .sweep(source: "I1", start: 0, stop: 1, step: 0.25), probes: [.voltage("a")]))
      for (voltage, current) in zip(result.values(of: .voltage("a")), result.scale) { #expect(abs(voltage - 2 * current) < 1e-9) }
    }

    @Test func readsInsideSubcircuits() async throws {
      var deck = try boxed("R1 a mid 1\nR2 mid b 2")
      deck.probes = [.inner(instance: "X1", node: "MID")]
      let result = try await engine.simulate(deck)
      #expect(abs(result.final(.inner(instance: "X1", node: "MID")) - 1) < 1e-12 && result.warnings == [])
    }
  }
}
