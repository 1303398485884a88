import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// Brings cells to levels by pulses and verifying reads, many cells at a time.
///
/// A cell is RESET until it reads as such. Then SETs follow each other, with a line stepped up from one to the next, until a
/// read lies in the level's window. One SET too many, and the cell is RESET and starts anew. Every pulse and read is
/// simulated; what differs from one to the next is drawn from the device's fluctuations.
public struct LevelProgrammer: Sendable {
  /// Of every cell.
  public let device: MemristorDevice
  /// Of all draws.
  public let seed: UInt64
  /// The levels that a `LevelCell` points into.
  public let levels: [ResistanceLevel]
  /// Pulses, reads and their order.
  public let settings: LevelWriteSettings
  let cells: any CellSimulator

  /// - Parameter cells: simulates pulses and reads.
  package init(
    _ device: MemristorDevice, levels: [ResistanceLevel], settings: LevelWriteSettings, seed: UInt64, cells: any CellSimulator
  ) {
    (self.device, self.levels, self.settings, self.seed, self.cells) = (device, levels, settings, seed, cells)
  }

  /// What a cell gets next.
  private enum Step {
    case reset, set(Voltage)
  }

  /// Programs cells; those that are under way are simulated together.
  /// - Returns: one outcome per cell, in their order; each has a status.
  /// - Throws: `CancellationError`; `SimulationError` when no further simulation can succeed.
  public func program(_ targets: [LevelCell]) async throws -> [LevelOutcome] {
    var outcomes = targets.map(LevelOutcome.init)
    var next: [Step] = targets.map { cell in
      let level = levels[cell.level]
      return settings.algorithm.erasesFirst || level.isReset ? .reset : .set(level.start)
    }
    while true {
      let pending = outcomes.indices.filter { outcomes[$0].status == nil }
      if pending.isEmpty { return outcomes }
      try Task.checkCancellation()
      try await pulse(pending, next, targets, &outcomes)
      let pulsed = pending.filter { outcomes[$0].status == nil }
      try await verify(pulsed, targets, &outcomes)
      for index in pulsed where outcomes[index].status == nil {
        advance(&outcomes[index], &next[index], levels[targets[index].level])
      }
    }
  }

  /// The device of a cell as it is in its present cycle and pulse.
  public func memristor(_ cell: LevelCell, _ outcome: LevelOutcome) -> Memristor {
    let drawn = device.draw(seed: seed, at: outcome.count)
    switch cell.fault {
    case .stuckOn: return drawn.stuckOn ?? drawn
    case .stuckOff: return drawn.stuckOff ?? drawn
    case nil: return outcome.isStuck ? drawn.stuckOn ?? drawn : drawn
    }
  }

  private func pulse(
    _ pending: [Int], _ next: [Step], _ targets: [LevelCell], _ outcomes: inout [LevelOutcome]
  ) async throws {
    var operations: [CellOperation] = []
    for index in pending {
      switch next[index] {
      case .reset:
        outcomes[index].resets += 1
        // Where the RESET is the write itself, it is of the cycle that the cell is in.
        if settings.algorithm.erasesFirst || outcomes[index].resets > 1 { outcomes[index].count.cycle += 1 }
        (outcomes[index].count.pulse, outcomes[index].setsOfCycle) = (0, 0)
        if device.isStuck(cell: targets[index].number, after: outcomes[index].count.cycle, seed: seed) {
          outcomes[index].isStuck = true
        }
        operations.append(settings.reset)
      case .set(let voltage):
        outcomes[index].count.pulse = outcomes[index].setsOfCycle
        outcomes[index].setsOfCycle += 1
        outcomes[index].sets += 1
        outcomes[index].voltage = voltage
        operations.append(settings.set(at: voltage))
      }
      outcomes[index].stateBefore = outcomes[index].state
    }
    let responses = try await cells.apply(
      zip(pending, operations).map { index, operation in
        CellPulse(
          operation, on: memristor(targets[index], outcomes[index]), state: outcomes[index].state,
          in: targets[index].surroundings)
      })
    for (index, (operation, response)) in zip(pending, zip(operations, responses)) {
      outcomes[index].time = outcomes[index].time + operation.pulse.duration
      guard let response = outcomes[index].taking(response) else { continue }
      (outcomes[index].state, outcomes[index].energy) = (response.finalState, outcomes[index].energy + response.energy)
      if operation.kind == .set { outcomes[index].setCurrent = response.current }
    }
  }

