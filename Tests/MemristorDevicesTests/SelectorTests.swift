import CircuitSimulation
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

/// Selectors: their descriptions, their currents, and a threshold selector in time.
@Suite struct SelectorTests {
  /// 10 nA at half of the published voltage margin; half of 1 V is a current 1e5 times smaller.
  @Test func theExponentialSelectorHasItsPublishedMargin() throws {
    let selector = try SelectorDevice("selector-exponential").median()
    func current(_ voltage: Double) -> Double { selector.current(at: .volts(voltage), isOn: false).si }
    #expect(abs(current(0.55) / 10e-9 - 1) < 1e-4 && abs(current(1) / current(0.5) / 1e5 - 1) < 1e-3)
    #expect(current(0.24) < 10e-12)
    for voltage in [1e-6, 0.1, 0.7, 1.1] {
      #expect(abs(current(voltage) / (6.3246e-14 * sinh(voltage / 0.0434294)) - 1) < 1e-12)
      #expect(current(-voltage) == -current(voltage))
    }
    // Straight on beyond 1.1 V.
    #expect(abs((current(1.4) - current(1.2)) / (current(1.2) - current(1.1)) / 2 - 1) < 1e-9)
    #expect(selector.thresholdVoltage == nil && selector.device.state == nil)
  }

  @Test func theThresholdSelectorHasTwoBranches() throws {
    let device = try SelectorDevice("selector-threshold")
    let selector = device.median()
    #expect(abs(selector.current(at: .volts(0.3), isOn: true).si / 0.3e-3 - 1) < 1e-12)
    #expect(abs(selector.current(at: .volts(-0.3), isOn: false).si / -0.3e-13 - 1) < 1e-9)
    #expect(selector.thresholdVoltage == .volts(0.5) && selector.holdVoltage == .volts(0.1))
    let drawn = (0..<400).compactMap { device.draw(seed: 1, index: $0).thresholdVoltage?.si }
    let mean = drawn.reduce(0, +) / 400
    let deviation = (drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
    #expect(abs(mean - 0.5) < 4 * 0.025 / 20 && abs(deviation / 0.025 - 1) < 0.15)
    #expect(device.draw(seed: 1, index: 7) == device.draw(seed: 1, index: 7))
  }

  /// Behind 1 kohm it turns on at 0.5 V of the source; on, it has half of the source's voltage and keeps it down to 0.2 V. From
  /// there on it holds 0.1 V until no current is left.
  @Test(arguments: [1.0, -1]) func theThresholdSelectorTurnsOnAndHolds(sign: Double) async throws {
    var circuit = Circuit(title: "a threshold selector behind 1 kohm")
    let selector = try SelectorDevice("selector-threshold").median()
    circuit.include(selector.device.library)
    let ramp = [(0.0, 0.0), (100e-6, sign), (200e-6, 0)].map { Stimulus.Point(time: .seconds($0.0), value: $0.1) }
    try circuit.add("V1", .voltageSource(plus: "source", minus: .ground, .piecewiseLinear(ramp)))
    try circuit.add("R1", .resistor("source", "top", .kiloohms(1)))
    try circuit.add("X1", selector.instance(isOn: false, isHeld: false, from: "top", to: .ground))
    let result = try await NgspiceEngine.shared.simulate(
      Deck(
        circuit: circuit, analysis: .transient(stop: .microseconds(200), maximumStep: .microseconds(1)),
        probes: [.current(source: "V1"), .voltage("top")]))
    func current(_ time: Double) throws -> Double {
      -sign * (try #require(result.waveform(of: .current(source: "V1")).value(at: time)))
    }
    // 1 V in 100 us: the source's voltage is the time in units of it.
    for rising in [0.3, 0.49] { #expect(try current(rising * 1e-4) < 1e-9) }
    for rising in [0.52, 0.8] { #expect(abs(try current(rising * 1e-4) / (rising / 2e3) - 1) < 1e-2, "\(rising)") }
    for falling in [0.7, 0.4, 0.23] { #expect(abs(try current((2 - falling) * 1e-4) / (falling / 2e3) - 1) < 1e-2, "\(falling)") }
    for falling in [0.17, 0.14] {
      #expect(abs(try current((2 - falling) * 1e-4) - (falling - 0.1) / 1e3) < 0.012 / 1e3, "\(falling)")
    }
    for falling in [0.07, 0.01] { #expect(try current((2 - falling) * 1e-4) < 1e-7) }
  }

  /// Whatever a step of Newton's method makes of the nodes.
  @Test(arguments: SelectorDevice.names) func noFormulaOverflows(name: String) throws {
    let device = try SelectorDevice(name)
    let parameters = try #require(device.equations.values(of: [:]))
    for card in device.equations.cards + device.heldEquations.cards {
      for formula in card.expressions {
        for first in [0, 1e-30, -1, 1e3, -1e100, 1e250] {
          for second in [0, 0.3, -1e3, 1e200] {
            var nodes: [Node: Double] = [:]
            let value = formula.value(parameters: parameters) { node, reference in
              func voltage(_ node: Node) -> Double {
                let known = nodes[node] ?? (nodes.isEmpty ? first : second)
                nodes[node] = known
                return known
              }
              return voltage(node) - (reference.map(voltage) ?? 0)
            }
            #expect(value?.isFinite == true, "\(name) \(card.name) at \(nodes)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("kind: diode", "'kind' is 'diode'; allowed are memristor, selector"),
    ("kind: memristor", "'model.set_terminal' is missing"),
    ("states: {x: {initial: x0, hrs: 0, lrs: 1}}", "'switching' is missing: the parameters at whose voltages the selector turns"),
    ("switching: {on: v_th, hold: i0}", "'states' is missing: what 'switching' changes"),
    ("yield: 0.5", "'yield' is a memristor's; a selector has none"),
    ("parameters: {i0: {role: set_voltage}}", "'i0' has a role, which memristors have"),
    ("model: {subcircuit: nothing}", "does not define the subcircuit 'nothing'"),
    ("model: {set_terminal: c}", "has no terminal 'c'"), ("switch: 3", "the key 'switch' is unknown"),
  ])
  func descriptionsOfNoSelectorAreRefused(line: String, words: String) async throws {
    try await withDeviceFolder { folder in
      try folder.write("name: own\nlike: selector-exponential\n\(line)\n", to: "own/own.yaml")
      let error = #expect(throws: DeviceError.self) { try SelectorDevice(folder.path + "/own") }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }

  /// Another set of parameters for known equations, and the two kinds kept apart.
  @Test func aSelectorOfOnesOwnIsAFolder() async throws {
    try await withDeviceFolder { folder in
      try folder.write(
        "name: own\nlike: selector-threshold\nparameters: {v_th: {value: 0.8}}\nswitching: {on: v_th, hold: v_hold}\n",
        to: "own/own.yaml")
      let selector = try SelectorDevice(folder.path + "/own").draw(seed: 1, index: 0)
      #expect(
        selector.thresholdVoltage == .volts(0.8)
          && SelectorDevice.files(folder.path + "/own").first == folder.path + "/own/own.yaml")
      let wrong = #expect(throws: DeviceError.self) { try MemristorDevice(folder.path + "/own") }
      #expect(wrong?.description.contains("it is a selector where a memristor is expected") == true)
      let other = #expect(throws: DeviceError.self) { try SelectorDevice("vteam") }
      #expect(other?.description.contains("it is a memristor where a selector is expected") == true)
    }
  }
}
