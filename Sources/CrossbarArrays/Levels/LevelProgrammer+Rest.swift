import CrossbarPrimitives
import MemristorDevices

extension LevelProgrammer {
  /// Reads cells at times after they were written. Between the reads nothing is applied: the equations move the state, and
  /// the device's relaxation the conductance.
  /// - Parameter times: after the write, rising.
  /// - Returns: for each cell the resistance that is read at each time; nil where it cannot be simulated.
  public func read(
    _ pairs: [(cell: LevelCell, outcome: LevelOutcome)], after times: [Time]
  ) async throws -> [[Resistance?]] {
    var pairs = pairs
    let written = pairs.map { $0.outcome.current.map { Conductance.siemens($0.si / settings.read.voltage.si) } }
    let changes = zip(pairs, written).map { pair, written in
      relaxed(written, at: times, cell: pair.cell.number, cycle: pair.outcome.count.cycle)
    }
    var readings = pairs.map { _ in [Resistance?]() }
    var now = Time.zero
    for (place, time) in times.enumerated() {
      let rested = try await cells.rest(
        pairs.map { (memristor($0.cell, $0.outcome), $0.outcome.state) }, for: time - now)
      now = time
      for (index, state) in rested.enumerated() {
        if case .success(let state) = state { pairs[index].outcome.state = state }
      }
      for (index, reading) in try await read(pairs).enumerated() {
        pairs[index].outcome = reading.outcome
        guard case .success = rested[index], let resistance = reading.resistance, let written = written[index] else {
          readings[index].append(nil)
          continue
        }
        // The change adds to the conductance, down to that without a filament; the noise of the read multiplies both.
        let change = changes[index][place] - written
        let present = (reading.outcome.current ?? .zero).si / settings.read.voltage.si
        let empty = 1 / memristor(pairs[index].cell, pairs[index].outcome).highResistance.si
        let share = present > 0 ? max(min(present, empty), present + change.si) / present : 0
        readings[index].append(share > 0 ? resistance / share : .ohms(.infinity))
      }
    }
    return readings
  }

  /// The conductances that relaxation alone would leave.
  private func relaxed(_ written: Conductance?, at times: [Time], cell: Int, cycle: Int) -> [Conductance] {
    guard let written, let relaxation = device.fluctuations.relaxation else { return times.map { _ in written ?? .zero } }
    return relaxation.conductances(of: written, at: times, cell: cell, cycle: cycle, seed: seed)
  }
}
