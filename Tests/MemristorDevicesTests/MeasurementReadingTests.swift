import Foundation
import MemristorDevices
import Testing

/// What the user says about files: columns, units, signs, and what of the set-up is taken off.
@Suite struct MeasurementReadingTests {
  private func read(_ text: String, _ change: (inout MeasurementReading) throws -> Void) throws -> VoltageSweep {
    var reading = MeasurementReading()
    try change(&reading)
    let sweeps = try SweepFile(Data(text.utf8), source: "x.csv", reading).sweeps
    return try #require(sweeps.first).sweep
  }

  @Test(arguments: [
    ("V=2,I=3", "7,0,0,9\n8,1,2,9\n"), ("V=2,I=3", "n,bias,leak,x\n7,0,0,9\n8,1,2,9\n"),
    ("V=bias,I=Leak", "leak (A),bias\n0,0\n2,1\n"),
    ("I=I2", "V,I1,I2\n0,9,0\n1,9,2\n"), ("V=V2", "V1,V2,I1,I2\n0,0,9,0\n5,1,9,2\n"), ("v = a, i = b", "text\na;b\n0;0\n1;2\n"),
    ("V=1,I=2,time=3", "0,0,5\n1,2,6\n"),
  ])
  func namedColumns(columns: String, text: String) throws {
    let sweep = try read(text) { $0.columns = try MeasuredColumns(columns) }
    #expect(sweep.voltages == [0, 1] && sweep.currents == [0, 2])
  }

  @Test func namedDevicesAndCycles() throws {
    var reading = MeasurementReading()
    reading.columns = try MeasuredColumns("device=Site,cycle=N")
    let sweeps = try SweepFile(Data("Device,Site,N,V,I\na,1,2,0,0\na,1,3,0,0\n".utf8), source: "x.csv", reading).sweeps
    #expect(sweeps.map(\.device) == ["1", "1"] && sweeps.map(\.cycle) == ["2", "3"])
  }

  @Test(arguments: [
    ("V", "which is no name=column"), ("X=2", "names 'X'"), ("V=0", "columns count from 1"), ("V=1,V=2", "names V twice"),
    ("V=1,I=1", "one column two meanings"), ("", "which is no name=column"),
  ])
  func columnsThatCannotBeMeant(text: String, words: String) {
    let problem = #expect(throws: MeasuredColumns.Problem.self) { try MeasuredColumns(text) }
    #expect(problem?.reason.contains(words) == true)
  }

  @Test(arguments: [("V=2,I=3", "0,0\n1,2\n"), ("V=foo,I=I", "V,I\n0,0\n1,2\n")])
  func columnsThatAreNotThere(columns: String, text: String) throws {
    let error = #expect(throws: DeviceError.self) { try read(text) { $0.columns = try MeasuredColumns(columns) } }
    #expect("\(error as Any)".contains("--columns"))
  }

  @Test func unitsAndLines() throws {
    let sweep = try read("V=1\n9,9,9\nV,I (A)\n0,0\n1000,5e5\n") {
      ($0.skipRows, $0.voltageUnit, $0.currentUnit) = (2, .volts(1e-3), .amperes(1e-9))
    }
    #expect(sweep.voltages == [0, 1] && abs(sweep.currents[1] - 5e-4) < 1e-18)
    // Units first, and then the limits: half a million nanoamperes are no overflow.
    #expect(try read("V,I (nA)\n0,0\n1,5e5\n") { _ in }.currents[1] == 5e5 * 1e-9)
  }

  @Test func signsAndTheSetUp() throws {
    let rows = "0,0\n1,2e-3\n-1,1e-3\n"
    #expect(try read(rows) { $0.polarity = .negative } == VoltageSweep(voltages: [0, -1, 1], currents: [0, -2e-3, -1e-3]))
    #expect(try read(rows) { $0.isMagnitude = true }.currents == [0, 2e-3, -1e-3])
    // 100 ohm in series take 0.2 V off, and 0.1 V on.
    let inner = try read(rows) { $0.seriesResistance = .ohms(100) }
    #expect(zip(inner.voltages, [0, 0.8, -1.1]).allSatisfy { abs($0 - $1) < 1e-12 })
    // A title can say that the column holds magnitudes.
    #expect(try read("V,absI\n0,0\n1,2\n-1,1\n") { _ in }.currents == [0, 2, -1])
  }

  @Test(arguments: [
    "0,0\n1,0.25\n-1,-0.5\n", "Time (s),CH1 (V),CH2 (V)\n1,0,0\n2,1,0.25\n3,-1,-0.5\n",
    "x-axis,CH1,CH2\nsecond,Volt,Volt\n1,0,0\n2,1,0.25\n3,-1,-0.5\n",
    "X,CH1,CH2,Start,Increment,\nSequence,Volt,Volt,-6.0e-4,1e-6\n0,0,0,\n1,1,0.25,\n2,-1,-0.5,\n",
    "Time,Channel A,Channel B\n(ms),(V),(mV)\n\n0,0,0\n1,1,250\n2,-1,-500\n",
    "drop (mV);drive (V)\n0;0\n250;1\n-500;-1\n",
  ])
  func oscilloscopePairs(text: String) throws {
    let sweep = try read(text) { $0.senseResistance = .ohms(50) }
    #expect(sweep.voltages == [0, 0.75, -0.5])
    #expect(zip(sweep.currents, [0, 5e-3, -10e-3]).allSatisfy { abs($0 - $1) < 1e-15 })
  }
}
