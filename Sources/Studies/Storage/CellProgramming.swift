import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Writes, verifies and reads the cells of tiles. Each cell is simulated at its place in its column.
struct CellProgramming: Sendable {
  let settings: StorageSettings
  /// Of the parameters, faults and noise of all cells.
  let seed: UInt64
  /// The engine: compiled cells, ngspice, or a whole array as one circuit.
  let cells: any CellSimulator

  /// A cell between its first pulse and its final read.
  private struct Story {
    let cell: TileCell
    var outcome: CellOutcome
    var memristor: Memristor
    var noise: CellReadNoise
    /// Of the last read, without noise.
    var current: Current?
  }

  /// Program and verify: one pulse and one read, repeated for the cells that read wrong; then the rest, if there is one,
  /// and the final read. Cells that take part in a step are simulated together.
  ///
  /// A failed simulation leaves its cell unchanged and is counted. If the last attempt failed, nothing is known of the
  /// cell.
  /// - Parameter row: any cells of one tile, not necessarily of one row.
  /// - Returns: one outcome per cell, in their order.
  /// - Throws: `CancellationError`; `SimulationError` when no further simulation can succeed.
  func store(_ row: [TileCell], in tile: Tile) async throws -> [CellOutcome] {
    var stories = row.map(story)
    try await program(&stories, in: tile)
    if settings.retentionTime > .zero { try await rest(&stories, in: tile) }
    return outcomes(stories)
  }

  /// Program and verify, row by row, of an array in which operations move other cells too. So the final read comes when
  /// all rows are written.
  /// - Parameters:
  ///   - rows: the cells of each row of the tile.
  ///   - array: what simulates the cells.
  ///   - programmed: called after each row with the number of its cells.
  /// - Returns: one outcome per cell, in the order of the rows.
  func store(
    _ rows: [[TileCell]], in tile: Tile, of array: WholeArrayCells, programmed: (Int) -> Void
  ) async throws -> [CellOutcome] {
    func takePresentStates(_ stories: inout [Story]) {
      let states = array.current.states
      for index in stories.indices {
        let cell = stories[index].cell
        stories[index].outcome.state = states[cell.row, cell.column]
      }
    }
    var all: [Story] = []
    for row in rows {
      var stories = row.map(story)
      takePresentStates(&stories)
      try await program(&stories, in: tile)
      all += stories
      programmed(row.count)
    }
    takePresentStates(&all)
    if settings.retentionTime > .zero {
      try await rest(&all, in: tile)
    } else {
      try await read(all.indices.filter { all[$0].outcome.numericalFailure == nil }, of: &all, in: tile)
    }
    return outcomes(all)
  }

  private func story(of cell: TileCell) -> Story {
    Story(
      cell: cell, outcome: CellOutcome(state: initialState(of: cell)), memristor: memristor(of: cell, attempt: 0),
      noise: CellReadNoise(settings, cell: cell.number, seed: seed))
  }

  /// Pulses and reads cells until they are verified or have had all attempts.
  private func program(_ stories: inout [Story], in tile: Tile) async throws {
    let (write, read) = (settings.array.write, settings.array.read)
    for attempt in 0..<write.attempts {
      let pending = stories.indices.filter { !stories[$0].outcome.isVerified }
      if pending.isEmpty { break }
      for index in pending {
        if settings.redraws { stories[index].memristor = memristor(of: stories[index].cell, attempt: attempt) }
        stories[index].outcome.pulses += 1
        // The result of this attempt counts, not the failure of an earlier one.
        stories[index].outcome.numericalFailure = nil
      }
      let responses = try await cells.apply(
        pending.map { index in
          let cell = stories[index].cell
          return pulse(
            CellOperation(write.operation(writing: cell.target, row: cell.row, columns: [], attempt: attempt)),
            stories[index], in: tile)
        })
      for (index, response) in zip(pending, responses) {
        stories[index].outcome.note(response) { outcome, response in
          outcome.state = response.finalState
          outcome.writeEnergy = outcome.writeEnergy + response.energy
        }
      }
      // After a pulse without a result, a read would show what the cell held before.
      let pulsed = pending.filter { stories[$0].outcome.numericalFailure == nil }
      try await self.read(pulsed, of: &stories, in: tile)
      for index in pulsed {
        let outcome = stories[index].outcome
        stories[index].outcome.isVerified =
          !outcome.isReadFailed
          && outcome.readCurrent.map { CellReading(current: $0, settings: read).bit == stories[index].cell.target } ?? false
      }
    }
  }

