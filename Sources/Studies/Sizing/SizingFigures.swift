import CrossbarArrays
import CrossbarPrimitives
import Records

/// The figures of a sizing study.
public struct SizingFigures: Figures, Equatable {
  @Figure("Cells SET and RESET at each point") public var cells = 0
  @Figure("Rows of the array", .plain, "The cells stand in the last one.") public var rows = 0
  @Figure("Share of cells to be written", .percent) public var target = 0.0
  /// One per transistor, write voltage and gate voltage.
  public var points: [Point] = []
  /// The smallest sufficient width for each combination of the other settings.
  public var answers: [SizingAnswer] = []
  @Figure("Stress of the access transistors", .plain, "At the first answer's width and settings.")
  public var stress = StressFigures()
  @Figure("Lowest amplitudes by the device alone", .plain, "At which the device's statistics alone allow the target.")
  public var deviceAlone = DeviceLimit()
  @Figure("Numerical failures", .plain, "Simulations of cells without a result; those cells are in no share.")
  public var numericalFailures = 0
  @Figure("Reads simulated") public var reads = 0
  @Figure("Reads that say nothing of their cell", .plain, "The current flows backwards.") public var failedReads = 0
  @Figure("Reads with much gate current", .plain, "Gate current is no small part of the read current.")
  public var largeGateCurrent = 0

  public init() {}

  /// A transistor at one gate voltage and one write voltage: a row of `points.csv`.
  public struct Point: Figures, Equatable {
    @Figure("Corner or model of the transistor") public var corner = ""
    @Figure public var width = Length.zero
    @Figure public var length = Length.zero
    @Figure public var writeVoltage = Voltage.zero
    @Figure("Gate voltage of the SET") public var gateVoltage = Voltage.zero
    @Figure("SET") public var set = Write()
    @Figure("RESET") public var reset = Write()
    @Figure("Transistor's share of the read", .percent, "The transistor's part of the read voltage, of the cells that were SET.")
    public var transistorShareOfRead: Quartiles<Double>? = nil
    @Figure("Leakage of a column", .plain, "Its bit line at the write voltage and every word line off.")
    public var columnLeakage: Current? = nil
    @Figure("Largest voltages of the transistors", .plain, "Of SET, RESET and read, over all cells, selected or not.")
    public var stress = StressVoltages()
    @Figure("Area of a cell", .plain, "By scalable design rules; none for an ideal switch.") public var cellArea: Area? = nil

    public init() {}

    public static let derived: [DerivedFigure<Self>] = [
      .init("leastSuccess", "Smaller of both shares", .percent) { [$0.set, $0.reset].compactMap(\.success.share).min() },
      .init("leastKnown", "Both shares exceed", .percent, "At 95 %.") { [$0.set, $0.reset].map(\.success.wilsonLow).min() },
    ]

    /// Whether both shares, as they were found, reach the target.
    public func meets(_ target: Double) -> Bool { [set, reset].allSatisfy { ($0.success.share ?? 0) >= target } }

    /// Whether the 95 % intervals of both shares (Wilson) lie at or above the target.
    public func isKnown(toMeet target: Double) -> Bool { min(set.success.wilsonLow, reset.success.wilsonLow) >= target }

    /// How many cells would show that, if both shares stay as they are; nil where no number would.
    func cellsNeeded(toMeet target: Double) -> Int? {
      let needed = [set, reset].map { Proportion($0.success.count, of: $0.success.of).trialsToShow(atLeast: target) }
      return needed.contains(nil) ? nil : needed.compactMap { $0 }.max()
    }

    /// The settings that points of one series over the width have in common.
    var setting: [SizingKey] { [.text(corner), .number(length.si), .number(writeVoltage.si), .number(gateVoltage.si)] }
  }

  /// The SETs or the RESETs of a point.
  public struct Write: Figures, Equatable {
    @Figure("Written") public var success = CountedShare()
    @Figure("Failures by the device's statistics alone", .percent, "None where they do not tell.")
    public var statisticsAlone: Double? = nil
    @Figure("Failed cells by cause") public var failures: [String: Int] = Write.noFailures
    @Figure("Current at the end of the pulse", .plain, "Through cells that were written: of a SET, its compliance.")
    public var current: Quartiles<Current>? = nil
    @Figure("Resistance of the memristors that were written") public var resistance: Quartiles<Resistance>? = nil
    @Figure("Energy of a pulse, median") public var energy: Energy? = nil
    @Figure("Current asked for and offered") public var limit = Limit()
    @Figure("Numerical failures") public var numericalFailures = 0

    public init() {}

    /// Zero for every cause, so that all rows of the table have the same columns.
    static let noFailures = Dictionary(WriteFailure.allCases.map { ($0.rawValue, 0) }) { first, _ in first }
  }

