import CircuitSimulation
import CompiledDevices
import Studies
import CrossbarPrimitives
import Foundation
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays
@testable import MemristorDevices

/// Transistors that compiled cells know by tables sampled in ngspice.
@Suite struct TransistorTableTests {
  /// The shipped card's transistor of 60/0.6 um, and what else may stand in its place: none of them is equations here.
  private enum Kind: String, Sendable {
    case card, parallel, series, leaky, hot

    var body: String {
      let half = "access w=30e-6 l=0.6e-6 m={count}"
      return switch self {
      case .card: "M1 d g s b access w=60e-6 l=0.6e-6 m={count}"
      case .parallel: "M1 d g s b \(half)\nM2 d g s b \(half)"
      case .series: "M1 d g i b access w=60e-6 l=0.3e-6 m={count}\nM2 i g s b access w=60e-6 l=0.3e-6 m={count}"
      // Some 10 nA a cell at 5 V with the gate closed.
      case .leaky: "M1 d g s b \(half)\nM2 d g s b \(half)\nB1 d s I = {count}*4e-10*sinh(0.8*V(d,s))"
      // Current into the bulk, as of carriers that a high field multiplies.
      case .hot: "M1 d g s b access w=60e-6 l=0.6e-6 m={count}\nB1 d b I = {count}*1e-6*V(d,b)*max(V(d,s),0)*max(V(g,b)-1,0)"
      }
    }

    func transistor() throws -> AccessTransistor {
      try transistorOf("\(rawValue)_transistor", body)
    }
  }

  private static func transistorOf(_ name: String, _ body: String) throws -> AccessTransistor {
    let library = try ModelLibrary(
      text: """
        .model access nmos level=1 vto=0.75 kp=144e-6 gamma=0.6 phi=0.7 lambda=0.03 is=1e-14
        .subckt \(name) d g s b count=1
        \(body)
        .ends
        """, source: "\(name).sub")
    return AccessTransistor(model: try TransistorModel(subcircuit: name, library: library), width: .zero, length: .zero)
  }

  private static func equations() throws -> AccessTransistor {
    AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
  }

  private static func engine(_ transistor: AccessTransistor, on engine: any SpiceEngine = NgspiceEngine.shared) throws
    -> CellEngine
  {
    try CellEngine(compiling: .usual(), transistors: [transistor], checks: 0, threads: 2, ngspice: engine)
  }

