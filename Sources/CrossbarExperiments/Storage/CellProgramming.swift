import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Writes single cells of tiles, verifies and reads them, each at its place in its column.
struct CellProgramming: Sendable {
  let settings: StorageSettings
  let seed: UInt64
  let engine: any SpiceEngine
  /// Nil for a memristor model of which no bounds are known.
  let stillness: FilamentStillness?

  /// A read that could change a current by more than this is simulated with its pulse.
  static let stillChange = 1e-6

  init(settings: StorageSettings, seed: UInt64, engine: any SpiceEngine) throws {
    self.settings = settings
    self.seed = seed
    self.engine = engine
    stillness = FilamentStillness(settings.array.memristorModel)
  }

  /// A pulse, a read, and again while it reads wrong; then the rest and the final read.
  ///
  /// A simulation that fails leaves the cell as it was and is counted; where the last attempt failed so, nothing is known of
  /// the cell.
  /// - Throws: `CancellationError`; `SimulationError` when no further simulation can succeed.
  func store(_ cell: TileCell, in tile: Tile) async throws -> CellOutcome {
    var outcome = CellOutcome(isSimulated: true, state: initialState(of: cell))
    outcome.writeEnergy = .zero
    var noise = ReadNoise(settings, cell: cell.number, seed: seed)
    var trial = trial(of: cell, in: tile, attempt: 0)
    let (write, read) = (settings.array.write, settings.array.read)
    for attempt in 0..<write.attempts where !outcome.isVerified {
      if settings.redraws { trial = self.trial(of: cell, in: tile, attempt: attempt) }
      let pulse = write.operation(writing: cell.target, row: cell.row, columns: [], attempt: attempt)
      outcome.pulses += 1
      // What a further attempt shows counts, not why an earlier one showed nothing.
      outcome.isNumericalFailure = false
      try await counting(&outcome) { outcome in
        let trace = try await trial.apply(
          CellOperation(pulse), state: outcome.state, on: engine)
        outcome.state = trace.finalState
        outcome.writeEnergy = (outcome.writeEnergy ?? .zero) + trace.energy
      }
      // A read after a pulse that nobody could simulate would show what the cell held before.
      if outcome.isNumericalFailure { continue }
      try await self.read(trial, into: &outcome, &noise)
      outcome.isVerified =
        !outcome.isReadFailed && outcome.readCurrent.map { CellReading(current: $0, settings: read).bit == cell.target } ?? false
    }
    if settings.retentionTime > .zero, !outcome.isNumericalFailure {
      try await rest(trial.memristor, &outcome)
      if !outcome.isNumericalFailure { try await self.read(trial, into: &outcome, &noise) }
    }
    // The last one is to be the same whether the run went on from a table or not.
    let status = outcome.status(writing: cell.target, read)
    (outcome.isReadFailed, outcome.isLastReadDisturbing) = (status == .readFailed, status == .readDisturb)
    return outcome
  }

  /// The filament's state before the first pulse.
  func initialState(of cell: TileCell) -> Double {
    switch cell.fault {
    case .stuckOn: 1
    case .stuckOff, .notWorking: 0
    case nil:
      settings.array.initialState.states(
        for: Grid(rows: 1, columns: 1, repeating: cell.target), seed: seed, firstCell: cell.number)[0, 0]
    }
  }

  /// A cell's memristor at an attempt, faults included.
  func memristor(of cell: TileCell, attempt: Int) -> Memristor {
    var memristor = settings.memristor(cell.number, attempt: attempt, seed: seed)
    cell.fault?.afflict(&memristor)
    return memristor
  }

  private func trial(of cell: TileCell, in tile: Tile, attempt: Int) -> CellTrial {
    CellTrial(memristor(of: cell, attempt: attempt), in: settings.surroundings(row: cell.row, rows: tile.rows.count))
  }

