import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@Suite struct SweepFileTests {
  func read(_ text: String, _ reading: MeasurementReading = MeasurementReading()) throws -> [MeasuredSweep] {
    try SweepFile(Data(text.utf8), source: "lab/chip3.csv", reading).sweeps
  }

  @Test(arguments: [
    "0,0\n1,2e-3\n0,0\n", "V,I\r\n0,0\r\n1,2e-3\r\n0,0\r\n", "# Keithley\nvoltage_V;current_A\n0;0\n\n1;2e-3\n0;0",
    "\u{FEFF}Current (mA)\tVoltage (V)\ttime\n0\t0\t1\n2\t1\t2\n0\t0\t3\n", "\"V\",\"I\"\n\"0\",\"0\"\n1 , 2e-3\n0,0,\n",
    "voltage_mV,I_uA\n0,0\n1000,2000\n0,0\n", "V [V],I [µA]\r0,0\r1,2000\r0,0\r",
    // Decimal commas, in semicolons, tabs, blanks and quotation marks.
    "V;I\n0;0\n1,0;2,0e-3\n0;0\n", "V\tI\n0\t0\n1,0\t0,002\n0\t0\n", "0,0 0\n1,0 0,002\n0 0\n",
    "V,I\n\"0,0\",0\n\"1,0\",\"0,002\"\n0,0\n",
    // Rows of units and of comments; units as titles; blanks between name and unit.
    "Voltage,Current\nV,mA\n0,0\n1,2\n0,0\n", "Voltage,Current\n(V),(mA)\n0,0\n1,2\n0,0\n", "mV,mA\n0,0\n1000,2\n0,0\n",
    "Voltage\tCurrent\nmV\tuA\n\tvirgin\n0\t0\n1000\t2000\n0\t0\n", "# Voltage (V) Current (mA)\n0 0\n1 2\n0 0\n",
    "Voltage (V)  Current (mA)\n  0   0\n  1   2\n  0   0\n", "CH1 in V,Strom in mA\n0,0\n1,2\n0,0\n",
    // Comments of several kinds, text before the header, text and empty lines behind the data.
    "% sweep 1\n! SMU\nV,I\n0,0\n1,2e-3\n0,0\n", "Sample 12, wafer 7\nOperator: Eva\n\nV,I\n0,0\n1,2e-3\n0,0\n\nend of file\n",
    "Date,2024-03-14\nMode,sweep,linear\nV,I\n0,0\n1,2e-3\n0,0\n", "V,I\n0,0\n1,2e-3\n0,0\n# done\n",
    // Samples without a value, and beyond the instrument's range; a typographic minus.
    "V,I\n0,0\n0.5,NaN\n1,2e-3\n0.7,#N/A\n0.6,\n0.5,9.91E37\n0,\u{2212}0\n",
    // Other columns: another electrode that stays at 0 V, magnitudes, a measured voltage, what is derived.
    "V1,V2,I1,I2\n0,0,0,0\n1,0,2e-3,-2e-3\n0,0,0,0\n", "V,absI,I,R,dI/dV\n0,0,0,1,1\n1,1,2e-3,500,1\n0,0,0,1,1\n",
    "Set voltage (V),Measured voltage (V),Current (A)\n0,0,0\n1,0.9,2e-3\n0,0,0\n",
    "Index,Value,Unit,Source Value,Source Unit\n"
      + "1,0,Amp DC,0,Volt DC\n2,2e-3,Amp DC,1,Volt DC\n3,0,Amp DC,0,Volt DC\n".replacing("Value,Unit,", with: "Value,Unit,"),
    "Index,Reading,Unit,Value,Unit\n1,0,mA,0,V\n2,2,mA,1,V\n3,0,mA,0,V\n",
    "Setup title,IV\nChannel.Unit,SMU1,SMU2\n"
      + "Measurement.Primary.Start,0,0\nAutoAnalysis.Marker.Data.StartCondition,\nV1,I1\n0,0\n1,2e-3\n0,0\n",
  ])
  func formatsOfOneSweep(text: String) throws {
    let sweeps = try read(text)
    try #require(sweeps.count == 1)
    #expect(sweeps[0].sweep.voltages == [0, 1, 0])
    #expect(zip(sweeps[0].sweep.currents, [0, 2e-3, 0]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(sweeps[0].device == "chip3" && sweeps[0].cycle == "0")
  }

  @Test func encodings() throws {
    let text = "Spannung (V)\tStrom (µA)\n0\t0\n1\t2000\n0\t0\n"
    let units = Array(text.utf16)
    let low = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    let high = units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    for bytes in [[0xFF, 0xFE] + low, [0xFE, 0xFF] + high, low.map { $0 }, latin] {
      // Without a mark only text of single bytes can be told, and µ is one.
      let sweeps = try SweepFile(Data(bytes), source: "a.csv").sweeps
      #expect(sweeps.map(\.sweep.currents) == [[0, 2000 * 1e-6, 0]])
    }
  }

  @Test func devicesAndCycles() throws {
    let three = try read("A,0,0\nA,1,1\nA,0,0\nB,0,0\nB,1,1\n")
    #expect(three.map(\.device) == ["A", "B"])
    let four = try read("A,1,0,0\nA,1,1,1\nA,2,0,0\nA,2,1,1\n")
    #expect(four.map(\.cycle) == ["1", "2"])
    let named = try read("Cycle,I,Device,V\n7,0,X,0\n7,1,X,1\n")
    #expect(named[0].device == "X" && named[0].cycle == "7" && named[0].sweep.voltages == [0, 1])
    // A spreadsheet may name the device in its first row only.
    #expect(try read("Device,V,I\nX,0,0\n,1,1\nY,0,0\n,1,1\n").map(\.device) == ["X", "Y"])
  }

  @Test func severalCurrentsOfOneVoltage() throws {
    let named = try read("V,I_left (mA),I_right (mA)\n0,0,0\n1,2,3\n0,0,0\n")
    #expect(named.map(\.device) == ["I_left", "I_right"] && named.map(\.sweep.currents) == [[0, 2e-3, 0], [0, 3 * 1e-3, 0]])
    let cycles = try read("Voltage,cycle 4 (A),cycle 9 (A)\n0,0,0\n1,2,3\n")
    #expect(cycles.map(\.device) == ["chip3", "chip3"] && cycles.map(\.cycle) == ["4", "9"])
    // Runs side by side, the second shorter; and pairs with one title, told apart by Origin's comments.
    let runs = try read("AI(1),AV(1),AI(2),AV(2),START(1)\n0,0,0,0,7\n2,1,3,1\n0,0\n")
    #expect(runs.map(\.cycle) == ["1", "2"] && runs.map(\.sweep.currents) == [[0, 2, 0], [0, 3]])
    let pairs = try read("V\tI\tV\tI\nV\tA\tV\tA\n\tleft\t\tright\n0\t0\t0\t0\n1\t2\t1\t3\n")
    #expect(pairs.map(\.device) == ["left", "right"] && pairs.map(\.sweep.currents) == [[0, 2], [0, 3]])
    // A spreadsheet has the names above.
    let above = try read("left,,right,\nV,I,V,I\n0,0,0,0\n1,2,1,3\n")
    #expect(above.map(\.device) == ["left", "right"] && above.map(\.sweep.currents) == [[0, 2], [0, 3]])
  }

  @Test func timeWithoutAHeader() throws {
    let sweep = try #require(try read("0.1,0,0\n0.2,1,2e-3\n0.3,2,4e-3\n0.4,1,2e-3\n0.5,0,0\n").first)
    #expect(sweep.times == [0.1, 0.2, 0.3, 0.4, 0.5] && sweep.device == "chip3" && sweep.sweep.voltages == [0, 1, 2, 1, 0])
    // A time of day is no number, and T (°C) no time.
    let day = try read("Time,Voltage,Current,T (°C)\n10:15:00,0,0,25\n10:15:01,1,1,25\n")
    #expect(day.map(\.times) == [nil])
    // The numbers of devices rise too, but not from row to row.
    #expect(try read("1,0,0\n1,1,1\n1,0,0\n2,0,0\n2,1,1\n2,0,0\n").map(\.device) == ["1", "2"])
  }

  @Test func aRecordOfSeveralLoopsIsParted() throws {
    let loop = SyntheticLoop(step: 0.1).csv
    let sweeps = try read(loop + loop + loop)
    #expect(sweeps.map(\.cycle) == ["0", "1", "2"])
    #expect(sweeps.allSatisfy { $0.sweep == sweeps[0].sweep })
  }

  @Test func blocksOfHalvesAreOneLoop() throws {
    func block(_ limit: String, _ rows: String) -> String {
      "SetupTitle, x\nTestParameter, Measurement.Primary.Compliance, \(limit)\nDataName, V1, I1\n\(rows)"
    }
    let set = block("1e-3", "DataValue, 0, 0\nDataValue, 1, 1e-3\nDataValue, 0, 0\n")
    let reset = block("0.1", "DataValue, 0, 0\nDataValue, -1, -5e-3\nDataValue, 0, 0\n")
    let sweeps = try read(set + reset + set + reset)
    #expect(sweeps.count == 2 && sweeps.allSatisfy { $0.sweep.voltages == [0, 1, 0, 0, -1, 0] && $0.compliance == 1e-3 })
    // Sweeps that are only taken outward, in one block: twice SET, then RESET.
    let outward = (0...9).map { "\(Double($0) / 10),\($0)e-4\n" }.joined()
    let inward = (0...9).map { "\(-Double($0) / 10),-\($0)e-4\n" }.joined()
    #expect(try read(outward + outward + inward).map(\.sweep.voltages.count) == [10, 20])
    // Forming leaves the first half without its other one.
    #expect(try read(set + set + reset).map(\.sweep.voltages.count) == [3, 6])
  }
}
