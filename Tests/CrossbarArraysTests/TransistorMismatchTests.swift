import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// Circuits whose transistors deviate from each other.
@Suite struct TransistorMismatchTests {
  private static func transistor(shift: Double = 0, gain: Double = 1) throws -> AccessTransistor {
    var transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    transistor.deviation = TransistorDeviation(thresholdShift: .volts(shift), gain: gain)
    return transistor
  }

  /// Drain current of a transistor alone, A.
  private static func current(_ transistor: AccessTransistor, drain: Double, gate: Double) async throws -> Double {
    var circuit = Circuit(title: "a transistor alone")
    try circuit.add("VD", .voltageSource(plus: "d", minus: .ground, .constant(drain)))
    try circuit.add("VG", .voltageSource(plus: "wl_0", minus: .ground, .constant(gate)))
    try circuit.add("VS", .voltageSource(plus: "s", minus: .ground, .constant(0)))
    try circuit.add(transistor, row: 0, column: 0, drain: "d", gate: "wl_0", source: "s")
    let probe = Probe.current(source: "VD")
    let deck = Deck(circuit: circuit, analysis: .operatingPoint, probes: [probe], options: .operatingPoint)
    return -(try await NgspiceEngine.shared.simulate(deck).final(probe))
  }

  /// In saturation I = K (V_GS - V_T)² / 2: a shift Δ changes it by -2 Δ / (V_GS - V_T) to first order, and a gain by itself.
  @Test func saturationCurrentsFollowTheSquareLaw() async throws {
    let (gate, threshold, shift) = (1.12, 0.75, 0.001)
    let nominal = try await Self.current(Self.transistor(), drain: 3, gate: gate)
    for sign in [1.0, -1] {
      let shifted = try await Self.current(Self.transistor(shift: sign * shift), drain: 3, gate: gate)
      let relative = shifted / nominal - 1
      let overdrive = gate - threshold
      #expect(abs(relative + 2 * sign * shift / overdrive) < 1.1 * (shift / overdrive) * (shift / overdrive), "\(relative)")
      let exact = (overdrive - sign * shift) / overdrive
      #expect(abs(shifted / nominal / (exact * exact) - 1) < 1e-7)
    }
    let stronger = try await Self.current(Self.transistor(gain: 1.03), drain: 3, gate: gate)
    #expect(abs(stronger / nominal - 1.03) < 1e-7)
  }

  private static func operation(_ array: CrossbarArray) -> RowOperation {
    RowOperation(
      kind: .set, row: 1, columns: Array(0..<array.columns), amplitude: .volts(5), wordLineVoltage: .volts(1.12),
      pulse: usualPulse)
  }

  /// Every cell's transistor is its own, in the whole array and line by line; what stands for a column's others is nominal.
  @Test func everyCellOfAnArrayHasItsOwnTransistor() throws {
    var array = try makeArray(rows: 2, columns: 3)
    let plain = try ArrayCircuit.circuits(for: Self.operation(array), on: array, scope: .array).map(\.deck)
    #expect(!NgspiceWriter().text(plain[0]).contains("VVTH"))
    var spread = array.transistor
    spread.spread = TransistorSpread(threshold: .volts(0.01), gain: 0.02)
    array.transistors = spread.grid(rows: 2, columns: 3, seed: 7) { 10 + $0 * 3 + $1 }
    let whole = try ArrayCircuit.circuits(for: Self.operation(array), on: array, scope: .array)
    let text = NgspiceWriter().text(whole[0].deck)
    for cell in 0..<6 {
      let deviation = spread.spread.deviation(seed: 7, index: 10 + cell)
      let place = "\(cell / 3)_\(cell % 3)"
      #expect(text.contains("VVTH_\(place) wl_\(cell / 3) g_\(place) DC \(SpiceNumber.shortest(deviation.thresholdShift.si))\n"))
      #expect(text.contains("m=\(SpiceNumber.shortest(deviation.gain))"))
    }
    let line = try ArrayCircuit.circuits(for: Self.operation(array), on: array, scope: .line)
    for (column, circuit) in line.enumerated() {
      let text = NgspiceWriter().text(circuit.deck)
      #expect(text.contains("VVTH_1_\(column) ") && text.split(separator: "\n").count { $0.hasPrefix("VVTH") } == 1)
      // One other cell in the column, so no multiplier at all.
      let off = text.split(separator: "\n").first { $0.hasPrefix("MOFF_\(column) ") }
      #expect(off.map { !$0.contains("m=") } == true, "\(off ?? "")")
    }
    #expect(array.transistor.grid(rows: 2, columns: 3, seed: 7) { $0 + $1 } == nil)
  }
}
