import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import NgspiceBridge
import Testing

extension NgspiceEngineTests {
  @Suite struct Failures {
    private func error(_ deck: Deck) async -> SimulationError? {
      do {
        let result = try await engine.simulate(deck)
        Issue.record("it returned \(result)")
        return nil
      } catch let error as SimulationError {
        return error
      } catch {
        Issue.record("unexpected \(error)")
        return nil
      }
    }

    /// What passes the reading of a library and not ngspice's: the card, and what ngspice says of it.
    @Test(arguments: [
      ("B1 a b I=foo(V(a))", "b.x1.b1", "no such function 'foo'"),
      ("R1 a b foo bar baz", "r.x1.r1", "unknown parameter (foo)"), ("R1 a b 1\nR1 a b 1", "r.x1.r1", "device already exists"),
      ("M1 a b b b nothere", "m.x1.m1", "could not find a valid modelname"), ("X2 a b nothere", "x1.x2", "unknown subckt"),
      ("X1 a b box", "x1.x1", "unknown subckt"), ("Z1 a b c", "z.x1.z1", "Unable to find definition of model"),
      ("E1 a b", "e1 a b", "not enough parameters"), ("R1 a b {1/(p-1)}", "r.x1.r1", "unknown parameter (inf)"),
    ])
    func namesTheCardThatNgspiceRejects(card: String, line: String, words: String) async throws {
      try await expectDividerStillRight()
      let error = await error(try boxed(card))
      guard case .circuitRejected(let rejected, let message) = error else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "nil")")
        return
      }
      #expect(rejected?.contains(line) == true, "\(rejected ?? "nil")")
      #expect(message.contains(words), "\(message)")
      try await expectDividerStillRight()
    }

    @Test func modelsOfAnUnknownTypeAreRejected() async throws {
      let error = await error(try boxed("M1 a b b b frog", before: ".model frog toad(a=1)"))
      guard case .circuitRejected(let line, _) = error else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "nil")")
        return
      }
      #expect(line == "m.x1.m1 a 0 0 0 frog")
      try await expectDividerStillRight()
    }

    @Test func unknownModelParametersAreWarnings() async throws {
      let result = try await engine.simulate(try boxed("D1 a b dd", before: ".model dd d is=1e-14 no_such_error=3"))
      #expect(result.warnings.contains { $0.contains("unrecognized parameter (no_such_error) - ignored") })
      #expect((0.5..<1.2).contains(result.final(.voltage("a"))))
      try await expectDividerStillRight()
    }

    /// dv/dt = v^2 from 1 V is infinite after a second.
    @Test func aBlowUpNamesItsNodeAndTheTimestep() async throws {
      let error = await error(
        try boxed(
          "C1 w 0 1 ic=1\nB1 0 w I=V(w)*V(w)\nR1 w 0 1e6\nR2 a b 1",
          analysis: .transient(stop: .seconds(3), maximumStep: .seconds(0.01))))
      guard case .analysisFailed("transient", let element, let message) = error else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "nil")")
        return
      }
      #expect(element == "x1.w" && message.contains("Timestep too small") && message.contains("simulation(s) aborted"))
      try await expectDividerStillRight()
    }

    @Test(arguments: [
      Analysis.operatingPoint, .transient(stop: .seconds(1), maximumStep: .seconds(0.1)),
      .sweep(source: "V1", start: 0, stop: 1, step: 0.5),
    ])
    func aLoopInsideSubcircuitsIsSingular(analysis: Analysis) async throws {
      let error = await error(try boxed("V1 a b 1\nV2 a b 2", analysis: analysis))
      guard case .analysisFailed(_, let element, let message) = error else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "nil")")
        return
      }
      #expect(element?.hasPrefix("v.x1.v") == true, "\(element ?? "nil")")
      #expect(!message.isEmpty)
      try await expectDividerStillRight()
    }

    @Test func sourcesThatDoNotExistAreNamed() async throws {
      let error = await error(try boxed("F1 a b vx 2"))
      guard case .analysisFailed(_, _, let message) = error else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "nil")")
        return
      }
      #expect(message.contains("f.x1.f1") && message.contains("unknown controlling source"))
      try await expectDividerStillRight()
    }

    @Test func absurdValuesAreNotBelieved() async throws {
      // 5 V over a bare diode would be 1e70 A.
      let circuit = try makeCircuit(
        [
          ("V1", .voltageSource(plus: "a", minus: .ground, .constant(5))),
          ("D1", .diode(anode: "a", cathode: .ground, model: "dd")),
        ], library: ".model dd d is=1e-14")
      let error = await error(Deck(circuit: circuit, analysis: .operatingPoint, probes: [.current(source: "V1")]))
      guard case .absurdValue("I(V1)", let value, 1e6) = error else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "nil")")
        return
      }
      #expect(value < -1e6)
      try await expectDividerStillRight()
    }

    @Test func mathematicsOutOfRangeIsAnError() async throws {
      for formula in ["log(-V(a)-1)", "sqrt(-V(a)-1)", "1/(V(w)-V(w))"] {
        let error = await error(try boxed("B1 w b V=\(formula)\nR1 w b 1\nR2 a w 1"))
        switch error {
        case .analysisFailed, .nonFiniteValue, .absurdValue: break
        default: Issue.record("unexpected \(error.map { "\($0)" } ?? "nil") of \(formula)")
        }
        try await expectDividerStillRight()
      }
    }

    /// After a run whose vector is called `out`, one that fails must not return that vector.
    @Test func noStaleVectorIsReturned() async throws {
      var failing = try boxed("B1 a b I=foo(V(a))")
      failing.probes = [.voltage("in")]
      var good = try divider()
      good.probes = [.voltage("in")]
      for _ in 0..<3 {
        #expect(try await engine.simulate(good).final(.voltage("in")) == 1)
        guard case .circuitRejected = await error(failing) else {
          Issue.record("not rejected")
          continue
        }
      }
      var missing = try boxed("R1 a b 1")
      missing.probes = [.voltage("a"), .inner(instance: "X1", node: "out")]
      guard case .missingVector("V(X1.out)", _) = await error(missing) else {
        Issue.record("a node that is not there was read")
        return
      }
      missing.probes = [.inner(instance: "X1", node: "out")]
      guard case .analysisFailed(_, _, let message) = await error(missing) else {
        Issue.record("a node that is not there was read")
        return
      }
      #expect(message.contains("no data saved"))
      try await expectDividerStillRight()
    }

    @Test func refusesBeforeNgspiceSees() async throws {
      var deck = try divider()
      deck.probes = []
      #expect(await error(deck) == .refused(.noProbes))
      deck.circuit = Circuit(title: "empty")
      #expect(await error(deck) == .refused(.noElements))
    }
  }
}
