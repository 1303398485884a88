import CrossbarPrimitives
import Foundation
import MemristorDevices

/// Finds out how levels are reached: what one SET leaves of a sample of cells, and from that the range of the levels, the
/// step and the start voltages, as far as they were not given.
public struct LevelPlanning: Sendable {
  /// Of every cell.
  public var device: MemristorDevice
  public var seed: UInt64
  /// The place of the cells whose SETs are measured, with the nominal transistor.
  public var surroundings: CellSurroundings
  /// Resistances of the levels that a SET writes; nil for one and a half to six times the lowest that the median cell comes
  /// to.
  public var range: ClosedRange<Resistance>?
  /// A RESET counts from this resistance on; nil for twice the highest level's.
  public var resetAbove: Resistance?
  /// Levels besides their number; its range follows from `range`.
  public var design: LevelDesign
  /// Pulses and reads; where a RESET counts follows from `resetAbove`.
  public var settings: LevelWriteSettings

  /// Nothing is checked here.
  public init(
    device: MemristorDevice, seed: UInt64, surroundings: CellSurroundings, range: ClosedRange<Resistance>?,
    resetAbove: Resistance?, design: LevelDesign, settings: LevelWriteSettings
  ) {
    (self.device, self.seed, self.surroundings) = (device, seed, surroundings)
    (self.range, self.resetAbove, self.design, self.settings) = (range, resetAbove, design, settings)
  }

  /// Cells by which a SET is measured.
  private static let sampleSize = 64
  /// Voltages of the coarse curve, and of the fine one in the range of the levels.
  private static let curvePoints = 40
  /// Of `progress`.
  public static let stages = 2

  /// Measures what a SET leaves, first coarsely up to the limit, then finely where the levels are.
  /// - Parameter progress: called with the number of stages that are done, from 0.
  /// - Throws: `LevelError.noCurve`; errors that end a study, and what `progress` throws.
  package func measured(by cells: any CellSimulator, progress: (Int) throws -> Void = { _ in }) async throws -> MeasuredLevels {
    try progress(0)
    let limit = settings.algorithm.limit
    let coarse = try await curve(by: cells, at: (1...Self.curvePoints).map { limit * Double($0) / Double(Self.curvePoints) })
    try progress(1)
    var planning = self
    let range = range ?? coarse.least * 1.5...coarse.least * 6
    let resetAbove = resetAbove ?? range.upperBound * 2
    planning.design.range = range
    (planning.settings.resetAbove, planning.settings.read.threshold) = (resetAbove, resetAbove)
    let (low, high) = (coarse.lastVoltage(above: range.upperBound), coarse.firstVoltage(below: range.lowerBound))
    let fine = (0...Self.curvePoints).map { low + (high - low) * Double($0) / Double(Self.curvePoints) }
    let curve = high > low ? try await curve(by: cells, at: fine) : coarse
    try progress(2)
    return MeasuredLevels(planning: planning, curve: curve, floor: coarse.least)
  }

  private func curve(by cells: any CellSimulator, at voltages: [Voltage]) async throws -> ProgrammingCurve {
    let programmer = LevelProgrammer(device, levels: [], settings: settings, seed: seed, cells: cells)
    let sample = (0..<Self.sampleSize).map { number in
      var surroundings = surroundings
      surroundings.transistor = surroundings.transistor.ofCell(number, seed: seed)
      return LevelCell(number: number, level: 0, state: 0, surroundings: surroundings)
    }
    guard let curve = try await programmer.curve(of: sample, at: voltages) else { throw LevelError.noCurve }
    return curve
  }
}

/// What one SET leaves, and settings that are complete with it.
public struct MeasuredLevels: Sendable {
  /// With range, and where a RESET counts.
  public let planning: LevelPlanning
  /// In the range of the levels.
  public let curve: ProgrammingCurve
  /// The lowest resistance that the median cell comes to at any voltage.
  public let floor: Resistance

  /// 1, 2 or 5 times a power of ten, with which no level's resistance changes by more than a twentieth from SET to SET.
  public var step: Voltage {
    let range = planning.design.range
    let slopes = [range.lowerBound, range.upperBound].compactMap { curve.voltage(for: $0) }.map { abs(curve.slope(at: $0)) }
    let most = 0.05 / max(slopes.max() ?? 0, 1e-3)
    let decade = pow(10, log10(most).rounded(.down))
    return .volts(([5, 2, 1].first { $0 * decade <= most } ?? 1) * decade)
  }

  /// A number of levels, and how they are written.
  /// - Parameter step: of the stepped line; nil for `step`.
  /// - Throws: `LevelError.notReached`.
  public func plan(count: Int, step: Voltage? = nil) throws(LevelError) -> LevelPlan {
    var (design, settings) = (planning.design, planning.settings)
    design.count = count
    settings.algorithm.step = step ?? self.step
    return try design.plan(planning.device, curve: curve, settings: settings)
  }
}
