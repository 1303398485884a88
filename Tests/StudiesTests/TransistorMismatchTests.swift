import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import NgspiceBridge
import Studies
import Testing

@testable import CrossbarArrays

/// Cells whose transistors deviate from each other: compiled against ngspice.
@Suite struct TransistorMismatchTests {
  /// The built-in card by its equations, and a BSIM4 transistor, whose currents below the threshold matter, by tables.
  enum Kind: String, CaseIterable, Sendable {
    case levelOne, bsim4

    func transistor() throws -> AccessTransistor {
      var transistor: AccessTransistor
      switch self {
      case .levelOne:
        transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
      case .bsim4:
        let library = try ModelLibrary(
          text: """
            .model access nmos level=54 version=4.5 tnom=27 toxe=12e-9 vth0=0.7 u0=0.045 vsat=9e4 nfactor=1.2 voff=-0.1 cj=4e-4
            .subckt bsim d g s b count=1
            M1 d g s b access w=40e-6 l=0.6e-6 m={count}
            .ends
            """, source: "bsim.sub")
        transistor = AccessTransistor(
          model: try TransistorModel(subcircuit: "bsim", library: library), width: .micrometers(40), length: .micrometers(0.6))
      }
      transistor.spread = TransistorSpread(threshold: .volts(0.004), gain: 0.02)
      return transistor
    }
  }

  private static let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))

  private static func pulses(_ transistor: AccessTransistor, count: Int) throws -> [CellPulse] {
    let device = try MemristorDevice.usual()
    return (0..<count).map { cell in
      let isSet = cell % 2 == 0
      return CellPulse(
        CellOperation(
          kind: isSet ? .set : .reset, amplitude: .volts(5), wordLineVoltage: .volts(isSet ? 1.12 : 9), pulse: pulse),
        on: device.draw(seed: 3, index: cell), state: isSet ? 0 : 1,
        in: CellSurroundings(
          rows: 16, row: cell % 16, transistor: transistor.ofCell(cell, seed: 11),
          wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
    }
  }

  /// SET, RESET and the read after each. The read's gate is at 1.5 V, where a threshold shift is seen.
  @Test(arguments: Kind.allCases) func compiledCellsAreThoseOfNgspice(_ kind: Kind) async throws {
    let transistor = try kind.transistor()
    let engine = try CellEngine(
      compiling: .usual(), transistors: [transistor], checks: 0, threads: 2, ngspice: NgspiceEngine.shared)
    let read = CellOperation(kind: .read, amplitude: .volts(0.1), wordLineVoltage: .volts(1.5), pulse: Self.pulse)
    let pulses = try Self.pulses(transistor, count: 12)
    _ = try await engine.prepare([pulses[0].operation, pulses[1].operation, read].map { (transistor, $0) })
    var nominal = pulses
    for index in nominal.indices { nominal[index].surroundings.transistor = transistor }
    func responses(_ pulses: [CellPulse], _ cells: any CellSimulator) async throws -> [(CellResponse, CellResponse)] {
      let written = try await cells.apply(pulses).map { try $0.get() }
      var reads = pulses
      for index in reads.indices { (reads[index].operation, reads[index].state) = (read, written[index].finalState) }
      return zip(written, try await cells.read(reads).map { try $0.get() }).map { ($0, $1) }
    }
    let found = try await responses(pulses, engine.cells)
    let expected = try await responses(pulses, CircuitCells(NgspiceEngine.shared))
    let without = try await responses(nominal, engine.cells)
    var largestEffect = 0.0
    for (index, (a, b)) in zip(found, expected).enumerated() {
      for (name, x, y, tolerance) in [
        ("write", a.0.current.si, b.0.current.si, 5e-4), ("read", a.1.current.si, b.1.current.si, 5e-4),
        ("state", 1 + a.0.finalState, 1 + b.0.finalState, 1e-4),
      ] { #expect(abs(x / y - 1) < tolerance, "\(kind), cell \(index), \(name): \(x), \(y)") }
      if index % 2 == 0 { largestEffect = max(largestEffect, abs(a.0.current / without[index].0.current - 1)) }
    }
    // What is compared is there: 4 mV of an overdrive of some 0.4 V.
    #expect(largestEffect > 0.02, "\(largestEffect)")
    let figures = engine.figures(nil)
    #expect(figures.runsGivenToNgspice == 0)
    if kind == .bsim4 {
      let error = try #require(figures.transistorTableError)
      #expect(error < TransistorSampling.tolerance, "\(error)")
    }
  }

  /// A neighbour's own transistor is in its disturb, both ways.
  @Test func neighboursHaveTheirOwnTransistors() async throws {
    let transistor = try Kind.levelOne.transistor()
    let device = try MemristorDevice.usual()
    let corner = DisturbTrial(
      Grid(rows: 2, columns: 2) { device.draw(seed: 3, index: 2 * $0 + $1) },
      in: CellSurroundings(
        rows: 8, row: 5, transistor: transistor,
        wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))),
      transistors: transistor.grid(rows: 2, columns: 2, seed: 1) { 2 * $0 + $1 })
    let operation = CellOperation(kind: .reset, amplitude: .volts(5), wordLineVoltage: .volts(9), pulse: Self.pulse)
    let deck = NgspiceWriter().text(try corner.deck(operation, state: 0.5))
    #expect(deck.split(separator: "\n").count { $0.hasPrefix("VVTH_") } == 4)
    let engine = try CellEngine(
      compiling: device, transistors: [transistor], checks: 0, threads: 2, ngspice: NgspiceEngine.shared)
    let found = try await engine.cells.disturb([corner], by: operation, state: 0.5)[0].get()
    let expected = try await CircuitCells(NgspiceEngine.shared).disturb([corner], by: operation, state: 0.5)[0].get()
    for (a, b) in zip(found, expected) { #expect(abs(a.finalState - b.finalState) < 1e-4, "\(a), \(b)") }
  }
}
