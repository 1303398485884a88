import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Records

/// Compares compiled cells with the same cells in ngspice, write by write and by the read that follows.
///
/// Nothing is compared for cells that have no result in ngspice; they count as `unknown`.
public struct EngineCheck: Figures, Hashable {
  /// The result of one engine for a cell.
  public struct Cell: Hashable, Sendable {
    /// State after write and read, 0 (HRS) to 1 (LRS).
    public var state: Double
    /// Sensed current of the read.
    public var current: Current
    /// That the write took; nil where it is not compared, as of writes that did not succeed: they draw next to no current, and
    /// what charges the cell's own transistor, which compiled cells leave out, is no small part of that.
    public var energy: Energy?

    /// All values must come from one write and its read; a cell without a result has no `Cell`.
    public init(state: Double, current: Current, energy: Energy? = nil) {
      self.state = state
      self.current = current
      self.energy = energy
    }
  }

  @Figure("Cells held against the reference", .plain, "Those that both engines gave a result for.") public private(set)
    var cells = 0
  @Figure("Cells without a result there") public private(set) var unknown = 0
  @Figure("Bits that differ") public private(set) var bitsThatDiffer = 0
  /// Of `bitsThatDiffer`, those that do not make the check fail.
  @Figure(
    "Bits at the threshold", .plain,
    "Of those: the read current lies within a hundredth of the one that decides, where the last digits of either engine decide.")
  public private(set) var bitsAtThreshold = 0
  @Figure("Largest relative difference of read currents") public private(set) var largestCurrentDifference: Double? = nil
  @Figure("In the cell") public private(set) var largestCurrentDifferenceCell: String? = nil
  @Figure("Median relative difference of read currents") public private(set) var medianCurrentDifference: Double? = nil
  @Figure("Median relative difference of write energies", .plain, "Of writes that succeeded.") public private(set)
    var medianEnergyDifference: Double? = nil
  @Figure("Largest difference of states") public private(set) var largestStateDifference: Double? = nil
  @Figure("In the cell") public private(set) var largestStateDifferenceCell: String? = nil
  @Figure("Cells whose read currents differ by more than they may") public private(set) var currentsBeyondTolerance = 0
  @Figure("Read currents may differ by", .plain, "Relative.") public private(set) var currentTolerance = EngineCheck.tolerance
  /// One cell, or `toleratedShare` of all if that is more, may exceed `currentTolerance`.
  @Figure(
    "Engines agree", .plain,
    "No bit differs that is not at the threshold, nearly all currents are within the tolerance, and energies are within 5 % in the middle."
  )
  public private(set) var passes = true

  /// Allowed relative difference of a read current.
  public static let tolerance = 1e-3
  /// Allowed relative difference of the median write energy. What off transistors store is charged through the whole line in
  /// the reference, whose circuit has them at the selected row, and through their own part of it in compiled cells.
  public static let energyTolerance = 5e-2
  /// Share of the cells that may exceed it. Filaments that the end of a pulse stops half-way differ by as much as the
  /// tolerances of either engine leave open.
  public static let toleratedShare = 0.02

  /// A check of no cells, which passes.
  public init() {}

  /// Compares the results of two engines.
  /// - Parameters:
  ///   - pairs: for each cell its name and both results; nil where ngspice gave none.
  ///   - others: states of cells that were not selected, which only have to agree.
  ///   - read: whose threshold decides the bits.
  public init(
    _ pairs: [(name: String, compiled: Cell, ngspice: Cell?)],
    others: [(name: String, compiled: Double, ngspice: Double)] = [], read: ReadSettings
  ) {
    var (differences, energyDifferences): ([Double], [Double]) = ([], [])
    let decisive = read.thresholdCurrent.si
    for (name, compiled, reference) in pairs {
      guard let reference else {
        unknown += 1
        continue
      }
      cells += 1
      let currents = [compiled.current.si, reference.current.si]
      // Below a millionth of the threshold current, both engines' minimum conductances decide.
      let scale = max(abs(reference.current.si), 1e-6 * decisive)
      let difference = abs(currents[0] - currents[1]) / scale
      differences.append(difference)
      if difference > Self.tolerance { currentsBeyondTolerance += 1 }
      if difference > largestCurrentDifference ?? -1 {
        (largestCurrentDifference, largestCurrentDifferenceCell) = (difference, name)
      }
      if let energy = compiled.energy, let expected = reference.energy, expected > .zero {
        energyDifferences.append(abs(energy / expected - 1))
      }
      note(name, compiled.state, reference.state)
      if (currents[0] > decisive) != (currents[1] > decisive) {
        bitsThatDiffer += 1
        if currents.contains(where: { abs($0 / decisive - 1) <= 0.01 }) { bitsAtThreshold += 1 }
      }
    }
    for (name, compiled, reference) in others { note(name, compiled, reference) }
    cells += others.count
    medianCurrentDifference = Summary(differences)?.median
    medianEnergyDifference = Summary(energyDifferences)?.median
    passes =
      (medianEnergyDifference ?? 0) <= Self.energyTolerance && bitsThatDiffer == bitsAtThreshold
      && Double(currentsBeyondTolerance) <= max(1, Self.toleratedShare * Double(differences.count))
  }

