import Foundation
import MemristorDevices
import Testing

@Suite struct SweepFileTests {
  func read(_ text: String) throws -> [MeasuredSweep] { try SweepFile(Data(text.utf8), source: "lab/chip3.csv").sweeps }

  @Test(arguments: [
    "0,0\n1,2e-3\n0,0\n", "V,I\r\n0,0\r\n1,2e-3\r\n0,0\r\n", "# Keithley\nvoltage_V;current_A\n0;0\n\n1;2e-3\n0;0",
    "\u{FEFF}Current (mA)\tVoltage (V)\ttime\n0\t0\t1\n2\t1\t2\n0\t0\t3\n", "\"V\",\"I\"\n\"0\",\"0\"\n1 , 2e-3\n0,0,\n",
    "voltage_mV,I_uA\n0,0\n1000,2000\n0,0\n", "V [V],I [µA]\r0,0\r1,2000\r0,0\r",
  ])
  func formatsOfOneSweep(text: String) throws {
    let sweeps = try read(text)
    #expect(sweeps.count == 1)
    #expect(sweeps[0].sweep.voltages == [0, 1, 0])
    #expect(zip(sweeps[0].sweep.currents, [0, 2e-3, 0]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(sweeps[0].device == "chip3" && sweeps[0].cycle == "0")
  }

  @Test func devicesAndCycles() throws {
    let three = try read("A,0,0\nA,1,1\nA,0,0\nB,0,0\nB,1,1\n")
    #expect(three.map(\.device) == ["A", "B"])
    let four = try read("A,1,0,0\nA,1,1,1\nA,2,0,0\nA,2,1,1\n")
    #expect(four.map(\.cycle) == ["1", "2"])
    let named = try read("Cycle,I,Device,V\n7,0,X,0\n7,1,X,1\n")
    #expect(named[0].device == "X" && named[0].cycle == "7" && named[0].sweep.voltages == [0, 1])
  }

  @Test func aRecordOfSeveralLoopsIsParted() throws {
    let loop = SyntheticLoop(step: 0.1).csv
    let sweeps = try read(loop + loop + loop)
    #expect(sweeps.map(\.cycle) == ["0", "1", "2"])
    #expect(sweeps.allSatisfy { $0.sweep == sweeps[0].sweep })
  }

  @Test(
    arguments: [
      ("", nil, "the file is empty"), ("# only a comment\n", nil, "the file is empty"),
      ("V,I\n", nil, "followed by no samples"), ("0,0\n0.1,abc\n", 2, "'abc' is no number"),
      ("0;0\n0,1;2e-6\n", 2, "a decimal point and not a comma"), ("V,I\n0,0\n0.1\n", 3, "1 column, where the first line has 2"),
      ("time,foo\n1,2\n", 1, "a header with a voltage or current column"), ("V,x\n1,2\n", 1, "a current column"),
      ("1,2,3,4,5\n", 1, "5 columns without a header"), ("0 0\n", 1, "no columns found"),
      ("V,I\n0,9.91e37\n", 2, "out of range"), ("V,I\n0,nan\n", 2, "out of range"), ("V,I\n0,\n", 2, "the current is missing"),
      ("V (kHz),I\n0,0\n", 1, "the unit 'kHz'"), ("V,Voltage,I\n0,0,0\n", 1, "both read as voltage"),
      ("0,0\n\u{0},1\n", 2, "this is no CSV file"),
    ] as [(String, Int?, String)])
  func errorsNameLineAndText(text: String, line: Int?, words: String) throws {
    let error = try #require(throws: DeviceError.self) { try read(text) }
    guard case .measurement("lab/chip3.csv", let found, _, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found == line)
    #expect(reason.contains(words), "\(reason)")
    #expect("\(error)".contains("lab/chip3.csv"))
  }

  @Test func anyBytesAreAnsweredWithoutACrash() {
    for seed in 0..<200 {
      var state = UInt64(seed &* 7919 + 1)
      let alphabet = Array("0123456789.,;-eEVI \n\r\t#\"".utf8)
      let bytes = (0..<400).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return seed % 2 == 0 ? UInt8(truncatingIfNeeded: state >> 33) : alphabet[Int(state >> 33) % alphabet.count]
      }
      if let file = try? SweepFile(Data(bytes), source: "noise") {
        for sweep in file.sweeps { _ = sweep.sweep.parameters() }
      }
    }
  }

  @Test func missingFilesAndFolders() {
    #expect(throws: DeviceError.file(path: "/nowhere.csv", reason: "there is no such file of sweeps")) {
      try SweepFile(path: "/nowhere.csv")
    }
    #expect(throws: DeviceError.file(path: "/tmp", reason: "this is a folder, not a file of sweeps")) {
      try SweepFile(path: "/tmp")
    }
  }
}
