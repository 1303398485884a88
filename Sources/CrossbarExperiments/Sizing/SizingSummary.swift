import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// The figures of a sizing run.
public struct SizingSummary: Encodable, Equatable, Sendable {
  public var seed: UInt64
  /// Cells that were SET and RESET at each point.
  public var cells: Int
  public var rows: Int
  public var target: Double
  /// A transistor at a gate and a write voltage.
  public var points: [Point]
  /// The smallest width that is enough, for each of the other settings.
  public var answers: [SizingAnswer]
  public var deviceAlone: DeviceLimit
  /// Simulations of cells that gave no result; those cells count neither as written nor as failed.
  public var numericalFailures: Int
  /// Reads that were simulated; those in which the current flows backwards, so that they say nothing of their cell; and
  /// those in whose current the gate's is no small part.
  public var reads, failedReads, withGateCurrent: Int
  public var cellEngine: CellEngineFigures

  public struct Point: Encodable, Equatable, Sendable {
    public var corner: String
    public var width, length: Double
    public var writeVoltage, gateVoltage: Double
    public var set, reset: Write
    /// The transistor's part of the read voltage, of the cells that were SET.
    public var readShare: Quartiles?
    /// Of a whole column, its bit line at the write voltage and every word line off.
    /// Nil where it could not be simulated.
    public var leakage: Double?
    /// Nil for an ideal switch, which has no size.
    public var cellArea: Double?

    /// Whether both shares, as they were found, reach the target.
    public func meets(_ target: Double) -> Bool { [set, reset].allSatisfy { ($0.success.share ?? 0) >= target } }

    /// Whether the 95 % intervals of both shares lie at or above the target.
    public func isKnown(toMeet target: Double) -> Bool { min(set.success.lower, reset.success.lower) >= target }

    /// How many cells would show that, if both shares stay what they are; nil where no number would.
    func cellsNeeded(toMeet target: Double) -> Int? {
      let needed = [set, reset].map { Proportion($0.success.count, of: $0.success.total).trialsToShow(atLeast: target) }
      return needed.contains(nil) ? nil : needed.compactMap { $0 }.max()
    }

    private enum CodingKeys: String, CodingKey {
      case corner, set, reset
      case width = "width_um"
      case length = "length_um"
      case writeVoltage = "write_voltage_V"
      case gateVoltage = "gate_voltage_V"
      case readShare = "transistor_share_of_read"
      case leakage = "column_leakage_A"
      case cellArea = "cell_area_um2"
    }
  }

  /// The SETs or RESETs of a point.
  public struct Write: Encodable, Equatable, Sendable {
    public var success: CountedShare
    /// The share that the device's statistics alone let fail; nil where they do not tell.
    public var closedForm: Double?
    /// Failed cells by cause; causes without any are left out.
    public var failures: [String: Int]
    /// Through cells that were written, at the end of the pulse: of a SET, its compliance.
    public var current: Quartiles?
    /// Of the memristors alone that were written.
    public var resistance: Quartiles?
    /// Of all cells, median.
    public var energy: Double?
    public var limit: Limit
    public var numericalFailures: Int

    private enum CodingKeys: String, CodingKey {
      case success, failures, limit
      case closedForm = "closed_form_failure"
      case current = "current_A"
      case resistance = "resistance_ohm"
      case energy = "energy_J"
      case numericalFailures = "numerical_failures"
    }
  }

  /// What cells ask for at their switching voltage, against what transistor and wires offer there.
  public struct Limit: Encodable, Equatable, Sendable {
    /// By cells that switch below the amplitude.
    public var asked: Quartiles?
    /// At the median of their switching voltages.
    public var offered: Double?
    /// Cells that ask for more than they are offered at their own switching voltage.
    public var askingMore: CountedShare

    private enum CodingKeys: String, CodingKey {
      case asked = "asked_A"
      case offered = "offered_A"
      case askingMore = "asking_more"
    }
  }

  /// The lowest amplitudes at which the device alone reaches the target; nil where no amplitude does.
  public struct DeviceLimit: Encodable, Equatable, Sendable {
    public var set, reset: Double?

