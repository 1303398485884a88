import CrossbarArrays
import CrossbarPrimitives

/// Counts over all cells of a stored network.
struct StorageCount {
  private(set) var all = BitErrors()
  private(set) var byBit: [Bool: BitErrors] = [:]
  /// By layer and position in the code.
  private(set) var byPosition: [[BitErrors]]
  private(set) var pulses = 0
  private(set) var failedWrites: [Bool: Int] = [:]
  private(set) var faults: [CellFault: Int] = [:]
  private(set) var statuses: [CellStatus: Int] = [:]
  /// Cells that a read flipped, and cells in whose read current gate current is no small part.
  private(set) var disturbed = 0
  private(set) var withGateCurrent = 0

  init(_ result: StorageResult) {
    let layers = result.experiment.quantized.layers
    let coding = result.experiment.coding.coding
    let settings = result.experiment.settings
    let expected = [true: settings.expectedErrors(of: true), false: settings.expectedErrors(of: false)]
    byPosition = layers.map { Array(repeating: BitErrors(), count: coding.cellsPerCode(bits: $0.bits)) }
    result.cells.forEach { row, cell, outcome in
      pulses += outcome.pulses
      let status = result.cells.status(cell, outcome)
      statuses[status, default: 0] += 1
      if let fault = cell.fault { faults[fault, default: 0] += 1 }
      if let current = outcome.readCurrent, let gate = outcome.gateCurrent,
        CellReading(current: current, bitLineCurrent: current - gate, settings: settings.array.read).isGateCurrentLarge
      {
        withGateCurrent += 1
      }
      // Nothing is known of a cell that could not be simulated or read: no share counts it.
      guard let bit = result.cells.bit(outcome), !outcome.isReadFailed else { return }
      let isWrong = bit != cell.target
      let probability = expected[cell.target] ?? nil
      all.count(isWrong, alone: probability)
      byBit[cell.target, default: BitErrors()].count(isWrong, alone: probability)
      byPosition[row.tile.layer][cell.position].count(isWrong, alone: probability)
      if status == .writeFailed { failedWrites[cell.target, default: 0] += 1 }
      if outcome.isReadDisturbed { disturbed += 1 }
    }
  }

  func direction(_ bit: Bool) -> StorageSummary.Direction {
    let errors = byBit[bit] ?? BitErrors()
    return StorageSummary.Direction(cells: errors.cells, failed: failedWrites[bit] ?? 0, errors: errors)
  }
}

/// Cells that read wrong, beside what the distributions of the device let expect.
public struct BitErrors: Encodable, Equatable, Sendable {
  public private(set) var cells = 0
  public private(set) var errors = 0
  private var expectedAlone: Double? = 0

  /// Share of the cells that read wrong.
  public var value: Double { Proportion(errors, of: cells).value }

  /// The share that the device's distributions alone let expect, if nothing but the memristors took voltage; nil under
  /// settings that this integral does not cover.
  public var statisticsAlone: Double? { expectedAlone.map { cells == 0 ? 0 : $0 / Double(cells) } }

  mutating func count(_ isWrong: Bool, alone: Double?) {
    cells += 1
    if isWrong { errors += 1 }
    if let sum = expectedAlone { expectedAlone = alone.map { sum + $0 } }
  }

  private enum CodingKeys: String, CodingKey {
    case cells, errors, value
    case statisticsAlone = "statistics_alone"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(cells, forKey: .cells)
    try values.encode(errors, forKey: .errors)
    try values.encode(value, forKey: .value)
    try values.encode(statisticsAlone, forKey: .statisticsAlone)
  }
}

extension StorageSettings {
  /// The share of cells to hold a bit that read wrong, by the device's distributions alone: one integral, with ideal
  /// transistors, wires and drivers. Nil under settings in which a cell's fate does not follow from one draw of it.
  func expectedErrors(of bit: Bool) -> Double? {
    guard !remaps, !redraws, retentionTime == .zero, readNoise == 0 else { return nil }
    let sound = array.device.failureProbability(
      writing: bit, amplitude: array.write.amplitude(attempt: array.write.attempts - 1), threshold: array.read.threshold,
      switching: array.initialState.share(opposite: bit))
    let (right, wrong) = (faults.share(holding: bit, device: array.device), faults.share(holding: !bit, device: array.device))
    return sound.map { wrong + (1 - right - wrong) * $0 }
  }
}
