import CrossbarArrays
import CrossbarPrimitives
import Records

/// Counts over all cells of a stored network, in one pass; `StorageFigures` takes its figures from here.
struct StorageCount {
  /// Every cell that could be simulated and read.
  private(set) var all = BitErrors()
  /// By the bit that was to be written.
  private(set) var byBit: [Bool: BitErrors] = [:]
  /// By layer, then by position in the code, most significant first.
  private(set) var byPosition: [[BitErrors]]
  /// Write pulses of all cells.
  private(set) var pulses = 0
  /// Cells with the status `writeFailed`, by the bit that was to be written.
  private(set) var failedWrites: [Bool: Int] = [:]
  private(set) var faults = StorageFigures.FaultFigures()
  /// Cells flipped by a read.
  private(set) var disturbed = 0
  /// By the level written and the level read.
  private(set) var confusion: Grid<Int>
  /// Cells whose read current has a large share of gate current.
  private(set) var withGateCurrent = 0

  init(_ findings: StorageFindings) {
    let layers = findings.quantized.layers
    let coding = findings.study.cellCoding
    let settings = findings.study.settings
    confusion = Grid(rows: settings.levels.count, columns: settings.levels.count, repeating: 0)
    faults.movedCodes = findings.cells.rows.reduce(0) { $0 + $1.placement.movedCodes }
    faults.wrongBits = findings.cells.rows.reduce(0) { $0 + $1.placement.wrongBits }
    let expected = [true: settings.expectedErrors(of: true), false: settings.expectedErrors(of: false)]
    byPosition = layers.map { Array(repeating: BitErrors(), count: coding.cellsPerCode(bits: $0.bits)) }
    findings.cells.forEach { row, cell, outcome in
      pulses += outcome.pulses
      let status = findings.cells.status(cell, outcome)
      switch cell.fault {
      case .stuckOn: faults.stuckOn += 1
      case .stuckOff: faults.stuckOff += 1
      case .notWorking: faults.notWorking += 1
      case nil: break
      }
      if let current = outcome.readCurrent, let gate = outcome.gateCurrent,
        CellReading(current: current, bitLineCurrent: current - gate, settings: settings.array.read).isGateCurrentLarge
      {
        withGateCurrent += 1
      }
      // No share counts cells that could not be simulated or read.
      guard let level = findings.cells.level(outcome), !outcome.isReadFailed else { return }
      let isWrong = level != cell.level
      confusion[cell.level, level] += 1
      let probability = expected[cell.target] ?? nil
      all.count(isWrong, alone: probability)
      byBit[cell.target, default: BitErrors()].count(isWrong, alone: probability)
      byPosition[row.tile.layer][cell.position].count(isWrong, alone: probability)
      if status == .writeFailed { failedWrites[cell.target, default: 0] += 1 }
      if outcome.isReadDisturbed { disturbed += 1 }
    }
  }

  /// Cells to be 1 (SET) or to be 0 (RESET).
  func direction(_ bit: Bool) -> StorageFigures.Direction {
    var direction = StorageFigures.Direction()
    direction.errors = byBit[bit] ?? BitErrors()
    (direction.cells, direction.failed) = (direction.errors.cells, failedWrites[bit] ?? 0)
    return direction
  }
}

/// Cells that read wrong, compared with the number expected from the device's distributions.
public struct BitErrors: Figures, Equatable {
  @Figure public private(set) var cells = 0
  @Figure("Cells read wrong") public private(set) var errors = 0
  @Figure("Share read wrong", .percent) public private(set) var value = 0.0
  /// 0 to 1: the mean over the cells of their probabilities to read wrong; nil once one of them is not known.
  @Figure(
    "By the device's statistics alone", .percent,
    "If nothing but the memristors took voltage; none under settings that this integral does not cover.")
  public private(set) var statisticsAlone: Double? = 0

  public init() {}

  /// Adds a cell.
  /// - Parameter alone: the probability that it reads wrong, by the device's distributions alone; nil where that is not
  ///   known.
  mutating func count(_ isWrong: Bool, alone: Double?) {
    statisticsAlone = alone.flatMap { alone in statisticsAlone.map { ($0 * Double(cells) + alone) / Double(cells + 1) } }
    cells += 1
    if isWrong { errors += 1 }
    value = Proportion(errors, of: cells).value
  }
}

extension StorageSettings {
  /// The share of cells with this target bit that read wrong by the device's distributions alone: one integral, with
  /// ideal transistors, wires and drivers. Nil under settings where the result does not follow from a single draw of each
  /// cell.
  func expectedErrors(of bit: Bool) -> Double? {
    guard programming == nil, !remaps, !redraws, retentionTime == .zero, readNoise == 0 else { return nil }
    let sound = array.device.failureProbability(
      writing: bit, amplitude: array.write.amplitude(attempt: array.write.attempts - 1), threshold: array.read.threshold,
      switching: array.initialState.share(opposite: bit))
    let (right, wrong) = (faults.share(holding: bit, device: array.device), faults.share(holding: !bit, device: array.device))
    return sound.map { wrong + (1 - right - wrong) * $0 }
  }
}