    private enum CodingKeys: String, CodingKey {
      case set = "set_amplitude_V"
      case reset = "reset_amplitude_V"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case seed, cells, rows, target, points, answers
    case reads
    case cellEngine = "cell_engine"
    case failedReads = "failed_reads"
    case withGateCurrent = "large_gate_current"
    case deviceAlone = "device_alone"
    case numericalFailures = "numerical_failures"
  }
}

extension SizingResult {
  public var summary: SizingSummary {
    let points = points
    let cells = writes.flatMap(\.cells)
    let (device, threshold) = (experiment.device, experiment.read.threshold)
    func amplitude(_ bit: Bool) -> Double? {
      device.amplitude(forSuccess: experiment.target, writing: bit, threshold: threshold)?.si
    }
    return SizingSummary(
      seed: experiment.seed, cells: experiment.count, rows: experiment.rows, target: experiment.target, points: points,
      answers: SizingAnswer.answers(to: points, target: experiment.target),
      deviceAlone: .init(set: amplitude(true), reset: amplitude(false)),
      numericalFailures: writes.reduce(0) { $0 + $1.outcomes.count - $1.cells.count }, reads: cells.count,
      failedReads: cells.count { $0.reading.failure != nil },
      withGateCurrent: cells.count(where: \.reading.isGateCurrentLarge), cellEngine: cellEngine)
  }

  private var points: [SizingSummary.Point] {
    let resets = Dictionary(
      writes.filter { !$0.write.isSet }.map { ($0.write, $0) }, uniquingKeysWith: { first, _ in first })
    return writes.compactMap { set in
      guard let gateVoltage = set.write.gateVoltage,
        let reset = resets[SizingWrite(transistor: set.write.transistor, amplitude: set.write.amplitude, gateVoltage: nil)]
      else { return nil }
      let transistor = experiment.transistors[set.write.transistor]
      return SizingSummary.Point(
        corner: transistor.corner, width: transistor.width.micrometers, length: transistor.length.micrometers,
        writeVoltage: set.write.amplitude.si, gateVoltage: gateVoltage.si, set: summary(of: set), reset: summary(of: reset),
        readShare: Quartiles(set.cells.filter { $0.failure == nil }.compactMap(\.transistorShare)),
        leakage: set.surroundings.leakage?.si, cellArea: CellArea(of: transistor.transistor)?.squareMicrometers)
    }
  }

  private func summary(of result: SizingWriteResult) -> SizingSummary.Write {
    let cells = result.cells
    let written = cells.filter { $0.failure == nil }
    return SizingSummary.Write(
      success: CountedShare(written.count, of: cells.count),
      closedForm: experiment.device.failureProbability(
        writing: result.write.isSet, amplitude: result.write.amplitude, threshold: experiment.read.threshold),
      failures: Dictionary(cells.compactMap { $0.failure.map { ($0.rawValue, 1) } }, uniquingKeysWith: +),
      current: Quartiles(written.map(\.plateauCurrent.si)), resistance: Quartiles(written.compactMap { $0.resistance?.si }),
      energy: Summary(cells.map(\.energy.si))?.median, limit: limit(of: result),
      numericalFailures: result.outcomes.count - cells.count)
  }

  private func limit(of result: SizingWriteResult) -> SizingSummary.Limit {
    let curve = result.surroundings.loadCurve
    let within = demands.compactMap { $0?.point(isSet: result.write.isSet) }.filter { $0.voltage <= result.write.amplitude }
    let median = Summary(within.map(\.voltage.si))?.median
    return SizingSummary.Limit(
      asked: Quartiles(within.map(\.current.si)), offered: median.flatMap { curve?.current(at: .volts($0))?.si },
      askingMore: CountedShare(
        curve.map { curve in within.count { $0.current > (curve.current(at: $0.voltage) ?? .zero) } } ?? 0,
        of: curve == nil ? 0 : within.count))
  }
}

extension SwitchingDemand {
  /// Where the memristor switches, and the current it asks for there.
  func point(isSet: Bool) -> (voltage: Voltage, current: Current) {
    isSet ? (memristor.setVoltage ?? .zero, set) : (memristor.resetVoltage ?? .zero, reset)
  }
}
