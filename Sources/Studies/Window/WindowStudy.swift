import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Which write pulses are safe? The same drawn cells are SET and RESET at every point of a grid of amplitudes, widths and
/// gate voltages, each in the far corner of an array. The best point is then tested with further cells.
///
/// `SafeWindow` chooses the point, `WindowLimits` says what safe means.
public struct WindowStudy: Study {
  /// Of every cell; each cell's parameters are drawn from its distributions.
  public var device: MemristorDevice
  /// Of the cells' parameters; a cell depends on its number alone, so that all settings write the same cells.
  public var seed: UInt64
  /// Cells that are written at each point, each with one SET and one RESET.
  public var count: Int
  /// Corners of four cells at each point: one cell is written and its three neighbours are watched.
  public var corners: Int
  /// Further cells, written at the best setting only, that test whether it meets its limits with cells it was not chosen
  /// by. 0 for none.
  public var confirmations: Int
  /// The settings to try, each with the same cells.
  public var grid: PulseGrid
  /// The written cell's place in the array, its transistor and wires.
  public var surroundings: CellSurroundings
  /// Rise and fall time of bit and source line drivers; nil for the usual share of each width, see `PulseShape`.
  public var lineRise: Time?
  /// How far the word line is above the source line in a RESET.
  public var resetGateBoost: Voltage
  /// How lines and gates are driven in a RESET.
  public var resetScheme = ResetScheme.boosted
  /// Whether the cells are also RESET by each `ResetScheme` at every amplitude, at the best setting's width.
  public var comparesResetSchemes = false
  /// Of the reads after each write; its threshold decides whether a cell is SET or RESET.
  public var read: ReadSettings
  /// Time at 0 V between a SET and the check of the filament.
  public var rest: Time
  /// The shares of cells that make a setting safe.
  public var limits: WindowLimits
  /// The cell whose waveforms are kept; nil for none.
  public var watched: WatchedCell?

  /// Without confirmations the best setting is judged by the cells that it was chosen by.
  public init(
    device: MemristorDevice, seed: UInt64, count: Int, corners: Int, confirmations: Int = 0, grid: PulseGrid,
    surroundings: CellSurroundings, resetGateBoost: Voltage, read: ReadSettings, rest: Time, limits: WindowLimits,
    watched: WatchedCell? = nil
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
    self.watched = watched
  }

  public var cells: StudyCells? {
    StudyCells(
      device: device, operations: (pulses + comparedResets + [CellOperation(read)]).map { (surroundings.transistor, $0) })
  }

  /// On the read voltage, the largest amplitude and the pulse widths, as far as the device's description goes.
  public var warnings: [String] {
    device.warnings(readingAt: read.voltage, writingAt: grid.amplitudes.max(), for: grid.widths, drawing: count)
  }

  /// One row per cell, written or watched; it also serves to resume a run.
  static let cellTable = "cells.csv"

  /// Writes the grid, chooses a point, confirms it with further cells, and repeats some writes in ngspice.
  public func run(_ run: StudyRun) async throws -> WindowFindings {
    let rows = try await rows(
      of: pulses.map { WindowTask(operation: $0, cells: 0..<count, corners: 0..<corners) }, in: Self.cellTable,
      stage: "writing cells", run)
    let sets = rows.dropFirst(resets.count)
    let points = zip(grid.settings, sets).enumerated().map { index, point in
      WindowPoint(point.0, sets: point.1, resets: rows[index / grid.gateVoltages.count], of: self)
    }
    let window = SafeWindow(grid, points: points, limits: limits)
    var cellsAtBest = sets[sets.startIndex + window.best] + rows[window.best / grid.gateVoltages.count]
    let best = points[window.best].setting
    var confirmation: WindowPoint?
    if confirmations > 0, window.candidate != nil {
      let further = try await confirm(best, run)
      confirmation = WindowPoint(
        best, sets: further.filter { $0.operation == .set }, resets: further.filter { $0.operation == .reset }, of: self)
      cellsAtBest += further
    }
    let schemes = comparesResetSchemes ? try await compareResetSchemes(width: best.width, run) : []
    let check = try await run.check(2 * grid.count * count, seed: seed, read: read, write: checkedWrite)
    let waveforms = try await waveforms(atBest: best, on: run.engine.spice)
    return WindowFindings(
      study: self, window: window, confirmation: confirmation, waveforms: waveforms, schemes: schemes,
      stress: stress(of: best, among: cellsAtBest), check: check)
  }

