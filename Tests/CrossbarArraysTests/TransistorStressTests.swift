import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// The voltages that transistors see, against a whole array in ngspice with every node probed.
@Suite struct TransistorStressTests {
  /// A SET, a RESET by each scheme, and a read.
  enum Trial: String, CaseIterable {
    case set, boosted, plain, lowered, read

    var operation: CellOperation {
      switch self {
      case .set: CellOperation(kind: .set, amplitude: .volts(5), wordLineVoltage: .volts(1.12), pulse: usualPulse)
      case .read: CellOperation(usualRead)
      case .boosted, .plain, .lowered:
        (ResetScheme(rawValue: rawValue) ?? .plain).operation(amplitude: .volts(5), boost: .volts(4), pulse: usualPulse)
      }
    }
  }

  /// The place of a cell of the array when that at (2, 1) is selected.
  private static func place(_ row: Int, _ column: Int) -> TransistorStress.Place {
    row == 2 ? (column == 1 ? .selected : .sameRow) : column == 1 ? .sameColumn : .unselected
  }

  /// The stress of each place in a 4 x 4 array of drawn cells in a checkerboard of states, over the whole transient.
  private func wholeArray(_ operation: CellOperation, wires: Wires) async throws -> [TransistorStress.Place: CellStress] {
    let array = try drawnArray(rows: 4, columns: 4, seed: 5, wires: wires) { row, column in
      row == 2 && column == 1 ? (operation.kind == .set ? 0 : 1) : Double((row + column) % 2)
    }
    let row = operation.on(row: 2, columns: [1])
    func selection(_ cell: (Int, Int)) -> ArrayCircuitBuilder.Selection {
      .init(drive: row.drive(through: array.wires), scope: .array, row: cell.0, column: cell.1, moving: [1])
    }
    let cells = (0..<16).map { ($0 / 4, $0 % 4) }
    let probes = cells.map { ArrayCircuitBuilder.cellProbes(selection($0), of: array) }
    let gates = (0..<4).map { Probe.voltage(ArrayLine.wordLine.wholeLine($0)) }
    let circuit = try ArrayCircuitBuilder.circuit(selection((2, 1)), of: array, title: "stress", comments: [])
    let nodes = Set(probes.flatMap { [$0.middle, $0.sourceLine] })
    let result = try await NgspiceEngine.shared.simulate(
      Deck(circuit: circuit, analysis: row.analysis(on: array), probes: Array(nodes) + gates, options: .pulse))
    var found: [TransistorStress.Place: CellStress] = [:]
    for ((row, column), probes) in zip(cells, probes) {
      let gate = result.values(of: gates[row])
      let (drain, source) = (result.values(of: probes.middle), result.values(of: probes.sourceLine))
      func largest(_ values: [Double]) -> Voltage { .volts(values.reduce(0) { max($0, abs($1)) }) }
      let stress = CellStress(
        gateSource: largest(zip(gate, source).map { $0 - $1 }), gateDrain: largest(zip(gate, drain).map { $0 - $1 }),
        gateBulk: largest(gate), drainSource: largest(zip(drain, source).map { $0 - $1 }))
      found[Self.place(row, column), default: stress] = found[Self.place(row, column), default: stress].union(stress)
    }
    return found
  }

  /// With ideal wires the closed form is exact, but for the selected cell's drain, of which it is a bound.
  @Test(arguments: Trial.allCases)
  func linesTellWhatUnselectedTransistorsSee(_ trial: Trial) async throws {
    let operation = trial.operation
    let found = try await wholeArray(
      operation, wires: Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero))
    let (gate, lines) = (operation.wordLineVoltage, operation.lineVoltages)
    let expected: [TransistorStress.Place: CellStress] = [
      .selected: CellStress(gate: gate, bitLine: lines.bitLine, sourceLine: lines.sourceLine),
      .sameRow: CellStress(gate: gate, bitLine: .zero, sourceLine: .zero),
      .sameColumn: CellStress(gate: .zero, bitLine: lines.bitLine, sourceLine: lines.sourceLine),
      .unselected: CellStress(),
    ]
    for (place, stress) in expected {
      let simulated = try #require(found[place])
      for pair in TransistorRatings.Pair.allCases {
        let isBound = place == .selected && (pair == .gateDrain || pair == .drainSource)
        #expect(simulated[pair].si <= stress[pair].si + 1e-3, "\(place) \(pair)")
        #expect(isBound || abs(simulated[pair].si - stress[pair].si) < 1e-3, "\(place) \(pair): \(simulated[pair])")
      }
    }
    // Over all places, as the studies report it.
    let stress = TransistorStress(operation)
    for pair in TransistorRatings.Pair.allCases {
      let largest = found.values.map { $0[pair].si }.max() ?? 0
      #expect(largest <= stress[pair].voltage.si + 1e-3)
      if trial != .lowered { #expect(abs(largest - stress[pair].voltage.si) < 1e-3, "\(pair): \(largest)") }
    }
  }

