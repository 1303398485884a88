import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import Synchronization

/// Cells whose device and transistor are compiled: the equations of the circuit that `CircuitCells` gives to ngspice, integrated
/// natively, many cells at a time.
///
/// Transistors of level 1 are equations; any other is a table of its currents, sampled in ngspice when it is first needed. A
/// cell's table depends on its transistor, gate voltage and amplitude alone.
///
/// A cell that its step budget ends goes to ngspice, and is counted.
public final class CompiledCells: CellSimulator {
  private let compiled: CompiledDevice
  private let integrator: CellIntegrator
  private let transistors: [AccessTransistor: CompiledTransistor]
  private let tables: TransistorTables
  private let circuits: CircuitCells
  private let counts = Mutex(Counts())
  public let capacity: Int
  /// So many that lanes which wait for the last ones do not count.
  public var batchSize: Int { 1024 }

  /// What was simulated so far.
  public struct Counts: Hashable, Sendable {
    /// Pulses, reads and rests.
    public var runs = 0
    /// Steps of all, those included that were taken again.
    public var steps = 0
    /// Runs that went to ngspice, since their step budget was used up.
    public var inNgspice = 0
    /// Of processors.
    public var time: Duration = .zero
  }

  /// - Parameters:
  ///   - transistors: those that cells will have.
  ///   - circuits: for cells that are given up, and transistors' tables.
  ///   - threads: how many batches to work on at a time.
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

  public var totals: Counts { counts.withLock { $0 } }

  /// The largest error of the transistors' tables so far, relative to a cell's current; nil where there is none.
  public var transistorTableError: Double? { tables.largestError }

  /// Samples the tables that operations need, before any cell is simulated.
  /// - Throws: `CompilationRefusal` for a transistor that no table follows, or a pulse that its charges would be seen in.
  public func prepare(_ operations: [(transistor: AccessTransistor, operation: CellOperation)]) async throws {
    _ = try await operations.mapConcurrently(atMost: circuits.capacity) { [self] in
      do {
        _ = try await transistor($0.transistor, gateVoltage: $0.operation.wordLineVoltage, in: $0.operation)
      } catch SimulationError.circuitRejected {
        // The study meets it again, and says whose card it is.
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

  /// Neighbours as cells of their own: what the selected cell's current takes of the lines' voltage is not taken from theirs.
  public func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>] {
    let neighbours = corners.flatMap { corner in
      Neighbour.allCases.map { neighbour in
        (
          neighbour: neighbour, memristor: corner.memristors[neighbour.place.row, neighbour.place.column],
          surroundings: corner.surroundings
        )
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

  private func path(
    _ surroundings: CellSurroundings, gateVoltage: Voltage, in operation: CellOperation, _ known: inout KnownTransistors
  ) async throws -> CellPath {
    let (wires, segments) = (surroundings.wires, Double(surroundings.row + 1))
    let use = KnownTransistors.Use(transistor: surroundings.transistor, gateVoltage: gateVoltage, operation: operation)
    let transistor: CellTransistor
    if let found = known.transistor(use) {
      transistor = found
    } else {
      transistor = try await self.transistor(use.transistor, gateVoltage: gateVoltage, in: operation)
      known.add(use, transistor)
    }
    return CellPath(
      bitLineResistance: (wires.driver + wires.bitLineSegment * segments).si,
      sourceLineResistance: (wires.driver + wires.sourceLineSegment * segments).si, transistor: transistor,
      offCells: surroundings.rows - 1)
  }

  private func transistor(
    _ transistor: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation
  ) async throws -> CellTransistor {
    // All that cells have were given at the beginning, but for callers' own.
    if let equations = transistors[transistor] ?? transistor.equations { return .equations(equations) }
    return try await tables.transistor(transistor, gateVoltage: gateVoltage, in: operation)
  }

  private func job(_ memristor: Memristor, state: Double, path: Int = 0, drive: Int = 0) -> CellJob {
    let device = memristor.device
    return CellJob(
      parameters: memristor.values, states: memristor.compiledStates(at: state), path: path, drive: drive,
      stateScales: device.stateScales, stateOrigins: device.stateOrigins)
  }

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

  /// Of this thread, s.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What runs give, and in ngspice what those give that were given up.
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

/// Values that many refer to, each once.
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
