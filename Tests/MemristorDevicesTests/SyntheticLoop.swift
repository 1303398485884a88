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

  var sweep: VoltageSweep {
    var noise = RandomStream(seed: seed, purpose: "noise")
    var sweep = VoltageSweep(voltages: [], currents: [])
    var isLow = false
    let up = Int((top / step).rounded())
    let down = Int((-bottom / step).rounded())
    let counts = Array(0...up) + (0..<up).reversed() + (1...max(down, 1)).map { -$0 } + (0..<down).map { $0 - down + 1 }
    for (index, count) in counts.enumerated() where down > 0 || index <= 2 * up {
      let voltage = Double(count) * step
      if voltage > setVoltage { isLow = true }
      if voltage < -resetVoltage { isLow = false }
      var current =
        isLow ? voltage / lowResistance : voltage * (voltage * voltage + 0.04).squareRoot() / (highResistance * 0.05.squareRoot())
      if voltage > 0 { current = min(current, compliance) }
      current += relativeNoise * current * noise.standardNormal() + noiseFloor * noise.standardNormal()
      sweep.voltages.append(voltage)
      sweep.currents.append(current)
    }
    return sweep
  }

  var csv: String { zip(sweep.voltages, sweep.currents).map { "\($0),\($1)\n" }.joined() }
}