  private func outcomes(_ stories: [Story]) -> [CellOutcome] {
    stories.map { story in
      var outcome = story.outcome
      // The outcome must be the same whether or not the run was resumed from a table.
      let status = outcome.status(writing: story.cell.target, settings.array.read)
      (outcome.isReadFailed, outcome.isLastReadDisturbing) = (status == .readFailed, status == .readDisturb)
      return outcome
    }
  }

  /// The filament's state before the first pulse, 0 (HRS) to 1 (LRS).
  func initialState(of cell: TileCell) -> Double {
    switch cell.fault {
    case .stuckOn: 1
    case .stuckOff, .notWorking: 0
    case nil:
      settings.array.initialState.states(
        for: Grid(rows: 1, columns: 1, repeating: cell.target), seed: seed, firstCell: cell.number)[0, 0]
    }
  }

  /// A cell's memristor at an attempt, counted from 0, its fault included.
  func memristor(of cell: TileCell, attempt: Int) -> Memristor {
    var memristor = settings.memristor(cell.number, attempt: attempt, seed: seed)
    cell.fault?.afflict(&memristor)
    return memristor
  }

  /// The circuits of the first cell to be 1 and of the first to be 0, each written and then read, by file name. The text
  /// runs with `ngspice -b` and prints the probed values.
  func exampleNetlists(_ rows: [TileRow]) throws -> [(name: String, text: String)] {
    try [(true, "set"), (false, "reset")].flatMap { bit, kind -> [(name: String, text: String)] in
      for row in rows {
        guard let cell = row.cells.first(where: { $0.target == bit }) else { continue }
        let trial = CellTrial(memristor(of: cell, attempt: 0), in: settings.surroundings(of: cell, in: row.tile, seed: seed))
        let pulse = CellOperation(settings.array.write.operation(writing: bit, row: cell.row, columns: [], attempt: 0))
        return [
          (
            "\(kind).cir",
            NgspiceWriter().text(try trial.deck(pulse, state: initialState(of: cell)), at: pulse.pulse.plateauEnd)
          ),
          (
            "read-after-\(kind).cir",
            NgspiceWriter().text(try trial.deck(readOperation, state: bit ? 1 : 0, isStatic: true))
          ),
        ]
      }
      return []
    }
  }

  /// A cell's first pulse and read, as the check against ngspice repeats them.
  func checkedWrite(_ cell: TileCell, in tile: Tile) -> CheckedWrite {
    CheckedWrite(
      name: "layer \(tile.layer + 1), tile \(tile.number), row \(cell.row), column \(cell.column)",
      write: CellPulse(
        CellOperation(settings.array.write.operation(writing: cell.target, row: cell.row, columns: [], attempt: 0)),
        on: memristor(of: cell, attempt: 0), state: initialState(of: cell),
        in: settings.surroundings(of: cell, in: tile, seed: seed)),
      read: readOperation, bit: cell.target)
  }

  private var readOperation: CellOperation { CellOperation(settings.array.read) }

  /// An operation on a cell in its present state.
  private func pulse(_ operation: CellOperation, _ story: Story, in tile: Tile) -> CellPulse {
    CellPulse(
      operation, on: story.memristor, state: story.outcome.state,
      in: settings.surroundings(of: story.cell, in: tile, seed: seed))
  }

