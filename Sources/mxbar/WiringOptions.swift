import ArgumentParser
import MemristorCrossbar

/// The resistances of an array's lines. Bit and source line segments are equal; word lines are ideal.
struct WiringOptions: ParsableArguments {
  @Option("Resistance of each bit and source line segment, ohm.", "ohm") var wireResistance = 0.5
  @Option("Output resistance of each line driver, ohm.", "ohm") var driverResistance = 10.0

  func validate() throws {
    try requireWire(wireResistance, named: "--wire-resistance")
    try requireWire(driverResistance, named: "--driver-resistance")
  }

  var wires: Wires {
    Wires(bitLineSegment: .ohms(wireResistance), sourceLineSegment: .ohms(wireResistance), driver: .ohms(driverResistance))
  }
}