  /// A cell's first write pulse and its read, as text that `ngspice -b` runs and that prints what was probed.
  func netlists(of cell: TileCell, in tile: Tile) throws -> (write: String, read: String) {
    let trial = trial(of: cell, in: tile, attempt: 0)
    let pulse = CellOperation(
      settings.array.write.operation(writing: cell.target, row: cell.row, columns: [], attempt: 0))
    let read = CellOperation(settings.array.read.operation(row: cell.row, columns: []))
    return (
      NgspiceWriter().text(try trial.deck(pulse, state: initialState(of: cell)), at: pulse.pulse.plateauEnd),
      NgspiceWriter().text(try trial.deck(read, state: cell.target ? 1 : 0, isStatic: true))
    )
  }

  /// An operating point where the filament cannot move, the whole pulse where it can.
  private func read(_ trial: CellTrial, into outcome: inout CellOutcome, _ noise: inout ReadNoise) async throws {
    let read = settings.array.read
    let operation = CellOperation(read.operation(row: 0, columns: []))
    outcome.readCurrent = nil
    (outcome.isReadFailed, outcome.isLastReadDisturbing) = (false, false)
    try await counting(&outcome) { outcome in
      let reading: CellReading
      if isStill(trial.memristor, outcome.state) {
        reading = CellReading(try await trial.operatingPoint(operation, state: outcome.state, on: engine), settings: read)
      } else {
        let trace = try await trial.apply(operation, state: outcome.state, on: engine)
        if trial.memristor.isFlipped(from: outcome.state, to: trace.finalState, threshold: read.threshold) {
          (outcome.isReadDisturbed, outcome.isLastReadDisturbing) = (true, true)
        }
        outcome.state = trace.finalState
        reading = CellReading(trace, settings: read)
      }
      outcome.isReadFailed = reading.failure != nil
      outcome.gateCurrent = reading.gateCurrent
      outcome.readCurrent = noise.apply(to: reading.current)
    }
  }

  func isStill(_ memristor: Memristor, _ state: Double) -> Bool {
    let read = settings.array.read
    let time = read.pulse.duration
    let change = stillness?.relativeChange(of: memristor, state: state, at: read.voltage, for: time)
    return change.map { $0 <= Self.stillChange } ?? false
  }

  private func rest(_ memristor: Memristor, _ outcome: inout CellOutcome) async throws {
    let time = settings.retentionTime
    let change = stillness?.relativeChange(of: memristor, state: outcome.state, at: .zero, for: time)
    if let change, change <= Self.stillChange { return }
    let bench = DeviceBench(model: settings.array.memristorModel, engine: engine)
    try await counting(&outcome) { outcome in
      if let state = try await bench.rest(memristor, state: outcome.state, times: [time]).first { outcome.state = state }
    }
  }

  /// Does a simulation; one that fails by itself is counted and leaves the outcome.
  private func counting(
    _ outcome: inout CellOutcome, _ simulate: (inout CellOutcome) async throws -> Void
  ) async throws {
    do {
      try await simulate(&outcome)
    } catch let error as SimulationError {
      guard error.concernsThisDeckOnly else { throw error }
      outcome.failures += 1
      outcome.isNumericalFailure = true
    }
  }
}

extension StorageSettings {
  /// The column of a cell in a tile.
  func surroundings(row: Int, rows: Int) -> CellSurroundings {
    CellSurroundings(
      rows: rows, row: row, transistor: array.transistor, wires: array.wires, model: array.memristorModel)
  }
}

/// The noise of the reads of one cell, in their order.
struct ReadNoise {
  private let relative: Double
  private var stream: RandomStream

  init(_ settings: StorageSettings, cell: Int, seed: UInt64) {
    relative = settings.readNoise
    stream = RandomStream(seed: seed, purpose: "read noise", index: cell)
  }

  mutating func apply(to current: Current) -> Current {
    relative > 0 ? current * (1 + relative * stream.standardNormal()) : current
  }
}
