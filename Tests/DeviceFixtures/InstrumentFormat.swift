import Foundation

/// Files as instruments and programs export them, for tests of what reads them.
///
/// Their layouts are those of the programs: preambles, tags, side-by-side runs, rows of units, separators, encodings.
public enum InstrumentFormat: String, CaseIterable, Sendable {
  /// `device,voltage_V,current_A`.
  case plain
  /// A table of the B1500, `V1,I1,absI`: the loops one below the other.
  case b1500
  /// An export of EasyEXPERT: tagged lines, a block for each loop, with the current limit.
  case easyEXPERT
  /// A sheet of the 4200, saved as CSV: the loops side by side as `AV(1),AI(1),Time(1),…`, whose lengths may differ.
  case keithley4200
  /// KickStart's export of a 2400 or 2450: a preamble, quoted titles with units, lines after the data.
  case keithley2400
  /// A table of ACS: a preamble, then columns for site and device, in mA.
  case acs
  /// Origin's ASCII: long names, units and comments, tabs, a pair of columns for each loop; the comments name the devices.
  case origin
  /// A German spreadsheet: semicolons and decimal commas.
  case decimalComma
  /// Tabs in UTF-16 with its mark, as Windows' "Unicode text".
  case utf16
  /// What `numpy.savetxt` writes, with a header in a comment.
  case blanks

  /// One loop, in V and A.
  public typealias Loop = (device: String, voltages: [Double], currents: [Double])

  /// Whether the file names the devices; others hold loops of one device, which is named after the file.
  public var namesDevices: Bool { [.plain, .acs, .origin, .decimalComma, .utf16].contains(self) }

  /// Whether the file tells the current limit.
  public var tellsCompliance: Bool { [.easyEXPERT, .keithley2400].contains(self) }

  /// The loops as a file's content.
  /// - Parameter compliance: the instrument's current limit, A, for formats that tell it.
  public func text(of loops: [Loop], compliance: Double = 1e-3) -> Data {
    switch self {
    case .plain: Data(table(loops, ",", header: ["device,voltage_V,current_A"]).utf8)
    case .b1500: Data(b1500(loops).utf8)
    case .easyEXPERT: Data(easyEXPERT(loops, compliance).utf8)
    case .keithley4200: Data(keithley4200(loops).utf8)
    case .keithley2400: Data(kickStart(loops, compliance).utf8)
    case .acs: Data(acs(loops).utf8)
    case .origin: Data(origin(loops).utf8)
    case .decimalComma:
      Data(table(loops, ";", header: ["Bauteil;Spannung (V);Strom (A)"]).replacing(".", with: ",").utf8)
    case .utf16:
      Data([0xFF, 0xFE])
        + table(loops, "\t", header: ["Device\tVoltage (V)\tCurrent (A)"]).utf16.reduce(into: Data()) {
          $0 += [UInt8(truncatingIfNeeded: $1), UInt8(truncatingIfNeeded: $1 >> 8)]
        }
    case .blanks: Data(blanks(loops).utf8)
    }
  }

  private func number(_ value: Double) -> String { String(format: "%.9E", value) }

  private func table(_ loops: [Loop], _ separator: String, header: [String]) -> String {
    let rows = loops.flatMap { loop in
      zip(loop.voltages, loop.currents).map { [loop.device, number($0), number($1)].joined(separator: separator) }
    }
    return (header + rows).joined(separator: "\r\n") + "\r\n"
  }

  private func b1500(_ loops: [Loop]) -> String {
    let rows = loops.flatMap { zip($0.voltages, $0.currents).map { "\(number($0)),\(number($1)),\(number(abs($1)))" } }
    return (["V1,I1,absI"] + rows).joined(separator: "\r\n") + "\r\n"
  }

