import CircuitSimulation
import CrossbarArrays
import Studies
import CrossbarPrimitives
import MemristorDevices
import NgspiceBridge
import Testing

/// Compiled cells and circuits in ngspice, cell by cell.
@Suite struct EngineTests {
  /// A write of drawn cells and the read after it, as both engines see them.
  private struct Setting: Sendable, CustomTestStringConvertible {
    var device = "ag-mos2"
    var write = 5.0
    var gate = 1.12
    /// Above the source line, in a RESET.
    var boost = 4.0
    var width = Time.milliseconds(20)
    var read = 0.1
    var threshold = Resistance.kiloohms(10)
    var rest = Time.zero
    /// Of the read currents' differences, the median at most. Within pulses that are over before a state has settled ngspice
    /// leaves more open: it holds each step of a state to a millionth of the whole of it, which is 4 nm where 0.3 nm count.
    var median = 1e-5
    var testDescription: String {
      "\(device), \(write) V, gate \(gate) V, \(width), read at \(read) V, rest \(rest)"
    }
  }

  /// Those where rules that once stood in for circuits were wrong by tens of percent: short and long pulses, reads that write,
  /// filaments that fade; and another device.
  private static let settings =
    [200, 5, 2, 1.5, 1.2, 1].map { Setting(width: .milliseconds($0)) } + [Setting(width: .milliseconds(0.1), median: 1e-4)]
    + [0.2, 0.3, 1, 5].map { Setting(read: $0) } + [
      Setting(gate: 0.8, rest: .seconds(1)), Setting(gate: 0.85, rest: .seconds(1e4)), Setting(rest: .seconds(1e6)),
      Setting(
        device: "sky130-hfo2", write: 2.4, gate: 1.7, boost: 2, width: .microseconds(1), threshold: .kiloohms(100)),
      Setting(
        device: "sky130-hfo2", write: 1.6, gate: 1, boost: 2, width: .microseconds(0.1), threshold: .kiloohms(100),
        median: 3e-4),
    ]