  /// Reads some cells and notes current, noise, disturb and failures. The read itself may move the filament.
  /// - Parameter rest: since the write; the device's relaxation then adds to what is read.
  private func read(
    _ indices: [Int], of stories: inout [Story], in tile: Tile, after rest: Time = .zero
  ) async throws {
    if indices.isEmpty { return }
    let read = settings.array.read
    let responses = try await cells.read(indices.map { pulse(readOperation, stories[$0], in: tile) })
    for (index, response) in zip(indices, responses) {
      let memristor = stories[index].memristor
      stories[index].outcome.readCurrent = nil
      (stories[index].outcome.isReadFailed, stories[index].outcome.isLastReadDisturbing) = (false, false)
      guard case .success(let response) = response else {
        stories[index].outcome.note(response) { _, _ in }
        continue
      }
      if memristor.isFlipped(from: stories[index].outcome.state, to: response.finalState, threshold: read.threshold) {
        (stories[index].outcome.isReadDisturbed, stories[index].outcome.isLastReadDisturbing) = (true, true)
      }
      let reading = response.reading(read)
      stories[index].outcome.state = response.finalState
      stories[index].outcome.isReadFailed = reading.failure != nil
      stories[index].outcome.gateCurrent = reading.gateCurrent
      let change = relaxation(of: stories[index], after: rest)
      stories[index].current = reading.current
      stories[index].outcome.readCurrent = stories[index].noise.apply(to: reading.current + change)
    }
  }

  /// Leaves all cells that are known at 0 V for the retention time, and reads them again.
  private func rest(_ stories: inout [Story], in tile: Tile) async throws {
    func known(_ stories: [Story]) -> [Int] { stories.indices.filter { stories[$0].outcome.numericalFailure == nil } }
    let resting = known(stories)
    let states = try await cells.rest(
      resting.map { (stories[$0].memristor, stories[$0].outcome.state) }, for: settings.retentionTime)
    for (index, state) in zip(resting, states) { stories[index].outcome.note(state) { $0.state = $1 } }
    try await read(known(stories), of: &stories, in: tile, after: settings.retentionTime)
  }

  /// What a device that fluctuates adds to the read current by its relaxation; not below none.
  private func relaxation(of story: Story, after rest: Time) -> Current {
    guard rest > .zero, let relaxation = settings.array.device.fluctuations.relaxation, let written = story.current else {
      return .zero
    }
    let voltage = settings.array.read.voltage.si
    let conductance = Conductance.siemens(written.si / voltage)
    let later = relaxation.conductances(
      of: conductance, at: [rest], cell: story.cell.number, cycle: settings.rewrites, seed: seed)[0]
    return .amperes((later - conductance).si * voltage)
  }
}

extension CellOutcome {
  /// Takes the result of a simulation, or counts its failure.
  fileprivate mutating func note<Value>(
    _ result: Result<Value, SimulationError>, _ take: (inout CellOutcome, Value) -> Void
  ) {
    switch result {
    case .success(let value): take(&self, value)
    case .failure(let error):
      failures += 1
      numericalFailure = "\(error)"
    }
  }
}

extension StorageSettings {
  /// The column in which a cell of a tile is simulated.
  func surroundings(of cell: TileCell, in tile: Tile, seed: UInt64) -> CellSurroundings {
    CellSurroundings(
      rows: tile.rows.count, row: cell.row, column: cell.column, transistor: array.transistor.ofCell(cell.number, seed: seed),
      wires: array.wires, wordLine: WordLinePlace(index: cell.column, of: tile.columns))
  }
}

/// The noise of one cell's reads: that of the settings, and the device's own. Each read has draws of its own, by cell and
/// number.
struct CellReadNoise {
  private let noise: ReadNoise
  private let fluctuations: Fluctuations
  private let cell: Int
  private let seed: UInt64
  /// Reads so far.
  private var reads = 0

  /// - Parameter hasDeviceNoise: whether that of the device is still to come; false for what was read with it already.
  init(_ settings: StorageSettings, cell: Int, seed: UInt64, hasDeviceNoise: Bool = true) {
    noise = ReadNoise(deviation: settings.readNoise, source: "settings")
    fluctuations = hasDeviceNoise ? settings.array.device.fluctuations : Fluctuations()
    (self.cell, self.seed) = (cell, seed)
  }

  /// The current with the noise of the next read.
  mutating func apply(to current: Current) -> Current {
    defer { reads += 1 }
    return current * noise.factor(cell: cell, read: reads, seed: seed)
      * fluctuations.readFactor(cell: cell, read: reads, seed: seed)
  }
}
