import CrossbarArrays
import CrossbarPrimitives

/// What one pulse setting did to the drawn cells.
public struct WindowPoint: Encodable, Equatable, Sendable {
  public var setting: PulseSetting
  /// Read as a 1 after a SET from the high-resistance state.
  public var set: CountedShare
  /// Read as a 0 after a RESET from the strongest filament.
  public var reset: CountedShare
  /// Of the cells that SET: lost half of their filament or more during the rest.
  public var volatile: CountedShare
  /// Saw a SET current from which a filament no longer dissolves.
  public var overprogrammed: CountedShare
  /// Neighbours of written cells that read as another bit afterwards, over both operations.
  public var disturbed: CountedShare
  /// Cells with which everything goes well: SET, lasting, not over-programmed, and RESET.
  public var good: CountedShare
  /// Largest voltage across a neighbour's memristor in either operation, by where the neighbour stands, V.
  public var disturbVoltages: [String: Double]
  /// Of the cells that SET, at the end of the pulse, A.
  public var compliance: Quartiles<Double>?
  /// Of all cells, J.
  public var setEnergy: Quartiles<Double>?
  public var resetEnergy: Quartiles<Double>?
  /// Cells and corners that could not be simulated; no share counts them.
  public var numericalFailures: Int
  /// ngspice's words for the first of them.
  public var failure: String?
  /// Cells whose read says nothing of them, since its current flows backwards: they are neither SET nor RESET.
  public var failedReads = 0

  private enum CodingKeys: String, CodingKey {
    case setting
    case set = "set_success"
    case reset = "reset_success"
    case volatile, overprogrammed, disturbed
    case good = "good_cells"
    case disturbVoltages = "disturb_voltage_V"
    case compliance = "compliance_A"
    case setEnergy = "set_energy_J"
    case resetEnergy = "reset_energy_J"
    case numericalFailures = "numerical_failures"
    case failure = "numerical_failure"
    case failedReads = "failed_reads"
  }
}

extension WindowPoint {
  init(_ setting: PulseSetting, sets: PulseOutcomes<CellSet>, resets: PulseOutcomes<CellReset>) {
    let setCells = sets.cells.compactMap(\.value)
    let resetCells = resets.cells.compactMap(\.value)
    let written = setCells.filter(\.isSet)
    let both = zip(sets.cells, resets.cells).compactMap { set, reset in
      set.value.flatMap { set in reset.value.map { (set, $0) } }
    }
    let disturbances = (sets.corners + resets.corners).compactMap(\.value).joined()
    let failures =
      sets.cells.compactMap(\.failure) + resets.cells.compactMap(\.failure)
      + (sets.corners + resets.corners).compactMap(\.failure)
    self.init(
      setting: setting, set: CountedShare(written.count, of: setCells.count),
      reset: CountedShare(resetCells.count(where: \.isReset), of: resetCells.count),
      volatile: CountedShare(written.count(where: \.isVolatile), of: written.count),
      overprogrammed: CountedShare(setCells.count(where: \.isOverprogrammed), of: setCells.count),
      disturbed: CountedShare(disturbances.count(where: \.isFlipped), of: disturbances.count),
      good: CountedShare(both.count { $0.isSet && !$0.isVolatile && !$0.isOverprogrammed && $1.isReset }, of: both.count),
      disturbVoltages: Dictionary(
        disturbances.map { ($0.disturb.neighbour.rawValue, $0.disturb.largestVoltage.si) }, uniquingKeysWith: max),
      compliance: Quartiles<Double>(written.map(\.current.si)), setEnergy: Quartiles<Double>(setCells.map(\.energy.si)),
      resetEnergy: Quartiles<Double>(resetCells.map(\.energy.si)), numericalFailures: failures.count,
      failure: failures.first?.description,
      failedReads: setCells.count { $0.readFailure != nil } + resetCells.count { $0.readFailure != nil })
  }

  /// Of a SET and a RESET of the median cell, J; nil where there is none.
  var writeEnergy: Double? {
    setEnergy.flatMap { set in resetEnergy.map { set.median + $0.median } }
  }
}
