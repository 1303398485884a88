import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import Testing

@testable import CompiledDevices

/// What the compiled programs compute, against formulas evaluated one by one.
@Suite struct EquationTests {
  /// A subcircuit's current and rates, evaluated as they stand.
  struct PlainDevice {
    let definition: SubcircuitDefinition
    let parameters: [String: Double]
    let states: [Node]

    init(_ definition: SubcircuitDefinition, states: [String], given: [String: Double]) {
      self.definition = definition
      self.states = states.map { Node($0) }
      parameters = definition.values(of: given) ?? [:]
    }

    func voltage(_ node: Node, _ port: Double, _ values: [Double]) -> Double {
      if let state = states.firstIndex(of: node) { return values[state] }
      if node == definition.terminals[0] { return port }
      for card in definition.cards {
        if case .behaviouralVoltage(node, .ground, let formula) = card.kind { return value(formula, port, values) }
      }
      return 0
    }

    func value(_ formula: CircuitExpression, _ port: Double, _ values: [Double]) -> Double {
      formula.value(parameters: parameters) { node, reference in
        voltage(node, port, values) - (reference.map { voltage($0, port, values) } ?? 0)
      } ?? .nan
    }

    func current(_ port: Double, _ values: [Double]) -> Double {
      var sum = 0.0
      for card in definition.cards {
        if case .behaviouralCurrent(definition.terminals[0], definition.terminals[1], let formula) = card.kind {
          sum += value(formula, port, values)
        }
      }
      return sum
    }

    /// And the sum of the magnitudes of what a rate is made of, to which its rounding is relative.
    func rate(_ state: Int, _ port: Double, _ values: [Double]) -> (value: Double, size: Double) {
      var (sum, size, capacitance) = (0.0, 0.0, 1.0)
      for card in definition.cards {
        var part = 0.0
        switch card.kind {
        case .behaviouralCurrent(let from, let to, let formula) where from == states[state] || to == states[state]:
          part = value(formula, port, values) * (to == states[state] ? 1 : -1)
        case .resistor(states[state], .ground, let resistance):
          part = -values[state] / value(resistance, port, values)
        case .capacitor(states[state], .ground, let value, _): capacitance = self.value(value, port, values)
        default: break
        }
        sum += part
        size += abs(part)
      }
      return (sum / capacitance, size / capacitance)
    }
  }

