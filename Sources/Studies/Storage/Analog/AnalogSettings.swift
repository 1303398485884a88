import CrossbarPrimitives

/// How tiles form products as sums of currents.
///
/// For a product the lines to the memristors' top electrodes run along the rows and are driven, one input each. The lines
/// to the transistors' sources run along the columns and are sensed at 0 V. Every word line is on.
///
/// Inputs are applied bit by bit, as the read voltage or 0 V. A converter turns each column's current into a number; a
/// gain and an offset, fitted on training images, turn that into a count of set cells. The counts are added digitally,
/// weighted by the places of the input bits and of the cells. Biases are added digitally from the bits read back.
public struct AnalogSettings: Hashable, Codable, Sendable {
  /// In series with each cell in products only; writing and digital reading bypass it.
  public var seriesResistance: Resistance
  /// Bits of each input; the largest code stands for the largest value in the calibration images.
  public var inputBits: Int
  /// Bits of the converters, whose range is the tile's largest current in calibration.
  public var adcBits: Int
  /// The number of training images to calibrate with, from the first one on.
  public var calibrationImages: Int
  /// The number of products of blocks of cells that are compared with ngspice.
  public var checkedProducts: Int

  /// - Precondition: at least one bit, one converter bit and one image; neither resistance nor products below 0.
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
