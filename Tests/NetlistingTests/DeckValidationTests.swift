import CrossbarPrimitives
import Netlisting
import Testing

@Suite struct DeckValidationTests {
  private func error(_ deck: Deck) -> NetlistError? {
    do {
      try deck.validate()
      return nil
    } catch { return error }
  }

  /// The error of the example circuit with one more element.
  private func error(adding name: String, _ kind: Element.Kind) throws -> NetlistError? {
    error(deck(try loaded([Element(name, kind)])))
  }

  private let mosfet = Element.Mosfet(model: "NTEST", width: .micrometers(1), length: .micrometers(1))

  @Test func acceptsEveryKindOfElement() throws {
    let circuit = try loaded([
      Element("C1", .capacitor("in", .ground, 1e-12)),
      Element(
        "I1",
        .currentSource(plus: "in", minus: .ground, .pulse(amplitude: 1, delay: .zero, edge: .seconds(1), width: .seconds(1)))),
      Element("D1", .diode(anode: "in", cathode: .ground, model: "DTEST")),
      Element("M1", .mosfet(drain: "in", gate: "in", source: .ground, bulk: .ground, mosfet)),
      Element("X1", .subcircuit(["in", .ground], name: "LoadBox", parameters: [.init("R", 2)])),
    ])
    #expect(error(deck(circuit)) == nil)
  }