  /// Wires only take voltage away.
  @Test(arguments: [Trial.set, .boosted, .lowered])
  func wiresTakeVoltageAway(_ trial: Trial) async throws {
    let stress = TransistorStress(trial.operation)
    for (place, found) in try await wholeArray(trial.operation, wires: usualWires) {
      for pair in TransistorRatings.Pair.allCases {
        #expect(found[pair].si <= stress[pair].voltage.si + 1e-3, "\(place) \(pair): \(found[pair])")
      }
    }
  }

  /// The selected cell's transistor, in ngspice and in compiled cells: drawn cells in a SET, each RESET and a read.
  @Test(arguments: Trial.allCases)
  func bothEnginesFollowTheMiddleNode(_ trial: Trial) async throws {
    let device = try usualDevice()
    let array = try makeArray(rows: 1, columns: 1)
    let pulses = (0..<6).map { cell in
      CellPulse(
        trial.operation, on: device.draw(seed: 4, index: cell), state: trial == .set ? 0 : 1,
        in: CellSurroundings(rows: 16, row: 15, transistor: array.transistor, wires: usualWires))
    }
    let compiled = try CellEngine(
      compiling: device, transistors: [array.transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared)
    let circuits = CircuitCells(NgspiceEngine.shared)
    let found = try await trial == .read ? compiled.cells.read(pulses) : compiled.cells.apply(pulses)
    let expected = try await trial == .read ? circuits.read(pulses) : circuits.apply(pulses)
    #expect(compiled.compiled?.totals.inNgspice == 0)
    for (found, expected) in zip(found, expected) {
      let (found, expected) = (try found.get(), try expected.get())
      #expect(abs(found.finalState - expected.finalState) < 1e-3)
      for pair in TransistorRatings.Pair.allCases {
        let (a, b) = (found.stress[pair].si, expected.stress[pair].si)
        #expect(abs(a - b) < 5e-3, "\(trial) \(pair): \(a) V compiled, \(b) V in ngspice")
      }
    }
  }

  @Test func theLargestOfEachPairIsNamed() {
    var stress = TransistorStress(CellOperation(usualRead))
    for trial in [Trial.set, .boosted] { stress.formUnion(TransistorStress(trial.operation)) }
    for pair in [TransistorRatings.Pair.gateSource, .gateDrain, .gateBulk] {
      #expect(stress[pair] == .init(voltage: .volts(9), operation: .reset, place: .sameRow))
    }
    #expect(stress[.drainSource] == .init(voltage: .volts(5), operation: .set, place: .sameColumn))
    #expect(stress.exceeded(TransistorRatings(all: .volts(5.5))) == [.gateSource, .gateDrain, .gateBulk])
    #expect(stress.exceeded(TransistorRatings(all: .volts(9))).isEmpty, "a rating may be reached")
    #expect(stress.exceeded(TransistorRatings(drainSource: .volts(4.9))) == [.drainSource])
    #expect(stress.exceeded(TransistorRatings()).isEmpty)
    #expect(TransistorStress()[.gateBulk].voltage == .zero)
  }

  /// Unselected lines at V/3 and 2V/3 put a voltage on every transistor, and open ones none.
  @Test func biasedLinesCount() {
    let gates = GateVoltages(read: .volts(5), set: .volts(1.1), resetBoost: .volts(4), off: .zero)
    func stress(_ scheme: BiasScheme) -> TransistorStress {
      gates.stress(CellAccess(.reset, row: 0, column: 0, voltage: .volts(3), scheme: scheme))
    }
    #expect(stress(.floating)[.gateBulk].voltage == .volts(7) && stress(.floating)[.drainSource].voltage == .volts(3))
    // The row's other cells are at 1 and 2 V while the gate is at 7 V, and at 0 V before.
    #expect(stress(.third)[.gateSource].voltage == .volts(7))
    #expect(stress(.third)[.drainSource].place == .sameColumn)
  }
}

/// Ways to drive a RESET.
@Suite struct ResetSchemeTests {
  private func operation(_ scheme: ResetScheme, _ amplitude: Double = 5) -> CellOperation {
    scheme.operation(amplitude: .volts(amplitude), boost: .volts(4), pulse: usualPulse)
  }

