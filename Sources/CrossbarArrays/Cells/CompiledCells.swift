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
/// counted.
public final class CompiledCells: CellSimulator {
  private let compiled: CompiledDevice
  private let integrator: CellIntegrator
  private let transistors: [AccessTransistor: CompiledTransistor]
  private let tables: TransistorTables
  private let circuits: CircuitCells
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
    /// Processor time, summed over threads.
    public var time: Duration = .zero
  }

  /// Compiles the device, and all transistors that have equations.
  /// - Parameters:
  ///   - transistors: the access transistors of all cells to come.
  ///   - circuits: for cells that are given up, and for sampling transistor tables.
  ///   - threads: number of batches to work on at a time.
  ///   - relativeTolerance: of each state in each step.
  /// - Throws: `CompilationRefusal` for a device that cannot be compiled. A transistor is refused where its table is first
  ///   needed.
  public init(
    _ device: MemristorDevice, transistors: [AccessTransistor], circuits: CircuitCells, threads: Int,
    relativeTolerance: Double = 1e-5
  ) throws {
    compiled = try device.compiled.get()
    integrator = CellIntegrator(compiled, relativeTolerance: relativeTolerance)
    self.transistors = Dictionary(transistors.compactMap { one in one.equations.map { (one, $0) } }) { first, _ in first }
    tables = TransistorTables(circuits.engine)
    self.circuits = circuits
    capacity = threads
  }

  /// A snapshot; other threads may add to it at any time.
  public var totals: Counts { counts.withLock { $0 } }

  /// The largest error of the transistor tables so far, relative to a cell's current; nil if no table was needed.
  public var transistorTableError: Double? { tables.largestError }

  /// Samples the tables that operations need, before any cell is simulated.
  /// - Throws: `CompilationRefusal` for a transistor that no table can follow, or a pulse so short that the
  ///   transistor's charges would matter.
  public func prepare(_ operations: [(transistor: AccessTransistor, operation: CellOperation)]) async throws {
    _ = try await operations.mapConcurrently(atMost: circuits.capacity) { [self] in
      do {
        _ = try await design($0.transistor, gateVoltage: $0.operation.wordLineVoltage, in: $0.operation)
      } catch SimulationError.circuitRejected {
        // The study meets the error again, and then says whose card it is.
      }
    }
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
    return try await complete(runs, { cells[$0].memristor.device.fraction(of: $1.states) }) { indices in
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
    let drives = Neighbour.allCases.map { neighbour in
      CellDrive(
        operation, linesAreDriven: neighbour == .sameColumn, gateIsOpen: neighbour == .sameRow)
    }
    var (paths, jobs) = (Places<CellPath>(), [CellJob]())
    var known = KnownTransistors()
    for (index, cell) in neighbours.enumerated() {
      var surroundings = cell.surroundings
      if cell.neighbour != .sameRow { surroundings.row -= 1 }
      let gate = cell.neighbour == .sameRow ? operation.wordLineVoltage : .zero
      let path = try await path(surroundings, gateVoltage: gate, in: operation, &known)
      jobs.append(job(cell.memristor, state: state, path: paths.place(of: path), drive: index % drives.count))
    }
    let runs = try run(jobs, paths: paths.values, drives: drives)
    return try await complete(
      runs.chunks(of: drives.count),
      { corner, runs in
        runs.enumerated().map { index, run in
          let cell = neighbours[corner * drives.count + index]
          return CellDisturb(
            neighbour: cell.neighbour, memristor: cell.memristor,
            largestVoltage: .volts(abs(max(run.highestMemristorVoltage, -run.lowestMemristorVoltage))), initialState: state,
            finalState: cell.memristor.device.fraction(of: run.states))
        }
      },
      { $0.allSatisfy { $0.status == .done } }
    ) { indices in try await circuits.disturb(indices.map { corners[$0] }, by: operation, state: state) }
  }

  // MARK: Jobs

  /// Simulates pulses, each distinct path and drive being set up once.
  /// - Parameter inNgspice: simulates the pulses whose runs did not finish.
  private func run(
    _ pulses: [CellPulse],
    inNgspice: ([CellPulse]) async throws -> [Result<CellResponse, SimulationError>]
  ) async throws -> [Result<CellResponse, SimulationError>] {
    var (paths, drives) = (Places<CellPath>(), Places<CellDrive>())
    var (jobs, known) = ([CellJob](), KnownTransistors())
    for pulse in pulses {
      let operation = pulse.operation
      let path = try await path(pulse.surroundings, gateVoltage: operation.wordLineVoltage, in: operation, &known)
      jobs.append(
        job(
          pulse.memristor, state: pulse.state, path: paths.place(of: path),
          drive: drives.place(of: CellDrive(operation, linesAreDriven: true, gateIsOpen: true))))
    }
    let runs = try run(jobs, paths: paths.values, drives: drives.values)
    return try await complete(runs, { CellResponse($1, pulses[$0]) }) { try await inNgspice($0.map { pulses[$0] }) }
  }

  /// A cell's surroundings as the integrator takes them: lumped wire resistances, ohm, and the transistor at its gate
  /// voltage.
  private func path(
    _ surroundings: CellSurroundings, gateVoltage: Voltage, in operation: CellOperation, _ known: inout KnownTransistors
  ) async throws -> CellPath {
    let (wires, segments) = (surroundings.wires, Double(surroundings.row + 1))
    if surroundings.transistor.drawn != nil { throw Self.refusal(surroundings.transistor) }
    let deviation = surroundings.transistor.deviation
    var nominal = surroundings.transistor.nominal
    // No draw is beyond the range of the tables; a deviation that a caller states may be.
    nominal.spread.threshold = max(nominal.spread.threshold, .volts(abs(deviation.thresholdShift.si) / TransistorFamily.reach))
    let use = KnownTransistors.Use(transistor: nominal, gateVoltage: gateVoltage, operation: operation)
    let design: TransistorDesign
    if let found = known.design(use) {
      design = found
    } else {
      design = try await self.design(use.transistor, gateVoltage: gateVoltage, in: operation)
      known.add(use, design)
    }
    return CellPath(
      bitLineResistance: (wires.driver + wires.bitLineSegment * segments).si,
      sourceLineResistance: (wires.driver + wires.sourceLineSegment * segments).si,
      transistor: design.transistor(deviation, gateVoltage: gateVoltage),
      offCells: surroundings.rows - 1)
  }

  /// The transistor's equations if it has them, else its tables for this operation.
  private func design(
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
    try Task.checkCancellation()
    let start = Self.processorTime
    let runs = integrator.run(jobs, paths: paths, drives: drives)
    let steps = runs.reduce(0) { $0 + $1.steps + $1.rejectedSteps }
    counts.withLock {
      $0.runs += runs.count
      $0.steps += steps
      $0.time += .seconds(Self.processorTime - start)
    }
    return runs
  }

  /// Processor time of this thread, s.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The values of all runs: those of finished runs, and ngspice's for the others.
  /// - Parameters:
  ///   - value: of a finished run, given with its index.
  ///   - inNgspice: simulates the cells of the given indices; its results are in their order.
  private func complete<Run, Value>(
    _ runs: [Run], _ value: (Int, Run) -> Value, _ isDone: (Run) -> Bool,
    inNgspice: ([Int]) async throws -> [Result<Value, SimulationError>]
  ) async throws -> [Result<Value, SimulationError>] {
    let unfinished = runs.indices.filter { !isDone(runs[$0]) }
    if unfinished.isEmpty { return runs.enumerated().map { .success(value($0, $1)) } }
    counts.withLock { $0.inNgspice += unfinished.count }
    let others = Dictionary(zip(unfinished, try await inNgspice(unfinished))) { first, _ in first }
    return runs.enumerated().map { others[$0] ?? .success(value($0, $1)) }
  }

  private func complete<Value>(
    _ runs: [CellRun], _ value: (Int, CellRun) -> Value,
    inNgspice: ([Int]) async throws -> [Result<Value, SimulationError>]
  ) async throws -> [Result<Value, SimulationError>] {
    try await complete(runs, value, { $0.status == .done }, inNgspice: inNgspice)
  }
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