  struct Fixture: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var cellParameters: [String] = []
    var states: [String]
    var lowest: [Double]
    var highest: [Double]
    var voltage: Double
    var testDescription: String { name }
  }

  static let fixtures: [Fixture] = ownFixtures + shippedFixtures

  /// Every device that is shipped, whichever there are: within its valid range and a little beyond its states' bounds.
  private static let shippedFixtures: [Fixture] = MemristorDevice.names.compactMap { name in
    guard let device = try? MemristorDevice(name) else { return nil }
    let description = device.description
    func beyond(_ state: DeviceState) -> Double { 0.05 * (state.limits.upperBound - state.limits.lowerBound) }
    return Fixture(
      name: name, text: device.library.text, cellParameters: device.parameters.map { $0.name.lowercased() },
      states: description.states.map(\.node), lowest: description.states.map { $0.limits.lowerBound - beyond($0) },
      highest: description.states.map { $0.limits.upperBound + beyond($0) }, voltage: description.valid.voltage?.si ?? 1)
  }

  @Test func everyShippedDeviceIsAmongThem() {
    #expect(Self.shippedFixtures.map(\.name) == MemristorDevice.names && MemristorDevice.names.count >= 6)
  }

  private static let ownFixtures: [Fixture] = [
    Fixture(
      name: "SKY130", text: DeviceFixtures.sky130, cellParameters: ["r_max", "v_ref"], states: ["x"], lowest: [3.25],
      highest: [4.95], voltage: 2),
    Fixture(
      name: "SKY130 with a temperature", text: DeviceFixtures.sky130Thermal, states: ["x", "rise"], lowest: [3.25, -10],
      highest: [4.95, 600], voltage: 2),
  ]

  @Test(arguments: fixtures)
  func valuesAndDerivativesAreThoseOfTheFormulas(fixture: Fixture) throws {
    let definition = try DeviceFixtures.definition(fixture.text)
    let device = CompiledDevice(
      try DeviceEquations(definition, cellParameters: fixture.cellParameters, states: fixture.states))
    var stream = RandomStream(seed: 3, purpose: "points", index: 0)
    for _ in 0..<200 {
      let voltage = fixture.voltage * (2 * stream.uniform() - 1)
      let states = zip(fixture.lowest, fixture.highest).map { $0 + ($1 - $0) * stream.uniform() }
      let defaults = try #require(definition.values(of: [:]))
      let parameters = fixture.cellParameters.map { (defaults[$0] ?? 0) * (0.5 + stream.uniform()) }
      let plain = PlainDevice(
        definition, states: fixture.states, given: Dictionary(uniqueKeysWithValues: zip(fixture.cellParameters, parameters)))
      let found = device.evaluate(voltage: voltage, states: states, parameters: parameters)
      func close(_ a: Double, _ b: Double, _ size: Double, _ tolerance: Double) -> Bool {
        abs(a - b) <= tolerance * size + 1e-300
      }
      #expect(close(found.current, plain.current(voltage, states), abs(found.current), 1e-12))
      for state in states.indices {
        let (rate, size) = plain.rate(state, voltage, states)
        #expect(close(found.rates[state], rate, size, 1e-11), "\(found.rates[state]) \(rate) at \(voltage) \(states)")
      }
      try checkDerivatives(fixture, device, found, voltage, states, parameters)
    }
  }

  /// Central differences at two distances: where a bound's corner lies between, they disagree and say nothing.
  private func checkDerivatives(
    _ fixture: Fixture, _ device: CompiledDevice, _ found: CompiledDevice.Evaluation, _ voltage: Double, _ states: [Double],
    _ parameters: [Double]
  ) throws {
    func values(_ voltage: Double, _ states: [Double]) -> [Double] {
      let there = device.evaluate(voltage: voltage, states: states, parameters: parameters)
      return [there.current] + there.rates
    }
    func differences(_ distance: Double, _ variable: Int) -> [Double] {
      func moved(_ sign: Double) -> [Double] {
        var moved = states
        if variable > 0 { moved[variable - 1] += sign * distance }
        return values(variable == 0 ? voltage + sign * distance : voltage, moved)
      }
      return zip(moved(1), moved(-1)).map { ($0 - $1) / (2 * distance) }
    }
    let here = values(voltage, states)
    for variable in 0...states.count {
      let analytic =
        variable == 0
        ? [found.conductance] + found.rateByVoltage
        : [found.currentByState[variable - 1]] + found.rateByState.map { $0[variable - 1] }
      let scale = variable == 0 ? 1 : max(abs(states[variable - 1]), fixture.highest[variable - 1] * 0.1)
      let (near, far) = (differences(3e-7 * scale, variable), differences(6e-7 * scale, variable))
      for index in analytic.indices {
        // What is less than a billionth of a billionth of any current or rate that matters is not told from 0.
        let rounding = 1e-14 * abs(here[index]) / (3e-7 * scale) + 1e-30
        let isSmooth = abs(near[index] - far[index]) <= 1e-5 * abs(near[index]) + rounding
        guard isSmooth else { continue }
        #expect(
          abs(analytic[index] - near[index]) <= 2e-5 * abs(near[index]) + 10 * rounding,
          "\(fixture.name): output \(index) by variable \(variable): \(analytic[index]), \(near[index])")
      }
    }
  }

  @Test func heldCellsCarryTheSameCurrent() throws {
    let device = try DeviceFixtures.silverDevice()
    let lanes = device.makeLanes()
    let cells = Array(DrawnCell.all.prefix(HeldCells.laneCount))
    for (lane, cell) in cells.enumerated() { lanes.set(lane: lane, parameters: cell.parameters, states: [0.1 * Double(lane)]) }
    for voltage in [-2, -0.1, 0, 0.3, 5] {
      let found = lanes.current(at: SIMD8(repeating: voltage))
      for (lane, cell) in cells.enumerated() {
        let one = device.evaluate(voltage: voltage, states: [0.1 * Double(lane)], parameters: cell.parameters)
        #expect(abs(found.current[lane] - one.current) <= 1e-14 * abs(one.current))
        #expect(abs(found.conductance[lane] - one.conductance) <= 1e-14 * abs(one.conductance))
      }
    }
  }

  @Test func initialStatesAreTheCapacitors() throws {
    let device = try DeviceFixtures.device(DeviceFixtures.sky130Thermal, cellParameters: ["x_start"], states: ["rise", "x"])
    #expect(device.initialStates(parameters: [4.2]) == [0, 4.2])
    #expect(device.equations.states == ["rise", "x"])
    #expect(try DeviceFixtures.device(DeviceFixtures.vteam, constants: ["S_start": 0.5]).initialStates(parameters: []) == [0.5])
  }

  /// To the bit: reading a file must not make results out of its layout.
  @Test func layoutCaseAndInnerNamesChangeNothing() throws {
    let lines = DeviceFixtures.sky130Thermal.split(separator: "\n").map(String.init)
    let firstCard = try #require(lines.firstIndex { $0.hasPrefix("Bx") })
    let cards = lines[firstCard...].dropLast()
    let head = lines[..<firstCard]
    let variants = [
      (head + cards.reversed() + [".ends"]).joined(separator: "\n"),
      (["* a comment"] + head + cards.flatMap { ["* another", $0] } + [".ends"]).joined(separator: "\n"),
      DeviceFixtures.sky130Thermal.uppercased(),
      DeviceFixtures.sky130Thermal.replacing("amount", with: "zz").replacing("length", with: "b0")
        .replacing("heat", with: "aa").replacing("barrier", with: "q"),
    ]
    let states = ["x", "rise"]
    let original = try DeviceFixtures.device(DeviceFixtures.sky130Thermal, states: states)
    for variant in variants {
      let device = try DeviceFixtures.device(variant, states: states)
      var stream = RandomStream(seed: 5, purpose: "points", index: 0)
      for _ in 0..<50 {
        let (voltage, values) = (4 * stream.uniform() - 2, [3.2 + 1.8 * stream.uniform(), 500 * stream.uniform()])
        #expect(
          device.evaluate(voltage: voltage, states: values, parameters: [])
            == original.evaluate(voltage: voltage, states: values, parameters: []))
      }
    }
  }

  /// The functions that devices need are written alike by every dialect that has formulas, and read again.
  @Test func hyperbolicFunctionsAreWrittenAndRead() throws {
    let writers: [any SpiceWriter] = [NgspiceWriter(), XyceWriter(), HspiceWriter(), LtspiceWriter(), SpectreWriter()]
    for (function, value) in [(CircuitExpression.Function.sinh, 1.1752011936438014), (.cosh, 1.5430806348152437)] {
      let formula = CircuitExpression.call(function, [.voltage("a", "b")])
      for writer in writers { #expect(writer.formatFormula(formula).lowercased().contains("\(function.rawValue)(v(a,b))")) }
      let text = ".subckt d a b\nBi a b I = \(function.rawValue)(V(a,b))\n.ends"
      let found = try DeviceFixtures.device(text).evaluate(voltage: 1, states: [], parameters: []).current
      #expect(abs(found / value - 1) < 1e-15)
    }
  }
}