  @Test func refusesAnEmptyCircuit() throws {
    #expect(error(deck(try circuit([]))) == .noElements)
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Double])
  func refusesValuesThatAreNotPositive(value: Double) throws {
    var wide = mosfet
    wide.width = .meters(value)
    var long = mosfet
    long.length = .meters(value)
    for (name, kind) in [
      ("R2", .resistor("in", .ground, .ohms(value))), ("C2", .capacitor("in", .ground, value)),
      ("M2", .mosfet(drain: "in", gate: "in", source: .ground, bulk: .ground, wide)),
      ("M3", .mosfet(drain: "in", gate: "in", source: .ground, bulk: .ground, long)),
    ] as [(String, Element.Kind)] {
      guard case .badValue(name, let reason) = try error(adding: name, kind) else {
        Issue.record("\(name) with \(value) passed")
        continue
      }
      #expect(reason.contains("\(value)"))
    }
  }

  @Test func refusesNoTransistorAtAll() throws {
    var none = mosfet
    none.multiplier = 0
    let kind = Element.Kind.mosfet(drain: "in", gate: "in", source: .ground, bulk: .ground, none)
    #expect(
      try error(adding: "M1", kind)
        == .badValue(element: "M1", reason: "its multiplier is 0.0; allowed is more than zero, and finite"))
  }

  @Test(
    arguments: [
      .constant(.nan), .constant(-.infinity),
      .pulse(amplitude: .nan, delay: .zero, edge: .seconds(1), width: .seconds(1)),
      .pulse(amplitude: 1, delay: .seconds(-1), edge: .seconds(1), width: .seconds(1)),
      .pulse(amplitude: 1, delay: .seconds(.infinity), edge: .seconds(1), width: .seconds(1)),
      .pulse(amplitude: 1, delay: .zero, edge: .zero, width: .seconds(1)),
      .pulse(amplitude: 1, delay: .zero, edge: .seconds(1), width: .seconds(.nan)),
      .piecewiseLinear([]), .piecewiseLinear([.init(time: .zero, value: 1)]),
      .piecewiseLinear([.init(time: .zero, value: 1), .init(time: .zero, value: 2)]),
      .piecewiseLinear([.init(time: .zero, value: 1), .init(time: .seconds(1), value: .infinity)]),
      .piecewiseLinear([.init(time: .seconds(.nan), value: 1), .init(time: .seconds(1), value: 1)]),
    ] as [Stimulus])
  func refusesStimuliThatAreNone(stimulus: Stimulus) throws {
    guard case .badValue("I2", _) = try error(adding: "I2", .currentSource(plus: "in", minus: .ground, stimulus)) else {
      Issue.record("\(stimulus) passed")
      return
    }
  }

  @Test func namesWhatNoLibraryDefines() throws {
    #expect(
      try error(adding: "D1", .diode(anode: "in", cathode: .ground, model: "ntest"))
        == .unknownModel("ntest", element: "D1", known: ["dtest"]))
    var other = mosfet
    other.model = "dtest"
    #expect(
      try error(adding: "M1", .mosfet(drain: "in", gate: "in", source: .ground, bulk: .ground, other))
        == .unknownModel("dtest", element: "M1", known: ["ntest"]))
    #expect(
      try error(adding: "X1", .subcircuit(["in", .ground], name: "box", parameters: []))
        == .unknownSubcircuit("box", element: "X1", known: ["loadbox"]))
    #expect(
      try error(adding: "X1", .subcircuit(["in", .ground], name: "loadbox", parameters: [.init("q", 1)]))
        == .unknownParameter("q", element: "X1", known: ["r", "c"]))
    #expect(
      try error(adding: "X1", .subcircuit(["in", .ground, "in"], name: "loadbox", parameters: []))
        == .terminalCount(element: "X1", subcircuit: "loadbox", expected: 2, found: 3))
    guard
      case .badValue("X1", _) = try error(
        adding: "X1", .subcircuit(["in", .ground], name: "loadbox", parameters: [.init("r", .nan)]))
    else {
      Issue.record("a parameter that is not a number passed")
      return
    }
  }

  @Test func refusesTwoLibrariesThatDefineOneName() throws {
    var circuit = try loaded()
    circuit.include(try ModelLibrary(text: ".model DTEST d", source: "other.lib"))
    #expect(error(deck(circuit)) == .libraryConflict(name: "dtest", first: "example.lib", second: "other.lib"))
  }

  @Test func findsNodesWithoutAPathForDirectCurrent() throws {
    #expect(try error(adding: "R2", .resistor("in", "end", .ohms(1))) == .danglingNode("end", element: "R2"))
    for (name, kind) in [
      ("C2", .capacitor("in", "island", 1)), ("I2", .currentSource(plus: "in", minus: "island", .constant(1))),
    ] as [(String, Element.Kind)] {
      let circuit = try loaded([Element(name, kind), Element("C9", .capacitor("island", .ground, 1))])
      #expect(error(deck(circuit)) == .floatingNode("island", element: name))
    }
    // A gate lets no direct current through.
    let gate = try loaded([
      Element("M1", .mosfet(drain: "in", gate: "g", source: .ground, bulk: .ground, mosfet)),
      Element("C1", .capacitor("g", .ground, 1)),
    ])
    #expect(error(deck(gate)) == .floatingNode("g", element: "M1"))
    // Both ends of one resistor on one node are two uses, and no path.
    #expect(try error(adding: "R2", .resistor("loop", "LOOP", .ohms(1))) == .floatingNode("loop", element: "R2"))
    let island = try loaded([
      Element("R2", .resistor("a", "b", .ohms(1))), Element("R3", .resistor("a", "b", .ohms(1))),
    ])
    #expect(error(deck(island)) == .floatingNode("a", element: "R2"))
  }

  @Test func findsLoopsOfVoltageSources() throws {
    let loop = try loaded([
      Element("V2", .voltageSource(plus: "in", minus: "mid", .constant(1))),
      Element("V3", .voltageSource(plus: "mid", minus: .ground, .constant(1))),
    ])
    #expect(error(deck(loop)) == .voltageLoop(element: "V3"))
    #expect(try error(adding: "V2", .voltageSource(plus: "in", minus: "in", .constant(0))) == .voltageLoop(element: "V2"))
  }

  @Test(
    arguments: [
      .sweep(source: "V9", start: 0, stop: 1, step: 0.1), .sweep(source: "R1", start: 0, stop: 1, step: 0.1),
      .sweep(source: "V1", start: 0, stop: 1, step: 0), .sweep(source: "V1", start: 0, stop: 1, step: -0.1),
      .sweep(source: "V1", start: 0, stop: 1, step: .nan), .sweep(source: "V1", start: 0, stop: .infinity, step: 1),
      .sweep(source: "V1", start: 0, stop: 1, step: 1e-8), .sweep(source: "V1", start: 0, stop: 1e-12, step: 1e-13),
      .sweep(source: "V1", start: 1e6, stop: 1e6 + 1e-9, step: 1e-12),
      .transient(stop: .zero, maximumStep: .zero), .transient(stop: .seconds(.infinity), maximumStep: .seconds(1)),
      .transient(stop: .seconds(.nan), maximumStep: .seconds(1)), .transient(stop: .seconds(1), maximumStep: .seconds(2)),
      .transient(stop: .seconds(1), maximumStep: .zero), .transient(stop: .seconds(1), maximumStep: .seconds(.nan)),
      .transient(stop: .seconds(1), maximumStep: .seconds(1e-9)),
    ] as [Analysis])
  func refusesAnalysesThatCannotEnd(analysis: Analysis) throws {
    guard case .badAnalysis = error(deck(try loaded(), analysis)) else {
      Issue.record("\(analysis) passed")
      return
    }
  }

  @Test func countsThePointsOfASweep() {
    func count(_ start: Double, _ stop: Double, _ step: Double) -> Int? {
      Analysis.sweep(source: "V1", start: start, stop: stop, step: step).sweepPointCount
    }
    #expect(count(0, 1, 0.1) == 11)
    #expect(count(1, -1, -0.01) == 201)
    #expect(count(0, 1, 0.3) == 4)
    #expect(count(2, 2, 1) == 1)
    #expect(count(0, 5, 1e-4) == 50_001)
    #expect(Analysis.operatingPoint.sweepPointCount == nil)
  }

  @Test(
    arguments: [
      \.relativeTolerance, \.currentTolerance, \.voltageTolerance, \.chargeTolerance, \.minimumConductance,
    ] as [WritableKeyPath<SolverOptions, Double> & Sendable])
  func refusesTolerancesThatAreNotPositive(path: WritableKeyPath<SolverOptions, Double> & Sendable) throws {
    for value in [0, -1e-3, Double.nan, .infinity] {
      var options = SolverOptions()
      options[keyPath: path] = value
      guard case .badAnalysis = error(deck(try loaded(), options: options)) else {
        Issue.record("\(value) passed")
        continue
      }
    }
  }

  @Test(arguments: [-273.15, -1000, .nan, .infinity] as [Double])
  func refusesTemperaturesThatDoNotExist(temperature: Double) throws {
    var options = SolverOptions()
    options.temperature = temperature
    guard case .badAnalysis = error(deck(try loaded(), options: options)) else {
      Issue.record("\(temperature) passed")
      return
    }
  }

  @Test func refusesProbesOfNothing() throws {
    let circuit = try loaded([
      Element("I1", .currentSource(plus: "in", minus: .ground, .constant(0))),
      Element("X1", .subcircuit(["in", .ground], name: "loadbox", parameters: [])),
    ])
    #expect(error(deck(circuit, probes: [])) == .noProbes)
    for probe in [
      .voltage("nowhere"), .voltage(.ground), .current(source: "V9"), .current(source: "I1"), .current(source: "R1"),
      .inner(instance: "X9", node: "w"), .inner(instance: "R1", node: "w"), .inner(instance: "X1", node: "w) v(in"),
    ] as [Probe] {
      guard case .unknownProbe("\(probe)", _) = error(deck(circuit, probes: [.voltage("in"), probe])) else {
        Issue.record("\(probe) passed")
        continue
      }
    }
    let known = [.voltage("IN"), .current(source: "v1"), .inner(instance: "x1", node: "w")] as [Probe]
    #expect(error(deck(circuit, probes: known)) == nil)
  }

  @Test func saysWhatHappenedAndWhatIsAllowed() {
    let error = NetlistError.unknownParameter("q", element: "X1", known: ["r", "c"])
    #expect(error.description == "element X1 sets the parameter 'q', which its subcircuit does not have; it has: r, c")
    #expect(NetlistError.unknownModel("m", element: "D1", known: []).description.hasSuffix("defined: none"))
    #expect(
      NetlistError.library(source: "a.lib", line: 3, text: "foo", reason: "why").description == "a.lib, line 3: why\n    foo")
  }
}