  @Test(arguments: settings) private func theEnginesAgreeCellByCell(_ setting: Setting) async throws {
    let device = try MemristorDevice(setting.device)
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let circuits = CellEngine(ngspice: NgspiceEngine.shared)
    let compiled = try CellEngine(
      compiling: device, transistors: [transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared)
    let pulse = PulseShape(width: setting.width, edge: setting.width / 2000)
    let read = ReadSettings(
      voltage: .volts(setting.read), gateVoltage: .volts(5), pulse: pulse, threshold: setting.threshold)
    let count = 24
    let pulses = (0..<count).map { cell in
      let isSet = cell % 3 == 0
      return CellPulse(
        CellOperation(
          kind: isSet ? .set : .reset, amplitude: .volts(setting.write),
          wordLineVoltage: .volts(isSet ? setting.gate : setting.write + setting.boost), pulse: pulse),
        on: device.draw(seed: 11, index: cell), state: isSet ? 0 : 1,
        in: CellSurroundings(
          rows: 32, row: cell,
          transistor: transistor,
          wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
    }
    let (reference, found) = (
      try await Self.cells(pulses, read, setting.rest, by: circuits.cells),
      try await Self.cells(pulses, read, setting.rest, by: compiled.cells)
    )
    let check = EngineCheck(
      zip(found, reference).enumerated().map { ("cell \($0)", $1.0, $1.1) }, read: read)
    #expect(check.cells == count && check.bitsThatDiffer == check.bitsAtThreshold, "\(check)")
    #expect((check.medianCurrentDifference ?? 1) < setting.median && check.currentsBeyondTolerance <= 1, "\(check)")
    #expect(compiled.compiled?.totals.inNgspice == 0)
  }

  private static func cells(
    _ pulses: [CellPulse], _ read: ReadSettings, _ rest: Time, by cells: any CellSimulator
  ) async throws -> [EngineCheck.Cell] {
    var pulses = pulses
    for (index, response) in try await cells.apply(pulses).enumerated() { pulses[index].state = try response.get().finalState }
    if rest > .zero {
      let states = try await cells.rest(pulses.map { ($0.memristor, $0.state) }, for: rest)
      for (index, state) in states.enumerated() { pulses[index].state = try state.get() }
    }
    for index in pulses.indices { pulses[index].operation = CellOperation(read.operation(row: 0, columns: [])) }
    return try await cells.read(pulses).map { response in
      EngineCheck.Cell(state: try response.get().finalState, current: try response.get().current)
    }
  }

  /// Hundreds of cells at once, more than lanes, and one alone give the same to the bit.
  @Test func aCellDoesNotDependOnItsBatch() async throws {
    let device = try MemristorDevice.usual()
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let cells = try CellEngine(
      compiling: device, transistors: [transistor], checks: 0, threads: 1, ngspice: NgspiceEngine.shared
    ).cells
    let pulses = (0..<40).map { cell in
      CellPulse(
        CellOperation(
          kind: .set, amplitude: .volts(5), wordLineVoltage: .volts(1.12),
          pulse: PulseShape(width: .milliseconds(20), edge: .microseconds(10))),
        on: device.draw(seed: 2, index: cell), state: 0,
        in: CellSurroundings(
          rows: 40, row: cell, transistor: transistor,
          wires: Wires(bitLineSegment: .ohms(1), sourceLineSegment: .ohms(1), driver: .zero)))
    }
    let together = try await cells.apply(pulses).map { try $0.get() }
    let backwards = try await cells.apply(pulses.reversed()).map { try $0.get() }
    #expect(Array(backwards.reversed()) == together)
    for index in [0, 7, 23] { #expect(try await cells.apply([pulses[index]])[0].get() == together[index]) }
  }

  /// What differs is found: a reference that is another cell's is no reference.
  @Test func aCheckFailsWhereTheEnginesDiffer() throws {
    let read = ReadSettings(
      voltage: .volts(0.1), gateVoltage: .volts(5), pulse: PulseShape(width: .milliseconds(20), edge: .microseconds(10)),
      threshold: .kiloohms(10))
    func cell(_ microamperes: Double) -> EngineCheck.Cell { .init(state: 0, current: .microamperes(microamperes)) }
    func check(_ pairs: [(Double, Double?)]) -> EngineCheck {
      EngineCheck(pairs.enumerated().map { ("\($0)", cell($1.0), $1.1.map(cell)) }, read: read)
    }
    #expect(check([(100, 100.01), (1, 1), (5, nil)]).passes)
    // 10 uA decides: a bit that differs there is either engine's last digit, elsewhere it is an error.
    let atThreshold = check([(9.95, 10.05)])
    #expect(atThreshold.bitsThatDiffer == 1 && atThreshold.bitsAtThreshold == 1)
    #expect(!check([(9, 11)]).passes)
    let many = check((0..<100).map { (100, $0 < 3 ? 101.0 : 100) })
    #expect(many.currentsBeyondTolerance == 3 && !many.passes)
    #expect(many.largestCurrentDifferenceCell == "0" && check([(5, nil)]).unknown == 1)
  }

  @Test func whatFailedOrIsNearTheThresholdIsCheckedFirst() {
    let read = ReadSettings(
      voltage: .volts(0.1), gateVoltage: .volts(5), pulse: PulseShape(width: .milliseconds(20), edge: .microseconds(10)),
      threshold: .kiloohms(10))
    let cells = (0..<1000).map { index in
      (failed: index < 10, current: index == 500 ? Current.microamperes(10.1) : .microamperes(100))
    }
    let chosen = EngineCheck.selection(of: cells, count: 40, read: read, seed: 1)
    #expect(chosen.count == 40 && chosen.filter { $0 < 10 }.count == 10 && chosen.contains(500))
    #expect(chosen == EngineCheck.selection(of: cells, count: 40, read: read, seed: 1))
    #expect(chosen != EngineCheck.selection(of: cells, count: 40, read: read, seed: 2))
  }
}
