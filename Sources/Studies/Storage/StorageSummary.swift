import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NeuralMapping

/// The figures of a stored network, as `mxbar mnist --json` prints them.
public struct StorageSummary: Encodable, Sendable {
  public var seed: UInt64
  /// Bits a weight, of the layer that has most.
  public var bits: Int
  public var coding: CodingScheme
  public var quantizer: QuantizationMethod
  /// Neurons of each layer, the inputs first.
  public var layers: [Int]
  /// As the network's file calls them, in the order in which they were used; nil for a network trained here.
  public var layerNames: [String]?
  public var tiles: Int
  public var tile: TileFigures
  /// Cells that hold a bit of a code.
  public var cells: Int
  /// Images that the network was judged by.
  public var images: Int
  /// Cells of which nothing is known, since a simulation gave no result. No share counts them; for the accuracies they
  /// count as written.
  public var numericalFailures: Int
  public var accuracy: Accuracy
  /// What is left of the network, and which step took how much.
  public var verdict: NetworkVerdict
  public var write: Write
  public var read: Read
  public var bitErrorRate: BitErrors
  /// By the cell's position in its code, the most significant first.
  public var bitErrorRateByPosition: [PositionErrors]
  /// Weights and biases that came back different.
  public var weightsChanged: Int
  public var faults: Faults
  public var cost: StorageCost
  /// Nil where no products were formed.
  public var analog: Analog?
  public var spice: SpiceFigures
  public var cellEngine: CellEngineFigures

  public struct TileFigures: Encodable, Equatable, Sendable {
    /// Most rows and most columns.
    public var size: Int
    /// Groups of columns that each keeps for codes whose own cells are faulty.
    public var spareCodes: Int
    /// Cells of all tiles, used or not.
    public var cells: Int
    enum CodingKeys: String, CodingKey {
      case size, cells
      case spareCodes = "spare_codes"
    }
  }

  /// Share of the images that are classified right.
  public struct Accuracy: Encodable, Equatable, Sendable {
    public var float: Double
    public var quantized: Double
    public var readBack: Double
    /// Of products that the arrays themselves form; nil where none were formed.
    public var analog: Double?
    enum CodingKeys: String, CodingKey {
      case float, quantized, analog
      case readBack = "read_back"
    }

    /// With a null where there is no analog accuracy, so that all runs have the same keys.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(float, forKey: .float)
      try values.encode(quantized, forKey: .quantized)
      try values.encode(readBack, forKey: .readBack)
      try values.encode(analog, forKey: .analog)
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

  /// How products were formed, and how well they agree with ngspice.
  public struct Analog: Encodable, Sendable {
    public var settings: AnalogSettings
    public var checks: [ProductCheck.Outcome]
  }

  /// One direction of writing.
  public struct Direction: Encodable, Equatable, Sendable {
    public var cells: Int
    /// Cells that their pulses left in the other state.
    public var failed: Int
    /// Cells that the final read shows wrong, beside what is expected.
    public var errors: BitErrors
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

  public struct PositionErrors: Encodable, Equatable, Sendable {
    public var layer: Int
    public var position: Int
    /// What a set cell counts in its code, such as -4.
    public var name: String
    public var errors: BitErrors
  }

  public struct Faults: Encodable, Equatable, Sendable {
    public var stuckOn: Int
    public var stuckOff: Int
    public var notWorking: Int
    /// Codes that hold another place than their own.
    public var movedCodes: Int
    /// Faulty cells that hold the wrong bit all the same.
    public var wrongBits: Int
    enum CodingKeys: String, CodingKey {
      case stuckOn = "stuck_on"
      case stuckOff = "stuck_off"
      case notWorking = "not_working"
      case movedCodes = "moved_codes"
      case wrongBits = "wrong_bits"
    }
  }

  enum CodingKeys: String, CodingKey {
    case seed, bits, coding, quantizer, layers, tiles, tile, cells, images, accuracy, verdict, write, read, faults, cost, analog,
      spice
    case cellEngine = "cell_engine"
    case numericalFailures = "numerical_failures"
    case layerNames = "layer_names"
    case bitErrorRate = "ber"
    case bitErrorRateByPosition = "ber_by_position"
    case weightsChanged = "weights_changed"
  }
}

extension StorageSummary {
  public init(_ result: StorageResult, analog: AnalogResult? = nil) throws {
    let experiment = result.experiment
    let (images, array) = (experiment.images, experiment.settings.array)
    let count = StorageCount(result)
    seed = experiment.seed
    bits = experiment.quantized.layers.map(\.bits).max() ?? 0
    coding = experiment.coding
    quantizer = experiment.source.quantizer
    layers = [experiment.quantized.layers[0].inputCount] + experiment.quantized.layers.map(\.outputCount)
    layerNames = experiment.source.layerNames
    tiles = result.plan.tiles.count
    tile = TileFigures(size: result.plan.size, spareCodes: result.plan.spareCodes, cells: result.plan.cells)
    cells = result.cells.count
    self.images = images.count
    numericalFailures = count.statuses[.numericalFailure] ?? 0
    verdict = try NetworkVerdict(
      experiment.network, quantized: experiment.quantized.network, readBack: result.readBack.network, on: images,
      unknownCells: Proportion(numericalFailures + (count.statuses[.readFailed] ?? 0), of: cells))
    accuracy = Accuracy(
      float: verdict.float.value, quantized: verdict.quantized.value, readBack: verdict.readBack.value,
      analog: analog?.accuracy.value)
    self.analog = analog.map { Analog(settings: $0.settings, checks: $0.checks) }
    write = Write(
      attempts: array.write.attempts, pulses: count.pulses, failedCells: count.failedWrites.values.reduce(0, +),
      voltage: array.write.voltage.si, maximumVoltage: array.write.maximumVoltage.si, set: count.direction(true),
      reset: count.direction(false))
    bitErrorRate = count.all
    read = Read(
      bitErrors: count.all.errors, disturbed: count.disturbed, failed: count.statuses[.readFailed] ?? 0,
      withGateCurrent: count.withGateCurrent, threshold: array.read.threshold.si)
    bitErrorRateByPosition = count.byPosition.enumerated().flatMap { layer, positions in
      let names = experiment.coding.coding.cellNames(bits: experiment.quantized.layers[layer].bits)
      return positions.enumerated().map { position, errors in
        PositionErrors(
          layer: layer + 1, position: position, name: position < names.count ? names[position] : "", errors: errors)
      }
    }
    weightsChanged = try result.readBack.changedWeights(from: experiment.quantized).successes
    faults = Faults(
      stuckOn: count.faults[.stuckOn] ?? 0, stuckOff: count.faults[.stuckOff] ?? 0, notWorking: count.faults[.notWorking] ?? 0,
      movedCodes: result.cells.rows.reduce(0) { $0 + $1.placement.movedCodes },
      wrongBits: result.cells.rows.reduce(0) { $0 + $1.placement.wrongBits })
    cost = StorageCost(of: result.cells, settings: array)
    spice = SpiceFigures(result.totals, result.engine)
    cellEngine = result.cellEngine
  }
}
