import ArgumentParser
import MemristorCrossbar

/// The temperature of the surroundings, for commands that simulate.
struct TemperatureOptions: ParsableArguments {
  @Option(
    "Temperature of the surroundings, C: of transistors, and of devices whose equations have one. (default: 27, and the device's own)",
    "C")
  var temperature: Double?

  /// The highest that is allowed, °C; models of transistors end well below.
  static let highest = 300.0

  func validate() throws {
    let allowed = "more than \(Temperature.absoluteZero) to \(SpiceNumber.shortest(Self.highest)) C"
    if let recorder = OptionRanges.recorder { return recorder.note("temperature", allowed) }
    guard let temperature, !(temperature > Temperature.absoluteZero && temperature <= Self.highest) else { return }
    throw ValidationError("--temperature is \(SpiceNumber.shortest(temperature)) C; allowed is \(allowed).")
  }

  /// Nil where none is given: circuits are then at 27 °C, and devices at what their equations and parameters say.
  var asked: Temperature? { temperature.map { .celsius($0) } }
}
