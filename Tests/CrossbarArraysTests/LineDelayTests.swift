import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// Word lines in ngspice against formulas, against a uniform line's series, and against an integration of the ladder.
@Suite struct LineDelayTests {
  /// A word line alone, as it is in an array's circuit, behind a source that rises to 1 V.
  private struct WordLine {
    var wires: Wires
    var cells = 256
    var pulse = PulseShape(width: .seconds(10e-9), edge: .seconds(1e-9))

    /// - Parameters:
    ///   - resistance: of a segment, ohm.
    ///   - wire: capacitance of a segment, fF.
    ///   - gate: of a cell, fF.
    init(driver: Double = 0, resistance: Double = 5, wire: Double, gate: Double = 0) {
      wires = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .ohms(driver))
      wires.wordLineSegment = .ohms(resistance)
      wires.segmentCapacitance = .femtofarads(wire)
      wires.gateCapacitance = .femtofarads(gate)
    }

    var ladder: LineLadder { wires.wordLine(cells: cells) }

    /// The voltage at a cell over time, by ngspice.
    func voltage(at place: Int, until stop: Double) async throws -> Waveform {
      let operation = RowOperation(
        kind: .set, row: 0, columns: [place], amplitude: .volts(1), wordLineVoltage: .volts(1), pulse: pulse)
      var builder = ArrayCircuitBuilder(
        operation.drive(through: wires),
        transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(1), length: .micrometers(1)), wires: wires,
        size: (1, cells), wordLinePlace: WordLinePlace(index: place, of: cells), title: "a word line", comments: [])
      try builder.addWordLine(0)
      let probe = Probe.voltage(builder.gate(0, place))
      let deck = Deck(
        circuit: builder.circuit, analysis: .transient(stop: .seconds(stop), maximumStep: .seconds(stop / 500)),
        probes: [probe], options: .pulse)
      return try await NgspiceEngine.shared.simulate(deck).waveform(of: probe)
    }

    /// When the voltage at the last cell has reached a share of a step's height, s.
    func arrival(of share: Double) async throws -> Double {
      var line = self
      line.pulse = PulseShape(width: .seconds(1), edge: .seconds(1e-13))
      let trace = try await line.voltage(at: cells - 1, until: 2 * ladder.elmoreDelay(to: cells - 1).si)
      let after = try #require(trace.values.firstIndex { $0 >= share })
      let fraction = (share - trace.values[after - 1]) / (trace.values[after] - trace.values[after - 1])
      return trace.time[after - 1] + fraction * (trace.time[after] - trace.time[after - 1]) - 0.5e-13
    }
  }

  @Test func halfOfAStepArrivesAsTheDistributedLineSays() async throws {
    // With a driver the formula itself is off by two parts in a hundred.
    let lines = [
      (WordLine(wire: 2), 0.01), (WordLine(driver: 10, wire: 1, gate: 20), 0.015), (WordLine(driver: 300, wire: 2), 0.025),
    ]
    for (line, allowed) in lines {
      let half = try await line.arrival(of: 0.5)
      #expect(abs(line.ladder.halfwayDelay.si / half - 1) < allowed, "\(half) s, formula \(line.ladder.halfwayDelay)")
    }
    let bare = WordLine(wire: 2)
    let product = 256 * 5 * 256 * 2e-15
    #expect(abs(bare.ladder.halfwayDelay.si / (0.377 * product) - 1) < 1e-3)
  }

  @Test func theElmoreDelayIsWhen63PercentHaveArrived() async throws {
    for line in [WordLine(wire: 2), WordLine(driver: 300, wire: 2), WordLine(wire: 1, gate: 20)] {
      let (most, elmore) = (try await line.arrival(of: 1 - exp(-1)), line.ladder.elmoreDelay(to: 255).si)
      #expect(abs(elmore / most - 1) < 0.01, "\(most) s, Elmore \(elmore) s")
    }
  }

  /// A pulse of 10 ns through a line of RC = 10 ns, against the series for a uniform line with an open end.
  @Test func aPulseArrivesAsThroughAUniformLine() async throws {
    let line = WordLine(wire: 30)
    let product = 256 * 5 * 256 * 30e-15
    let trace = try await line.voltage(at: 255, until: 25e-9)
    /// Response to a ramp of unit slope from time 0.
    func ramp(_ time: Double) -> Double {
      guard time > 0 else { return 0 }
      return (0..<60).reduce(time) { sum, k in
        let (n, sign) = (Double(2 * k + 1) * .pi / 2, k % 2 == 0 ? 1.0 : -1)
        return sum + 2 * sign / n * product / (n * n) * expm1(-n * n * time / product)
      }
    }
    let slope = 1e9
    var largest = 0.0
    for (time, value) in zip(trace.time, trace.values) {
      let expected = slope * (ramp(time) - ramp(time - 1e-9) - ramp(time - 11e-9) + ramp(time - 12e-9))
      largest = max(largest, abs(value - expected))
    }
    #expect(largest < 1e-4, "\(largest) V")
    #expect(trace.values.max() ?? 0 > 0.8)
  }

  /// With a driver and gates, ngspice and the closed form against the trapezoidal rule.
  @Test(arguments: [255, 128, 20, 0]) func aPulseArrivesAsTheLadderIsIntegrated(place: Int) async throws {
    let line = WordLine(driver: 300, wire: 5, gate: 20)
    let (steps, stop) = (5000, 25e-9)
    let exact = Self.integrated(line.ladder, line.pulse, at: place, steps: steps, until: stop)
    let trace = try await line.voltage(at: place, until: stop)
    let response = LineResponse(line.ladder, at: place)
    let source = PiecewiseLinear(x: [0, 1e-9, 11e-9, 12e-9], y: [0, 1, 1, 0])
    var (circuit, form) = (0.0, 0.0)
    for step in stride(from: 0, through: steps, by: 20) {
      let time = stop * Double(step) / Double(steps)
      circuit = max(circuit, abs(try #require(trace.value(at: time)) - exact[step]))
      form = max(form, abs(response.voltage(at: time, from: source) - exact[step]))
    }
    #expect(circuit < 1e-4 && form < 1e-4, "\(circuit), \(form) V")
  }

  /// What a pulse costs the driver of a line without cells: the closed form against the trapezoidal rule, from an edge that is
  /// next to a step to one that the line follows.
  @Test(arguments: [(0.2e-9, 300.0), (5e-9, 300), (100e-9, 300), (5e-9, 0)])
  func chargingALineTakesEnergy(edge: Double, driver: Double) throws {
    let ladder = WordLine(driver: driver, wire: 5, gate: 20).ladder
    let (width, steps, stop) = (200e-9, 40_000, 800e-9)
    let voltages = Self.integrated(
      ladder, PulseShape(width: .seconds(width), edge: .seconds(edge)), at: 0, steps: steps, until: stop)
    let source = PiecewiseLinear(x: [0, edge, edge + width, 2 * edge + width], y: [0, 1, 1, 0])
    let powers = voltages.enumerated().map { index, voltage in
      let height = source.value(at: stop * Double(index) / Double(steps)) ?? 0
      return height * (height - voltage) / ladder.resistance(to: 0).si
    }
    let expected = zip(powers, powers.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } * stop / Double(steps)
    let found = ladder.chargingEnergy(height: .volts(1), edge: .seconds(edge), LineResponses()).si
    #expect(abs(found / expected - 1) < 2e-3, "\(found) J, \(expected) J")
    // A step costs C V².
    let step = ladder.chargingEnergy(height: .volts(2), edge: .zero, LineResponses()).si
    #expect(abs(step / (4 * ladder.capacitance.si) - 1) < 5e-3)
  }

  /// A ladder's voltage at a cell, V, by the trapezoidal rule with as many steps.
  private static func integrated(
    _ ladder: LineLadder, _ pulse: PulseShape, at place: Int, steps: Int, until stop: Double
  ) -> [Double] {
    let (count, step) = (ladder.cells, stop / Double(steps))
    let first = 1 / ladder.resistance(to: 0).si
    let conductances = (0..<count).map { $0 == 0 ? first : 1 / ladder.segment.si }
    let stored = (0..<count).map { 2 * ladder.capacitance(at: $0).si / step }
    func source(_ time: Double) -> Double {
      max(0, min(1, time / pulse.edge.si, (pulse.duration.si - 2 * pulse.edge.si + pulse.edge.si - time) / pulse.edge.si))
    }
    var voltages = [Double](repeating: 0, count: count)
    var found = [0.0]
    for index in 1...steps {
      let ends = source(step * Double(index - 1)) + source(step * Double(index))
      var right = [Double](repeating: 0, count: count)
      var diagonal = right
      for node in 0..<count {
        let next = node + 1 < count ? conductances[node + 1] : 0
        let (left, after) = (node > 0 ? voltages[node - 1] : 0, node + 1 < count ? voltages[node + 1] : 0)
        right[node] =
          (stored[node] - conductances[node] - next) * voltages[node] + conductances[node] * left + next * after
          + (node == 0 ? first * ends : 0)
        diagonal[node] = stored[node] + conductances[node] + next
      }
      for node in 1..<count {
        let factor = conductances[node] / diagonal[node - 1]
        diagonal[node] -= factor * conductances[node]
        right[node] += factor * right[node - 1]
      }
      voltages[count - 1] = right[count - 1] / diagonal[count - 1]
      for node in (0..<count - 1).reversed() {
        voltages[node] = (right[node] + conductances[node + 1] * voltages[node + 1]) / diagonal[node]
      }
      found.append(voltages[place])
    }
    return found
  }

  /// The time constants of a uniform line with an open end are RC / ((n + 1/2) π)², and the first share is 4/π. The shares
  /// add up to a whole, and weighted by their constants to the Elmore delay.
  @Test func theModesAreAUniformLines() throws {
    let line = WordLine(wire: 30).ladder
    let product = 256 * 5 * 256 * 30e-15
    let modes = LineResponse(line, at: 255).modes
    for (n, mode) in modes.prefix(5).enumerated() {
      let root = (Double(n) + 0.5) * .pi
      #expect(abs(mode.constant * root * root / product - 1) < 2e-3)
      #expect(abs(mode.share * root / (n % 2 == 0 ? 2 : -2) - 1) < 2e-3)
    }
    for place in [0, 3, 100, 255] {
      let ladder = WordLine(driver: 40, wire: 3, gate: 10).ladder
      let delay = LineResponse(ladder, at: place).modes.reduce(0) { $0 + $1.share * $1.constant }
      #expect(abs(delay / ladder.elmoreDelay(to: place).si - 1) < 3e-4)
    }
    let lumped = LineLadder(
      driver: .ohms(100), segment: .zero, segmentCapacitance: .femtofarads(2), load: .femtofarads(8), cells: 10)
    let mode = try #require(LineResponse(lumped, at: 9).modes.first)
    #expect(mode.share == 1 && abs(mode.constant - 1e-11) < 1e-24)
    let ideal = LineLadder(driver: .zero, segment: .zero, segmentCapacitance: .femtofarads(2), cells: 10)
    #expect(LineResponse(ideal, at: 3).modes.isEmpty)
  }
}
