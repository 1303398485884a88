import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Netlisting
import NgspiceBridge
import Testing

@Suite struct Scratch {
  @Test func memristor() async throws {
    let text = try String(contentsOfFile: "models/ag-mos2/memristor.sub", encoding: .utf8)
    let library = try ModelLibrary(text: text, source: "memristor.sub")
    let nmos = try ModelLibrary(text: try String(contentsOfFile: "models/nmos-5v/nmos.mod", encoding: .utf8), source: "n")
    print(library.subcircuits, library.models, nmos.models)
    func deck(_ w0: Double) throws -> Deck {
      var c = Circuit(title: "set")
      c.include(library); c.include(nmos)
      try c.add("VBL", .voltageSource(plus: "bl", minus: .ground, .pulse(amplitude: 5, delay: .zero, edge: .microseconds(10), width: .milliseconds(20))))
      try c.add("VWL", .voltageSource(plus: "wl", minus: .ground, .constant(1.12)))
      try c.add("RBL", .resistor("bl", "t", .ohms(20)))
      try c.add("XCELL", .subcircuit(["t", "m"], name: "memristor", parameters: [.init("w0", w0)]))
      try c.add("MCELL", .mosfet(drain: "m", gate: "wl", source: "s", bulk: .ground, .init(model: "access_nmos", width: .micrometers(60), length: .micrometers(0.6))))
      try c.add("RSL", .resistor("s", .ground, .ohms(20)))
      return Deck(circuit: c, analysis: .transient(stop: .microseconds(20030), maximumStep: .microseconds(400)), probes: [.inner(instance: "XCELL", node: "w"), .current(source: "VBL")])
    }
    let clock = ContinuousClock()
    let t = try await clock.measure {
      for _ in 0..<200 { _ = try await NgspiceEngine.shared.simulate(try deck(0)) }
    }
    let r = try await NgspiceEngine.shared.simulate(try deck(0))
    print("ms per run", t / 200, r.scale.count, r.final(0), r.values[0].max()!, r.warnings)
    await #expect(throws: SimulationError.self) {
      var d = try deck(0)
      d.analysis = .transient(stop: .seconds(1e6), maximumStep: .microseconds(100))
      do { _ = try await NgspiceEngine.shared.simulate(d, timeLimit: .milliseconds(300)) } catch { print(error); throw error }
    }
  }
}
