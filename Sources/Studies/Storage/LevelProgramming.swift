import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Brings cells to their levels by pulses and verifying reads, each at its place in its column, and reads them after the
/// retention time.
struct LevelProgramming: CellWriter {
  let plan: LevelPlan
  let settings: StorageSettings
  /// Of the parameters, fluctuations and faults of all cells.
  let seed: UInt64
  /// The engine: compiled cells, or ngspice.
  let cells: any CellSimulator

  /// Nil where cells have one bit, or a programming table takes their place.
  init?(_ settings: StorageSettings, seed: UInt64, cells: any CellSimulator) {
    guard let plan = settings.levelPlan else { return nil }
    (self.plan, self.settings, self.seed, self.cells) = (plan, settings, seed, cells)
  }

  private var programmer: LevelProgrammer {
    LevelProgrammer(settings.array.device, levels: plan.levels, settings: plan.settings, seed: seed, cells: cells)
  }

  func store(_ row: [TileCell], in tile: Tile) async throws -> [CellOutcome] {
    let programmer = programmer
    let targets = row.map { levelCell($0, in: tile) }
    let written = try await programmer.program(targets)
    let known = written.indices.filter { written[$0].status != .numericalFailure }
    let pairs = known.map { (cell: targets[$0], outcome: written[$0]) }
    let readings: [Resistance?] =
      if settings.retentionTime > .zero {
        try await programmer.read(pairs, after: [settings.retentionTime]).map { $0[0] }
      } else {
        try await programmer.read(pairs).map(\.resistance)
      }
    var resistances = [Resistance?](repeating: nil, count: row.count)
    for (index, resistance) in zip(known, readings) { resistances[index] = resistance }
    return row.indices.map { index in
      let level = written[index]
      var outcome = CellOutcome(state: level.state)
      (outcome.pulses, outcome.writeEnergy, outcome.isVerified) = (level.pulses, level.energy, level.status == .written)
      // Verifying reads and the last one have the device's own noise.
      var noise = CellReadNoise(settings, cell: row[index].number, seed: seed, hasDeviceNoise: false)
      outcome.readCurrent = resistances[index].map { noise.apply(to: plan.settings.read.voltage / $0) }
      outcome.numericalFailure =
        level.numericalFailure ?? (resistances[index] == nil ? "the read after the write gave no result" : nil)
      outcome.failures = outcome.numericalFailure == nil ? 0 : 1
      return outcome
    }
  }

  private func levelCell(_ cell: TileCell, in tile: Tile) -> LevelCell {
    let fault: LevelCell.Fault? =
      switch cell.fault {
      case .stuckOn: .stuckOn
      case .stuckOff, .notWorking: .stuckOff
      case nil: nil
      }
    return LevelCell(
      number: cell.number, level: cell.level,
      state: CellProgramming(settings: settings, seed: seed, cells: cells).initialState(of: cell),
      surroundings: settings.surroundings(of: cell, in: tile, seed: seed), fault: fault, cycle: settings.rewrites)
  }

  /// A cell's first SET after its first RESET, from no filament; of the lowest level, where that is one, the RESET.
  func checkedWrite(_ cell: TileCell, in tile: Tile) -> CheckedWrite {
    let (target, level) = (levelCell(cell, in: tile), plan.levels[cell.level])
    let memristor = settings.array.device.draw(
      seed: seed, at: WriteCount(cell: cell.number, cycle: settings.rewrites + 1))
    let operation = level.isReset ? plan.settings.reset : plan.settings.set(at: level.start)
    return CheckedWrite(
      name: "layer \(tile.layer + 1), tile \(tile.number), row \(cell.row), column \(cell.column)",
      write: CellPulse(
        operation, on: memristor, state: level.isReset ? 1 : 0, in: target.surroundings),
      read: plan.settings.readOperation, bit: !level.isReset)
  }
}