  private static let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))
  private static let read = CellOperation(kind: .read, amplitude: .volts(0.1), wordLineVoltage: .volts(5), pulse: pulse)

  private static func pulses(_ transistor: AccessTransistor, count: Int, rows: Int = 128) throws -> [CellPulse] {
    let device = try MemristorDevice.usual()
    return (0..<count).map { cell in
      let isSet = cell % 2 == 0
      return CellPulse(
        CellOperation(
          kind: isSet ? .set : .reset, amplitude: .volts(5), wordLineVoltage: .volts(isSet ? 1.12 : 9), pulse: pulse),
        on: device.draw(seed: 3, index: cell), state: isSet ? 0 : 1,
        in: CellSurroundings(
          rows: rows, row: (cell * 7) % rows, transistor: transistor,
          wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
    }
  }

  /// Responses to pulses and to the reads after them.
  private static func responses(
    _ pulses: [CellPulse], by cells: any CellSimulator
  ) async throws -> [(write: CellResponse, read: CellResponse)] {
    let written = try await cells.apply(pulses).map { try $0.get() }
    var reads = pulses
    for index in reads.indices { (reads[index].operation, reads[index].state) = (read, written[index].finalState) }
    return zip(written, try await cells.read(reads).map { try $0.get() }).map { ($0, $1) }
  }

  // MARK: Cells

  @Test(arguments: [Kind.series, .leaky, .hot]) private func cellsAreThoseOfNgspice(_ kind: Kind) async throws {
    let engine = try Self.engine(kind.transistor())
    let pulses = try Self.pulses(kind.transistor(), count: 10)
    let found = try await Self.responses(pulses, by: engine.cells)
    let expected = try await Self.responses(pulses, by: CircuitCells(NgspiceEngine.shared))
    for (index, (a, b)) in zip(found, expected).enumerated() {
      for (name, x, y, tolerance) in [
        ("write", a.write.current.si, b.write.current.si, 2e-4),
        ("read", a.read.current.si, b.read.current.si, 2e-4),
        // With what the column's other cells leak: of these tenths of a read's current.
        ("bit line", a.write.bitLineCurrent.si, b.write.bitLineCurrent.si, 2e-4),
        ("bit line in the read", a.read.bitLineCurrent.si, b.read.bitLineCurrent.si, 1e-3),
        ("energy", a.write.energy.si, b.write.energy.si, 3e-3),
        ("state", 1 + a.write.finalState, 1 + b.write.finalState, 1e-5),
      ] { #expect(abs(x / y - 1) < tolerance, "\(kind), cell \(index), \(name): \(x), \(y)") }
    }
    let figures = engine.figures(nil)
    #expect(figures.runsGivenToNgspice == 0 && figures.runs == 20)
    let error = try #require(figures.transistorTableError)
    #expect(error > 1e-12 && error < TransistorSampling.tolerance && figures.text.contains("transistors by tables"), "\(error)")
  }

  /// Of the same card, by equations and by a table.
  @Test func theTableOfTheShippedCardIsItsEquations() async throws {
    let (card, equations) = (try Kind.card.transistor(), try Self.equations())
    let engine = try Self.engine(card)
    let found = try await Self.responses(Self.pulses(card, count: 40), by: engine.cells)
    let expected = try await Self.responses(Self.pulses(equations, count: 40), by: Self.engine(equations).cells)
    for (index, (a, b)) in zip(found, expected).enumerated() {
      #expect(abs(a.write.finalState - b.write.finalState) < 1e-5, "cell \(index): \(a.write), \(b.write)")
      #expect(abs(a.read.current / b.read.current - 1) < 1e-5, "cell \(index): \(a.read), \(b.read)")
    }
    #expect(try Self.engine(equations).figures(nil).transistorTableError == nil)
  }

  /// However many ask for it at the same time, and whatever they have in their batches.
  @Test func aTableIsSampledOnceAndCellsDoNotDependOnTheirBatch() async throws {
    let transistor = try Kind.parallel.transistor()
    let pulses = try Self.pulses(transistor, count: 24).filter { $0.operation.kind == .reset }
    let engine = try Self.engine(transistor)
    let together = try await engine.cells.apply(pulses).map { try $0.get() }
    let other = try Self.engine(transistor)
    let cells = other.cells
    let alone = try await pulses.mapConcurrently(atMost: 4) { try await cells.apply([$0])[0].get() }
    #expect(alone == together)
    // A gate at 9 V and those at ground: of each a grid, points off it, and its charge.
    #expect([engine, other].map(\.spice.totals.analyses) == [6, 6])
  }

  /// A bit line below ground is within the tables, too, and the engines agree there.
  @Test func tablesReachALoweredBitLine() async throws {
    let transistor = try Kind.leaky.transistor()
    var pulses = try Self.pulses(transistor, count: 6, rows: 16)
    for index in pulses.indices {
      pulses[index].operation = ResetScheme.lowered.operation(amplitude: .volts(5), boost: .zero, pulse: Self.pulse)
      pulses[index].state = 1
    }
    let engine = try Self.engine(transistor)
    let (found, expected) = (try await engine.cells.apply(pulses), try await CircuitCells(NgspiceEngine.shared).apply(pulses))
    #expect(engine.compiled?.totals.inNgspice == 0)
    for (found, expected) in zip(found, expected) {
      let (found, expected) = (try found.get(), try expected.get())
      #expect(abs(found.finalState - expected.finalState) < 1e-3 && abs(found.current / expected.current - 1) < 1e-3)
      #expect(abs(found.stress.gateDrain.si - expected.stress.gateDrain.si) < 5e-3)
    }
  }

  /// A neighbour's gate is closed while its lines are driven, or open while they are not.
  @Test func neighboursAreDisturbedAsInNgspice() async throws {
    let transistor = try Kind.leaky.transistor()
    let device = try MemristorDevice.usual()
    let corner = DisturbTrial(
      Grid(rows: 2, columns: 2) { device.draw(seed: 3, index: 2 * $0 + $1) },
      in: try Self.pulses(transistor, count: 1, rows: 16)[0].with(row: 9))
    let operation = CellOperation(kind: .reset, amplitude: .volts(5), wordLineVoltage: .volts(9), pulse: Self.pulse)
    let found = try await Self.engine(transistor).cells.disturb([corner], by: operation, state: 0.5)[0].get()
    let expected = try await CircuitCells(NgspiceEngine.shared).disturb([corner], by: operation, state: 0.5)[0].get()
    for (a, b) in zip(found, expected) {
      #expect(a.neighbour == b.neighbour && abs(a.finalState - b.finalState) < 1e-4, "\(a), \(b)")
    }
  }

  @Test func cellsBehindATableRestAsOthersDo() async throws {
    let cell = (memristor: try MemristorDevice.usual().draw(seed: 3, index: 0), state: 0.3)
    let found = try await Self.engine(Kind.leaky.transistor()).cells.rest([cell], for: .seconds(1))[0].get()
    #expect(found == (try await Self.engine(Self.equations()).cells.rest([cell], for: .seconds(1))[0].get()))
  }

  /// A card of level 3, with a current below the threshold.
  @Test func aCardThatIsNoEquationsIsATable() async throws {
    let library = try ModelLibrary(
      text: ".model three nmos level=3 vto=0.75 gamma=0.6 phi=0.7 tox=12n theta=0.1 vmax=1.5e5 eta=0.05 kappa=0.3 nsub=1e16 "
        + "u0=500 xj=0.2u nfs=1e11", source: "three.mod")
    let transistor = AccessTransistor(
      model: try TransistorModel(library: library), width: .micrometers(60), length: .micrometers(0.6))
    let engine = try Self.engine(transistor)
    let pulses = try Self.pulses(transistor, count: 4)
    let found = try await Self.responses(pulses, by: engine.cells)
    let expected = try await Self.responses(pulses, by: CircuitCells(NgspiceEngine.shared))
    for (a, b) in zip(found, expected) { #expect(abs(a.read.current / b.read.current - 1) < 2e-4, "\(a), \(b)") }
    #expect(engine.figures(nil).runsGivenToNgspice == 0 && engine.figures(nil).transistorTableError ?? 1 < 1e-3)
  }

  // MARK: Errors

  /// A coarse table's error, against the equations at points that the sampling does not know.
  @Test func theErrorThatIsToldIsThereIndeed() async throws {
    let sampling = TransistorSampling(
      transistor: try Kind.card.transistor(), gateVoltage: .volts(3), largestVoltage: .volts(5))
    var errors: [Double] = []
    for (rows, columns) in [(11, 6), (41, 21), (101, 51)] {
      let grid = TransistorTable.Grid(largestVoltage: 5, rows: rows, columns: columns)
      let found = try await sampling.sampled(grid, on: NgspiceEngine.shared)
      // The grid is where it was meant to be: there the table is ngspice's.
      for (row, column) in [(0, 1), (rows / 2, -columns), (rows - 1, columns), (1, -1)] {
        let (low, across) = (grid.low(row), grid.across(row, column))
        let (drain, source) = (low + max(across, 0), low + max(-across, 0))
        let exact = Self.through(drain: drain, gate: 3, source: source)
        #expect(abs(found.table.reading(drain: drain, source: source).drain - exact) < 1e-9 + 1e-6 * abs(exact))
      }
      var stream = RandomStream(seed: 8, purpose: "voltages of a transistor")
      var (worst, worstAtGround) = (0.0, 0.0)
      for index in 0..<6000 {
        let a = Double.random(in: 0...5, using: &stream)
        let b = index % 4 == 0 ? 0 : Double.random(in: 0...5, using: &stream)
        let exact = Self.through(drain: a, gate: 3, source: b)
        worst = max(worst, TransistorSampling.error(of: WeightedTables(found.table), at: (a, b), (exact, -exact), above: worst))
        if b == 0 { worstAtGround = max(worstAtGround, abs(found.table.reading(drain: a, source: 0).drain / exact - 1)) }
      }
      #expect(worstAtGround < 1.5 * found.error, "\(rows) rows: told \(found.error), found \(worstAtGround) at ground")
      // Either may meet the worst place, the bend where the transistor turns off, better than the other.
      #expect(found.error > worst / 4 && found.error < worst * 4, "\(rows) rows: told \(found.error), found \(worst)")
      errors.append(found.error)
    }
    #expect(errors[0] > errors[1] && errors[1] > errors[2], "\(errors)")
  }

  /// The shipped card's channel, A.
  private static func through(drain: Double, gate: Double, source: Double) -> Double {
    let (low, across) = (min(drain, source), abs(drain - source))
    let root = 0.7.squareRoot()
    let widened = low >= 0 ? (0.7 + low).squareRoot() : max(root + low / (2 * root), 0)
    let overdrive = max(gate - low - 0.75 - 0.6 * (widened - root), 0)
    let effective = min(overdrive, across)
    let size = 144e-6 * 100 * (1 + 0.03 * across) * effective * (overdrive - effective / 2)
    return drain < source ? -size : size
  }

  private static func refusal(_ transistor: AccessTransistor, _ operation: CellOperation) async throws -> String {
    let engine = try Self.engine(transistor)
    let refusal = await #expect(throws: CompilationRefusal.self) { _ = try await engine.prepare([(transistor, operation)]) }
    return refusal?.description ?? ""
  }

  /// A current that jumps, and one that ngspice has no solution for.
  @Test func transistorsThatNoTableFollowsAreRefused() async throws {
    let jumping = try Self.transistorOf("jumping", "R1 d s 1e4\nB1 d s I = {count}*1e-4*u(V(d,s)-1.23)*V(d,s)")
    #expect(
      try await Self.refusal(jumping, Self.read.at(.volts(5))).contains("a table of its currents at a gate of 5 V is off by"))
    let unsolvable = try Self.transistorOf(
      "unsolvable", "R1 d s 1e4\nRb b s 1e9\nB1 n 0 V = max(min(1e9*(0.5-V(n)),1),0)\nB2 d s I = 1e-6*V(n)")
    #expect(try await Self.refusal(unsolvable, Self.read).contains("cannot be sampled"))
  }

  /// A drain with 10 fF to the bulk, and 5 fF to the gate.
  private static func charged() throws -> AccessTransistor {
    try transistorOf("charged", Kind.card.body + "\nCj d b 10f\nCo g d 5f")
  }

  /// Up to 5 V the two capacitors take 75 fC, whatever flows through the channel meanwhile.
  @Test func theChargeOfATransistorIsMeasured() async throws {
    for gate in [0.0, 1.12, 5] {
      let charge = TransistorCharge(transistor: try Self.charged(), gateVoltage: .volts(gate), voltage: .volts(5))
      let found = try await charge.measured(on: NgspiceEngine.shared)
      #expect(abs(found / 75e-15 - 1) < 0.01, "gate \(gate) V: \(found) C")
    }
    let without = TransistorCharge(transistor: try Kind.card.transistor(), gateVoltage: .volts(1.12), voltage: .volts(5))
    #expect(try await without.measured(on: NgspiceEngine.shared) < 1e-16)
  }

  /// 75 fC are too much where a pulse passes less than five hundred times as much: such cells run in ngspice, with the charges.
  @Test func pulsesThatChargesWouldBeSeenInRunInNgspice() async throws {
    let transistor = try Self.charged()
    func reset(_ width: Time) -> CellOperation {
      CellOperation(
        kind: .reset, amplitude: .volts(5), wordLineVoltage: .volts(9), pulse: PulseShape(width: width, edge: width / 100))
    }
    // Of 60 um and far above the threshold: some 0.45 A, which pass 37.5 pC in 83 ps.
    let engine = try Self.engine(transistor)
    #expect(try await engine.prepare([(transistor, reset(.seconds(2e-10)))]).isEmpty)
    let remarks = try await engine.prepare([(transistor, reset(.seconds(7e-11))), (transistor, reset(.seconds(2e-10)))])
    #expect(remarks.count == 1 && remarks[0].contains("1 of 2 pulses are too short"), "\(remarks)")
    let share = try #require(engine.figures(nil).transistorChargeShare)
    let passing = abs(Self.through(drain: 0, gate: 9, source: 5)) * 7e-11
    #expect(abs(share * passing / 75e-15 - 1) < 0.02, "\(share)")
    var pulse = try #require(try Self.pulses(transistor, count: 2).last)
    pulse.operation = reset(.seconds(7e-11))
    let short = try await engine.cells.apply([pulse])[0].get()
    #expect(short == (try await engine.circuits.apply([pulse])[0].get()) && engine.figures(nil).runsTooShort == 1)
    // A read is sampled when charges are at rest, and equations have none.
    var read = Self.read
    read.pulse = reset(.seconds(1e-12)).pulse
    #expect(try await engine.prepare([(transistor, read)]).isEmpty)
    #expect(try await Self.engine(Self.equations()).prepare([(Self.equations(), reset(.seconds(1e-12)))]).isEmpty)
  }
}

extension CellPulse {
  fileprivate func with(row: Int) -> CellSurroundings {
    var surroundings = surroundings
    surroundings.row = row
    return surroundings
  }
}

extension CellOperation {
  fileprivate func at(_ amplitude: Voltage) -> CellOperation {
    var operation = self
    operation.amplitude = amplitude
    return operation
  }
}
