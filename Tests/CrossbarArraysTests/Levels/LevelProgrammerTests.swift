import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// Cells brought to levels by pulses and verifying reads.
@Suite struct LevelProgrammerTests {
  static func settings(
    _ algorithm: LevelAlgorithm, gate: Double = 1.12, amplitude: Double = 5, pulse: PulseShape = usualPulse,
    read: ReadSettings = usualRead, reset: Double = 5, boost: Double = 4, resetAbove: Double = 4000
  ) -> LevelWriteSettings {
    LevelWriteSettings(
      amplitude: .volts(amplitude), gateVoltage: .volts(gate), pulse: pulse,
      reset: ResetScheme.boosted.operation(amplitude: .volts(reset), boost: .volts(boost), pulse: pulse), read: read,
      resetAbove: .ohms(resetAbove), algorithm: algorithm)
  }

  static func surroundings(_ transistor: AccessTransistor) -> CellSurroundings {
    CellSurroundings(rows: 16, row: 15, transistor: transistor, wires: usualWires, wordLine: .last(of: 16))
  }

  static func compiled(_ device: MemristorDevice, _ transistor: AccessTransistor) throws -> CompiledCells {
    try CompiledCells(device, transistors: [transistor], circuits: CircuitCells(NgspiceEngine.shared), threads: 1)
  }

  // MARK: The published chip

  /// 7 levels that a SET writes, with a common start at 1.5 V: published means of the cells that reached their level are 200,
  /// 140, 101 and 80 pulses and 2.5, 3.7, 5.0 and 8.3 RESETs.
  @Test(arguments: [(5.0, 200.0, 2.5), (10, 140, 3.7), (20, 101, 5.0), (50, 80, 8.3)])
  func theChipsPulsesAreThosePublished(_ step: Double, _ pulses: Double, _ resets: Double) async throws {
    let found = try await Self.chip(step: step, cells: 150)
    #expect(abs(found.pulses / pulses - 1) < 0.15, "\(found)")
    #expect(abs(found.resets / resets - 1) < 0.25, "\(found)")
  }

  /// Fewest pulses between 50 and 100 mV; beyond, they grow by at most 35 %. Nearly all failures are cells that get stuck.
  @Test func theChipsPulsesHaveAMinimum() async throws {
    let runs = try await [20.0, 50, 100, 200].asyncMap { try await Self.chip(step: $0, cells: 40) }
    let least = min(runs[1].pulses, runs[2].pulses)
    #expect(runs[0].pulses > least && runs[3].pulses > least)
    #expect(runs[3].pulses < 1.35 * least)
    for run in runs {
      // The others used up their RESETs, at the coarsest step alone.
      #expect((run.stuck...run.stuck + 6).contains(run.failures), "\(run)")
      // So many RESETs, each with 1.5 cells of a thousand stuck; four standard deviations.
      let expected = 1.5e-3 * run.allResets
      #expect(abs(Double(run.stuck) - expected) < 4 * expected.squareRoot() + 1, "\(run)")
    }
  }

  struct ChipRun {
    var pulses, resets: Double
    var failures, stuck: Int
    var allResets: Double
  }