  /// Notes a cell's states in both engines.
  private mutating func note(_ name: String, _ compiled: Double, _ reference: Double) {
    let moved = abs(compiled - reference)
    if moved > largestStateDifference ?? -1 { (largestStateDifference, largestStateDifferenceCell) = (moved, name) }
  }

  /// Selects cells to check: a quarter from those that failed, a quarter with the reads nearest to the threshold, and
  /// the rest at random. The same seed selects the same cells.
  /// - Parameters:
  ///   - cells: for each cell whether its write failed, and its read current.
  ///   - count: number of cells to select.
  /// - Returns: indices into `cells`, rising.
  public static func selection(
    of cells: [(failed: Bool, current: Current)], count: Int, read: ReadSettings, seed: UInt64
  ) -> [Int] {
    guard cells.count > count else { return Array(cells.indices) }
    var stream = RandomStream(seed: seed, purpose: "cells checked in ngspice")
    let decisive = read.thresholdCurrent.si
    var chosen: Set<Int> = []
    var failed = cells.indices.filter { cells[$0].failed }
    failed.shuffle(using: &stream)
    chosen.formUnion(failed.prefix(count / 4))
    func distance(_ index: Int) -> Double { abs(log(max(cells[index].current.si, 1e-300) / decisive)) }
    let near = cells.indices.map { (distance($0), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    for (_, index) in near.prefix(count / 4) { chosen.insert(index) }
    while chosen.count < count { chosen.insert(Int.random(in: cells.indices, using: &stream)) }
    return chosen.sorted()
  }
}

extension EngineCheck {
  /// The result in one line to print.
  public var text: String {
    guard cells > 0 else { return "no cell could be held against ngspice" }
    func share(_ value: Double?) -> String { value.map { String(format: "%.1e", $0) } ?? "none" }
    return "\(cells) cells held against ngspice: \(bitsThatDiffer) bits differ"
      + (bitsAtThreshold > 0 ? " (\(bitsAtThreshold) of them within 1 % of the threshold)" : "")
      + ", read currents by \(share(medianCurrentDifference)) in the middle and \(share(largestCurrentDifference)) at most "
      + "(\(largestCurrentDifferenceCell ?? "")), states by \(share(largestStateDifference)) at most"
      + (medianEnergyDifference.map { ", write energies by \(share($0)) in the middle" } ?? "")
      + (unknown > 0 ? "; \(unknown) gave no result there" : "") + (passes ? "" : ". The check failed")
  }
}

/// A write and the read after it, as a check repeats them.
package struct CheckedWrite: Sendable {
  /// Names the cell in the report, where it has the largest difference.
  package var name: String
  /// The SET or RESET pulse, with the state before it.
  package var write: CellPulse
  /// The read after it, on the same cell.
  package var read: CellOperation
  /// The bit that the write was meant to leave; a read of the other bit counts as a failure.
  package var bit: Bool

  package init(name: String, write: CellPulse, read: CellOperation, bit: Bool) {
    self.name = name
    self.write = write
    self.read = read
    self.bit = bit
  }
}

extension EngineCheck {
  /// Repeats some of a study's writes in ngspice and compares the results.
  /// - Parameters:
  ///   - writes: candidates; all of them are simulated compiled, again.
  ///   - count: number of candidates to repeat in ngspice.
  ///   - progress: called with the numbers of repeated writes so far and of all.
  /// - Throws: errors that end a study, and what `progress` throws.
  package static func run(
    _ writes: [CheckedWrite], count: Int, seed: UInt64, read: ReadSettings, compiled: any CellSimulator,
    circuits: CircuitCells, progress: (Int, Int) throws -> Void = { _, _ in }
  ) async throws -> EngineCheck {
    let candidates = try await Self.cells(writes, by: compiled, read).enumerated().compactMap { index, cell in
      cell.map { (write: writes[index], cell: $0) }
    }
    let decisive = read.thresholdCurrent
    let chosen = selection(
      of: candidates.map { (failed: ($0.cell.current > decisive) != $0.write.bit, current: $0.cell.current) }, count: count,
      read: read, seed: seed
    ).map { candidates[$0] }
    let found = try await chosen.mapConcurrently(atMost: circuits.capacity, progress: progress) {
      try await Self.cells([$0.write], by: circuits, read)[0]
    }
    return EngineCheck(
      zip(chosen, found).map { (name: $0.write.name, compiled: $0.cell, ngspice: $1) }, read: read)
  }

  /// Simulates each write and the read after it; nil where one of them gave no result.
  private static func cells(
    _ writes: [CheckedWrite], by cells: any CellSimulator, _ settings: ReadSettings
  ) async throws -> [Cell?] {
    let written = try await cells.apply(writes.map(\.write))
    let known = writes.indices.filter { (try? written[$0].get()) != nil }
    let read = try await cells.read(
      known.map { index in
        var pulse = writes[index].write
        pulse.operation = writes[index].read
        pulse.state = (try? written[index].get())?.finalState ?? pulse.state
        return pulse
      })
    var found = [Cell?](repeating: nil, count: writes.count)
    for (index, response) in zip(known, read) {
      found[index] = (try? response.get()).map { reading in
        let succeeded = (reading.current > settings.thresholdCurrent) == writes[index].bit
        return Cell(
          state: reading.finalState, current: reading.current,
          energy: succeeded ? (try? written[index].get())?.energy : nil)
      }
    }
    return found
  }
}
