import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import Synchronization

/// Cells whose device and transistor are compiled: the circuit's equations are those that `CircuitCells` gives to
/// ngspice, but integrated natively, many cells at a time.
///
/// A transistor of level 1 is computed from its equations. Any other is a table of its currents, sampled in ngspice
/// when first needed. A table depends on transistor, gate voltage and amplitude alone.
///
/// A cell whose run does not finish, mostly because its step budget is used up, is simulated in ngspice instead, and
/// counted. So are cells whose pulse is so short that the charges of a transistor without equations would be seen.
public final class CompiledCells: CellSimulator {
  let compiled: CompiledDevice
  private let integrator: CellIntegrator
  let columnIntegrator: ColumnIntegrator
  private let transistors: [AccessTransistor: CompiledTransistor]
  private let tables: TransistorTables
  let circuits: CircuitCells
  let lineResponses = LineResponses()
  private let counts = Mutex(Counts())
  /// Number of threads, each of which integrates one batch.
  public let capacity: Int
  /// So many that the idle lanes at the end of a batch do not matter.
  public var batchSize: Int { 1024 }

  /// Totals over all simulations so far, from all threads.
  public struct Counts: Hashable, Sendable {
    /// Simulated pulses, reads and rests; each neighbour of a disturb trial counts as one.
    public var runs = 0
    /// Integration steps of all runs, including rejected ones.
    public var steps = 0
    /// Results that came from ngspice, since a run did not finish.
    public var inNgspice = 0
    /// Results that came from ngspice, since the transistor's charges count in so short a pulse.
    public var shortPulses = 0
    /// Results that came from ngspice, since the cell's lines are slow compared with the pulse; not among `runs`.
    public var withSlowLines = 0
    /// The largest capacitance that an off transistor adds to its lines; nil where none has charges.
    public var cellCapacitance: Capacitance?
    /// The largest effect of line delays that was left out, as a share of a pulse's width; nil for none.
    public var lineEffectLeftOut: Double?
    /// Processor time, summed over threads.
    public var time: Duration = .zero
  }

  /// Compiles the device, and all transistors that have equations.
  /// - Parameters:
  ///   - transistors: the access transistors of all cells to come.
  ///   - circuits: for cells that are given up, and for sampling transistor tables.
  ///   - threads: number of batches to work on at a time.
  ///   - relativeTolerance: of each state in each step.
  ///   - stepBudget: steps after which a cell or a column is given up, and simulated in ngspice.
  /// - Throws: `CompilationRefusal` for a device that cannot be compiled. A transistor is refused where its table is first
  ///   needed.
  public init(
    _ device: MemristorDevice, transistors: [AccessTransistor], circuits: CircuitCells, threads: Int,
    relativeTolerance: Double = 1e-5, stepBudget: Int = 20_000
  ) throws {
    compiled = try device.compiled.get()
    integrator = CellIntegrator(compiled, relativeTolerance: relativeTolerance, stepBudget: stepBudget)
    columnIntegrator = ColumnIntegrator(compiled, relativeTolerance: relativeTolerance, stepBudget: stepBudget)
    self.transistors = Dictionary(transistors.compactMap { one in one.equations.map { (one, $0) } }) { first, _ in first }
    tables = TransistorTables(circuits.engine)
    self.circuits = circuits
    capacity = threads
  }

  /// A snapshot; other threads may add to it at any time.
  public var totals: Counts { counts.withLock { $0 } }

  /// The largest error of the transistor tables so far, relative to a cell's current; nil if no table was needed.
  public var transistorTableError: Double? { tables.largestError }

  /// The largest share of a pulse's charge that a transistor takes, of the pulses so far; nil where none has charges to
  /// measure.
  public var transistorChargeShare: Double? { tables.largestChargeShare }

  /// Samples the tables that operations need, before any cell is simulated.
  /// - Returns: a remark where pulses are too short for compiled cells.
  /// - Throws: `CompilationRefusal` for a transistor that no table can follow.
  public func prepare(_ operations: [(transistor: AccessTransistor, operation: CellOperation)]) async throws -> [String] {
    let short = try await operations.mapConcurrently(atMost: circuits.capacity) { [self] in
      do {
        _ = try await design($0.transistor, gateVoltage: $0.operation.wordLineVoltage, in: $0.operation)
      } catch SimulationError.circuitRejected {
        // The study meets the error again, and then says whose card it is.
      } catch let short as ShortPulse {
        return short
      }
      return nil
    }.compactMap { $0 }
    guard let worst = short.max(by: { $0.share < $1.share }) else { return [] }
    return [
      "\(short.count) of \(operations.count) pulses are too short for compiled cells and simulated in ngspice: the transistor's "
        + "charges take up to \(String(format: "%.2g", worst.share)) of what passes in \(worst.operation.pulse.width), more than "
        + "\(TransistorTables.largestChargeShare)"
    ]
  }

