import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NetlistExchange
import NgspiceBridge
import Testing

@testable import Netlisting

/// The shipped models as data, and written again from that.
@Suite struct ModelTranslationTests {
  @Test func readingWhatWasWrittenGivesTheSame() throws {
    for library in [
      try usualDevice().library, try TransistorModel.fiveVolt().library,
      try ComplianceLimiter(limit: .milliamperes(1)).library,
    ] {
      let typed = try library.typed()
      let written = ModelLibrary(generated: typed, source: "written")
      #expect(try ModelLibrary(text: written.text, source: "again").typed() == typed)
    }
  }

  /// The model written from its data behaves as the file does, to the last digit: the formulas are the same.
  @Test(arguments: [ExportedOperation.set, .reset, .iv, .frozenRead])
  func theWrittenModelIsTheShippedOne(operation: ExportedOperation) async throws {
    let array = try drawnArray(rows: 2, columns: 2, seed: 9)
    let shipped = try operation.export(on: array, scope: .line)
    var written = shipped
    var circuit = Circuit(title: "with the model written again")
    for library in shipped.deck.circuit.libraries {
      circuit.include(ModelLibrary(generated: try library.typed(), source: library.source))
    }
    for element in shipped.deck.circuit.elements { try circuit.add(element) }
    written.deck.circuit = circuit
    let one = try await NgspiceEngine.shared.simulate(shipped.deck)
    let other = try await NgspiceEngine.shared.simulate(written.deck)
    for measure in shipped.measures {
      let (a, b) = (one.value(of: measure), other.value(of: measure))
      guard let a, let b else {
        #expect(a == nil && b == nil)
        continue
      }
      #expect(abs(a - b) <= 1e-6 * abs(a) + 1e-15, "\(measure.name): \(a), \(b)")
    }
  }

  private func formula(_ text: String) throws -> CircuitExpression {
    let reading = try ExpressionReader.read(text, as: .formula, in: .init())
    if let reason = reading.beyond { throw ExpressionReader.Problem(reason: reason) }
    return reading.expression
  }

  @Test(arguments: [
    ("1+2*3", 7), ("(1+2)*3", 9), ("2-3-4", -5), ("2-(3-4)", 3), ("8/4/2", 1), ("8/(4/2)", 4), ("-2*3", -6), ("2*-3", -6),
    ("-(1+2)", -3), ("max(1,2)+min(3,4)", 5), ("pow(2,3)", 8), ("sqrt(9)", 3), ("abs(-4)", 4), ("1k+1meg/1e6", 1001),
    ("{1+1}*2", 4), ("exp(0)", 1), ("tanh(0)", 0), ("0-tanh(1e3)", -1), ("a*b", 12), ("v(x,y)-v(z)", 3.5),
  ])
  func formulasMeanWhatTheySay(text: String, value: Double) throws {
    let expression = try formula(text)
    func evaluate(_ expression: CircuitExpression) -> Double? {
      expression.value(parameters: ["a": 3, "b": 4]) { node, reference in reference == nil ? 1.5 : node == "x" ? 5 : nil }
    }
    #expect(evaluate(expression) == value)
    // Written with as few parentheses as can be, it still means the same.
    let written = expression.text(
      number: SpiceNumber.shortest, parameter: { $0 }, voltage: { "v(\($0)\($1.map { ",\($0)" } ?? ""))" })
    #expect(evaluate(try formula(written)) == value, "\(written)")
  }

  @Test(arguments: [
    "", "1+", "(1", "foo(1)", "max(1)", "2**3", "a?b:c", "pow(2,0.5)", "pow(2,a)", "v()", "1..2", "a b", "3 & 4", "{a", "log(2)",
    "1e999",
  ])
  func formulasThatNotAllDialectsShareAreRefused(text: String) {
    #expect(throws: ExpressionReader.Problem.self) { try formula(text) }
  }

  @Test(arguments: [
    (".subckt a x y\nBcell x y I = v(x,y)^2\n.ends\n", "line 2"), (".subckt a x y\nE1 x y p q 2\n.ends\n", "kind 'E'"),
    (".model n nmos level={2**2}\n", "'**'"), (".subckt a x y\nQ1 x y 0 n\n.ends\n", "kind 'Q'"),
    (".global vdd\n.model n nmos\n", "allowed in a library"),
  ])
  func modelsBeyondWhatAllDialectsShareAreRefusedByLine(text: String, words: String) throws {
    do {
      _ = try ModelLibrary(text: text, source: "user.lib").typed()
      Issue.record("it was taken")
    } catch {
      #expect(error.description.contains("user.lib, line") && error.description.contains(words), "\(error)")
    }
  }

  @Test func theCurrentOfASubcircuitIsThatOfItsFormulasAndResistors() throws {
    func definition(_ cards: String, terminals: String = "a b") throws -> SubcircuitDefinition {
      let text = ".subckt c \(terminals) p=2\n\(cards)\n.ends"
      return try #require(try ModelLibrary(text: text, source: "c.sub").typed().subcircuits.first)
    }
    let both = try definition("R1 b a {p}\nB1 b a I=-V(a,b)*V(inner)\nBi inner 0 V=V(a,b)")
    #expect(both.current(at: 2, parameters: [:]) == 5 && both.current(at: 2, parameters: ["p": 1]) == 6)
    var expansion = InstanceExpansion(definitions: [both], voltageLimit: 1)
    let cards = try expansion.expand([Card("X1", .instance(["t", .ground], subcircuit: "c", []))])
    guard cards.count == 1, case .tabulatedCurrent("t", .ground, let points) = cards[0].kind else {
      Issue.record("\(cards)")
      return
    }
    #expect(points.last.map { abs($0.current - 1.5) < 1e-12 } == true)
    // A loop has no value; a transistor and a current from a terminal to ground are beyond it.
    #expect(try definition("B1 a b I=V(x)\nBx x 0 V=V(y)\nBy y 0 V=V(x)").current(at: 1, parameters: [:]) == nil)
    for cards in ["R1 a b 1\nM1 a b 0 0 n w=1u l=1u", "R1 a b 1\nR2 a 0 1", "R1 a b 1\nC1 a b 1p"] {
      #expect(try definition(cards).current(at: 1, parameters: [:]) == nil, "\(cards)")
    }
    #expect(try definition("R1 a b 1", terminals: "a b c").current(at: 1, parameters: [:]) == nil)
  }

  /// The curve of a held cell without a filament, between its points.
  @Test(arguments: [0.125, 1, 6.25])
  func aTabulatedCurveFollowsItsFormula(limit: Double) throws {
    func current(_ v: Double) -> Double { 1e-6 * v * (v * v + 0.04).squareRoot() }
    let points = try #require(TabulatedCurve.points(of: current, within: limit))
    #expect(TabulatedCurve.conductance(of: current, within: limit) == nil)
    #expect(
      points.first?.voltage == -limit && points.last?.voltage == limit && points.contains { $0.voltage == 0 && $0.current == 0 })
    for point in points { #expect(point.current == current(point.voltage)) }
    for (a, b) in zip(points.dropFirst(), points.dropFirst(2).dropLast()) {
      // Straight lines are worse than the splines that are drawn through the points.
      let middle = (a.voltage + b.voltage) / 2
      #expect(abs((a.current + b.current) / 2 - current(middle)) < 0.06 * abs(current(limit)) / Double(points.count))
    }
    #expect(TabulatedCurve.conductance(of: { 3 * $0 }, within: limit) == 3)
    #expect(TabulatedCurve.points(of: { $0 > 0 ? 1 : -1 }, within: limit) == nil)
  }
}
