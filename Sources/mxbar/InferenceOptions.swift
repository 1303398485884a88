import ArgumentParser
import MemristorCrossbar

/// How images are classified with the stored network. Options marked "analog" are rejected without `--mode analog`.
struct InferenceOptions: ParsableArguments {
  /// Analog inference is always in addition to digital inference.
  enum Mode: String, CaseIterable, ExpressibleByArgument {
    /// With weights decoded from the read currents.
    case digital
    /// Also with products formed by the tiles.
    case analog
  }

  @Option(help: "digital: with the weights that were read back; analog: besides, with products that the tiles form.")
  var mode = Mode.digital

  @Option("Test images to classify, from the first on. (default: all)", "count") var limit: Int?
  @Option("Bits of the converters behind the columns, analog.", "count") var adcBits = 8
  @Option("Bits of each input, applied one by one, analog.", "count") var inputBits = 8
  @Option("In series with each cell while products are formed, analog, ohm.", "ohm") var seriesResistance = 10_000.0
  @Option("Training images that ranges and gains are fitted on, analog.", "count") var calibrationImages = 100
  @Option("Products of blocks of cells to check in ngspice, analog.", "count") var checkProducts = 2

  func validate() throws {
    try requireCount(limit, named: "--limit", atMost: 100_000_000)
    try requireCount(adcBits, named: "--adc-bits", atMost: 24)
    try requireCount(inputBits, named: "--input-bits", atMost: 16)
    try requireCount(calibrationImages, named: "--calibration-images", atMost: 1_000_000)
    try require(seriesResistance, named: "--series-resistance", .notNegative, unit: "ohm")
    try requireCount(checkProducts, named: "--check-products", atLeast: 0, atMost: 10_000)
  }

  /// Nil for digital inference only.
  var analog: AnalogSettings? {
    guard mode == .analog else { return nil }
    return AnalogSettings(
      seriesResistance: .ohms(seriesResistance), inputBits: inputBits, adcBits: adcBits,
      calibrationImages: calibrationImages, checkedProducts: checkProducts)
  }
}
