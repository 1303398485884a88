import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import NgspiceBridge
import Testing

/// A string of random tokens of which expressions are made.
private func randomExpression(_ index: Int, extra: [String]) -> String {
  var stream = RandomStream(seed: 1, purpose: "expression", index: index)
  let tokens =
    ["p", "q", "1", "2.5", "1k", "3e-2", "+", "-", "*", "/", "^", "**", "(", ")", ",", "?", ":", "<", ">=", "==", "&&", "||"]
    + ["!", "max(", "sqrt(", "half(", " ", "nope", "."] + extra
  let count = 1 + Int(stream.uniform() * 9)
  return (0..<count).map { _ in tokens[Int(stream.uniform() * Double(tokens.count))] }.joined()
}

extension NgspiceEngineTests {
  /// Each in a process of its own: a failure would take ngspice from all tests that follow.
  @Suite struct Survival {
    @Test func ngspiceSurvivesEveryParameterThatWePass() async {
      await #expect(processExitsWith: .success) { try await survive(extra: []) { "R1 a b {\($0)}" } }
    }

    @Test func ngspiceSurvivesEveryValueThatWePass() async {
      await #expect(processExitsWith: .success) { try await survive(extra: []) { "R1 a b r=\($0)" } }
    }

    @Test func ngspiceSurvivesEveryFormulaThatWePass() async {
      await #expect(processExitsWith: .success) {
        try await survive(extra: ["V(a)", "V(a,b)", "{p}", "{q}", "exp(", "time", "pi"]) { "B1 a b I=\($0)" }
      }
    }
  }
}

private func survive(extra: [String], card: (String) -> String) async throws {
  var passed = 0
  for index in 0..<15_000 {
    let expression = randomExpression(index, extra: extra)
    guard
      let deck = try? boxed(".param q=2\n" + card(expression), before: ".func half(x) {x/2}")
    else { continue }
    passed += 1
    do {
      _ = try await engine.simulate(deck)
    } catch SimulationError.engineLost(let message) {
      Issue.record("\(card(expression)): \(message)")
      return
    } catch is SimulationError {}
  }
  #expect(passed > 300)
  try await expectDividerStillRight()
}