  /// The current that cells need at their switching voltage, compared with what transistor and wires let through there.
  public struct Limit: Figures, Equatable {
    @Figure("Asked", .plain, "By cells that switch below the amplitude.") public var asked: Quartiles<Current>? = nil
    @Figure("Offered", .plain, "At the median of their switching voltages.") public var offered: Current? = nil
    @Figure("Cells that ask for more", .plain, "Than they are offered at their own switching voltage.")
    public var askingMore = CountedShare()

    public init() {}
  }

  /// The lowest amplitudes at which the device alone would reach the target; nil where no amplitude would.
  public struct DeviceLimit: Figures, Equatable {
    @Figure("SET") public var setAmplitude: Voltage? = nil
    @Figure("RESET") public var resetAmplitude: Voltage? = nil

    public init() {}
  }
}

extension SizingFigures {
  init(_ findings: SizingFindings) {
    let study = findings.study
    let found = findings.writes.flatMap(\.cells)
    let readings = found.compactMap { $0.reading(study.read) }
    func amplitude(_ bit: Bool) -> Voltage? {
      study.device.amplitude(forSuccess: study.target, writing: bit, threshold: study.read.threshold)
    }
    cells = study.count
    rows = study.rows
    target = study.target
    points = Self.points(findings)
    answers = SizingAnswer.answers(to: points, target: target)
    if let first = answers.first { stress = findings.stress(of: first) }
    (deviceAlone.setAmplitude, deviceAlone.resetAmplitude) = (amplitude(true), amplitude(false))
    numericalFailures = findings.writes.reduce(0) { $0 + $1.outcomes.count - $1.cells.count }
    reads = found.count
    failedReads = readings.count { $0.failure != nil }
    largeGateCurrent = readings.count(where: \.isGateCurrentLarge)
  }

  /// Each SET together with the RESET of the same transistor and amplitude.
  private static func points(_ findings: SizingFindings) -> [Point] {
    let resets = Dictionary(
      findings.writes.filter { !$0.write.isSet }.map { ($0.write, $0) }, uniquingKeysWith: { first, _ in first })
    return findings.writes.compactMap { set in
      guard let gateVoltage = set.write.gateVoltage,
        let reset = resets[SizingWrite(transistor: set.write.transistor, amplitude: set.write.amplitude, gateVoltage: nil)]
      else { return nil }
      let transistor = findings.study.transistors[set.write.transistor]
      var point = Point()
      point.corner = transistor.corner
      (point.width, point.length) = (transistor.transistor.width, transistor.transistor.length)
      (point.writeVoltage, point.gateVoltage) = (set.write.amplitude, gateVoltage)
      (point.set, point.reset) = (Write(set, findings), Write(reset, findings))
      point.transistorShareOfRead = Quartiles(set.cells.filter { $0.failure == nil }.compactMap(\.transistorShareOfRead))
      point.columnLeakage = set.surroundings.leakage
      let study = findings.study
      var stress = TransistorStress(CellOperation(study.read))
      for write in [set, reset] { stress.formUnion(study.stress(of: write.write, among: write.cells)) }
      point.stress = StressVoltages(stress, transistor.transistor.ratings)
      point.cellArea = CellArea(of: transistor.transistor)?.area
      return point
    }
  }
}

extension SizingFigures.Write {
  fileprivate init(_ result: SizingWriteResult, _ findings: SizingFindings) {
    let (cells, study) = (result.cells, findings.study)
    let written = cells.filter { $0.failure == nil }
    success = CountedShare(written.count, of: cells.count)
    statisticsAlone = study.device.failureProbability(
      writing: result.write.isSet, amplitude: result.write.amplitude, threshold: study.read.threshold)
    for cause in cells.compactMap(\.failure) { failures[cause.rawValue, default: 0] += 1 }
    current = Quartiles(written.compactMap(\.plateauCurrent))
    resistance = Quartiles(written.compactMap(\.memristorResistance))
    energy = cells.compactMap(\.energy).median
    limit = SizingFigures.Limit(result, findings)
    numericalFailures = result.outcomes.count - cells.count
  }
}

extension SizingFigures.Limit {
  fileprivate init(_ result: SizingWriteResult, _ findings: SizingFindings) {
    let curve = result.surroundings.loadCurve
    let within = findings.demands.compactMap { $0?.point(isSet: result.write.isSet) }
      .filter { $0.voltage <= result.write.amplitude }
    asked = Quartiles(within.map(\.current))
    offered = within.map(\.voltage).median.flatMap { curve?.current(at: $0) }
    askingMore = CountedShare(
      curve.map { curve in within.count { $0.current > (curve.current(at: $0.voltage) ?? .zero) } } ?? 0,
      of: curve == nil ? 0 : within.count)
  }
}
