import CrossbarPrimitives
import Foundation
import Testing

@testable import StructuredSolver

/// The cell's equations against themselves written otherwise.
@Suite struct SeriesCellTests {
  static let transistor = Level1Transistor(
    threshold: 0.75, gain: 0.0144, bodyEffect: 0.6, surfacePotential: 0.7, channelModulation: 0.03, saturationCurrent: 1e-14)

  @Test(arguments: [(5.0, 0.1, 0.0), (5, 4.9, 0), (1.2, 3, 0.1), (5, 0, 0.4), (2, -0.2, 0.3), (0.3, 1, 0)])
  func channelByTheTextbook(gate: Double, drain: Double, source: Double) {
    let (upper, lower) = (max(drain, source), min(drain, source))
    let root = lower >= 0 ? sqrt(0.7 + lower) : sqrt(0.7) + lower / (2 * sqrt(0.7))
    let overdrive = gate - lower - 0.75 - 0.6 * (root - sqrt(0.7))
    let across = upper - lower
    let core = overdrive <= 0 ? 0 : overdrive < across ? overdrive * overdrive / 2 : (overdrive - across / 2) * across
    let expected = (drain >= source ? 1 : -1) * 0.0144 * core * (1 + 0.03 * across)
    let channel = Self.transistor.channel(gate: gate, drain: drain, source: source)
    #expect(abs(channel.current - expected) <= 1e-15 * abs(expected))
  }

  @Test func slopesAreDerivatives() {
    for (gate, drain, source) in [(5.0, 0.1, 0.0), (5, 4.9, 0.2), (1.2, 3, 0.1), (5, 0.1, 0.4), (2, -0.2, 0.3)] {
      let step = 1e-6
      let t = Self.transistor
      let channel = t.channel(gate: gate, drain: drain, source: source)
      let alongDrain =
        (t.channel(gate: gate, drain: drain + step, source: source).current
          - t.channel(gate: gate, drain: drain - step, source: source).current) / (2 * step)
      let alongSource =
        (t.channel(gate: gate, drain: drain, source: source + step).current
          - t.channel(gate: gate, drain: drain, source: source - step).current) / (2 * step)
      #expect(abs(channel.drainSlope - alongDrain) <= 1e-6 * abs(alongDrain) + 1e-12)
      #expect(abs(channel.sourceSlope + alongSource) <= 1e-6 * abs(alongSource) + 1e-12)
    }
    let memristor = MemristorConduction(lowResistance: .ohms(500), highResistance: .ohms(1e6), state: 0.2)
    for voltage in [-3, -0.1, 0, 0.05, 2.0] {
      let slope = (memristor.current(voltage + 1e-6).current - memristor.current(voltage - 1e-6).current) / 2e-6
      #expect(abs(memristor.current(voltage).slope - slope) <= 1e-8 * slope)
    }
  }

  @Test func aMemristorHasItsResistancesWhereTheyAreRead() {
    let high = MemristorConduction(lowResistance: .ohms(500), highResistance: .ohms(1e6), state: 0)
    #expect(abs(high.current(0.1).current / 1e-7 - 1) < 1e-15)
    // Space charge: twice the voltage, four times the current.
    #expect(abs(high.current(200).current / high.current(100).current - 4) < 1e-5)
    let low = MemristorConduction(lowResistance: .ohms(500), highResistance: .ohms(1e6), state: 1)
    #expect(low.current(3).current == 0.006)
  }

  @Test(arguments: [500.0, 2e4, 1e8])
  func theInnerNodeBalances(resistance: Double) {
    let memristor = MemristorConduction(filament: 1 / resistance, spaceCharge: 0.1 / resistance, ohmicVoltage: 0.2)
    for (gate, column, row) in [(5.0, 0.1, 0.0), (1.1, 3, 0), (0, 0.2, 0), (5, -0.1, 0.2), (1, 5, 0.5), (5, 0, 0)] {
      let cell = SeriesCell(memristor: memristor, transistor: Self.transistor, gate: gate)
      let current = cell.current(column: column, row: row)
      // Bisection finds the inner node without any slope.
      var (low, high) = (min(column, row, 0) - 1e-9, max(column, row, 0) + 1e-9)
      for _ in 0..<200 {
        let middle = (low + high) / 2
        let excess =
          memristor.current(column - middle).current - Self.transistor.channel(gate: gate, drain: middle, source: row).current
          - Self.transistor.leakage(middle).current
        if excess > 0 { low = middle } else { high = middle }
      }
      let below =
        Self.transistor.channel(gate: gate, drain: low, source: row).current + Self.transistor.leakage(low).current
      let above = memristor.current(column - low).current
      let expected = memristor.current(column - low).slope < 1e-3 * 0.01 ? above : below
      #expect(
        abs(current.fromColumn - expected) <= 1e-9 * abs(expected) + 1e-17,
        "\(resistance) ohm, gate \(gate), \(column) to \(row): \(current.fromColumn), \(expected)")
    }
  }
}
