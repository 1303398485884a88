import CrossbarPrimitives

/// How tiles form products by themselves.
///
/// For a product the lines of the memristors' top electrodes run along the rows and are driven, one input each; those of the
/// transistors' sources run along the columns and are sensed at 0 V, and every word line is on. Inputs are applied
/// bit by bit, each as the read voltage or nothing; a converter turns each column's current into a number, a gain and an
/// offset fitted on training images turn that into a count of set cells, and counts are added up digitally with the
/// places of input bits and of cells. Biases are added digitally from the bits read back.
public struct AnalogSettings: Hashable, Codable, Sendable {
  /// In series with each cell in products alone: writing and digital reading go around it.
  public var seriesResistance: Resistance
  /// Bits of each input; its largest value is that of the calibration images.
  public var inputBits: Int
  /// Bits of the converters, whose range is a tile's largest current in calibration.
  public var adcBits: Int
  /// Training images to calibrate with, from the first on.
  public var calibrationImages: Int
  /// Products of blocks of cells that are simulated in ngspice as a check.
  public var checkedProducts: Int

  public init(
    seriesResistance: Resistance = .kiloohms(10), inputBits: Int = 8, adcBits: Int = 8, calibrationImages: Int = 100,
    checkedProducts: Int = 2
  ) {
    precondition(
      seriesResistance >= .zero && inputBits > 0 && adcBits > 0 && calibrationImages > 0 && checkedProducts >= 0,
      "settings within their ranges")
    self.seriesResistance = seriesResistance
    self.inputBits = inputBits
    self.adcBits = adcBits
    self.calibrationImages = calibrationImages
    self.checkedProducts = checkedProducts
  }
}
