import CrossbarPrimitives
import Netlisting

/// A diode, a transistor and a subcircuit with two parameters.
let exampleLibraryText = """
  * models of the tests
  .model dtest d is=1e-14 n=1.1
  .model ntest nmos level=1 vto=0.7 kp=1e-4 lambda=0.02
  .subckt loadbox a b params: r=1k c=1p
  R1 a mid {r}
  R2 mid b {r}
  C1 mid b {c}
  .ends loadbox
  """

func exampleLibrary() throws -> ModelLibrary { try ModelLibrary(text: exampleLibraryText, source: "example.lib") }

/// A circuit of the given elements, with the example library.
func circuit(_ elements: [Element], title: String = "test") throws -> Circuit {
  var circuit = Circuit(title: title)
  circuit.include(try exampleLibrary())
  for element in elements { try circuit.add(element) }
  return circuit
}

/// A source of 1 V at `in` and a resistor to ground, and what a test adds.
func loaded(_ elements: [Element] = []) throws -> Circuit {
  try circuit(
    [
      Element("V1", .voltageSource(plus: "in", minus: .ground, .constant(1))),
      Element("R1", .resistor("in", .ground, .kiloohms(1))),
    ] + elements)
}

func deck(
  _ circuit: Circuit, _ analysis: Analysis = .operatingPoint, probes: [Probe] = [.voltage("in")],
  options: SolverOptions = SolverOptions()
) -> Deck {
  Deck(circuit: circuit, analysis: analysis, probes: probes, options: options)
}
