import CompiledDevices
import CrossbarPrimitives
import Netlisting
import Testing

/// What is beyond a compiled device is refused by the name of what is at fault.
@Suite struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var cards: String
    var place: String
    var words: String
    var head = "te be"
    var testDescription: String { cards }
  }

  static let cases = [
    Case(cards: "Bi te be I = V(p)\nBp p 0 V = 1+V(q)\nBq q 0 V = 0.5*V(p)", place: "p", words: "loop"),
    Case(cards: "Bi te be I = V(te)*V(x)\nCx x 0 1n", place: "Bi", words: "voltage of te"),
    Case(cards: "Bi te be I = V(te,x)\nCx x 0 1n", place: "Bi", words: "voltage of te"),
    Case(cards: "Bi te 0 I = V(te,be)", place: "Bi", words: "between te and 0"),
    Case(cards: "Rx te x 1k\nCx x 0 1n", place: "Rx", words: "between te and x"),
    Case(cards: "Bi te be I = V(te,be)", place: "terminals te, be, g", words: "there are 3", head: "te be g"),
    Case(cards: "Bi te be I = V(z)*V(te,be)", place: "z", words: "neither a capacitor nor"),
    Case(cards: "Bi te be I = V(te,be)\nBz 0 z I = 1", place: "z", words: "neither capacitor nor"),
    Case(cards: "Bi te be I = V(te,be)*time", place: "Bi", words: "depends on time"),
    Case(cards: "Bi te be I = V(te,be)\nV1 x 0 PULSE(0 1 0 1u 1u 1m)", place: "V1", words: "depends on time"),
    Case(cards: "Bi te be I = V(te,be)\nD1 te be d", place: "D1", words: "allowed are B sources"),
    Case(cards: "Bi te be I = V(te,be)\nX1 te be other", place: "X1", words: "allowed are B sources"),
    Case(cards: "Bi te be I = V(te,be)\nCp te be 1p", place: "Cp", words: "between te and be"),
    Case(cards: "Bi te be I = V(te,be)\nCp te 0 1p", place: "Cp", words: "between te and 0"),
    Case(cards: "Bi te be I = V(te,be)\nCx x 0 1n\nCy y 0 1n\nCxy x y 1n", place: "Cxy", words: "between x and y"),
    Case(cards: "Bi te be I = V(te,be)\nCx x 0 1n\nCy x 0 1n", place: "Cy", words: "second capacitor"),
    Case(cards: "Bi te be I = V(te,be)\nCx x 0 -1n", place: "Cx", words: "must be positive"),
    Case(cards: "Bi te be I = V(te,be)\nBx x 0 V = 1\nCx x 0 1n", place: "x", words: "a capacitor and a voltage source"),
    Case(cards: "Bi te be I = V(te,be)\nBt te be V = 1", place: "Bt", words: "between te and be"),
    Case(cards: "Bi te be I = V(te,be)\nBx x 0 V = 1\nBy x 0 V = 2", place: "By", words: "second voltage source"),
    Case(cards: "Bi te be I = V(te,be)\nCa a 0 1\nCb b 0 1\nCc c 0 1\nCd d 0 1", place: "d", words: "at most 3"),
    Case(cards: "Bi te be I = V(be)", place: "terminals te, 0", words: "neither of them ground", head: "te 0"),
  ]

  @Test(arguments: cases)
  func theCauseIsNamed(refused: Case) throws {
    let definition = try DeviceFixtures.definition(".subckt device \(refused.head)\n\(refused.cards)\n.ends")
    do {
      _ = try DeviceEquations(definition, cellParameters: [])
      Issue.record("it was taken")
    } catch {
      #expect(error.device == "device" && error.place == refused.place && error.reason.contains(refused.words), "\(error)")
      #expect(error.description == "device: \(error.place): \(error.reason)")
    }
  }

  @Test func unknownFunctionsAreRefusedByTheReader() {
    do {
      _ = try DeviceFixtures.definition(".subckt device te be\nBi te be I = ln(V(te,be))\n.ends")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains("'ln'"))
    }
  }

  /// Of circuits built as data; a text with these is refused by the reader.
  @Test func valuesThatDependOnVoltagesAndUnknownNamesAreRefused() {
    func refusal(_ card: Card) -> CompilationRefusal? {
      let definition = SubcircuitDefinition(name: "d", terminals: ["te", "be"], cards: [card])
      do {
        _ = try DeviceEquations(definition, cellParameters: [])
        return nil
      } catch {
        return error
      }
    }
    let moving = refusal(Card("Cx", .capacitor("x", .ground, .voltage("te", "be"), initialVoltage: nil)))
    #expect(moving?.place == "Cx" && moving?.reason.contains("depends on a voltage") == true)
    let unknown = refusal(Card("Bi", .behaviouralCurrent(from: "te", to: "be", .parameter("unknown"))))
    #expect(unknown?.place == "Bi" && unknown?.reason.contains("'unknown'") == true)
  }

  /// Texts hold whole exponents only; other ones come from circuits built as data.
  @Test(arguments: [CircuitExpression.number(1.5), .parameter("a"), .voltage("te", "be"), .number(1e9), .number(.nan)])
  func exponentsThatAreNotWholeAreRefused(exponent: CircuitExpression) {
    let card = Card("Bp", .behaviouralCurrent(from: "te", to: "be", .call(.pow, [.voltage("te", "be"), exponent])))
    let definition = SubcircuitDefinition(
      name: "power", terminals: ["te", "be"], parameters: [.init("a", .number(2))], cards: [card])
    #expect(throws: CompilationRefusal.self) { try DeviceEquations(definition, cellParameters: ["a"]) }
    do {
      _ = try DeviceEquations(definition, cellParameters: ["a"])
    } catch {
      #expect(error.place == "Bp" && error.reason.contains("exponent"))
    }
    // The same parameter folds where it is the same for all cells.
    if exponent == .parameter("a") {
      let device = (try? DeviceEquations(definition, cellParameters: [])).map(CompiledDevice.init)
      #expect(device?.evaluate(voltage: 3, states: [], parameters: []).current == 9)
    }
  }

  @Test func parametersThatAreNotThereAreRefused() throws {
    let definition = try DeviceFixtures.definition(DeviceFixtures.vteam)
    for (cell, constants, place) in [
      (["nothing"], [:], "nothing"), ([], ["r_none": 1.0], "r_none"), (["r_on", "R_ON"], [:], "R_ON"), (["c_s"], [:], "c_s"),
    ] {
      do {
        _ = try DeviceEquations(definition, cellParameters: cell, constants: constants)
        Issue.record("it was taken")
      } catch {
        #expect(error.place == place)
      }
    }
    #expect(throws: CompilationRefusal.self) { try DeviceEquations(definition, cellParameters: [], states: ["x"]) }
    #expect(throws: CompilationRefusal.self) {
      try DeviceEquations(
        try DeviceFixtures.definition(".subckt d a b\n.param x='1'\nBi a b I = V(a,b)\n.ends"),
        cellParameters: [], constants: ["x": 1])
    }
  }

  /// A chain of formulas so deep would overflow the stack.
  @Test func endlessFormulasAreRefused() {
    var cards = [Card("Bport", .behaviouralCurrent(from: "te", to: "be", .voltage("n0", nil)))]
    for index in 0..<20_000 {
      let next = CircuitExpression.voltage(Node("n\(index + 1)"), nil)
      cards.append(
        Card("B\(index)", .behaviouralVoltage(plus: Node("n\(index)"), minus: .ground, .binary(next, .add, .voltage("te", "be"))))
      )
    }
    let definition = SubcircuitDefinition(name: "deep", terminals: ["te", "be"], cards: cards)
    #expect(throws: CompilationRefusal.self) { try DeviceEquations(definition, cellParameters: []) }
  }

  @Test(arguments: [
    (".model n nmos level=3", "level"), (".model n nmos level=1 tox=1e-8", "tox"), (".model n pmos level=1", "pmos"),
    (".model n nmos level=1 phi=0", "phi"), (".model n nmos level=1 kp=-1", "kp"), (".model n nmos cgso=1e-12", "cgso"),
    (".model n nmos level=1 gamma=-1", "gamma"),
  ])
  func transistorsBeyondLevelOneAreRefused(card: String, place: String) throws {
    let model = try #require(try DeviceFixtures.library(card).models.first)
    do {
      _ = try CompiledTransistor(model, width: 1e-6, length: 1e-6)
      Issue.record("it was taken")
    } catch {
      #expect(error.place == place && error.device == "n", "\(error)")
    }
  }

  @Test(arguments: [(0.0, 1e-6), (1e-6, 0.0), (.nan, 1e-6)])
  func transistorsWithoutSizeAreRefused(width: Double, length: Double) throws {
    let model = try #require(try DeviceFixtures.library(".model n nmos level=1").models.first)
    #expect(throws: CompilationRefusal.self) { try CompiledTransistor(model, width: width, length: length) }
  }
}