  @Test func theAmplitudeIsFromLineToLine() {
    for scheme in ResetScheme.allCases {
      let lines = operation(scheme).lineVoltages
      #expect(lines.sourceLine - lines.bitLine == .volts(5) && operation(scheme).kind == .reset)
    }
    #expect(operation(.boosted).wordLineVoltage == .volts(9) && operation(.boosted).lineVoltages.bitLine == .zero)
    #expect(operation(.plain).wordLineVoltage == .volts(5) && operation(.plain).bitLineDrop == .zero)
    #expect(operation(.lowered).wordLineVoltage == .volts(5) && operation(.lowered).lineVoltages.bitLine == .volts(-0.4))
    #expect(operation(.lowered, 0.3).lineVoltages.sourceLine == .zero, "no source line goes below 0 V")
    var settings = writeSettings()
    settings.resetScheme = .lowered
    let row = settings.operation(writing: false, row: 3, columns: [1, 2], attempt: 0)
    #expect(CellOperation(row) == operation(.lowered) && row.row == 3 && row.columns == [1, 2])
    #expect(settings.operation(writing: true, row: 0, columns: [], attempt: 0).bitLineDrop == .zero)
  }

  /// A memristor without a filament draws little, so that the transistor follows its gate: the middle node rises until
  /// V_G - V_M = V_T(V_M), with the body effect of level 1. A lowered bit line adds its 0.4 V; a boosted gate passes all.
  @Test func theTransistorFollowsItsGate() async throws {
    let array = try makeArray(rows: 1, columns: 1)
    let trial = CellTrial(
      try medianMemristor(), in: CellSurroundings(rows: 1, row: 0, transistor: array.transistor, wires: usualWires))
    var across: [ResetScheme: (voltage: Double, middle: Double, current: Double)] = [:]
    for scheme in ResetScheme.allCases {
      let point = try await trial.operatingPoint(operation(scheme), state: 0, on: NgspiceEngine.shared)
      across[scheme] = ((point.middle - point.bitLine).si, point.middle.si, -point.sourceLineCurrent.si)
    }
    let plain = try #require(across[.plain])
    // With the overdrive that the current takes: kp W / 2 L = 7.2 mA/V^2.
    let threshold = 0.75 + 0.6 * ((0.7 + plain.middle).squareRoot() - 0.7.squareRoot())
    let overdrive = (plain.current / (7.2e-3 * (1 + 0.03 * (5 - plain.middle)))).squareRoot()
    #expect(abs(plain.middle - (5 - threshold - overdrive)) < 1e-3, "\(plain)")
    #expect(abs((across[.lowered]?.voltage ?? 0) - plain.voltage - 0.4) < 0.02, "\(across)")
    #expect(abs((across[.boosted]?.voltage ?? 0) - 5) < 0.01)
  }

  /// A lowered bit line biases junctions forward; half-selected cells must hold what they have in both engines.
  @Test func aLoweredBitLineDisturbsNoCell() async throws {
    let device = try usualDevice()
    let transistor = try makeArray(rows: 1, columns: 1).transistor
    let corner = DisturbTrial(
      Grid(rows: 2, columns: 2) { device.draw(seed: 3, index: 2 * $0 + $1) },
      in: CellSurroundings(rows: 16, row: 15, transistor: transistor, wires: usualWires))
    let compiled = try CellEngine(
      compiling: device, transistors: [transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared)
    for cells in [compiled.cells, CircuitCells(NgspiceEngine.shared)] as [any CellSimulator] {
      for state in [0.0, 1] {
        let found = try await cells.disturb([corner], by: operation(.lowered), state: state)[0].get()
        #expect(found.allSatisfy { abs($0.finalState - state) < 1e-6 }, "\(found)")
      }
    }
    #expect(compiled.compiled?.totals.inNgspice == 0)
  }
}
