import CrossbarPrimitives
import Netlisting
import Testing

@Suite struct CircuitTests {
  @Test(arguments: ["R", "r1", "RBL_3_7", "R" + String(repeating: "x", count: 63)])
  func takesNamesThatSpiceCanHold(name: String) throws {
    #expect(try circuit([Element(name, .resistor("a", .ground, .ohms(1)))]).elements.map(\.name) == [name])
  }

  @Test(arguments: ["", "C1", "1R", "R 1", "R-1", "R1\n.end", "R{p}", "R.1", "RÄ", "R" + String(repeating: "x", count: 64)])
  func refusesOtherElementNames(name: String) {
    #expect(throws: NetlistError.elementName(name, letter: "R")) {
      try circuit([Element(name, .resistor("a", .ground, .ohms(1)))])
    }
  }

  // ngspice merges gnd with 0, returns the time for v(time), and crashes on a node named temper.
  @Test(arguments: ["", "1", "a b", "a.b", "a#b", "a\n", "gnd", "GND", "Time", "temper", "00"])
  func refusesOtherNodeNames(name: String) {
    #expect(throws: NetlistError.nodeName(name, element: "R1")) {
      try circuit([Element("R1", .resistor(Node(name), .ground, .ohms(1)))])
    }
  }

  @Test func comparesNamesWithoutRegardToCase() throws {
    var circuit = try loaded()
    #expect(throws: NetlistError.duplicateElement("r1")) { try circuit.add("r1", .resistor("in", .ground, .ohms(1))) }
    #expect(circuit.elements.count == 2)
    #expect(Node("A_1") == Node("a_1") && Set([Node("A"), Node("a")]).count == 1)
  }

  @Test func includesALibraryOnce() throws {
    var circuit = try loaded()
    circuit.include(try exampleLibrary())
    #expect(circuit.libraries.count == 1)
  }
}
