import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NeuralMapping

/// The figures of a digits run, as `mxbar digits --json` prints them.
public struct DigitsSummary: Encodable, Equatable, Sendable {
  public var seed: UInt64
  public var bits: Int
  public var cells: Int
  /// Cells of which nothing is known, since a simulation gave no result. No share counts them; for the accuracies they
  /// count as written.
  public var numericalFailures: Int
  public var accuracy: Accuracy
  /// What is left of the network, and which step took how much.
  public var verdict: NetworkVerdict
  public var flipAccuracy: FlipAccuracy
  public var write: Write
  public var read: Read
  /// Weights and biases that came back different.
  public var weightsChanged: Int
  public var spice: SpiceFigures
  public var cellEngine: CellEngineFigures

  /// Share of the images that are classified right.
  public struct Accuracy: Encodable, Equatable, Sendable {
    public var float: Double
    public var quantized: Double
    public var readBack: Double
    enum CodingKeys: String, CodingKey {
      case float, quantized
      case readBack = "read_back"
    }
  }

  /// Share of the images with one pixel flipped that are classified right, over every image and pixel.
  public struct FlipAccuracy: Encodable, Equatable, Sendable {
    public var quantized: Double
    public var readBack: Double
    enum CodingKeys: String, CodingKey {
      case quantized
      case readBack = "read_back"
    }
  }

  public struct Write: Encodable, Equatable, Sendable {
    /// Most pulses a cell could get.
    public var attempts: Int
    /// Pulses given in all.
    public var pulses: Int
    /// Cells that their pulses left in the other state.
    public var failedCells: Int
    public var voltage: Double
    public var maximumVoltage: Double
    public var set: Direction
    public var reset: Direction
    enum CodingKeys: String, CodingKey {
      case attempts, pulses, set, reset
      case failedCells = "failed_cells"
      case voltage = "voltage_V"
      case maximumVoltage = "max_voltage_V"
    }
  }

  /// One direction of writing.
  public struct Direction: Encodable, Equatable, Sendable {
    /// Those that could be simulated and read.
    public var cells: Int
    public var failed: Int
    /// The share of cells that the device's statistics alone let fail from the states they start in: of those that have to
    /// switch the ones whose V_SET or V_RESET is above the highest amplitude, and of all those whose R_LRS or R_HRS is on
    /// the wrong side of the threshold. What fails beyond it is the work of transistor, wires and drivers, and chance.
    /// Nil for a device whose distributions do not tell it.
    public var closedForm: Double?
    enum CodingKeys: String, CodingKey {
      case cells, failed
      case closedForm = "closed_form"
    }
  }

  public struct Read: Encodable, Equatable, Sendable {
    public var bitErrors: Int
    /// Cells that a read, verifying or final, moved across the threshold.
    public var disturbed: Int
    /// Cells whose read current says nothing of them: it flows backwards.
    public var failed: Int
    /// Cells in whose read current gate current is no small part.
    public var withGateCurrent: Int
    public var threshold: Double
    enum CodingKeys: String, CodingKey {
      case bitErrors = "bit_errors"
      case disturbed = "read_disturb"
      case failed = "failed_reads"
      case withGateCurrent = "large_gate_current"
      case threshold = "threshold_ohm"
    }
  }

  enum CodingKeys: String, CodingKey {
    case seed, bits, cells, accuracy, verdict, write, read, spice
    case cellEngine = "cell_engine"
    case numericalFailures = "numerical_failures"
    case flipAccuracy = "flip_accuracy"
    case weightsChanged = "weights_changed"
  }
}

extension DigitsSummary {
  public init(_ result: DigitsResult) throws {
    let experiment = result.experiment
    let images = experiment.images
    let settings = experiment.array.write
    let device = experiment.array.device
    let threshold = experiment.array.read.threshold
    let highest = settings.amplitude(attempt: settings.attempts - 1)
    let (sets, resets) = (result.failedWrites(of: true), result.failedWrites(of: false))
    func closedForm(_ bit: Bool) -> Double? {
      device.failureProbability(
        writing: bit, amplitude: highest, threshold: threshold,
        switching: experiment.array.initialState.share(opposite: bit))
    }
    seed = experiment.seed
    bits = experiment.bits
    cells = result.cells.count
    accuracy = Accuracy(
      float: try result.network.accuracy(on: images).value,
      quantized: try result.quantized.network.accuracy(on: images).value,
      readBack: try result.readBack.network.accuracy(on: images).value)
    flipAccuracy = FlipAccuracy(
      quantized: try result.quantized.network.flipRobustness(on: images).value,
      readBack: try result.readBack.network.flipRobustness(on: images).value)
    write = Write(
      attempts: settings.attempts, pulses: result.cells.reduce(0) { $0 + $1.write.attempts },
      failedCells: sets.successes + resets.successes, voltage: settings.voltage.si,
      maximumVoltage: settings.maximumVoltage.si,
      set: Direction(
        cells: sets.trials, failed: sets.successes,
        closedForm: closedForm(true)),
      reset: Direction(
        cells: resets.trials, failed: resets.successes,
        closedForm: closedForm(false)))
    let stored = result.cells
    read = Read(
      bitErrors: stored.count(where: \.isBitError), disturbed: stored.count(where: \.isReadDisturbed),
      failed: result.count(.readFailed), withGateCurrent: stored.count { $0.reading?.isGateCurrentLarge ?? false },
      threshold: threshold.si)
    numericalFailures = result.count(.numericalFailure)
    verdict = try result.verdict()
    weightsChanged = try result.readBack.changedWeights(from: result.quantized).successes
    spice = SpiceFigures(result.totals, result.engine)
    cellEngine = result.cellEngine
  }
}

extension DigitsSummary {
  /// Cells that could be simulated and read, which bit errors are counted among.
  public var knownCells: Int { cells - numericalFailures - read.failed }

  /// What is to be said of cells that no simulation or read says anything of; nil if there are none.
  public var unknownCells: String? {
    let reasons = [
      numericalFailures > 0
        ? "\(numericalFailures) could not be simulated and count\(numericalFailures == 1 ? "s" : "") as written" : nil,
      read.failed > 0 ? "\(read.failed) could not be read, since \(ReadFailure.backwards.words)" : nil,
    ].compactMap { $0 }
    return reasons.isEmpty ? nil : "Of \(cells) cells \(reasons.joined(separator: ", and "))."
  }
}
