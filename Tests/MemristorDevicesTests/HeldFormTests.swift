import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

/// The form of a device whose states are held, which is derived from its equations.
@Suite struct HeldFormTests {
  /// Voltages of -6 to 6 V, small ones among them, and states of 0 to 1.
  private static let points: [(voltage: Double, state: Double)] = (0..<60).map { index in
    var stream = RandomStream(seed: 4, purpose: "points", index: index)
    let voltage = (stream.uniform() * 2 - 1) * [6, 0.3, 0.01][index % 3]
    return (voltage, [stream.uniform(), 0, 1, stream.uniform()][index % 4])
  }

  /// The current of one instance, from the terminal that a SET drives to the other.
  private func simulated(
    _ memristor: Memristor, _ library: ModelLibrary, at voltage: Double, state: Double, isHeld: Bool
  ) async throws -> Double {
    var circuit = Circuit(title: "a device at an operating point")
    circuit.include(library)
    try circuit.add("V1", .voltageSource(plus: "set", minus: .ground, .constant(voltage)))
    try circuit.add("XCELL", memristor.instance(state: state, isHeld: isHeld, from: "set", to: .ground))
    var options = SolverOptions()
    (options.relativeTolerance, options.currentTolerance, options.voltageTolerance) = (1e-10, 1e-18, 1e-12)
    let result = try await NgspiceEngine.shared.simulate(
      Deck(circuit: circuit, analysis: .operatingPoint, probes: [.current(source: "V1")], options: options))
    return -result.final(.current(source: "V1"))
  }

