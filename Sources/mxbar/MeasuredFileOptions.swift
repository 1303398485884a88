import ArgumentParser
import MemristorCrossbar

/// How measured files are read where they do not say so themselves.
struct MeasuredFileOptions: ParsableArguments {
  @Option(
    help: "Which column holds what, by number or title, as in V=2,I=3 or V=V1,I=I1,device=Site,cycle=Run,time=Time.",
    value: "columns")
  var columns: String?

  @Option("Lines at the beginning of each file that are passed over.", "count") var skipRows = 0
  @Option(help: "What a 1 in the current column is, such as uA; by default what the header says, or A.", value: "unit")
  var currentUnit: String?
  @Option(help: "What a 1 in the voltage column is, such as mV; by default what the header says, or V.", value: "unit")
  var voltageUnit: String?
  @Option(help: "Side on which the devices SET; negative turns voltages and currents round.")
  var polarity = MeasurementReading.Polarity.positive
  @Flag(help: "The current column holds magnitudes; the sign is the voltage's.") var magnitude = false

  @Option("Of the set-up, in series with the device; what drops over it is taken off the voltage, ohm.", "ohm")
  var seriesResistance = 0.0

  @Option("For an oscilloscope's files: the resistor in series over which the second channel is taken, ohm.", "ohm")
  var senseResistor: Double?

  func validate() throws {
    try requireCount(skipRows, named: "--skip-rows", atLeast: 0, atMost: 1_000_000)
    try require(seriesResistance, named: "--series-resistance", .notNegative, unit: "ohm", atMost: 1e12)
    try require(senseResistor, named: "--sense-resistor", .positive, unit: "ohm", atMost: 1e12)
    _ = try chosenColumns()
    _ = try unit(currentUnit, "--current-unit", .amperes, "A, mA, uA, nA and pA")
    _ = try unit(voltageUnit, "--voltage-unit", .volts, "V, mV and uV")
    if senseResistor != nil, currentUnit != nil {
      throw ValidationError("--current-unit is for currents, and with --sense-resistor both columns are voltages.")
    }
  }

  /// In the library's form.
  var settings: MeasurementReading {
    get throws {
      var reading = MeasurementReading()
      reading.columns = try chosenColumns()
      reading.skipRows = skipRows
      reading.currentUnit = try unit(currentUnit, "--current-unit", .amperes, "").map { .amperes($0) }
      reading.voltageUnit = try unit(voltageUnit, "--voltage-unit", .volts, "").map { .volts($0) }
      (reading.polarity, reading.isMagnitude) = (polarity, magnitude)
      reading.seriesResistance = .ohms(seriesResistance)
      reading.senseResistance = senseResistor.map { .ohms($0) }
      return reading
    }
  }

  private func chosenColumns() throws -> MeasuredColumns {
    guard let columns else { return MeasuredColumns() }
    do { return try MeasuredColumns(columns) } catch { throw ValidationError("--columns \(error.reason).") }
  }

  /// A unit in V or A: 1e-6 for uA.
  private func unit(_ text: String?, _ name: String, _ quantity: WrittenUnit, _ allowed: String) throws -> Double? {
    guard let text else { return nil }
    guard let last = text.last, last.isLetter, let number = try? WrittenNumber("1 \(text)", in: quantity), number.value > 0 else {
      throw ValidationError("\(name) is '\(excerpt(text, limit: 40))'; allowed are units such as \(allowed).")
    }
    return number.value
  }
}

extension MeasurementReading.Polarity: ExpressibleByArgument {}
