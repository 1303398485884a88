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
  private(set) var agreement = RuleAgreement()
  private(set) var statuses: [CellStatus: Int] = [:]
  /// Cells that a read flipped, and cells in whose read current gate current is no small part.
  private(set) var disturbed = 0
  private(set) var withGateCurrent = 0

  init(_ result: StorageResult) {
    let layers = result.experiment.quantized.layers
    let coding = result.experiment.coding.coding
    let settings = result.experiment.settings
    // A closed form that was never held to simulations under these settings is none.
    let holds = RuleLimits.objections(to: settings).isEmpty
    let rules = holds ? BitErrorForecast(result.rules, rows: result.plan.longestColumn) : nil
    let alone = holds ? BitErrorForecast(SwitchingRules(statisticsAlone: settings), rows: 1) : nil
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
      let expected = rules?.errorProbability(of: cell.target, row: cell.row)
      let expectedAlone = alone?.errorProbability(of: cell.target, row: cell.row)
      all.count(isWrong, expected, alone: expectedAlone)
      byBit[cell.target, default: BitErrors()].count(isWrong, expected, alone: expectedAlone)
      byPosition[row.tile.layer][cell.position].count(isWrong, expected, alone: expectedAlone)
      if status == .writeFailed { failedWrites[cell.target, default: 0] += 1 }
      if outcome.isReadDisturbed { disturbed += 1 }
      agreement.count(
        isSimulated: outcome.isSimulated, simulated: isWrong, ruled: result.cells.ruledBit(cell) != cell.target)
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
  private var expected: Double? = 0
  private var variance = 0.0
  private var expectedAlone: Double? = 0

  /// Share of the cells that read wrong.
  public var value: Double { Proportion(errors, of: cells).value }

  /// The share that `BitErrorForecast` gives for these cells, with what transistors, wires and drivers take; nil under
  /// settings it does not cover.
  public var closedForm: Double? { expected.map { cells == 0 ? 0 : $0 / Double(cells) } }

  /// The share if nothing but the memristors took voltage.
  public var statisticsAlone: Double? { expectedAlone.map { cells == 0 ? 0 : $0 / Double(cells) } }

  /// By how many standard errors the share found is above `closedForm`; the errors of cells are independent.
  public var standardErrors: Double? {
    guard let expected, variance > 0 else { return nil }
    return (Double(errors) - expected) / variance.squareRoot()
  }

  mutating func count(_ isWrong: Bool, _ probability: Double?, alone: Double?) {
    cells += 1
    if isWrong { errors += 1 }
    if let sum = expected { expected = probability.map { sum + $0 } }
    if let sum = expectedAlone { expectedAlone = alone.map { sum + $0 } }
    if let probability { variance += probability * (1 - probability) }
  }

  private enum CodingKeys: String, CodingKey {
    case cells, errors, value
    case closedForm = "closed_form"
    case statisticsAlone = "statistics_alone"
    case standardErrors = "standard_errors"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(cells, forKey: .cells)
    try values.encode(errors, forKey: .errors)
    try values.encode(value, forKey: .value)
    try values.encode(closedForm, forKey: .closedForm)
    try values.encode(statisticsAlone, forKey: .statisticsAlone)
    try values.encode(standardErrors, forKey: .standardErrors)
  }
}

/// Simulated cells against what `SwitchingRules` say of the same cells.
public struct RuleAgreement: Encodable, Equatable, Sendable {
  /// Cells that were simulated.
  public private(set) var simulated = 0
  /// Cells that were taken from the rules.
  public private(set) var ruled = 0
  /// Of the simulated cells: right by both, wrong by both, wrong in the simulation alone, wrong by the rules alone.
  public private(set) var bothRight = 0
  public private(set) var bothWrong = 0
  public private(set) var onlySimulationWrong = 0
  public private(set) var onlyRulesWrong = 0

  mutating func count(isSimulated: Bool, simulated isWrong: Bool, ruled isRuledWrong: Bool) {
    guard isSimulated else {
      ruled += 1
      return
    }
    simulated += 1
    switch (isWrong, isRuledWrong) {
    case (false, false): bothRight += 1
    case (true, true): bothWrong += 1
    case (true, false): onlySimulationWrong += 1
    case (false, true): onlyRulesWrong += 1
    }
  }

  private enum CodingKeys: String, CodingKey {
    case simulated, ruled
    case bothRight = "both_right"
    case bothWrong = "both_wrong"
    case onlySimulationWrong = "only_simulation_wrong"
    case onlyRulesWrong = "only_rules_wrong"
  }
}