  private static func chip(step: Double, cells: Int) async throws -> ChipRun {
    let device = try MemristorDevice(yaml: PublishedChip.description, source: "chip", fluctuates: true)
    let windows = [
      (1.0, 4200.0), (4540, 4580), (5040, 5090), (5670, 5730), (6510, 6589), (7785, 7973), (11417, 11936),
    ]
    let levels = windows.map { low, high in
      ResistanceLevel(
        target: .ohms((low + high) / 2), window: .ohms(low)...Resistance.ohms(high), start: .volts(1.5))
    }
    let algorithm = LevelAlgorithm(
      .gateStep, step: .millivolts(step), limit: .volts(3.3), mostPulses: 100_000, mostResets: 200, limitRetries: 200)
    let programmer = LevelProgrammer(
      device, levels: levels, settings: settings(algorithm, resetAbove: 80e3), seed: 5, cells: PublishedChip())
    let surroundings = surroundings(
      AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)))
    let outcomes = try await programmer.program(
      (0..<7 * cells).map { LevelCell(number: $0, level: $0 % 7, state: log(110e3), surroundings: surroundings) })
    let written = outcomes.filter { $0.status == .written }
    func mean(_ value: (LevelOutcome) -> Int) -> Double {
      Double(written.reduce(0) { $0 + value($1) }) / Double(written.count)
    }
    return ChipRun(
      pulses: mean(\.pulses), resets: mean(\.resets), failures: outcomes.count - written.count,
      stuck: outcomes.count { $0.isStuck },
      allResets: Double(outcomes.reduce(0) { $0 + ($1.isStuck ? 0 : $1.resets) }))
  }

  // MARK: Where a SET stops

  /// Spread of ln R of one SET from HRS by a spread of 0.04 in v_hold: 0.039, 0.040 and 0.039 at 30, 100 and 300 uA.
  @Test(arguments: [30.0, 100, 300]) func aSetStopsByTheSpreadOfTheHoldVoltage(_ microamperes: Double) async throws {
    // A filament that is never the limit.
    let device = try MemristorDevice(
      yaml: """
        name: stop
        like: ag-mos2
        parameters: {v_set: {value: 1.2}, r_lrs: {value: 100}, r_hrs: {value: 1e6}, g_stable: {value: 2e-4}}
        fluctuations: {stop: {v_hold: {form: lognormal, pulse: 0.04, source: assumption}}, read_noise: {sd: 0, source: none}, telegraph_noise: {share: 0, median: 0, log_sd: 0, source: none}}
        """, source: "stop", fluctuates: true)
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let cells = try Self.compiled(device, transistor)
    // The gate at which this current saturates: i = kp W / (2 L) (V - vto)^2.
    let gate = try await Self.gate(for: microamperes * 1e-6, device, transistor, cells)
    let algorithm = LevelAlgorithm(.single, step: .zero, limit: .volts(5), mostResets: 1, erasesFirst: false)
    let level = ResistanceLevel(target: .ohms(1000), window: .ohms(1)...Resistance.ohms(1e5), start: gate)
    let programmer = LevelProgrammer(
      device, levels: [level], settings: Self.settings(algorithm), seed: 1, cells: cells)
    let surroundings = Self.surroundings(transistor)
    let outcomes = try await programmer.program(
      (0..<400).map { LevelCell(number: $0, level: 0, state: 0, surroundings: surroundings) })
    let logs = outcomes.map { log(device.median().resistance(state: $0.state).si) }
    let mean = logs.reduce(0, +) / 400
    let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
    let current = try #require(outcomes[0].setCurrent)
    #expect(abs(current.si / (microamperes * 1e-6) - 1) < 0.1)
    #expect(abs(deviation - 0.039) < 0.004, "\(deviation)")
  }

  /// The gate at which a SET ends with a current, by bisection.
  private static func gate(
    for current: Double, _ device: MemristorDevice, _ transistor: AccessTransistor, _ cells: CompiledCells
  ) async throws -> Voltage {
    var (low, high) = (0.5, 2.0)
    for _ in 0..<20 {
      let middle = (low + high) / 2
      let operation = CellOperation(kind: .set, amplitude: .volts(5), wordLineVoltage: .volts(middle), pulse: usualPulse)
      let found = try await cells.apply([
        CellPulse(operation, on: device.median(), state: 0, in: surroundings(transistor))
      ])[0].get().current.si
      if found < current { low = middle } else { high = middle }
    }
    return .volts(low)
  }

  /// 20 meV more of a barrier: ln R by 0.0559 at a gate of 1.2 V (x 4.524588 against 4.509205 nm by ngspice).
  @Test func aBarrierMovesTheStop() async throws {
    let device = try MemristorDevice("sky130-hfo2", fluctuates: true)
    let file = FileManager.default.temporaryDirectory.appending(component: "nmos-\(UUID()).mod")
    try ".model n nmos level=1 vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05\n".write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let model = try TransistorModel(file: file.path())
    let transistor = AccessTransistor(model: model, width: .micrometers(0.7), length: .micrometers(0.5))
    let cells = try Self.compiled(device, transistor)
    let pulse = PulseShape(width: .microseconds(1), edge: .seconds(10e-9))
    let operation = CellOperation(kind: .set, amplitude: .volts(2.4), wordLineVoltage: .volts(1.2), pulse: pulse)
    let wires = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)
    let surroundings = CellSurroundings(rows: 1, row: 0, transistor: transistor, wires: wires)
    let found = try await cells.apply(
      [1.501, 1.521].map { CellPulse(operation, on: device.median(["e_g": $0]), state: 0, in: surroundings) }
    ).map { try $0.get().finalState }
    let thickness = found.map { device.memory.value(at: $0) }
    #expect(abs(thickness[0] - 4.524588) < 2e-4 && abs(thickness[1] - 4.509205) < 2e-4, "\(thickness)")
    let change = log(device.median().resistance(state: found[1]) / device.median().resistance(state: found[0]))
    #expect(abs(change - 0.0559) < 0.0015, "\(change)")
  }

  // MARK: Engines, orders, one bit

  private static func sky130(
    _ cells: (MemristorDevice, AccessTransistor) throws -> any CellSimulator, numbers: [Int], fluctuates: Bool = true
  ) async throws -> [LevelOutcome] {
    let device = try MemristorDevice("sky130-hfo2", fluctuates: fluctuates, isTypical: true)
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(0.7), length: .micrometers(0.5))
    let pulse = PulseShape(width: .microseconds(1), edge: .seconds(10e-9))
    let read = ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(2.5), pulse: pulse, threshold: .kiloohms(100))
    let algorithm = LevelAlgorithm(.gateStep, step: .millivolts(20), limit: .volts(4))
    let levels = [(60e3, 1.5), (30e3, 1.74), (15e3, 2.1)].map { target, start in
      ResistanceLevel(
        target: .ohms(target), window: .ohms(0.97 * target)...Resistance.ohms(1.03 * target), start: .volts(start))
    }
    let programmer = LevelProgrammer(
      device, levels: levels,
      settings: settings(
        algorithm, gate: 2, amplitude: 2.4, pulse: pulse, read: read, reset: 2.4, boost: 2.5, resetAbove: 120e3),
      seed: 8, cells: try cells(device, transistor))
    let surroundings = surroundings(transistor)
    return try await programmer.program(
      numbers.map { LevelCell(number: $0, level: $0 % 3, state: 0, surroundings: surroundings) })
  }

  /// Pulse by pulse the same decisions in both engines, with all fluctuations.
  @Test func bothEnginesAgreeCellByCell() async throws {
    let compiled = try await Self.sky130(Self.compiled, numbers: Array(0..<6))
    let circuits = try await Self.sky130({ _, _ in CircuitCells(NgspiceEngine.shared) }, numbers: Array(0..<6))
    for (one, other) in zip(compiled, circuits) {
      #expect(one.status == other.status && one.pulses == other.pulses && one.resets == other.resets)
      #expect(one.reads == other.reads && one.voltage == other.voltage)
      #expect(abs(one.state - other.state) < 1e-4)
      let (a, b) = (try #require(one.verified), try #require(other.verified))
      #expect(abs(a / b - 1) < 1e-3)
      #expect(abs(one.energy / other.energy - 1) < 1e-2)
    }
    #expect(compiled.contains { $0.pulses > 2 })
  }

  /// A cell's draws depend on its number alone, not on who is programmed beside it.
  @Test func cellsDoNotDependOnTheirNeighbours() async throws {
    let all = try await Self.sky130(Self.compiled, numbers: Array(0..<12))
    let some = try await Self.sky130(Self.compiled, numbers: [7, 3])
    #expect(some == [all[7], all[3]])
  }

  /// Two levels, RESET and SET, without fluctuations: the same pulses as an ordinary write, so the same results to the bit.
  @Test(arguments: ["ag-mos2", "sky130-hfo2"]) func oneBitIsTheOrdinaryWrite(_ name: String) async throws {
    let device = try MemristorDevice(name)
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let cells = try Self.compiled(device, transistor)
    let write = writeSettings()
    let algorithm = LevelAlgorithm(
      .single, step: .zero, limit: write.gateVoltage, mostResets: 1, erasesFirst: false)
    let levels = [
      ResistanceLevel.reset(.megaohms(1), least: .kiloohms(10)),
      ResistanceLevel(target: .ohms(500), window: .ohms(1)...Resistance.kiloohms(10), start: write.gateVoltage),
    ]
    let settings = LevelWriteSettings(
      amplitude: write.voltage, gateVoltage: write.gateVoltage, pulse: write.pulse,
      reset: CellOperation(write.operation(writing: false, row: 0, columns: [], attempt: 0)), read: usualRead,
      resetAbove: .kiloohms(10), algorithm: algorithm)
    let surroundings = Self.surroundings(transistor)
    let outcomes = try await LevelProgrammer(device, levels: levels, settings: settings, seed: 1, cells: cells).program(
      (0..<64).map { LevelCell(number: $0, level: $0 % 2, state: $0 % 2 == 0 ? 1 : 0, surroundings: surroundings) })
    let ordinary = (0..<64).map { number in
      CellPulse(
        CellOperation(write.operation(writing: number % 2 == 1, row: 0, columns: [], attempt: 0)),
        on: device.draw(seed: 1, index: number), state: number % 2 == 0 ? 1 : 0, in: surroundings)
    }
    let written = try await cells.apply(ordinary).map { try $0.get() }
    let read = try await cells.read(
      zip(ordinary, written).map {
        CellPulse(CellOperation(usualRead), on: $0.memristor, state: $1.finalState, in: surroundings)
      }
    ).map { try $0.get() }
    for (outcome, response) in zip(outcomes, read) {
      #expect(outcome.current == response.current && outcome.state == response.finalState)
      #expect(outcome.pulses == 1)
    }
  }

  /// A stuck cell gives up by name, after as many RESETs as it may get.
  @Test func failuresHaveNames() async throws {
    let device = try MemristorDevice("ag-mos2", fluctuates: true, isTypical: true)
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let cells = try Self.compiled(device, transistor)
    let surroundings = Self.surroundings(transistor)
    func program(
      _ fault: LevelCell.Fault?, limit: Double, mostPulses: Int = 100, target: Double = 1000
    ) async throws -> LevelOutcome {
      let algorithm = LevelAlgorithm(
        .gateStep, step: .millivolts(20), limit: .volts(limit), mostPulses: mostPulses, mostResets: 3, limitRetries: 1)
      let level = ResistanceLevel(
        target: .ohms(target), window: .ohms(0.999 * target)...Resistance.ohms(1.001 * target), start: .volts(0.7))
      return try await LevelProgrammer(
        device, levels: [level], settings: Self.settings(algorithm), seed: 1, cells: cells
      ).program([LevelCell(number: 0, level: 0, state: 1, surroundings: surroundings, fault: fault)])[0]
    }
    let stuck = try await program(.stuckOn, limit: 2)
    #expect(stuck.status == .stuckInLRS && stuck.resets == 3 && stuck.sets == 0)
    let never = try await program(.stuckOff, limit: 0.9)
    #expect(never.status == .noSet && never.limits == 1 && never.resets == 2)
    let low = try await program(nil, limit: 0.9, target: 300)
    #expect(low.status == .lineAtLimit, "\(low)")
    let many = try await program(nil, limit: 2, mostPulses: 4)
    #expect(many.status == .pulsesUsedUp && many.pulses == 4)
  }
}

extension Array {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
