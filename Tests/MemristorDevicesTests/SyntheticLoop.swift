import CrossbarPrimitives
import Foundation
import MemristorDevices

/// A loop 0 → top → 0 → bottom → 0 in closed form: I = V/R_LRS, and I = k V sqrt(V² + 0.04) with V/I = R_HRS at 0.1 V.
struct SyntheticLoop {
  var setVoltage = 1.2
  var resetVoltage = 0.9
  var lowResistance = 500.0
  var highResistance = 1e6
  var top = 3.0
  var bottom = -3.0
  var step = 0.01
  var compliance = 0.05
  /// Standard deviation of the current's noise: a share of it, and a floor in A.
  var relativeNoise = 0.0
  var noiseFloor = 0.0
  var seed: UInt64 = 1
  /// Whether the record holds the measured voltage, which falls while the source limits the current.
  var isMeasured = false
  /// Whether the RESET goes on over a range of voltages, from the RESET voltage to twice that.
  var isGradual = false

  var sweep: VoltageSweep {
    var noise = RandomStream(seed: seed, purpose: "noise")
    var sweep = VoltageSweep(voltages: [], currents: [])
    var isLow = false
    var deepest = 0.0
    let up = Int((top / step).rounded())
    let down = Int((-bottom / step).rounded())
    let counts = Array(0...up) + (0..<up).reversed() + (1...max(down, 1)).map { -$0 } + (0..<down).map { $0 - down + 1 }
    for (index, count) in counts.enumerated() where down > 0 || index <= 2 * up {
      let voltage = Double(count) * step
      if voltage > setVoltage { isLow = true }
      if voltage < -resetVoltage, !isGradual { isLow = false }
      let high = voltage * (voltage * voltage + 0.04).squareRoot() / (highResistance * 0.05.squareRoot())
      var current = isLow ? voltage / lowResistance : high
      if isGradual, voltage < 0 { deepest = max(deepest, -voltage) }
      if isGradual, isLow, voltage < 0 {
        let share = min(max(deepest / resetVoltage - 1, 0), 1)
        current = -exp(log(-voltage / lowResistance) * (1 - share) + log(-high) * share)
      }
      var shown = voltage
      if voltage > 0, current > compliance {
        // The high-resistance state's own characteristic, solved for the voltage that carries the compliance.
        let square = pow(compliance * highResistance * 0.05.squareRoot(), 2)
        let held = isLow ? compliance * lowResistance : ((0.0016 + 4 * square).squareRoot() / 2 - 0.02).squareRoot()
        if isMeasured { shown = held }
        current = compliance
      }
      current += relativeNoise * current * noise.standardNormal() + noiseFloor * noise.standardNormal()
      sweep.voltages.append(shown)
      sweep.currents.append(current)
    }
    return sweep
  }

  var csv: String { zip(sweep.voltages, sweep.currents).map { "\($0),\($1)\n" }.joined() }
}
