import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Which write pulses work? The same drawn cells are SET and RESET at every point of a grid of amplitudes, widths and
/// gate voltages, each in the far corner of an array.
public struct WindowExperiment: Sendable {
  public var device: MemristorDevice
  public var seed: UInt64
  /// Cells that are written at each point.
  public var count: Int
  /// Corners of four cells whose neighbours are watched at each point.
  public var corners: Int
  /// Further cells that are written at the setting that comes out best, and at no other, to see whether it keeps its limits
  /// with cells that it was not chosen by.
  public var confirmations: Int
  public var grid: PulseGrid
  /// Of the written cell.
  public var surroundings: CellSurroundings
  /// How far the word line is boosted above the source line in a RESET.
  public var resetGateBoost: Voltage
  public var read: ReadSettings
  /// At 0 V, between a SET and the look at what is left of the filament.
  public var rest: Time
  public var limits: WindowLimits

  public init(
    device: MemristorDevice, seed: UInt64, count: Int, corners: Int, confirmations: Int = 0, grid: PulseGrid,
    surroundings: CellSurroundings, resetGateBoost: Voltage, read: ReadSettings, rest: Time, limits: WindowLimits
  ) {
    self.device = device
    self.seed = seed
    self.count = count
    self.corners = corners
    self.confirmations = confirmations
    self.grid = grid
    self.surroundings = surroundings
    self.resetGateBoost = resetGateBoost
    self.read = read
    self.rest = rest
    self.limits = limits
  }

  /// RESETs cells at every amplitude and width, which the gate voltage plays no part in; then SETs them at every point; then
  /// writes further cells at the best of the points that meet the limits.
  /// - Parameter finished: called with each point when it is done, in the order in which they end.
  public func run(
    on engine: CellEngine, progress: (StudyProgress) throws -> Void = { _ in },
    finished: (WindowPoint) throws -> Void = { _ in }
  ) async throws -> WindowResult {
    let cells = engine.cells
    let pulses = grid.widths.flatMap { width in grid.amplitudes.map { (width: width, amplitude: $0) } }
    var done = 0
    let resets = try await simulatePoints(
      pulses, atMost: cells.capacity,
      finished: { _, _ in
        done += 1
        try progress(StudyProgress(stage: "RESETs", done: done, total: pulses.count))
      }
    ) { try await resetOutcomes(amplitude: $0.amplitude, width: $0.width, on: cells) }

    done = 0
    let outcomes = try await simulatePoints(
      Array(0..<grid.count), atMost: cells.capacity,
      finished: { index, sets in
        done += 1
        try progress(StudyProgress(stage: "points", done: done, total: grid.count))
        try finished(WindowPoint(grid.setting(index), sets: sets, resets: resets[index / grid.gateVoltages.count]))
      }
    ) { try await setOutcomes(at: grid.setting($0), on: cells) }
    var result = WindowResult(
      experiment: self,
      points: outcomes.enumerated().map { index, sets in
        WindowPoint(grid.setting(index), sets: sets, resets: resets[index / grid.gateVoltages.count])
      })
    if confirmations > 0, let candidate = result.window.candidate {
      result.confirmation = try await confirm(grid.setting(candidate), on: cells, progress: progress)
    }
    let check = try await engine.check(2 * grid.count * count, seed: seed, read: read, write: checkedWrite) {
      try progress(StudyProgress(stage: "checking cells in ngspice", done: $0, total: $1))
    }
    result.cellEngine = engine.figures(check)
    return result
  }

  /// Writes further cells at one setting, none of which was written before.
  private func confirm(
    _ setting: PulseSetting, on cells: any CellSimulator, progress: (StudyProgress) throws -> Void
  ) async throws -> WindowPoint {
    let first = max(count, 4 * corners)
    let reset = resetOperation(amplitude: setting.amplitude, width: setting.width)
    // So many at a time that all workers have some.
    let batches = stride(from: first, to: first + confirmations, by: 50).map {
      Array($0..<min($0 + 50, first + confirmations))
    }
    var done = 0
    let written = try await simulatePoints(
      batches, atMost: cells.capacity,
      finished: { index, _ in
        done += batches[index].count
        try progress(StudyProgress(stage: "confirming cells", done: done, total: confirmations))
      }
    ) { batch in
      (
        try await set(batch, at: setting, on: cells),
        try await self.reset(batch, amplitude: setting.amplitude, width: setting.width, on: cells)
      )
    }
    // A corner has three neighbours, watched in a SET and in a RESET: half as many of them as there are cells.
    let firstCorner = (first + confirmations + 3) / 4
    let corners = Array(firstCorner..<firstCorner + (confirmations + 11) / 12)
    let watched = try await simulatePoints([setOperation(setting), reset], atMost: cells.capacity) {
      try await disturb(corners, by: $0, on: cells)
    }
    return WindowPoint(
      setting, sets: PulseOutcomes(cells: written.flatMap(\.0), corners: watched[0]),
      resets: PulseOutcomes(cells: written.flatMap(\.1), corners: watched[1]))
  }

  private func setOutcomes(at setting: PulseSetting, on cells: any CellSimulator) async throws -> PulseOutcomes<CellSet> {
    PulseOutcomes(
      cells: try await set(Array(0..<count), at: setting, on: cells),
      corners: try await disturb(Array(0..<corners), by: setOperation(setting), on: cells))
  }

  private func resetOutcomes(
    amplitude: Voltage, width: Time, on cells: any CellSimulator
  ) async throws -> PulseOutcomes<CellReset> {
    PulseOutcomes(
      cells: try await reset(Array(0..<count), amplitude: amplitude, width: width, on: cells),
      corners: try await disturb(
        Array(0..<corners), by: resetOperation(amplitude: amplitude, width: width), on: cells))
  }
}

/// What one pulse did to many cells, and to the neighbours of others.
struct PulseOutcomes<Cell: Sendable>: Sendable {
  var cells: [DeviceOutcome<Cell>] = []
  var corners: [DeviceOutcome<[CellDisturbance]>] = []
}

public struct WindowResult: Sendable {
  public var experiment: WindowExperiment
  /// In the grid's order.
  public let points: [WindowPoint]
  /// The candidate with further cells; nil where there is no candidate, or no further cells were asked for.
  public var confirmation: WindowPoint?
  /// How the cells were simulated.
  public var cellEngine = CellEngineFigures()

  public var window: SafeWindow { SafeWindow(experiment.grid, points: points, limits: experiment.limits) }

  /// What the candidate is judged by: the further cells, or else those that it was chosen by. Nil without a candidate.
  public var judged: WindowPoint? { window.candidate.map { confirmation ?? points[$0] } }

  /// Whether the candidate may be recommended: each limit holds over the whole 95 % interval of its share (Wilson's,
  /// two-sided, as it is printed). A share that merely lies on the right side may well be chance: with 10 cells of 10 the
  /// interval begins at 72 %.
  public var isConfirmed: Bool {
    judged.map { experiment.limits.checks($0).allSatisfy(\.holds) } ?? false
  }
}

extension WindowExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case device
    case seed, count
    case confirmations = "confirm"
    case corners = "disturb_corners"
    case grid, surroundings
    case resetGateBoost = "reset_gate_boost_V"
    case read
    case rest = "rest_s"
    case limits
  }
}
