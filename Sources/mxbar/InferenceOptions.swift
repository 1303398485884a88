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
  @Option(
    """
    bit-serial: inputs are applied bit by bit, as the read voltage or 0 V; levels: at once, as 2^bits voltages between them, \
    by a converter in front of each row; analog.
    """, "kind")
  var analogInputs = InputEncoding.bitSerial
  @Option("Bits of each input, analog.", "count") var inputBits = 8
  @Option("Bits of the converters behind the columns, analog.", "count") var adcBits = 8
  @Option(
    "Share of a tile's currents in calibration that its converters' range takes in, analog, %; 100 takes the largest.", "%")
  var adcPercentile = 100.0
  @Option(
    """
    Fitted on training images, analog: none: a gain and an offset for a tile; offset: an offset for each column; gain: a gain \
    and an offset for each column.
    """, "kind")
  var columnCorrection = ColumnCorrection.gain
  @Option("In series with each cell while products are formed, analog, ohm.", "ohm") var seriesResistance = 10_000.0
  @Option("Training images that ranges and gains are fitted on, analog.", "count") var calibrationImages = 100
  @Option("Products of blocks of cells to check in ngspice, analog.", "count") var checkProducts = 2
  @Option("How long rows are driven for a product, analog, s. (default: the width of the read pulse)", "s")
  var productTime: Double?
  @Option(
    "Energy of a column's converter for each of the 2^bits steps of a conversion, analog, fJ; the default is an assumption.",
    "fJ")
  var adcEnergy = 10.0
  @Option("The same for the converter in front of a row, with levels, analog, fJ; the default is an assumption.", "fJ")
  var dacEnergy = 10.0

  func validate() throws {
    try requireCount(limit, named: "--limit", atMost: 100_000_000)
    try requireCount(adcBits, named: "--adc-bits", atMost: 24)
    try requireCount(inputBits, named: "--input-bits", atMost: 16)
    try requireCount(calibrationImages, named: "--calibration-images", atMost: 1_000_000)
    try require(adcPercentile, named: "--adc-percentile", .positive, unit: "%", atMost: 100)
    try require(seriesResistance, named: "--series-resistance", .notNegative, unit: "ohm")
    try requireCount(checkProducts, named: "--check-products", atLeast: 0, atMost: 10_000)
    try require(productTime, named: "--product-time", .positive, unit: "s")
    try require(adcEnergy, named: "--adc-energy", .notNegative, unit: "fJ")
    try require(dacEnergy, named: "--dac-energy", .notNegative, unit: "fJ")
  }

  /// Nil for digital inference only.
  var analog: AnalogSettings? {
    guard mode == .analog else { return nil }
    return AnalogSettings(
      seriesResistance: .ohms(seriesResistance), inputs: analogInputs, inputBits: inputBits, adcBits: adcBits,
      adcPercentile: adcPercentile, correction: columnCorrection, calibrationImages: calibrationImages,
      checkedProducts: checkProducts, integrationTime: productTime.map { .seconds($0) },
      adcStepEnergy: .joules(adcEnergy / 1e15), dacStepEnergy: .joules(dacEnergy / 1e15))
  }
}

extension InputEncoding: ExpressibleByArgument {}
extension ColumnCorrection: ExpressibleByArgument {}
