import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

/// Several files and folders read together.
@Suite struct MeasuredFilesTests {
  /// A folder with files of these names and contents, which is removed afterwards.
  private func folder<Result>(_ files: [String: String], _ work: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "measured-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files {
      let path = URL(fileURLWithPath: "\(folder)/\(name)")
      try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: path)
    }
    return try work(folder)
  }

  @Test func foldersAreSearchedAndDevicesNamedApart() throws {
    let loop = SyntheticLoop(step: 0.1).csv
    let files = [
      "a/loop.csv": loop, "b/loop.csv": loop, "b/dev10.csv": loop, "b/dev9.TXT": loop, "b/picture.png": "x", "b/.hidden.csv": "x",
      ".git/old.csv": loop, "b/notes.txt": "Operator: Eva\nnothing measured\n", "b/data.xlsx": "PK\u{3}\u{4}",
      "b/mxbar-out/x/.mxbar-run.json": "{}", "b/mxbar-out/x/parameters.csv": "device,v_set_V,v_reset_V\na,1,1\n",
    ]
    try folder(files) { folder in
      let measured = try MeasuredFiles.read([folder, "\(folder)/a/loop.csv"])
      #expect(measured.sweeps.map(\.device) == ["a/loop", "dev9", "dev10", "b/loop"])
      #expect(measured.files.map { $0.dropFirst(folder.count) } == ["/a/loop.csv", "/b/dev9.TXT", "/b/dev10.csv", "/b/loop.csv"])
      #expect(measured.understood.count == 7)
      #expect(measured.understood[0].hasPrefix("a/loop.csv: table, no header"))
      #expect(measured.understood[0].hasSuffix("1 loop of device a/loop"))
      #expect(measured.understood.contains("data.xlsx: left out, a workbook; export it as CSV"))
      #expect(measured.understood.contains { $0.hasPrefix("notes.txt: left out, line 1: ") })
      #expect(measured.understood.contains("picture.png: left out, no table"))
      // A file that is named must be one.
      #expect(throws: DeviceError.self) { try MeasuredFiles.read(["\(folder)/b/notes.txt"]) }
      #expect(throws: DeviceError.self) { try MeasuredFiles.read(["\(folder)/b/data.xlsx"]) }
    }
  }

  @Test func columnsOfSeveralFilesAreDifferentDevices() throws {
    try folder(["x.csv": "V,I1,I2\n0,0,0\n1,1,1\n", "y.csv": "V,I2,I3\n0,0,0\n1,1,1\n"]) { folder in
      let measured = try MeasuredFiles.read(["\(folder)/x.csv", "\(folder)/y.csv"])
      #expect(measured.sweeps.map(\.device) == ["I1", "x/I2", "y/I2", "I3"])
    }
  }

  @Test func manyFilesAreSummedUp() throws {
    let files = Dictionary(uniqueKeysWithValues: (0..<20).map { ("\($0).csv", "V,I\n0,0\n1,\($0 + 1)e-4\n") })
    try folder(files.merging(["odd.csv": "U (mV);I (uA)\n0;0\n1000;1,5\n"]) { $1 }) { folder in
      let measured = try MeasuredFiles.read([folder])
      #expect(measured.understood.count == 21)
      #expect(
        measured.summary == [
          "20 files: table, V as voltage (V), I as current (A)",
          "odd.csv: table, U as voltage (mV), I as current (uA), 2 samples, 1 loop of device odd",
        ])
    }
  }

  @Test func doubtfulUnitsAndSignsAreQuestioned() throws {
    let magnitudes = (-8...8).map { "\(Double($0) / 10),\(abs(Double($0)) * 1e-4)\n" }.joined()
    let turned = (-8...8).map { "\(Double($0) / 10),\(Double(-$0) * 1e-4)\n" }.joined()
    let files = [
      "micro.csv": "0,0\n0.2,50\n0,0\n", "milli.csv": "0,0\n0.2,0.8\n0,0\n", "abs.csv": magnitudes, "turned.csv": turned,
    ]
    try folder(files) { folder in
      func read(_ names: [String], _ reading: MeasurementReading = MeasurementReading()) throws -> MeasuredFiles {
        try MeasuredFiles.read(names.map { "\(folder)/\($0).csv" }, reading)
      }
      #expect(
        try read(["micro"]).warnings.first?.hasPrefix(
          "micro.csv: R of 0.004 ohm: no device has milliohms. Are the currents in uA?") == true)
      #expect(
        try read(["milli"]).warnings.first?.contains("R of 0.25 ohm: no device has less than an ohm. Are the currents in mA?")
          == true)
      #expect(try read(["micro", "milli"]).warnings.first?.hasPrefix("micro.csv, milli.csv: R of 0.004 ohm") == true)
      var reading = MeasurementReading()
      reading.currentUnit = .microamperes(1)
      #expect(try read(["micro"], reading).warnings == [])
      #expect(try read(["abs"]).warnings.first?.contains("give --magnitude") == true)
      reading = MeasurementReading()
      reading.isMagnitude = true
      let signed = try read(["abs"], reading)
      #expect(signed.warnings == [] && signed.sweeps[0].sweep.currents.first == -8e-4)
      // What flows out of one electrode flows into the other.
      let inward = try read(["turned"])
      #expect(inward.warnings == [] && inward.sweeps[0].sweep.currents.first == -8e-4)
      #expect(inward.understood[0].contains("currents turned round"))
    }
  }

  @Test func tablesOfExtractedFigures() throws {
    let files = [
      "named.csv":
        "Device,Cycle,V_SET (V),V_RESET (mV),R_on (kOhm),R_off (MΩ),remark\nA,1,1.2,-900,0.5,1,ok\nB,1,,-1000,0.6,2,\nmean,,,,,,\n",
      "plain.csv": "Vset;Vreset;LRS;HRS\n1,1;0,8;500;NaN\n1,3;0,7;600;2e6\n",
      "units.txt": "set voltage\treset voltage\nV\tV\n1.5\t-1.1\n",
    ]
    try folder(files) { folder in
      let measured = try MeasuredFiles.read([folder])
      #expect(measured.sweeps.isEmpty && measured.figures.count == 5)
      #expect(measured.figures.map(\.device) == ["A", "B", "plain/1", "plain/2", "units/1"])
      #expect(measured.figures.map(\.cycle) == ["1", "1", nil, nil, nil])
      #expect(measured.figures.map(\.setVoltage) == [1.2, nil, 1.1, 1.3, 1.5])
      #expect(measured.figures.map(\.resetVoltage) == [0.9, 1, 0.8, 0.7, 1.1])
      #expect(measured.figures.map(\.lowResistance) == [500, 600, 500, 600, nil])
      #expect(measured.figures.map(\.highResistance) == [1e6, 2e6, nil, 2e6, nil])
      #expect(
        measured.understood[0]
          == "named.csv: table of extracted figures, V_SET as V_SET (V), V_RESET as V_RESET (mV), R_on as R_LRS (kOhm), R_off as "
          + "R_HRS (MΩ), 1 line that is no sample at the end left aside, 2 rows of 2 devices")
    }
  }
}