  private func easyEXPERT(_ loops: [Loop], _ compliance: Double) -> String {
    loops.enumerated().map { index, loop in
      let top = loop.voltages.max() ?? 0
      let lines = [
        "SetupTitle, I/V-t Sweep", "PrimitiveTest, I/V Sweep", "TestParameter, Context.MainFrame, B1500A",
        "TestParameter, Channel.UnitType, SMU, SMU", "TestParameter, Channel.Unit, SMU1:HR, SMU2:HR",
        "TestParameter, Channel.IName, I1, I2", "TestParameter, Channel.VName, V1, V2", "TestParameter, Channel.Mode, V, COMMON",
        "TestParameter, Channel.Func, VAR1, CONST", "TestParameter, Measurement.Primary.Locus, Double",
        "TestParameter, Measurement.Primary.Scale, LINEAR", "TestParameter, Measurement.Primary.Start, 0",
        "TestParameter, Measurement.Primary.Stop, \(top)", "TestParameter, Measurement.Primary.Step, 0.01",
        "TestParameter, Measurement.Primary.Compliance, \(compliance)", "TestParameter, Measurement.Primary.PowerCompliance, 0",
        "TestParameter, Measurement.Aborting.Condition, CONTINUE AT ANY", "TestParameter, Measurement.Bias.Source, 0, 0",
        "MetaData, TestRecord.RecordTime, 03/14/2024 10:1\(index % 6):00", "MetaData, TestRecord.TestTarget, \(loop.device)",
        "MetaData, TestRecord.IterationIndex, \(index + 1)", "AnalysisSetup, Analysis.Setup.Vector.List.Datum.Name, V1, I1",
        "AnalysisSetup, Analysis.Setup.Vector.List.Datum.Unit, V, A", "AnalysisSetup, Analysis.Setup.Title, I/V-t Sweep",
        "Dimension1, \(loop.voltages.count), \(loop.voltages.count)", "Dimension2, 1, 1", "DataName, V1, I1",
      ]
      let rows = zip(loop.voltages, loop.currents).map { "DataValue, \(number($0)), \(number($1))" }
      return (lines + rows).joined(separator: "\r\n") + "\r\n"
    }.joined()
  }

  private func keithley4200(_ loops: [Loop]) -> String {
    let header = loops.indices.map { "AV(\($0 + 1)),AI(\($0 + 1)),Time(\($0 + 1))" }.joined(separator: ",")
    let count = loops.map(\.voltages.count).max() ?? 0
    let rows = (0..<count).map { row in
      loops.map { row < $0.voltages.count ? "\(number($0.voltages[row])),\(number($0.currents[row])),\(Double(row) / 10)" : ",," }
        .joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\r\n") + "\r\n"
  }

  private func kickStart(_ loops: [Loop], _ compliance: Double) -> String {
    let preamble = [
      "\"Keithley KickStart\",\"2.11.2\"", "\"Project\",\"memristor\"", "\"Date\",\"3/14/2024 10:15:00 AM\"",
      "\"Instrument\",\"2450\",\"04451117\"", "\"Source Function\",\"Voltage\"", "\"Start\",\"0\",\"V\"",
      "\"Current Limit\",\"\(compliance)\",\"A\"", "\"NPLC\",\"1\"", "",
      "\"Index\",\"SMU-1 Time (s)\",\"SMU-1 Voltage (V)\",\"SMU-1 Current (A)\",\"SMU-1 Resistance (Ω)\"",
    ]
    let samples = loops.flatMap { Array(zip($0.voltages, $0.currents)) }
    let rows = samples.enumerated().map { index, sample in
      let resistance = sample.1 == 0 ? "9.910000E+37" : number(sample.0 / sample.1)
      return "\(index + 1),\(Double(index) / 10),\(number(sample.0)),\(number(sample.1)),\(resistance)"
    }
    return (preamble + rows + ["", "\"Statistics\",\"SMU-1\"", "\"End of data\""]).joined(separator: "\r\n") + "\r\n"
  }

  private func acs(_ loops: [Loop]) -> String {
    let preamble = ["Keithley ACS,5.4", "Test,IV_sweep", "Wafer,W07", "", "Site,DUT,V_force (V),I_meas (mA),Time (s)"]
    let rows = loops.flatMap { loop in
      zip(loop.voltages, loop.currents).enumerated().map { index, sample in
        "1,\(loop.device),\(number(sample.0)),\(number(sample.1 * 1e3)),\(Double(index) / 100)"
      }
    }
    return (preamble + rows).joined(separator: "\n") + "\n"
  }

  private func origin(_ loops: [Loop]) -> String {
    func line(_ cells: (Loop) -> String) -> String { loops.map(cells).joined(separator: "\t") }
    let header = [line { _ in "Voltage\tCurrent" }, line { _ in "V\tµA" }, line { "\t\($0.device)" }]
    let count = loops.map(\.voltages.count).max() ?? 0
    let rows = (0..<count).map { row in
      line { row < $0.voltages.count ? "\(number($0.voltages[row]))\t\(number($0.currents[row] * 1e6))" : "--\t--" }
    }
    return (header + rows).joined(separator: "\r\n") + "\r\n"
  }

  private func blanks(_ loops: [Loop]) -> String {
    let rows = loops.flatMap {
      zip($0.voltages, $0.currents).map { "\(String(format: "%.18e", $0)) \(String(format: "%.18e", $1))" }
    }
    return (["# Voltage (V) Current (A)"] + rows).joined(separator: "\n") + "\n"
  }
}
