import CircuitSimulation
import CrossbarPrimitives
import NgspiceBridge
import Testing

@testable import Netlisting

/// What a model library may say a deck may say too, and the other way round.
@Suite struct OneLanguageTests {
  /// Subcircuits from a to b, and their resistance in ohm where p is 3.
  static let cells: [(text: String, ohms: Double)] = [
    (".subckt cell (a b) p=1\nR1 (a b) {p}\n.ends", 3),
    (".subckt cell a, b p=1 q=1\nR1 a, b, {p}\n.ends", 3),
    (".SUBCKT CELL A B PARAMS: P = 1\nR1 A B {P}\n.ENDS CELL", 3),
    (".subckt cell a b ; one\n* two\n+ p=1 $ three\nR1 a b\n+ {p} // four\n.ends cell", 3),
    // A default follows the value that is given.
    (".subckt cell a b params:p=1 q={2*p}\nR1 a b {q}\n.ends", 6),
    (".param one=1 two={one+one}\n.subckt cell a b p={two}\nR1 a b {p*two}\n.ends", 6),
    (".func half(x) {x/2}\n.func mean(x,y) = 'half(x)+half(y)'\n.subckt cell a b p=1\nR1 a b {mean(p,5)}\n.ends", 4),
    (".subckt cell a b p=1\n.func twice(x) {x*w}\nR1 a b {z}\n.param z={twice(w)}\n.param w={p}\n.ends", 9),
    (".subckt cell a b p=1\nR1 a b r = {p} tc = 0\n.ends", 3),
    (".subckt cell a b p=1\nR1 a b '1kohm*p/1e3'\n.ends", 3),
    (".subckt cell a b p=1\nR1 a b {{p}+1}\n.ends", 4),
    (".subckt cell a b p=1\n.model inner d(is=1e-30, n=1)\nD1 b a inner\nR1 a b {p}\n.ends", 3),
    (".subckt cell a b p=1\nX1 a b part params:r={p}\n.ends\n.subckt part a b r=1\nR1 a b {r}\n.ends", 3),
    (".subckt cell a b p=1\nB1 a b I=--V(a,b)/{p}\n.ends", 3),
    (".subckt cell a b p=1\nB1 a b I='V(a,b)/p'\n.ends", 3),
    (".subckt cell a b p=1\nB1 a b I = {V(a,b)/p}\n.ends", 3),
    (".subckt cell a b p=1\nB1 a b I=V(a,b)*pi/{p}+time\n.ends", 3 / Double.pi),
    (".subckt cell a b p=1\nB1 a b I=V(a,b)/g\n.param g=p\n.ends", 3),
  ]

  @Test(arguments: cells)
  func aSubcircuitMeansTheSameInALibraryAndInADeck(text: String, ohms: Double) async throws {
    let library = try ModelLibrary(text: text, source: "cell.lib")
    for library in [library, ModelLibrary(generated: try library.typed(), source: "written")] {
      var circuit = Circuit(title: "t")
      circuit.include(library)
      try circuit.add("V1", .voltageSource(plus: "t", minus: .ground, .constant(1)))
      try circuit.add("X1", .subcircuit(["t", .ground], name: "cell", parameters: [.init("p", 3)]))
      let current = try await current(of: Deck(circuit: circuit, analysis: .operatingPoint, probes: []))
      #expect(abs(current * ohms - 1) < 1e-6, "\(library.text): \(1 / current) ohm")
    }
    let deck = try read("\(text)\nV1 t 0 1\nX1 t 0 cell params: p=3")
    let current = try await current(of: deck)
    #expect(abs(current * ohms - 1) < 1e-6, "deck: \(1 / current) ohm")
  }

  @Test func parametersAndFunctionsReachADecksOwnCards() async throws {
    let deck = try read(
      """
      .param rw=2, v='2*rw'
      .func twice(x) {2*x}
      V1 t 0 PWL (0 {v}, 1 {v})
      R1 t m {twice(rw)}
      R2 m 0 'rw*2'
      .nodeset v(m)=1
      .temp {25*rw}
      """)
    #expect(deck.options.temperature == 50)
    #expect(abs(try await current(of: deck) - 0.5) < 1e-9)
  }

  /// ngspice ends on several signs in a parameter's value; data is written with one.
  @Test func aSignTooManyIsRefusedWhereNgspiceGetsTheText() async throws {
    let text = ".subckt cell a b p=1\nR1 a b {p*+--2}\n.ends"
    #expect(throws: NetlistError.self) { try ModelLibrary(text: text, source: "cell.lib") }
    #expect(abs(try await current(of: read("\(text)\nV1 t 0 1\nX1 t 0 cell p=3")) - 1.0 / 6) < 1e-9)
  }

  /// A function of functions may say more than anybody could hold.
  @Test func functionsThatGrowWithoutBoundAreRefused() throws {
    let functions = (1...200).map { ".func f\($0)(x) {f\($0 - 1)(x)+f\($0 - 1)(x)}\n" }.joined()
    let library = try ModelLibrary(
      text: ".func f0(x) {x}\n\(functions).subckt cell a b p=1\nR1 a b {f200(p)}\n.ends", source: "cell.lib")
    #expect(throws: NetlistError.self) { try library.typed() }
  }

  /// By name, with spaces in quotes; of a library one section.
  @Test(arguments: [".include 'my cell.lib'", ".inc \"my cell.lib\"", ".lib 'my cell.lib' two"])
  func includedFilesMayDefineWhatADeckMay(card: String) async throws {
    let cell = ".param one=1\n.func twice(x) {2*x}\n.subckt cell a b p={one}\nR1 a b {twice(p)}\n.ends"
    let text = card.hasPrefix(".lib") ? ".lib one\n.model d d\n.endl\n.lib two\n\(cell)\n.endl two\n.lib three\nx\n.endl\n" : cell
    let deck = try read("\(card)\nV1 t 0 {one}\nX1 t 0 cell p=3") { name in
      #expect(name == "my cell.lib")
      return text
    }
    #expect(abs(try await current(of: deck) - 1.0 / 6) < 1e-9)
  }

  private func read(
    _ cards: String, include: @escaping DeckReader.Include = { throw NetlistError.elementName($0, letter: "") }
  ) throws -> Deck {
    try DeckReader.read("* t\n\(cards)\n.op\n.end\n", source: "d.cir", include: include).flat().deck
  }

  /// From the source V1, A.
  private func current(of deck: Deck) async throws -> Double {
    var probed = deck
    probed.probes = [.current(source: "V1")]
    return -(try await NgspiceEngine.shared.simulate(probed).final(.current(source: "V1")))
  }
}
