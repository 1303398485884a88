import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Records

/// Compiled cells held against the same cells in ngspice.
public struct EngineCheck: Figures, Hashable {
  /// A cell as one engine left it.
  public struct Cell: Hashable, Sendable {
    /// 0 (HRS) to 1 (LRS).
    public var state: Double
    /// Of its last read.
    public var current: Current

    public init(state: Double, current: Current) {
      self.state = state
      self.current = current
    }
  }

  @Figure("Cells held against the reference", .plain, "Those that both engines gave a result for.") public private(set)
    var cells = 0
  @Figure("Cells without a result there") public private(set) var unknown = 0
  @Figure("Bits that differ") public private(set) var bitsThatDiffer = 0
  @Figure(
    "Bits at the threshold", .plain,
    "Of those: the read current lies within a hundredth of the one that decides, where the last digits of either engine decide.")
  public private(set) var bitsAtThreshold = 0
  @Figure("Largest relative difference of read currents") public private(set) var largestCurrentDifference: Double? = nil
  @Figure("In the cell") public private(set) var largestCurrentDifferenceCell: String? = nil
  @Figure("Median relative difference of read currents") public private(set) var medianCurrentDifference: Double? = nil
  @Figure("Largest difference of states") public private(set) var largestStateDifference: Double? = nil
  @Figure("In the cell") public private(set) var largestStateDifferenceCell: String? = nil
  @Figure("Cells whose read currents differ by more than they may") public private(set) var currentsBeyondTolerance = 0
  @Figure("Read currents may differ by", .plain, "Relative.") public private(set) var currentTolerance = EngineCheck.tolerance
  @Figure(
    "Engines agree", .plain, "No bit differs that is not at the threshold, and nearly all currents are within the tolerance.")
  public private(set) var passes = true

  /// Of a read current, relative.
  public static let tolerance = 1e-3
  /// Of the cells, at most so many may be beyond it: filaments that the end of a pulse catches half-way differ by what either
  /// engine leaves open.
  public static let toleratedShare = 0.02

  public init() {}

  /// - Parameter pairs: a cell's name, and what the engines made of it; nil where ngspice gave no result.
  public init(_ pairs: [(name: String, compiled: Cell, ngspice: Cell?)], read: ReadSettings) {
    var differences: [Double] = []
    let decisive = read.thresholdCurrent.si
    for (name, compiled, reference) in pairs {
      guard let reference else {
        unknown += 1
        continue
      }
      cells += 1
      let currents = [compiled.current.si, reference.current.si]
      // A millionth of what decides is no current: both engines leave as much to their minimum conductances.
      let scale = max(abs(reference.current.si), 1e-6 * decisive)
      let difference = abs(currents[0] - currents[1]) / scale
      differences.append(difference)
      if difference > Self.tolerance { currentsBeyondTolerance += 1 }
      if difference > largestCurrentDifference ?? -1 {
        (largestCurrentDifference, largestCurrentDifferenceCell) = (difference, name)
      }
      let moved = abs(compiled.state - reference.state)
      if moved > largestStateDifference ?? -1 { (largestStateDifference, largestStateDifferenceCell) = (moved, name) }
      if (currents[0] > decisive) != (currents[1] > decisive) {
        bitsThatDiffer += 1
        if currents.contains(where: { abs($0 / decisive - 1) <= 0.01 }) { bitsAtThreshold += 1 }
      }
    }
    medianCurrentDifference = Summary(differences)?.median
    passes =
      bitsThatDiffer == bitsAtThreshold
      && Double(currentsBeyondTolerance) <= max(1, Self.toleratedShare * Double(cells))
  }

  /// Which of many cells to check: a quarter of those that failed, a quarter of those whose read is nearest to the threshold, and
  /// the rest at random.
  /// - Parameter cells: of each whether it failed, and its read current.
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
  /// In a line for a person.
  public var text: String {
    guard cells > 0 else { return "no cell could be held against ngspice" }
    func share(_ value: Double?) -> String { value.map { String(format: "%.1e", $0) } ?? "none" }
    return "\(cells) cells held against ngspice: \(bitsThatDiffer) bits differ"
      + (bitsAtThreshold > 0 ? " (\(bitsAtThreshold) of them within 1 % of the threshold)" : "")
      + ", read currents by \(share(medianCurrentDifference)) in the middle and \(share(largestCurrentDifference)) at most "
      + "(\(largestCurrentDifferenceCell ?? "")), states by \(share(largestStateDifference)) at most"
      + (unknown > 0 ? "; \(unknown) gave no result there" : "") + (passes ? "" : ". The check failed")
  }
}

/// A write and the read after it, as a check repeats them.
public struct CheckedWrite: Sendable {
  public var name: String
  public var write: CellPulse
  public var read: CellOperation
  /// What the write is to leave.
  public var bit: Bool

  public init(name: String, write: CellPulse, read: CellOperation, bit: Bool) {
    self.name = name
    self.write = write
    self.read = read
    self.bit = bit
  }
}

extension EngineCheck {
  /// Holds so many of a study's writes against ngspice.
  /// - Parameters:
  ///   - writes: to choose from; all of them are compiled.
  ///   - count: of those to simulate.
  public static func run(
    _ writes: [CheckedWrite], count: Int, seed: UInt64, read: ReadSettings, compiled: any CellSimulator,
    circuits: CircuitCells, progress: (Int, Int) throws -> Void = { _, _ in }
  ) async throws -> EngineCheck {
    let candidates = try await Self.cells(writes, by: compiled).enumerated().compactMap { index, cell in
      cell.map { (write: writes[index], cell: $0) }
    }
    let decisive = read.thresholdCurrent
    let chosen = selection(
      of: candidates.map { (failed: ($0.cell.current > decisive) != $0.write.bit, current: $0.cell.current) }, count: count,
      read: read, seed: seed
    ).map { candidates[$0] }
    var done = 0
    let found = try await chosen.mapConcurrently(
      atMost: circuits.capacity,
      finished: { _, _ in
        done += 1
        try progress(done, chosen.count)
      }
    ) { try await Self.cells([$0.write], by: circuits)[0] }
    return EngineCheck(
      zip(chosen, found).map { (name: $0.write.name, compiled: $0.cell, ngspice: $1) }, read: read)
  }

  /// Nil where a simulation gave no result.
  private static func cells(_ writes: [CheckedWrite], by cells: any CellSimulator) async throws -> [Cell?] {
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
      found[index] = (try? response.get()).map { Cell(state: $0.finalState, current: $0.current) }
    }
    return found
  }
}