  /// Reads cells, and those that lie in their window as often again as it takes to confirm that.
  private func verify(_ indices: [Int], _ targets: [LevelCell], _ outcomes: inout [LevelOutcome]) async throws {
    let first = try await read(indices.map { (targets[$0], outcomes[$0]) })
    for (index, reading) in zip(indices, first) {
      outcomes[index] = reading.outcome
      outcomes[index].verified = reading.resistance
    }
    guard settings.algorithm.confirmingReads > 0 else { return }
    let inside = indices.filter { index in
      outcomes[index].verified.map { accepts($0, levels[targets[index].level]) } ?? false
    }
    var sums = [Int: Double]()
    for _ in 0..<settings.algorithm.confirmingReads where !inside.isEmpty {
      for (index, reading) in zip(inside, try await read(inside.map { (targets[$0], outcomes[$0]) })) {
        outcomes[index] = reading.outcome
        sums[index, default: 0] += reading.resistance?.si ?? .infinity
      }
    }
    for (index, sum) in sums { outcomes[index].verified = .ohms(sum / Double(settings.algorithm.confirmingReads)) }
  }

  /// Decides by the last read what comes next, or how it ended.
  private func advance(_ outcome: inout LevelOutcome, _ next: inout Step, _ level: ResistanceLevel) {
    let algorithm = settings.algorithm
    let resistance = outcome.verified ?? .ohms(.infinity)
    switch next {
    case .reset:
      let least = level.isReset ? level.window.lowerBound : settings.resetAbove
      if resistance >= least {
        if level.isReset { return outcome.status = .written }
        next = .set(level.start)
      } else if outcome.resets >= algorithm.mostResets || (level.isReset && algorithm.kind == .single) {
        outcome.status = .stuckInLRS
      }
    case .set(let voltage):
      if accepts(resistance, level) { return outcome.status = .written }
      if resistance > level.window.upperBound * (1 - algorithm.guardBand) {
        if algorithm.kind == .single { return outcome.status = .missed }
        // To a nanovolt, so that a sum of steps is as short as they are.
        let higher = Voltage.volts(((voltage + algorithm.step).si * 1e9).rounded() / 1e9)
        if higher <= algorithm.limit {
          next = .set(higher)
        } else if outcome.limits < algorithm.limitRetries, outcome.resets < algorithm.mostResets {
          outcome.limits += 1
          next = .reset
        } else {
          return outcome.status = resistance >= settings.resetAbove ? .noSet : .lineAtLimit
        }
      } else {
        if algorithm.kind == .single, algorithm.mostResets <= outcome.resets { return outcome.status = .missed }
        if outcome.resets >= algorithm.mostResets { return outcome.status = .pulsesUsedUp }
        next = .reset
      }
    }
    if outcome.status == nil, outcome.pulses >= algorithm.mostPulses { outcome.status = .pulsesUsedUp }
  }

  private func accepts(_ resistance: Resistance, _ level: ResistanceLevel) -> Bool {
    let band = settings.algorithm.guardBand
    return level.window.lowerBound * (1 + band) <= resistance && resistance <= level.window.upperBound * (1 - band)
  }
}

extension LevelProgrammer {
  /// Reads cells in their present state, with the noise of the device.
  /// - Returns: for each cell its outcome after the read, and the resistance that is read; nil where it cannot be simulated
  ///   or no current flows.
  public func read(
    _ pairs: [(cell: LevelCell, outcome: LevelOutcome)]
  ) async throws -> [(outcome: LevelOutcome, resistance: Resistance?)] {
    let responses = try await cells.read(
      pairs.map { cell, outcome in
        CellPulse(
          settings.readOperation, on: memristor(cell, outcome), state: outcome.state, in: cell.surroundings)
      })
    return zip(pairs, responses).map { pair, response in
      var outcome = pair.outcome
      guard let response = outcome.taking(response) else { return (outcome, nil) }
      (outcome.state, outcome.current) = (response.finalState, response.current)
      outcome.energy = outcome.energy + response.energy
      outcome.time = outcome.time + settings.read.pulse.duration
      let factor = device.fluctuations.readFactor(cell: pair.cell.number, read: outcome.reads, seed: seed)
      outcome.reads += 1
      let current = response.current * factor
      return (outcome, current > .zero ? settings.read.voltage / current : .ohms(.infinity))
    }
  }
}

extension LevelOutcome {
  /// The response of a simulation; nil where it gave none, after which nothing is known of the cell.
  fileprivate mutating func taking(_ response: Result<CellResponse, SimulationError>) -> CellResponse? {
    switch response {
    case .success(let response): return response
    case .failure(let error):
      (status, numericalFailure) = (.numericalFailure, "\(error)")
      return nil
    }
  }
}