  /// Writes further cells at one setting, none of which was written before.
  private func confirm(_ setting: PulseSetting, _ run: StudyRun) async throws -> [WindowCell] {
    let first = max(count, 4 * corners)
    let end = first + confirmations
    // A corner has three neighbours, watched in a SET and in a RESET: this watches half as many cells as are written.
    let firstCorner = (end + 3) / 4
    let tasks = [setOperation(setting), resetOperation(amplitude: setting.amplitude, width: setting.width)].flatMap { operation in
      // In chunks small enough that all workers get some.
      stride(from: first, to: end, by: 50).map {
        WindowTask(operation: operation, cells: $0..<min($0 + 50, end), corners: 0..<0)
      } + [WindowTask(operation: operation, cells: 0..<0, corners: firstCorner..<firstCorner + (confirmations + 11) / 12)]
    }
    return try await rows(of: tasks, in: "confirmation-cells.csv", stage: "confirming cells", run).flatMap { $0 }
  }

  func rows(
    of tasks: [WindowTask], in table: String, stage: String, _ run: StudyRun
  ) async throws -> [[WindowCell]] {
    let cells = run.engine.cells
    return try await run.rows(
      of: tasks, counts: tasks.map(\.rowCount), in: try run.rows(WindowCell.self, in: table), stage: stage
    ) { try await self.cells(of: $0, on: cells) }
  }

  // MARK: Pulses

  /// All RESETs, which do not depend on the gate voltage of the SET, then the SETs in the grid's order.
  private var pulses: [CellOperation] { resets + grid.settings.map(setOperation) }

  /// By width, then amplitude.
  private var resets: [CellOperation] {
    grid.widths.flatMap { width in grid.amplitudes.map { resetOperation(amplitude: $0, width: width) } }
  }

  /// The word line is at the setting's gate voltage.
  func setOperation(_ setting: PulseSetting) -> CellOperation {
    CellOperation(
      kind: .set, amplitude: setting.amplitude, wordLineVoltage: setting.gateVoltage, pulse: pulse(setting.width))
  }

  /// - Parameter scheme: nil for the study's own.
  func resetOperation(amplitude: Voltage, width: Time, scheme: ResetScheme? = nil) -> CellOperation {
    (scheme ?? resetScheme).operation(amplitude: amplitude, boost: resetGateBoost, pulse: pulse(width))
  }

  /// The largest voltages of all transistors at a setting, selected or not, the reads included.
  /// - Parameter cells: rows of the setting, of which the written cells' drains are known by simulation.
  func stress(of setting: PulseSetting, among cells: [WindowCell]) -> TransistorStress {
    var stress = TransistorStress(CellOperation(read))
    for operation in [setOperation(setting), resetOperation(amplitude: setting.amplitude, width: setting.width)] {
      stress.formUnion(operation.stress(among: cells))
    }
    return stress
  }

  private func pulse(_ width: Time) -> PulseShape { PulseShape(width: width, rise: lineRise) }

  /// The write that a check repeats: even indices are SETs, odd ones RESETs, of each cell at each point.
  private func checkedWrite(_ index: Int) -> CheckedWrite {
    let (setting, cell, bit) = (grid.setting(index / 2 / count), index / 2 % count, index.isMultiple(of: 2))
    let operation = bit ? setOperation(setting) : resetOperation(amplitude: setting.amplitude, width: setting.width)
    return CheckedWrite(
      name: "\(bit ? "SET" : "RESET") of cell \(cell) at \(setting.amplitude) for \(setting.width), gate \(setting.gateVoltage)",
      write: pulse(operation, on: cell), read: CellOperation(read), bit: bit)
  }
}

/// A pulse on some cells, and on one of the four cells of some corners: the unit of work.
struct WindowTask: Sendable {
  var operation: CellOperation
  /// Numbers of the drawn cells.
  var cells: Range<Int>
  /// Corner n consists of the cells 4n to 4n + 3.
  var corners: Range<Int>

  /// One row per written cell and three per corner.
  var rowCount: Int { cells.count + Neighbour.allCases.count * corners.count }
}
