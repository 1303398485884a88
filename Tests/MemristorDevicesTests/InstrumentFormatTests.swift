import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

/// Loops written as instruments do, and read back.
@Suite struct InstrumentFormatTests {
  /// Three loops with different steps, so that none has as many samples as another.
  private let loops: [InstrumentFormat.Loop] = [0.05, 0.06, 0.1].enumerated().map { index, step in
    var loop = SyntheticLoop(step: step)
    loop.lowResistance = 500 + 100 * Double(index)
    loop.compliance = 1e-3
    return ("cell \(index + 1)", loop.sweep.voltages, loop.sweep.currents)
  }

  @Test(arguments: InstrumentFormat.allCases)
  func everyFormatGivesTheLoopsBack(format: InstrumentFormat) throws {
    let file = try SweepFile(format.text(of: loops), source: "lab/chip3.csv")
    #expect(file.sweeps.count == 3, "\(file.understood)")
    for (sweep, loop) in zip(file.sweeps, loops) {
      #expect(sweep.sweep.voltages.count == loop.voltages.count)
      #expect(zip(sweep.sweep.voltages, loop.voltages).allSatisfy { abs($0 - $1) < 1e-9 })
      #expect(zip(sweep.sweep.currents, loop.currents).allSatisfy { abs($0 - $1) <= 1e-9 * abs($1) })
    }
    #expect(file.sweeps.map(\.device) == (format.namesDevices ? loops.map(\.device) : Array(repeating: "chip3", count: 3)))
    #expect(Set(file.sweeps.map { [$0.device, $0.cycle] }).count == 3)
    #expect(file.sweeps.allSatisfy { $0.compliance == (format.tellsCompliance ? 1e-3 : nil) }, "\(file.understood)")
    let hasTimes = [.keithley4200, .keithley2400, .acs].contains(format)
    #expect(file.sweeps.allSatisfy { ($0.times?.count == $0.sweep.voltages.count) == hasTimes })
    let words: [InstrumentFormat: String] = [
      .b1500: "B1500 table, V1 as voltage (V), I1 as current (A), absI left aside, 563 samples",
      .easyEXPERT: "EasyEXPERT export, V1 as voltage (V), I1 as current (A), compliance 1 mA",
      .keithley4200: "Keithley 4200 table",
      .keithley2400: "KickStart export", .acs: "Keithley ACS export, V_force as voltage (V), I_meas as current (mA)",
      .origin: "Origin table", .blanks: "table, Voltage as voltage (V), Current as current (A)",
    ]
    #expect(file.understood.contains(words[format] ?? "table"), "\(file.understood)")
  }
}
