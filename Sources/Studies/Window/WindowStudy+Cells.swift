import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

extension WindowStudy {
  /// The drawn cell with this number.
  func memristor(_ cell: Int) -> Memristor { device.draw(seed: seed, index: cell) }

  /// Its place in the array, with its own transistor.
  func surroundings(_ cell: Int) -> CellSurroundings {
    var own = surroundings
    own.transistor = transistor(cell)
    return own
  }

  /// The drawn cell's transistor.
  func transistor(_ cell: Int) -> AccessTransistor { surroundings.transistor.ofCell(cell, seed: seed) }

  /// A write on a cell in the state that it is meant to change.
  func pulse(_ operation: CellOperation, on cell: Int) -> CellPulse {
    CellPulse(operation, on: memristor(cell), state: operation.initialState, in: surroundings(cell))
  }

  /// The written cells of a task, then its watched ones.
  func cells(of task: WindowTask, on cells: any CellSimulator) async throws -> [WindowCell] {
    try await write(Array(task.cells), task.operation, on: cells)
      + disturb(Array(task.corners), by: task.operation, on: cells)
  }

  /// Writes cells and reads them; those that a SET wrote then rest, and their filaments are compared.
  private func write(
    _ numbers: [Int], _ operation: CellOperation, on cells: any CellSimulator
  ) async throws -> [WindowCell] {
    let isSet = operation.kind == .set
    let memristors = numbers.map(memristor)
    let written = try await cells.apply(numbers.map { pulse(operation, on: $0) }).followed { pulses in
      try await cells.read(pulses.map { readPulse(numbers[$0.place], state: $0.value.finalState) })
    }
    var rows = zip(numbers, written).map { number, result in
      var row = WindowCell(operation, cell: number, transistor: transistor(number))
      switch result {
      case .success(let (pulse, read)):
        let reading = read.reading(self.read)
        row.written = reading.failure == nil && reading.bit == isSet
        row.readFailure = reading.failure
        row.readCurrent = read.current
        row.energy = pulse.energy
        (row.gateSourceStress, row.gateDrainStress) = (pulse.stress.gateSource, pulse.stress.gateDrain)
        row.drainSourceStress = pulse.stress.drainSource
        guard isSet else { break }
        row.current = pulse.current
        row.overprogrammed = device.description.overprogrammingCurrent.map { pulse.current > $0 } ?? false
      case .failure(let error): row.numericalFailure = "\(error)"
      }
      return row
    }
    guard isSet else { return rows }
    let resting = rows.indices.compactMap { place in
      rows[place].written == true ? (try? written[place].get().1.finalState).map { (place: place, state: $0) } : nil
    }
    let rested = try await cells.rest(resting.map { (memristors[$0.place], $0.state) }, for: rest)
    for ((place, state), result) in zip(resting, rested) {
      switch result {
      case .success(let left): rows[place].volatile = isVolatile(memristors[place], from: state, to: left)
      case .failure(let error):
        rows[place] = WindowCell(operation, cell: numbers[place], transistor: transistor(numbers[place]))
        rows[place].numericalFailure = "\(error)"
      }
    }
    return rows
  }

  /// Pulses one of the four cells of each corner and examines the other three, which are in the state that the pulse
  /// could change.
  /// - Parameter numbers: of the corners.
  private func disturb(
    _ numbers: [Int], by operation: CellOperation, on cells: any CellSimulator
  ) async throws -> [WindowCell] {
    func cell(_ corner: Int, _ row: Int, _ column: Int) -> Int { 4 * corner + 2 * row + column }
    let corners = numbers.map { corner in
      DisturbTrial(
        Grid(rows: 2, columns: 2) { memristor(cell(corner, $0, $1)) }, in: surroundings,
        transistors: surroundings.transistor.grid(rows: 2, columns: 2, seed: seed) { cell(corner, $0, $1) })
    }
    let found = try await cells.disturb(corners, by: operation, state: operation.initialState)
    let neighbours = found.flatMap { corner in
      Neighbour.allCases.indices.map { place in corner.map { $0[place] } }
    }
    let places = numbers.flatMap { corner in
      Neighbour.allCases.map { (cell: cell(corner, $0.place.row, $0.place.column), neighbour: $0) }
    }
    let flips = try await neighbours.followed { known in
      try await isFlipped(known.map { (places[$0.place].cell, $0.value) }, on: cells)
    }
    return zip(places, flips).map { place, result in
      var row = WindowCell(operation, cell: place.cell, neighbour: place.neighbour, transistor: transistor(place.cell))
      switch result {
      case .success(let (disturb, isFlipped)): (row.disturbVoltage, row.flipped) = (disturb.largestVoltage, isFlipped)
      case .failure(let error): row.numericalFailure = "\(error)"
      }
      return row
    }
  }

  /// Whether each neighbour reads as a different bit; only those whose filament has moved are read, before and after.
  private func isFlipped(
    _ watched: [(cell: Int, disturb: CellDisturb)], on cells: any CellSimulator
  ) async throws -> [Result<Bool, SimulationError>] {
    let disturbs = watched.map(\.disturb)
    let moved = disturbs.indices.filter { abs(disturbs[$0].finalState - disturbs[$0].initialState) > Memristor.resolution }
    let reads = try await cells.read(
      moved.flatMap { place in
        [disturbs[place].initialState, disturbs[place].finalState].map { readPulse(watched[place].cell, state: $0) }
      })
    var flipped = disturbs.map { _ in Result<Bool, SimulationError>.success(false) }
    for (position, place) in moved.enumerated() {
      flipped[place] = reads[2 * position].flatMap { before in
        reads[2 * position + 1].map { $0.reading(read).bit != before.reading(read).bit }
      }
    }
    return flipped
  }

  private func readPulse(_ cell: Int, state: Double) -> CellPulse {
    CellPulse(CellOperation(read), on: memristor(cell), state: state, in: surroundings(cell))
  }

  /// The criterion of `FilamentSet`: half of the filament's conduction must be left after the rest.
  private func isVolatile(_ memristor: Memristor, from state: Double, to rested: Double) -> Bool {
    let currents = [state, rested, 0].map { memristor.current(at: read.voltage, state: $0) }
    // A device whose film alone reads as a 1 has no filament to lose.
    guard currents[0] >= currents[2] * 2 else { return false }
    return !FilamentSet.lasts(at: currents[1], afterSet: currents[0], withoutFilament: currents[2])
  }
}

extension CellOperation {
  /// The state that the write is to change: no filament for a SET, the strongest one for a RESET.
  var initialState: Double { kind == .set ? 0 : 1 }
}

extension Array {
  /// Continues with the cells that have a result, all at once; the others keep their error.
  /// - Parameter next: returns one result for each element it is given.
  fileprivate func followed<Value, Next, Failure>(
    by next: ([(place: Int, value: Value)]) async throws -> [Result<Next, Failure>]
  ) async rethrows -> [Result<(Value, Next), Failure>] where Element == Result<Value, Failure> {
    let known = enumerated().compactMap { place, result in (try? result.get()).map { (place: place, value: $0) } }
    var following = try await next(known).makeIterator()
    return compactMap { result in
      switch result {
      case .success(let value): following.next().map { $0.map { (value, $0) } }
      case .failure(let error): .failure(error)
      }
    }
  }
}