  /// At each point the formula, the held subcircuit and the moving one with sources in its capacitors' places are the same.
  private func expectOneLaw(
    _ device: MemristorDevice, capacitors: [String: String], law: (Memristor, Double, Double) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var text = device.library.text
    for (capacitor, source) in capacitors {
      #expect(text.contains(capacitor), sourceLocation: sourceLocation)
      text = text.replacing(capacitor, with: source)
    }
    let fixed = try ModelLibrary(text: text, source: "fixed.sub")
    for (index, (voltage, state)) in Self.points.enumerated() {
      let memristor = device.draw(seed: 3, index: index)
      let expected = law(memristor, voltage, state)
      let found = memristor.current(at: .volts(voltage), state: state).si
      #expect(abs(found - expected) <= 1e-12 * abs(expected), "\(voltage) V, state \(state)", sourceLocation: sourceLocation)
      for (library, isHeld) in [(device.library, true), (fixed, false)] {
        let current = try await simulated(memristor, library, at: voltage, state: state, isHeld: isHeld)
        #expect(
          abs(current - expected) <= 1e-9 * abs(expected) + 1e-16,
          "\(voltage) V, state \(state), held \(isHeld): \(current) A for \(expected) A", sourceLocation: sourceLocation)
      }
    }
  }

  /// I = w V / R_LRS + (1 - w) k V sqrt(V² + 0.2²), with k such that V / I = R_HRS at 0.1 V without a filament.
  @Test func theUsualDeviceConductsAsPublished() async throws {
    try await expectOneLaw(usualDevice(), capacitors: ["Cw w 0 1e-9 ic={w0}": "Vw w 0 {w0}"]) { memristor, voltage, state in
      let (low, high) = (memristor.lowResistance.si, memristor.highResistance.si)
      let k = 1 / (high * (0.1 * 0.1 + 0.2 * 0.2).squareRoot())
      return state * voltage / low + (1 - state) * k * voltage * (voltage * voltage + 0.04).squareRoot()
    }
  }

  /// Two states, of which one starts where a formula says; a current by way of an inner voltage, one without a state in it
  /// and a resistor; the terminal that a SET drives is the second one.
  private static let warmEquations = """
    .subckt warm low top params: g_on=1e-3 r_off=1e6 w0=-1 gain=0.5 t_start=300
    .param slope='gain/100'
    Bwarmth warmth 0 V = 1+{slope}*(V(heat)-300)+V(twice)
    Btwice twice 0 V = 2*V(w)
    Bcell top low I = {g_on}*V(warmth)*(V(top,low)+0.1*V(top,low)*V(top,low))
    Bleak low top I = 1e-6*V(low,top)
    Roff top low {r_off}
    Bmove 0 w I = 1e-9*V(top,low)*V(heat)
    Cw w 0 1e-9 ic={w0}
    Bheat 0 heat I = 1e-9*(300-V(heat))
    Cheat heat 0 1e-9 ic='t_start+10*gain'
    .ends warm
    """

  private static let warmDescription = """
    name: model
    model: {subcircuit: warm, set_terminal: top}
    states:
      w: {initial: w0, hrs: -1, lrs: 3}
      heat: {initial: t_start, hrs: 300, lrs: 400}
    parameters:
      g_on: {log_mean: -7, log_sd: 0.3}
      gain: {mean: 0.5, sd: 0.1}
    """

  @Test func aDeviceOfTwoStatesIsHeldToo() async throws {
    try await withDeviceFolder { folder in
      let device = try folder.device(description: Self.warmDescription, equations: Self.warmEquations)
      #expect(device.heldEquations.name == "warm_held" && device.memory.node == "w")
      let capacitors = [
        "Cw w 0 1e-9 ic={w0}": "Vw w 0 {w0}", "Cheat heat 0 1e-9 ic='t_start+10*gain'": "Vh heat 0 {t_start+10*gain}",
      ]
      try await expectOneLaw(device, capacitors: capacitors) { memristor, voltage, state in
        let (on, gain) = (memristor.values[0], memristor.values[1])
        // -1 is HRS, 3 LRS; it is 10 gain warmer than 300.
        let warmth = 1 + gain / 100 * (10 * gain) + 2 * (4 * state - 1)
        // The leak and R_off let 1 uS through each.
        return on * warmth * (voltage + 0.1 * voltage * voltage) + 2e-6 * voltage
      }
    }
  }

  /// A description that names no roles: resistances are those of the equations.
  @Test func withoutRolesResistancesAreOfTheEquations() async throws {
    try await withDeviceFolder { folder in
      let lines = try UsualFiles.description.split(separator: "\n").filter { !$0.contains("role:") }
      let device = try folder.device(description: lines.joined(separator: "\n"), equations: UsualFiles.equations)
      let (bare, usual) = (device.draw(seed: 1, index: 5), try usualDevice().draw(seed: 1, index: 5))
      #expect(bare.values == usual.values && bare.setVoltage == nil && bare.resetVoltage == nil && usual.setVoltage != nil)
      #expect(abs(bare.lowResistance / usual.lowResistance - 1) < 1e-12)
      #expect(abs(bare.highResistance / usual.highResistance - 1) < 1e-12)
      #expect(device.failureProbability(writing: true, amplitude: .volts(5), threshold: .kiloohms(10)) == nil)
      #expect(device.readWarning(at: .volts(5)) == nil)
      #expect(throws: DeviceError.self) { try device.filament(.ohms(100)) }
      #expect(try usualDevice().filament(.ohms(100)).lowResistance == .ohms(100))
    }
  }

  struct Rewriting: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var equations: @Sendable (String) -> String
    var description: @Sendable (String) -> String = { $0 }
  }

  private static func lines(_ text: String, _ change: ([String]) -> [String]) -> String {
    change(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)).joined(separator: "\n")
  }

  /// What a person may do to a file of equations without changing the device.
  static let rewritings = [
    Rewriting(testDescription: "a comment") { $0.replacing("Bgrow", with: "* the filament grows\nBgrow") },
    Rewriting(testDescription: "another order") { text in
      lines(text) { lines in
        let formulas = lines.filter { $0.hasPrefix("B") || $0.hasPrefix("C") }
        return lines.filter { !formulas.contains($0) && !$0.hasPrefix(".ends") } + formulas.reversed() + [".ends ag_mos2"]
      }
    },
    Rewriting(testDescription: "capitals") { $0.uppercased() },
    Rewriting(
      testDescription: "a renamed state",
      equations: {
        $0.replacing("V(w)", with: "V(fil)").replacing(" 0 w ", with: " 0 fil ").replacing(" w 0 ", with: " fil 0 ")
      }, description: { $0.replacing("\n  w:\n", with: "\n  fil:\n") }),
    Rewriting(testDescription: "a renamed inner node") { $0.replacing("formed", with: "shape") },
    Rewriting(
      testDescription: "renamed parameters",
      equations: { $0.replacing("r_lrs", with: "ron").replacing("w0", with: "start") },
      description: { $0.replacing("  r_lrs:", with: "  ron:").replacing("initial: w0", with: "initial: start") }),
    Rewriting(
      testDescription: "a renamed subcircuit and terminal",
      equations: {
        $0.replacing("ag_mos2", with: "mine").replacing("te,be", with: "top,be").replacing(" te be", with: " top be")
      },
      description: {
        $0.replacing("subcircuit: ag_mos2", with: "subcircuit: mine").replacing("terminal: te", with: "terminal: top")
      }),
  ]

  @Test(arguments: rewritings) func howEquationsAreWrittenChangesNothing(rewriting: Rewriting) async throws {
    try await withDeviceFolder { folder in
      let (description, equations) = (try UsualFiles.description, try UsualFiles.equations)
      let rewritten = (rewriting.description(description), rewriting.equations(equations))
      #expect(rewritten.1 != equations)
      let (usual, device) = (try usualDevice(), try folder.device(description: rewritten.0, equations: rewritten.1))
      for (index, (voltage, state)) in Self.points.enumerated() {
        let (one, other) = (usual.draw(seed: 2, index: index), device.draw(seed: 2, index: index))
        #expect(one.values == other.values && one.setVoltage == other.setVoltage)
        #expect(one.current(at: .volts(voltage), state: state) == other.current(at: .volts(voltage), state: state))
      }
      #expect(device.library.text != usual.library.text)
    }
  }

  /// What is no behavioural device of two terminals, or not the one described.
  @Test(arguments: [
    ("Cw w 0", "Cw w te", "it is no element of a behavioural two-terminal device"),
    ("Cw w 0", "Cw other 0", "has no state 'w': an inner node with a capacitor to ground"),
    (".subckt ag_mos2 te", ".subckt ag_mos3 te", "it does not define the subcircuit 'ag_mos2'"),
    (".subckt ag_mos2 te be", ".subckt ag_mos2 te be bulk", "has 3 terminals, expected two"),
    (".subckt ag_mos2 te be", ".subckt ag_mos2 top be", "has no terminal 'te' that a SET would drive"),
    ("can_reset", "can_be_reset", "has no parameter 'can_reset'"),
    ("Bcell te be I", "Rseries te inner 1\nBcell inner be I", "does not follow from the voltage between its terminals alone"),
    ("Bcell te be I = ", "Bcell te be I = 1e-9*V(te)+", "does not follow from the voltage between its terminals alone"),
  ])
  func equationsOfAnotherThingAreRefused(right: String, wrong: String, words: String) async throws {
    try await withDeviceFolder { folder in
      let equations = try UsualFiles.equations
      #expect(equations.contains(right))
      let error = #expect(throws: (any Error).self) {
        try folder.device(
          description: UsualFiles.description,
          equations: equations.replacing(right, with: wrong).replacing(".ends ag_mos2", with: ".ends"))
      }
      let text = "\(String(describing: error))"
      #expect(text.contains(words) && text.contains("model.sub"), "\(text)")
    }
  }
}
