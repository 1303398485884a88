import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// Cells at the end of lines with capacitance: whole arrays, lumped lines and compiled cells against each other.
@Suite struct LineCellTests {
  /// 4 fF a segment, word lines of 30 ohm and 100 fF a cell.
  private static var wires: Wires {
    var wires = Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))
    wires.segmentCapacitance = .femtofarads(4)
    wires.wordLineSegment = .ohms(30)
    wires.gateCapacitance = .femtofarads(100)
    return wires
  }

  private static func operation(_ kind: RowOperation.Kind, _ volts: Double, width: Double) -> CellOperation {
    CellOperation(
      kind: kind, amplitude: .volts(volts), wordLineVoltage: .volts(kind == .set ? 1.2 : volts + 2),
      pulse: PulseShape(width: .seconds(width), edge: .seconds(width / 2000)))
  }

  /// Writes of drawn cells at the far end of 48 × 48 lines.
  private static func pulses(
    _ device: MemristorDevice, _ volts: Double, width: Double, count: Int = 8, wires: Wires = wires
  ) throws -> [CellPulse] {
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    return (0..<count).map { cell in
      CellPulse(
        operation(cell % 2 == 0 ? .set : .reset, volts, width: width), on: device.draw(seed: 3, index: cell),
        state: cell % 2 == 0 ? 0 : 1,
        in: CellSurroundings(rows: 48, row: 47, transistor: transistor, wires: wires, wordLine: .last(of: 48)))
    }
  }

  private static func compiled(_ pulses: [CellPulse]) throws -> CompiledCells {
    try CompiledCells(
      pulses[0].memristor.device, transistors: [pulses[0].surroundings.transistor], circuits: CircuitCells(NgspiceEngine.shared),
      threads: 1)
  }

  /// The gate's delay is 0.2 of the shortest pulse, the bit line's 3e-4 of it.
  @Test(arguments: [("ag-mos2", 5, 20e-3, 1e-5), ("sky130-hfo2", 2.4, 1e-6, 1e-4), ("sky130-hfo2", 2.4, 10e-9, 1e-3)])
  func compiledCellsAgreeWithCircuits(device: String, volts: Double, width: Double, allowed: Double) async throws {
    let pulses = try Self.pulses(try MemristorDevice(device), volts, width: width)
    let cells = try Self.compiled(pulses)
    let found = try await cells.apply(pulses).map { try $0.get() }
    let reference = try await CircuitCells(NgspiceEngine.shared).apply(pulses).map { try $0.get() }
    var largest = 0.0
    for (found, reference) in zip(found, reference) { largest = max(largest, abs(found.finalState - reference.finalState)) }
    #expect(largest < allowed, "\(largest)")
    // At 10 ns a tenth of the energy charges the lines.
    for (found, reference) in zip(found, reference) {
      #expect(abs(found.energy / reference.energy - 1) < 3e-3, "\(found.energy), \(reference.energy)")
    }
    let totals = cells.totals
    #expect(totals.runs == pulses.count && totals.withSlowLines == 0)
    let leftOut = CompiledLines.effect(
      of: Self.wires.bitLine(cells: 48).elmoreDelay(to: 47), on: PulseShape(width: .seconds(width), edge: .seconds(1)))
    // At 20 ms the gate's delay is left out as well, and is the larger one.
    if width == 1e-6 { #expect(abs((totals.lineEffectLeftOut ?? 0) / leftOut - 1) < 1e-9) }
    if width == 10e-9 { #expect(totals.lineEffectLeftOut == nil) }
    if width == 20e-3 { #expect((leftOut...CompiledLines.negligible).contains(totals.lineEffectLeftOut ?? 0)) }
  }

  /// What the delay does is no trifle: at 10 ns a SET ends elsewhere.
  @Test func aSlowWordLineShortensAPulse() async throws {
    let device = try MemristorDevice("sky130-hfo2")
    var ideal = Self.wires
    (ideal.wordLineSegment, ideal.gateCapacitance) = (.zero, .zero)
    var states: [Double] = []
    for wires in [ideal, Self.wires] {
      let pulses = [try Self.pulses(device, 2.4, width: 10e-9, count: 1, wires: wires)[0]]
      states.append(try await Self.compiled(pulses).apply(pulses)[0].get().finalState)
    }
    #expect(states[1] < states[0] - 0.01, "\(states)")
  }

  /// A bit line of 2 ns is no part of a compiled cell: such cells run in ngspice, and are counted.
  @Test func cellsBehindSlowBitLinesAreCircuits() async throws {
    var wires = Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))
    wires.segmentCapacitance = .femtofarads(2000)
    let pulses = try Self.pulses(try MemristorDevice("sky130-hfo2"), 2.4, width: 1e-6, count: 2, wires: wires)
    let cells = try Self.compiled(pulses)
    let found = try await cells.apply(pulses).map { try $0.get() }
    #expect(cells.totals.withSlowLines == 2 && cells.totals.runs == 0 && cells.totals.inNgspice == 0)
    #expect(try await CircuitCells(NgspiceEngine.shared).apply(pulses).map { try $0.get() } == found)
  }

  /// Off transistors load their lines with charges of their own: at 200 ns lines of 256 cells are too slow for compiled cells, and
  /// at 1 us those of 64 are not, but take energy.
  @Test func offTransistorsLoadTheirLines() async throws {
    let library = try ModelLibrary(
      text: """
        .model n nmos level=54 version=4.5 toxe=10n vth0=0.5 u0=0.045
        .subckt charged d g s b count=1
        M1 d g s b n w=7u l=0.5u m={count}
        .ends
        """, source: "charged.sub")
    let transistor = AccessTransistor(
      model: try TransistorModel(subcircuit: "charged", library: library), width: .micrometers(7), length: .micrometers(0.5))
    let device = try MemristorDevice("sky130-hfo2")
    func pulses(rows: Int, width: Double) -> [CellPulse] {
      (0..<4).map { cell in
        CellPulse(
          Self.operation(cell % 2 == 0 ? .set : .reset, 2.4, width: width), on: device.draw(seed: 3, index: cell),
          state: cell % 2 == 0 ? 0 : 1,
          in: CellSurroundings(
            rows: rows, row: rows - 1, transistor: transistor,
            wires: Wires(bitLineSegment: .ohms(2), sourceLineSegment: .ohms(2), driver: .ohms(10))))
      }
    }
    let (short, long) = (pulses(rows: 256, width: 200e-9), pulses(rows: 64, width: 1e-6))
    let cells = try Self.compiled(short)
    let found = try await cells.apply(short).map { try $0.get() }
    #expect(cells.totals.withSlowLines == 4 && cells.totals.shortPulses == 0 && cells.totals.runs == 0, "\(cells.totals)")
    #expect(try await CircuitCells(NgspiceEngine.shared).apply(short).map { try $0.get() } == found)
    // 2.2 to 20 fF: overlaps and junctions of 7 um.
    #expect((2.2e-15...20e-15).contains(cells.totals.cellCapacitance?.si ?? 0))

    let energies = try await cells.apply(long).map { try $0.get().energy }
    #expect(cells.totals.runs == 4)
    let expected = try await CircuitCells(NgspiceEngine.shared).apply(long).map { try $0.get().energy }
    // In the circuit off transistors stand at the selected row, behind the whole line: charging them takes more.
    for (found, expected) in zip(energies, expected) { #expect(abs(found / expected - 1) < 0.015, "\(found), \(expected)") }
  }

  /// A read that ends before the word line has risen shows less than the operating point.
  @Test func aReadIsAPulseWhereLinesAreSlow() async throws {
    let device = try MemristorDevice("sky130-hfo2")
    func current(width: Double) async throws -> Double {
      var pulse = try Self.pulses(device, 2.4, width: width, count: 1)[0]
      pulse.operation = Self.operation(.read, 0.1, width: width)
      pulse.operation.wordLineVoltage = .volts(5)
      pulse.state = 1
      return try await CircuitCells(NgspiceEngine.shared).read([pulse])[0].get().current.si
    }
    let (long, short) = (try await current(width: 1e-6), try await current(width: 0.5e-9))
    #expect(short < 0.5 * long && short >= 0, "\(short) A, \(long) A")
  }

  /// Each column alone, against the whole array.
  @Test func lineAndArrayAgree() async throws {
    let (rows, columns) = (5, 4)
    var wires = Self.wires
    (wires.bitLineSegment, wires.segmentCapacitance) = (.ohms(20), .femtofarads(200))
    wires.wordLineSegment = .ohms(100)
    let device = try MemristorDevice("sky130-hfo2")
    let array = try makeArray(rows: rows, columns: columns, wires: wires, state: { _, column in column % 2 == 0 ? 0 : 1 }) {
      device.draw(seed: 7, index: $0 * columns + $1)
    }
    let operation = Self.operation(.set, 2.4, width: 10e-9)
    var states: [[Double]] = []
    for scope in CircuitScope.allCases {
      let circuits = try ArrayCircuit.circuits(
        for: operation.on(row: rows - 2, columns: Array(0..<columns)), on: array, scope: scope)
      var found: [Double] = []
      for circuit in circuits {
        found += circuit.outcomes(of: try await NgspiceEngine.shared.simulate(circuit.deck)).map(\.state)
      }
      states.append(found)
    }
    for (whole, line) in zip(states[0], states[1]) { #expect(abs(whole - line) < 1e-4, "\(whole), \(line)") }
    #expect(states[0].contains { $0 > 0.1 })
  }

  /// Ideal lines have no capacitors, whatever the options; others have one a cell, in every dialect.
  @Test(arguments: Dialect.allCases) func decksHaveCapacitors(dialect: Dialect) throws {
    let operation = Self.operation(.read, 0.1, width: 1e-6).on(row: 1, columns: [0, 1])
    func text(_ wires: Wires) throws -> String {
      let array = try makeArray(rows: 2, columns: 2, wires: wires)
      let export =
        dialect == .gnucap
        ? try operation.frozenExport(on: array, scope: .array)
        : try ArrayCircuit.circuits(for: operation, on: array, scope: .array)[0].export
      return try dialect.writer.text(export).uppercased()
    }
    let deck = try text(Self.wires)
    for name in ["CBL_1_0", "CSL_0_1", "CWL_1_1", "RWL_0_1"] { #expect(deck.contains(name), "\(name)") }
    var ideal = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)
    #expect(!(try text(usualWires).contains("CBL_")))
    ideal.segmentCapacitance = .femtofarads(1)
    #expect(!(try text(ideal).contains("CBL_0_0")))
  }
}
