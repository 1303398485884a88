import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

/// Files that are refused, with their line and what is allowed.
@Suite struct SweepFileErrorTests {
  func read(_ text: String) throws -> [MeasuredSweep] { try SweepFile(Data(text.utf8), source: "lab/chip3.csv").sweeps }

  @Test(
    arguments: [
      ("", nil, "the file is empty"), ("# only a comment\n", nil, "the file is empty"),
      ("V,I\n", nil, "followed by no samples"), ("0,0\n0.1,abc\n", 2, "'abc' is no number"),
      ("V,I\n0.1,abc\n", 2, "no numbers for its columns"), ("0;0\n0,1;2e-6\n0.2;3e-6\n", 3, "line 2 has a decimal comma"),
      ("V,I\n0,0\n0.1\n", 3, "1 column, where the first line has 2"),
      ("V,I\n0,0\n0,1,1,5\n", 3, "4 columns, where the first line has 2"),
      ("V,I\n0,0\nabc,1\n1,2\n", 3, "'abc' is no number"), ("V,I\n0,0\nend of sweep,\n1,2\n", 3, "1 column, where"),
      ("V,I\n0,0\nabc,1\n", 3, "'abc' is no number"), ("time,foo\n1,2\n", 1, "a header with a voltage or current column"),
      ("V,x\n1,2\n", 1, "a current column"), ("1,2,3,4,5\n", 1, "5 columns without a header"),
      ("1\n2\n", 1, "no columns found"), ("Time,Channel A,Channel B\n(s),(V),(V)\n1,0,0\n2,1,1\n", 1, "give --sense-resistor"),
      ("V (V),I (A/cm^2)\n0,0\n", 1, "the unit 'A/cm^2'"), ("V,I\n0,0\n\"1,000\",\"2.5\"\n", 3, "has a decimal point"),
      ("V,I\n0,2e6\n", 2, "out of range"), ("V,I\n0,9.91e37\n", nil, "none of the 1 samples"),
      ("V,I\n0,nan\n", nil, "none of the 1 samples"), ("V (kHz),I\n0,0\n", 1, "the unit 'kHz'"),
      ("V,Voltage,I\n0,0,0\n", 1, "both read as voltage"), ("device,Device,V,I\na,b,0,0\n", 1, "both read as device"),
      ("0,0\n\u{0},1\n", 2, "this is no CSV file"), ("PK\u{3}\u{4}xl/workbook.xml", nil, "an Excel workbook"),
      ("just a text\nwith two lines\n", 1, "neither numbers nor a header"),
      ((0..<12).map { "0,0\($0)0,3,1\($0)E-8\n" }.joined(), nil, "devices or cycles"),
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
    for seed in 0..<100 {
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
