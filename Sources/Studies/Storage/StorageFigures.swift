import CrossbarArrays
import CrossbarPrimitives
import NeuralMapping
import Records

/// The figures of a stored network, as `mxbar digits`, `mnist` and `infer` report them.
public struct StorageFigures: Figures {
  @Figure("Bits a weight", .plain, "Of the layer that has most.") public var bits = 0
  @Figure("Coding of weights in cells") public var coding = CodingScheme.twosComplement
  @Figure("Quantizer") public var quantizer = QuantizationMethod.paper
  @Figure("Neurons of each layer", .plain, "The inputs first; of a convolution, the channels of its output.")
  public var layers: [Int] = []
  @Figure("Layers by their names", .plain, "As the network's file calls them; none for a network trained here.")
  public var layerNames: [String]? = nil
  @Figure("Steps of the network", .plain, "From input to output; none for dense layers with a ReLU between each two.")
  public var steps: [String]? = nil
  @Figure public var tiles = 0
  @Figure("A tile") public var tile = TileFigures()
  @Figure("Cells that hold a bit of a code") public var cells = 0
  @Figure("Images that the network is judged by") public var images = 0
  @Figure("Numerical failures", .plain, "Cells without a result: in no share, and taken as written for accuracies.")
  public var numericalFailures = 0
  @Figure("Images classified right", .percent) public var accuracy = Accuracy()
  @Figure("Images with one pixel flipped classified right", .percent, "Over every image and pixel.")
  public var flipAccuracy: FlipAccuracy? = nil
  @Figure("What is left of the network") public var verdict = VerdictFigures()
  @Figure("Writing") public var write = Write()
  @Figure("Reading") public var read = Read()
  @Figure("Bit error rate") public var ber = BitErrors()
  @Figure("Bit error rate by position in the code", .plain, "The most significant first.")
  public var berByPosition: [PositionErrors] = []
  @Figure("Levels", .plain, "Of cells of more than two levels; bit error rates are then of cells read at another level.")
  public var levels: LevelFigures? = nil
  @Figure("Weights and biases changed") public var weightsChanged = 0
  @Figure("Faulty cells") public var faults = FaultFigures()
  @Figure("Energy and time") public var cost = StorageCost()
  @Figure("Stress of the access transistors") public var stress: StressFigures? = nil
  @Figure("Analog products", .plain, "None where no products were formed.") public var analog: Analog? = nil

  public init() {}

  /// Of all tiles that hold the network.
  public struct TileFigures: Figures, Equatable {
    @Figure("Most rows and columns") public var size = 0
    @Figure("Spare groups of columns", .plain, "For codes whose own cells are faulty.") public var spareCodes = 0
    @Figure("Cells of all tiles, used or not") public var cells = 0
    public init() {}
  }

  /// Share of the study's images that are classified correctly, by the state of the network.
  public struct Accuracy: Figures, Equatable {
    @Figure("As trained", .percent) public var float = 0.0
    @Figure("Quantized", .percent) public var quantized = 0.0
    @Figure("Read back", .percent) public var readBack = 0.0
    @Figure("With products of the arrays", .percent) public var analog: Double? = nil
    public init() {}
  }

  /// The same for images with one pixel flipped: every image with every pixel.
  public struct FlipAccuracy: Figures, Equatable {
    @Figure("Quantized", .percent) public var quantized = 0.0
    @Figure("Read back", .percent) public var readBack = 0.0
    public init() {}
  }

  /// How much of the network is left, and what each step cost; losses are differences of accuracies.
  public struct VerdictFigures: Figures {
    @Figure public var outcome = NetworkVerdict.Outcome.unknown
    @Figure("Always answering with the most frequent label", .percent) public var chance = 0.0
    @Figure("Lost by quantization", .percent) public var lostByQuantization = 0.0
    @Figure("Lost by storage", .percent) public var lostByStorage = 0.0
    @Figure("Read back, 95 % interval from", .percent) public var readBackWilsonLow = 0.0
    @Figure("Read back, 95 % interval to", .percent) public var readBackWilsonHigh = 0.0
    public init() {}
  }

  /// How cells were written, over all tiles.
  public struct Write: Figures, Equatable {
    @Figure("Most pulses a cell could get") public var attempts = 0
    @Figure("Pulses given in all") public var pulses = 0
    @Figure("Cells that their pulses left in the other state") public var failedCells = 0
    @Figure("Amplitude of the first pulse") public var voltage = Voltage.zero
    @Figure("Amplitude of the last pulse") public var maxVoltage = Voltage.zero
    @Figure("SET, cells to be 1") public var set = Direction()
    @Figure("RESET, cells to be 0") public var reset = Direction()
    public init() {}
  }

  /// One direction of writing: SET or RESET.
  public struct Direction: Figures, Equatable {
    @Figure("Cells that could be simulated and read") public var cells = 0
    @Figure("Cells left in the other state") public var failed = 0
    @Figure("Cells read wrong") public var errors = BitErrors()
    public init() {}
  }

