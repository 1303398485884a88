import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import NgspiceBridge
import Testing

/// All tests of the engine stand below this suite and run one after another: they share the one engine of the process,
/// and some measure its time or memory.
@Suite(.serialized) enum NgspiceEngineTests {}

let engine = NgspiceEngine.shared

func makeCircuit(_ elements: [(String, Element.Kind)], library: String? = nil) throws -> Circuit {
  var circuit = Circuit(title: "test")
  if let library { circuit.include(try ModelLibrary(text: library, source: "test.lib")) }
  for (name, kind) in elements { try circuit.add(name, kind) }
  return circuit
}

/// 1 V over 1 kohm and `lower`, with the voltage of `out`.
func divider(lower: Resistance = .kiloohms(3)) throws -> Deck {
  Deck(
    circuit: try makeCircuit([
      ("V1", .voltageSource(plus: "in", minus: .ground, .constant(1))), ("R1", .resistor("in", "out", .kiloohms(1))),
      ("R2", .resistor("out", .ground, lower)),
    ]), analysis: .operatingPoint, probes: [.voltage("OUT"), .current(source: "v1")])
}

/// 2 V over 1 ohm and the subcircuit `box a b` made of some cards, behind other cards.
func boxed(_ cards: String, before: String = "", analysis: Analysis = .operatingPoint) throws -> Deck {
  Deck(
    circuit: try makeCircuit(
      [
        ("V1", .voltageSource(plus: "in", minus: .ground, .constant(2))), ("R1", .resistor("in", "a", .ohms(1))),
        ("X1", .subcircuit(["a", .ground], name: "box", parameters: [])),
      ], library: before + "\n.subckt box a b p=1\n" + cards + "\n.ends"), analysis: analysis, probes: [.voltage("a")])
}

func expectDividerStillRight(sourceLocation: SourceLocation = #_sourceLocation) async throws {
  let result = try await engine.simulate(try divider())
  #expect(abs(result.final(.voltage("out")) - 0.75) < 1e-12, sourceLocation: sourceLocation)
  #expect(result.warnings == [], sourceLocation: sourceLocation)
}
