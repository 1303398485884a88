import CrossbarPrimitives
import NeuralMapping

/// How tiles form products as sums of currents.
///
/// For a product the lines to the memristors' top electrodes run along the rows and are driven, one input each. The lines
/// to the transistors' sources run along the columns and are sensed at 0 V. Every word line is on.
///
/// Inputs are applied bit by bit, as the read voltage or 0 V, or at once as levels between the two. A converter turns each
/// column's current into a number; a gain and an offset, fitted on training images, turn that into a sum of digits. The sums
/// are added digitally, weighted by the places of the input bits and of the cells. Biases are added digitally from the bits
/// read back.
public struct AnalogSettings: Hashable, Codable, Sendable {
  /// In series with each cell in products only; writing and digital reading bypass it.
  public var seriesResistance: Resistance
  /// Bit by bit, or as levels.
  public var inputs: InputEncoding
  /// Bits of each input; the largest code stands for the largest value in the calibration images.
  public var inputBits: Int
  /// Bits of the converters, which have one range for each tile.
  public var adcBits: Int
  /// Share of a tile's currents in calibration that lie within its converters' range, %; 100 takes the largest current.
  public var adcPercentile: Double
  /// What is fitted for each column.
  public var correction: ColumnCorrection
  /// The number of training images to calibrate with, from the first one on.
  public var calibrationImages: Int
  /// The number of products of blocks of cells that are compared with ngspice.
  public var checkedProducts: Int
  /// How long rows are driven for a product; nil for the width of the read pulse.
  public var integrationTime: Time?
  /// Energy of a column's converter in each conversion, a step: Walden's figure of merit, times 2^bits. An assumption.
  public var adcStepEnergy: Energy
  /// Energy of a row's converter for each level, a step, likewise; none is spent on inputs bit by bit. An assumption.
  public var dacStepEnergy: Energy

  /// Of a converter for each step, unless stated: of the order of published converters of some 100 MS/s; an assumption.
  public static let usualStepEnergy = Energy.joules(10 / 1e15)

  /// - Precondition: at least one bit, one converter bit and one image; percentile above 0 and up to 100; nothing else below 0.
  public init(
    seriesResistance: Resistance = .kiloohms(10), inputs: InputEncoding = .bitSerial, inputBits: Int = 8, adcBits: Int = 8,
    adcPercentile: Double = 100, correction: ColumnCorrection = .gain, calibrationImages: Int = 100, checkedProducts: Int = 2,
    integrationTime: Time? = nil, adcStepEnergy: Energy = usualStepEnergy, dacStepEnergy: Energy = usualStepEnergy
  ) {
    precondition(
      seriesResistance >= .zero && inputBits > 0 && adcBits > 0 && calibrationImages > 0 && checkedProducts >= 0
        && adcPercentile > 0 && adcPercentile <= 100 && integrationTime ?? .zero >= .zero && adcStepEnergy >= .zero
        && dacStepEnergy >= .zero,
      "settings within their ranges")
    self.seriesResistance = seriesResistance
    (self.inputs, self.inputBits) = (inputs, inputBits)
    (self.adcBits, self.adcPercentile, self.correction) = (adcBits, adcPercentile, correction)
    (self.calibrationImages, self.checkedProducts) = (calibrationImages, checkedProducts)
    (self.integrationTime, self.adcStepEnergy, self.dacStepEnergy) = (integrationTime, adcStepEnergy, dacStepEnergy)
  }

  /// Inputs as the tiles take them.
  var encodedInputs: EncodedInputs { EncodedInputs(inputs, bits: inputBits) }
}
