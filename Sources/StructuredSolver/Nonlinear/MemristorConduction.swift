import CrossbarPrimitives

/// The current of a memristor whose filament does not move: I = g V + k V sqrt(V² + v²), ohmic through the filament and in
/// proportion to V² beside it, where space charge limits the current; below the voltage v that part is ohmic too.
public struct MemristorConduction: Hashable, Sendable {
  /// Of the filament, S.
  public var filament: Double
  /// k, A/V².
  public var spaceCharge: Double
  /// v, V.
  public var ohmicVoltage: Double

  public init(filament: Double, spaceCharge: Double, ohmicVoltage: Double) {
    precondition(filament >= 0 && spaceCharge >= 0 && ohmicVoltage >= 0, "a memristor that is a source")
    self.filament = filament
    self.spaceCharge = spaceCharge
    self.ohmicVoltage = ohmicVoltage
  }

  /// The built-in model (`memristor_frozen` of `models/ag-mos2/memristor.sub`).
  /// - Parameters:
  ///   - state: of the filament, 0 to 1.
  ///   - readVoltage: at which the device without filament has its high resistance.
  public init(
    lowResistance: Resistance, highResistance: Resistance, state: Double, ohmicVoltage: Voltage = .volts(0.2),
    readVoltage: Voltage = .volts(0.1)
  ) {
    let state = max(0, min(1, state))
    let scale = (readVoltage.si * readVoltage.si + ohmicVoltage.si * ohmicVoltage.si).squareRoot()
    self.init(
      filament: state / lowResistance.si, spaceCharge: (1 - state) / (highResistance.si * scale), ohmicVoltage: ohmicVoltage.si)
  }

  /// Current, A, and its derivative, S, at a voltage, V.
  @inline(__always) func current(_ voltage: Double) -> (current: Double, slope: Double) {
    let square = voltage * voltage + ohmicVoltage * ohmicVoltage
    let root = square.squareRoot()
    let slope = root > 0 ? spaceCharge * (root + voltage * voltage / root) : 0
    return (filament * voltage + spaceCharge * voltage * root, filament + slope)
  }
}