  public func apply(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    try await run(pulses) { try await circuits.apply($0) }
  }

  public func read(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    try await run(pulses) { try await circuits.read($0) }
  }

  public func rest(
    _ cells: [(memristor: Memristor, state: Double)], for time: Time
  ) async throws -> [Result<Double, SimulationError>] {
    guard !cells.isEmpty else { return [] }
    // Between ideal lines at 0 V, whatever the transistor.
    let transistor = transistors.values.first ?? .absent
    let path = CellPath(bitLineResistance: 0, sourceLineResistance: 0, transistor: transistor, offCells: 0)
    let zeros = [0.0, 0.0]
    let drive = CellDrive(times: [0, time.si], bitLine: zeros, sourceLine: zeros, gate: zeros, sampleTime: time.si)
    let runs = try run(cells.map { job($0.memristor, state: $0.state) }, paths: [path], drives: [drive])
    let states = zip(cells, runs).map { cell, run in run.ifDone { cell.memristor.device.fraction(of: $0.states) } }
    return try await complete(states) { indices in
      try await circuits.rest(indices.map { cells[$0] }, for: time)
    }
  }

  /// Simulates each neighbour as a cell of its own. Neglected is the voltage drop that the selected cell's current
  /// causes on the shared lines.
  package func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>] {
    let neighbours = corners.flatMap { corner in
      Neighbour.allCases.map { neighbour in
        let (row, column) = neighbour.place
        var surroundings = corner.surroundings
        if let transistors = corner.transistors { surroundings.transistor = transistors[row, column] }
        return (neighbour: neighbour, memristor: corner.memristors[row, column], surroundings: surroundings)
      }
    }
    var (paths, drives, batch) = (Places<CellPath>(), Places<CellDrive>(), Batch(lines: CompiledLines(lineResponses)))
    var known = KnownTransistors()
    do {
      // Whether the pulse is too short is a matter of the selected cell's transistor.
      if let corner = corners.first {
        _ = try await design(
          corner.surroundings.transistor.nominal, gateVoltage: operation.wordLineVoltage, in: operation)
      }
    } catch is ShortPulse {
      noteShortPulses(neighbours.count)
      return try await circuits.disturb(corners, by: operation, state: state)
    }
    for cell in neighbours {
      var surroundings = cell.surroundings
      if cell.neighbour != .sameRow { surroundings.row -= 1 }
      let gate = cell.neighbour == .sameRow ? operation.wordLineVoltage : .zero
      let path = try await path(&surroundings, gateVoltage: gate, in: operation, &known)
      let drive = batch.lines.drive(
        operation, in: surroundings, linesAreDriven: cell.neighbour == .sameColumn, gateIsOpen: cell.neighbour == .sameRow,
        isTable: path.transistor.isTable
      ).drive
      batch.add(
        drive.map { job(cell.memristor, state: state, path: paths.place(of: path), drive: drives.place(of: $0)) })
    }
    let disturbs = zip(neighbours, try run(batch, paths: paths.values, drives: drives.values)).map { cell, run in
      run?.ifDone {
        CellDisturb(
          neighbour: cell.neighbour, memristor: cell.memristor,
          largestVoltage: .volts(abs(max($0.highestMemristorVoltage, -$0.lowestMemristorVoltage))), initialState: state,
          finalState: cell.memristor.device.fraction(of: $0.states))
      }
    }
    // One neighbour without a result, and the whole corner is simulated again.
    let values = disturbs.chunks(of: Neighbour.allCases.count).map { corner in
      let found = corner.compactMap { $0 }
      return found.count == corner.count ? found : nil
    }
    return try await complete(values) { indices in
      try await circuits.disturb(indices.map { corners[$0] }, by: operation, state: state)
    }
  }

  // MARK: Jobs

  /// Simulates pulses, each distinct path and drive being set up once.
  /// - Parameter inNgspice: simulates the pulses whose runs did not finish.
  private func run(
    _ pulses: [CellPulse],
    inNgspice: ([CellPulse]) async throws -> [Result<CellResponse, SimulationError>]
  ) async throws -> [Result<CellResponse, SimulationError>] {
    var (paths, drives) = (Places<CellPath>(), Places<CellDrive>())
    var (batch, known) = (Batch(lines: CompiledLines(lineResponses)), KnownTransistors())
    var chargingEnergies = [Energy](repeating: .zero, count: pulses.count)
    for (place, pulse) in pulses.enumerated() {
      let operation = pulse.operation
      var surroundings = pulse.surroundings
      let path: CellPath
      do {
        path = try await self.path(&surroundings, gateVoltage: operation.wordLineVoltage, in: operation, &known)
      } catch is ShortPulse {
        batch.addShort()
        continue
      }
      let (drive, chargingEnergy) = batch.lines.drive(operation, in: surroundings, isTable: path.transistor.isTable)
      chargingEnergies[place] = chargingEnergy
      batch.add(
        drive.map { job(pulse.memristor, state: pulse.state, path: paths.place(of: path), drive: drives.place(of: $0)) })
    }
    let runs = try run(batch, paths: paths.values, drives: drives.values)
    let responses = pulses.indices.map { place in
      runs[place]?.ifDone {
        var response = CellResponse($0, pulses[place])
        response.energy = response.energy + chargingEnergies[place]
        return response
      }
    }
    return try await complete(responses) { try await inNgspice($0.map { pulses[$0] }) }
  }

  /// Jobs in the order of their cells.
  private struct Batch {
    var lines: CompiledLines
    private(set) var jobs: [CellJob] = []
    /// For each cell the place of its job; nil where it is for a circuit.
    private(set) var places: [Int?] = []
    /// Cells without a job whose pulse is too short for the transistor's table.
    private(set) var short = 0

    /// Adds a cell's job; nil for a cell whose lines are too slow.
    mutating func add(_ job: CellJob?) {
      places.append(job.map { _ in jobs.count })
      if let job { jobs.append(job) }
    }

    /// Adds a cell whose pulse is too short for the transistor's table.
    mutating func addShort() {
      places.append(nil)
      short += 1
    }
  }

  /// Integrates the jobs of a batch.
  /// - Returns: one run a cell; nil for those without a job.
  private func run(_ batch: Batch, paths: [CellPath], drives: [CellDrive]) throws -> [CellRun?] {
    let runs = try run(batch.jobs, paths: paths, drives: drives)
    counts.withLock {
      $0.shortPulses += batch.short
      $0.withSlowLines += batch.places.count - runs.count - batch.short
    }
    noteLineEffect(leftOut: batch.lines.largestLeftOut ?? 0, cellCapacitance: .zero)
    return batch.places.map { $0.map { runs[$0] } }
  }

  /// A cell's surroundings as the integrator takes them: lumped wire resistances, ohm, and the transistor at its gate
  /// voltage.
  /// - Parameter surroundings: get what off transistors add to their lines.
  private func path(
    _ surroundings: inout CellSurroundings, gateVoltage: Voltage, in operation: CellOperation, _ known: inout KnownTransistors
  ) async throws -> CellPath {
    let (wires, segments) = (surroundings.wires, Double(surroundings.row + 1))
    let design = try await design(ofCell: surroundings.transistor, gateVoltage: gateVoltage, in: operation, &known)
    surroundings.wires.cellCapacitance = design.cellCapacitance
    return CellPath(
      bitLineResistance: (wires.driver + wires.bitLineSegment * segments).si,
      sourceLineResistance: (wires.driver + wires.sourceLineSegment * segments).si,
      transistor: design.transistor(surroundings.transistor.deviation, gateVoltage: gateVoltage),
      offCells: surroundings.rows - 1)
  }

  /// A cell's own transistor at its gate voltage.
  func transistor(
    _ own: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation, _ known: inout KnownTransistors
  ) async throws -> CellTransistor {
    try await design(ofCell: own, gateVoltage: gateVoltage, in: operation, &known)
      .transistor(own.deviation, gateVoltage: gateVoltage)
  }

  /// What a cell's transistor has in common with those of others.
  private func design(
    ofCell own: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation, _ known: inout KnownTransistors
  ) async throws -> TransistorDesign {
    if own.drawn != nil { throw Self.refusal(own) }
    let deviation = own.deviation
    var nominal = own.nominal
    // No draw is beyond the range of the tables; a deviation that a caller states may be.
    nominal.spread.threshold = max(nominal.spread.threshold, .volts(abs(deviation.thresholdShift.si) / TransistorFamily.reach))
    let use = KnownTransistors.Use(transistor: nominal, gateVoltage: gateVoltage, operation: operation)
    if let found = known.design(use) { return found }
    let design = try await design(use.transistor, gateVoltage: gateVoltage, in: operation)
    known.add(use, design)
    noteLineEffect(leftOut: 0, cellCapacitance: design.cellCapacitance)
    return design
  }

  /// The transistor's equations if it has them, else its tables for this operation.
  func design(
    _ transistor: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation
  ) async throws -> TransistorDesign {
    if transistor.draws != nil { throw Self.refusal(transistor) }
    // Those of all cells were given at the start; callers may bring others.
    if let equations = transistors[transistor] ?? transistor.equations { return .equations(equations) }
    return try await tables.tables(of: transistor, gateVoltage: gateVoltage, in: operation)
  }

  private static func refusal(_ transistor: AccessTransistor) -> CompilationRefusal {
    CompilationRefusal(
      device: transistor.model.name, place: "transistor",
      reason: "the library's own statistics give every cell a transistor of its own, and tables of each would take too long")
  }

  /// A cell as the integrator takes it, with its states in the model's own units.
  /// - Parameter state: 0 to 1.
  private func job(_ memristor: Memristor, state: Double, path: Int = 0, drive: Int = 0) -> CellJob {
    let device = memristor.device
    return CellJob(
      parameters: memristor.values, states: memristor.compiledStates(at: state), path: path, drive: drive,
      stateScales: device.stateScales, stateOrigins: device.stateOrigins)
  }

  /// Integrates jobs on this thread, and adds to the totals.
  private func run(_ jobs: [CellJob], paths: [CellPath], drives: [CellDrive]) throws -> [CellRun] {
    try counted(\.self) { integrator.run(jobs, paths: paths, drives: drives) }
  }

  /// Runs of cells, or of columns, added to the totals.
  /// - Parameter cell: of a run, the one whose steps are counted.
  func counted<Run>(_ cell: KeyPath<Run, CellRun>, _ integrate: () -> [Run]) throws -> [Run] {
    try Task.checkCancellation()
    let start = Self.processorTime
    let runs = integrate()
    let steps = runs.reduce(0) { $0 + $1[keyPath: cell].steps + $1[keyPath: cell].rejectedSteps }
    counts.withLock {
      $0.runs += runs.count
      $0.inNgspice += runs.count { $0[keyPath: cell].status != .done }
      $0.steps += steps
      $0.time += .seconds(Self.processorTime - start)
    }
    return runs
  }

  /// Counts results that come from ngspice, since lines have capacitance.
  func noteSlowLines(_ count: Int) { counts.withLock { $0.withSlowLines += count } }

  /// Keeps the largest effect of line delays that was left out, as a share of a pulse, and of what off transistors add to lines.
  func noteLineEffect(leftOut: Double, cellCapacitance: Capacitance) {
    counts.withLock {
      if leftOut > 0 { $0.lineEffectLeftOut = max($0.lineEffectLeftOut ?? 0, leftOut) }
      if cellCapacitance > .zero { $0.cellCapacitance = max($0.cellCapacitance ?? .zero, cellCapacitance) }
    }
  }

  /// Counts results that come from ngspice, since the pulse is too short for the transistor's table.
  func noteShortPulses(_ count: Int) { counts.withLock { $0.shortPulses += count } }

  /// Processor time of this thread, s.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The values of all cells, with ngspice's for those that have none yet.
  /// - Parameters:
  ///   - values: nil for a cell whose run did not finish, or was none.
  ///   - inNgspice: simulates the cells of the given indices; its results are in their order.
  private func complete<Value>(
    _ values: [Value?], inNgspice: ([Int]) async throws -> [Result<Value, SimulationError>]
  ) async throws -> [Result<Value, SimulationError>] {
    let unknown = values.indices.filter { values[$0] == nil }
    let others = unknown.isEmpty ? [] : try await inNgspice(unknown)
    let found = Dictionary(zip(unknown, others)) { first, _ in first }
    return values.indices.compactMap { index in values[index].map { .success($0) } ?? found[index] }
  }
}

extension CellRun {
  /// A value of the run; nil if it did not finish.
  fileprivate func ifDone<Value>(_ value: (CellRun) -> Value) -> Value? { status == .done ? value(self) : nil }
}

extension CellTransistor {
  fileprivate var isTable: Bool { if case .tables = self { true } else { false } }
}

/// Distinct values in order of first use, and the place of each.
private struct Places<Value: Hashable> {
  private(set) var values: [Value] = []
  private var known: [Value: Int] = [:]

  mutating func place(of value: Value) -> Int {
    if let place = known[value] { return place }
    values.append(value)
    known[value] = values.count - 1
    return values.count - 1
  }
}

extension Array {
  fileprivate func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
