import CrossbarArrays
import CrossbarPrimitives
import Records

/// The effect of one pulse setting on the drawn cells: a row of `points.csv`.
public struct WindowPoint: Figures, Equatable {
  /// Of the pulses that every cell of this point gets; the gate voltage is that of the SET.
  public var setting = PulseSetting()
  @Figure("SET", .plain, "Read as a 1 after a SET from the high-resistance state.") public var setSuccess = CountedShare()
  @Figure("RESET", .plain, "Read as a 0 after a RESET from the strongest filament.") public var resetSuccess = CountedShare()
  @Figure("Volatile cells", .plain, "Of the cells that SET: lost half of their filament or more during the rest.")
  public var volatile = CountedShare()
  @Figure("Over-programmed cells", .plain, "Saw a SET current from which a filament no longer dissolves.")
  public var overprogrammed = CountedShare()
  @Figure("Disturbed neighbours", .plain, "Read as another bit after another cell's SET or RESET.")
  public var disturbed = CountedShare()
  @Figure("Good cells", .plain, "SET, lasting, not over-programmed, and RESET.") public var goodCells = CountedShare()
  @Figure("Largest voltage across a neighbour", .plain, "In either operation, by where the neighbour stands.")
  public var disturbVoltage = NeighbourVoltages()
  @Figure("Compliance", .plain, "Current at the end of the SET, of the cells that SET.")
  public var compliance: Quartiles<Current>? = nil
  @Figure("Read current after a SET", .plain, "Of all cells, also of those that did not SET.")
  public var setReadCurrent: Quartiles<Current>? = nil
  @Figure("Read current after a RESET", .plain, "Of all cells, also of those that did not RESET.")
  public var resetReadCurrent: Quartiles<Current>? = nil
  @Figure("Energy of a SET") public var setEnergy: Quartiles<Energy>? = nil
  @Figure("Energy of a RESET") public var resetEnergy: Quartiles<Energy>? = nil
  @Figure("Largest voltages of the transistors", .plain, "Of SET, RESET and read, over all cells, selected or not.")
  public var stress = StressVoltages()
  @Figure("Reads that say nothing of their cell", .plain, "The current flows backwards; the cell is neither SET nor RESET.")
  public var failedReads = 0
  @Figure("Numerical failures", .plain, "Cells, written or watched, without a result; no share counts them.")
  public var numericalFailures = 0
  @Figure("The first of these failures") public var numericalFailure: String? = nil

  public init() {}

  /// The largest voltages across neighbours by their place; nil where none is known.
  public struct NeighbourVoltages: Figures, Equatable, UnitBearing {
    @Figure("Same column") public var sameColumn: Voltage? = nil
    @Figure("Same row") public var sameRow: Voltage? = nil
    @Figure("Unselected") public var unselected: Voltage? = nil

    public init() {}

    public static var keyUnit: String? { Voltage.keyUnit }
  }
}

extension WindowPoint {
  /// - Parameters:
  ///   - sets: the cells of the SET, both written and watched.
  ///   - resets: those of the RESET; its written cells are the same, in the same order.
  ///   - study: whose operations and transistor the stress is of.
  init(_ setting: PulseSetting, sets: [WindowCell], resets: [WindowCell], of study: WindowStudy) {
    self.setting = setting
    let all = sets + resets
    func share(_ cells: [WindowCell], _ flag: KeyPath<WindowCell, Bool?>) -> CountedShare {
      let known = cells.compactMap { $0[keyPath: flag] }
      return CountedShare(known.count { $0 }, of: known.count)
    }
    func largest(_ neighbour: Neighbour) -> Voltage? {
      all.filter { $0.neighbour == neighbour }.compactMap(\.disturbVoltage).max()
    }
    setSuccess = share(sets, \.written)
    resetSuccess = share(resets, \.written)
    volatile = share(sets, \.volatile)
    overprogrammed = share(sets, \.overprogrammed)
    disturbed = share(all, \.flipped)
    let isGood = zip(sets, resets).compactMap { set, reset -> Bool? in
      guard let isSet = set.written, let isReset = reset.written else { return nil }
      return isSet && isReset && set.volatile != true && set.overprogrammed != true
    }
    goodCells = CountedShare(isGood.count { $0 }, of: isGood.count)
    disturbVoltage.sameColumn = largest(.sameColumn)
    disturbVoltage.sameRow = largest(.sameRow)
    disturbVoltage.unselected = largest(.unselected)
    compliance = Quartiles(sets.filter { $0.written == true }.compactMap(\.current))
    setReadCurrent = Quartiles(sets.compactMap(\.readCurrent))
    resetReadCurrent = Quartiles(resets.compactMap(\.readCurrent))
    setEnergy = Quartiles(sets.compactMap(\.energy))
    resetEnergy = Quartiles(resets.compactMap(\.energy))
    stress = StressVoltages(study.stress(of: setting, among: all), study.surroundings.transistor.ratings)
    failedReads = all.count { $0.readFailure != nil }
    let failures = all.compactMap(\.numericalFailure)
    (numericalFailures, numericalFailure) = (failures.count, failures.first)
  }

  /// Median energy of a SET plus that of a RESET; nil where one of them is not known.
  var writeEnergy: Energy? {
    setEnergy.flatMap { set in resetEnergy.map { set.median + $0.median } }
  }
}
