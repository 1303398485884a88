import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NeuralMapping

/// The figures of a digits run, as `mxbar digits --json` prints them.
public struct DigitsSummary: Encodable, Equatable, Sendable {
  public var seed: UInt64
  public var bits: Int
  public var cells: Int
  public var accuracy: Accuracy
  public var flipAccuracy: FlipAccuracy
  public var write: Write
  public var read: Read
  /// Weights and biases that came back different.
  public var weightsChanged: Int
  public var spice: SpiceFigures

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
    /// Cells that did not read as written after their last pulse.
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
    public var cells: Int
    public var failed: Int
    /// The share of cells that the device's statistics alone let fail, if each has to switch: those whose V_SET or V_RESET
    /// is above the highest amplitude, and those whose R_LRS or R_HRS is on the wrong side of the threshold. What fails
    /// beyond it is the work of transistor, wires and drivers, and chance.
    public var closedForm: Double
    enum CodingKeys: String, CodingKey {
      case cells, failed
      case closedForm = "closed_form"
    }
  }

  public struct Read: Encodable, Equatable, Sendable {
    public var bitErrors: Int
    public var threshold: Double
    enum CodingKeys: String, CodingKey {
      case bitErrors = "bit_errors"
      case threshold = "threshold_ohm"
    }
  }

  enum CodingKeys: String, CodingKey {
    case seed, bits, cells, accuracy, write, read, spice
    case flipAccuracy = "flip_accuracy"
    case weightsChanged = "weights_changed"
  }
}

extension DigitsSummary {
  public init(_ result: DigitsResult) throws {
    let experiment = result.experiment
    let images = experiment.images
    let settings = experiment.array.write
    let statistics = experiment.array.statistics
    let threshold = experiment.array.read.threshold
    let highest = settings.amplitude(attempt: settings.attempts - 1)
    let (sets, resets) = (result.failedWrites(of: true), result.failedWrites(of: false))
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
        closedForm: statistics.failureProbability(writing: true, amplitude: highest, threshold: threshold)),
      reset: Direction(
        cells: resets.trials, failed: resets.successes,
        closedForm: statistics.failureProbability(writing: false, amplitude: highest, threshold: threshold)))
    read = Read(
      bitErrors: result.cells.count(where: \.isBitError), threshold: experiment.array.read.threshold.si)
    weightsChanged = try result.readBack.changedWeights(from: result.quantized).successes
    spice = SpiceFigures(result.totals, result.engine)
  }
}