  /// What the reads showed.
  public struct Read: Figures, Equatable {
    @Figure("Cells read wrong") public var bitErrors = 0
    @Figure("Cells flipped by a read", .plain, "A verifying or the final one.") public var readDisturb = 0
    @Figure("Cells that cannot be read", .plain, "The current flows backwards.") public var failedReads = 0
    @Figure("Cells with much gate current", .plain, "Gate current is no small part of the read current.")
    public var largeGateCurrent = 0
    @Figure("A cell below is a 1") public var threshold = Resistance.zero
    public init() {}
  }

  /// The cells of one layer (counted from 1) at one position in their codes: a row of `bit-errors.csv`. Position 0 is the
  /// most significant.
  public struct PositionErrors: Figures, Equatable {
    @Figure public var layer = 0
    @Figure("Position in the code") public var position = 0
    @Figure("What a set cell counts") public var name = ""
    @Figure public var errors = BitErrors()
    public init() {}
  }

  /// Permanently faulty cells among those that hold a code, and the effect of remapping.
  public struct FaultFigures: Figures, Equatable {
    @Figure public var stuckOn = 0
    @Figure public var stuckOff = 0
    @Figure("Not working", .plain, "By the device's yield.") public var notWorking = 0
    @Figure("Codes moved to spare columns") public var movedCodes = 0
    @Figure("Faulty cells that hold the wrong bit") public var wrongBits = 0
    public init() {}
  }
}

extension StorageFigures {
  init(_ findings: StorageFindings) throws {
    let study = findings.study
    let (array, quantized) = (study.settings.array, findings.quantized)
    let count = StorageCount(findings)
    bits = quantized.layers.map(\.bits).max() ?? 0
    (coding, quantizer) = (study.coding, study.quantizer)
    layers = [quantized.layers[0].inputCount] + quantized.layers.map(\.outputCount)
    if case .loaded(let loaded, _) = study.source { layerNames = loaded.layerNames }
    if quantized.structure.firstStepBeyondPlain != nil {
      steps = quantized.structure.words(quantized.layers.map { ($0.inputCount, $0.outputCount) })
    }
    tiles = findings.plan.tiles.count
    (tile.size, tile.spareCodes, tile.cells) = (findings.plan.size, findings.plan.spareCodes, findings.plan.cells)
    cells = findings.cells.count
    images = study.images.count
    numericalFailures = findings.cells.count(.numericalFailure)
    let found = findings.verdict
    (accuracy.float, accuracy.quantized) = (found.float.value, found.quantized.value)
    (accuracy.readBack, accuracy.analog) = (found.readBack.value, findings.analog?.accuracy.value)
    (verdict.outcome, verdict.chance) = (found.outcome, found.chance)
    (verdict.lostByQuantization, verdict.lostByStorage) = (found.lostByQuantization, found.lostByStorage)
    let interval = found.readBack.wilsonInterval()
    (verdict.readBackWilsonLow, verdict.readBackWilsonHigh) = (interval.lowerBound, interval.upperBound)
    if study.judgesFlips {
      var flips = FlipAccuracy()
      flips.quantized = try quantized.network.flipRobustness(on: study.images).value
      flips.readBack = try findings.readBack.network.flipRobustness(on: study.images).value
      flipAccuracy = flips
    }
    (write.attempts, write.pulses) = (array.write.attempts, count.pulses)
    (write.set, write.reset) = (count.direction(true), count.direction(false))
    write.failedCells = write.set.failed + write.reset.failed
    (write.voltage, write.maxVoltage) = (array.write.voltage, array.write.maximumVoltage)
    ber = count.all
    (read.bitErrors, read.readDisturb) = (count.all.errors, count.disturbed)
    (read.failedReads, read.largeGateCurrent) = (findings.cells.count(.readFailed), count.withGateCurrent)
    read.threshold = array.read.threshold
    berByPosition = count.byPosition.enumerated().flatMap { layer, positions in
      let names = study.cellCoding.cellNames(bits: quantized.layers[layer].bits)
      return positions.enumerated().map { position, errors in
        var one = PositionErrors()
        (one.layer, one.position, one.errors) = (layer + 1, position, errors)
        one.name = position < names.count ? names[position] : ""
        return one
      }
    }
    if study.settings.levels.count > 2 {
      levels = LevelFigures(
        count.confusion, levels: study.settings.levels, errors: ber,
        unreached: findings.cells.count(.writeFailed), targets: study.settings.programming?.targets)
    }
    weightsChanged = try findings.readBack.changedWeights(from: quantized).successes
    faults = count.faults
    cost = StorageCost(of: findings.cells, settings: array)
    stress = study.stress
    analog = findings.analog.map(Analog.init)
  }

  /// A sentence about the cells of which nothing is known, by cause; nil if there are none.
  var unknownCells: String? {
    let reasons = [
      numericalFailures > 0
        ? "\(numericalFailures) could not be simulated and count\(numericalFailures == 1 ? "s" : "") as written" : nil,
      read.failedReads > 0 ? "\(read.failedReads) could not be read, since \(ReadFailure.backwards.words)" : nil,
    ].compactMap { $0 }
    return reasons.isEmpty ? nil : "Of \(cells) cells \(reasons.joined(separator: ", and "))."
  }
}
