import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NgspiceBridge
import Testing

@testable import Studies

@Suite struct DeviceProfileTests {
  private static func profile(
    _ device: MemristorDevice, peak: Double, rate: Double, compliance: Double
  ) async throws -> DeviceProfileFindings {
    try await DeviceProfileStudy(
      device: device,
      sweep: SweepSettings(
        maximumVoltage: .volts(peak), minimumVoltage: .volts(-peak), voltageStep: .volts(0.02),
        sweepRate: .voltsPerSecond(rate)), series: .limiter(.amperes(compliance))
    ).run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
  }

  /// The loop shows what the description says: R_HRS of the median, thresholds between 0 V and the peak.
  @Test(arguments: [
    ("stanford", 2.0, 1e3, 1e-4), ("vteam", 1, 2e5, 2e-3), ("vteam-1v", 2, 1e6, 1e-4), ("yakopcic", 1, 400, 1e-2),
    ("sky130-hfo2", 2, 1e6, 3e-4), ("ag-mos2", 5, 1, 1e-3),
  ])
  func showsTheLoop(name: String, peak: Double, rate: Double, compliance: Double) async throws {
    let device = try MemristorDevice(name)
    let findings = try await Self.profile(device, peak: peak, rate: rate, compliance: compliance)
    let (figures, loop) = (findings.figures, try #require(findings.figures.loop))
    // What happens gradually has no voltage.
    for seen in [loop.vSET, loop.vRESET].compactMap({ $0 }) { #expect(seen > .zero && seen.si < peak) }
    if name == "ag-mos2" { #expect(loop.vSET != nil && loop.vRESET != nil) }
    // Read off between 0 V and the peak, where not all devices are ohmic.
    let (high, low) = (try #require(loop.rHRS), try #require(loop.rLRS))
    #expect(high > low && abs(high / device.median().highResistance - 1) < 0.1)
    #expect(figures.parameters.map(\.name) == device.parameters.map(\.name) && figures.name == name)
    #expect(figures.hasSpread == ["ag-mos2", "sky130-hfo2"].contains(name) && figures.compilationRefusal == nil)
    let named = Set((figures.parameters.map(\.name) + figures.furtherParameters.map(\.name)).map { $0.lowercased() })
    let states = device.description.states.map { $0.initial.lowercased() }
    #expect(named.union(states) == Set(device.equations.parameters.map { $0.name.lowercased() }))
    let text = findings.text
    for word in figures.parameters.map(\.name) + [figures.title, figures.reference, figures.equations] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(text.split(separator: "\n").filter { $0.contains("o") && $0.contains("|") }.count > 5)
    #expect(findings.charts.count == 1)
  }

  /// Two decades each way: columns and rows are where they belong.
  @Test func plotsWhereTheNumbersAre() {
    let sweep = VoltageSweep(
      voltages: [0, 1, 2, 1, 0, -1, -2, -1, 0], currents: [0, 1e-6, 1e-4, 1e-5, 0, -1e-5, -1e-6, -1e-6, 0])
    let lines = LoopPlot(sweep).lines.map(Array.init)
    #expect(lines.count == LoopPlot.height + 2)
    let first = 9
    func character(_ row: Int, _ voltage: Double) -> Character? {
      let column = first + Int(((voltage + 2) / 4 * 63).rounded())
      return lines[row].indices.contains(column) ? lines[row][column] : nil
    }
    #expect(String(lines[0]).hasPrefix(" 100 µA +") && String(lines[16]).hasPrefix("   1 µA +"))
    #expect(character(0, 2) == "o" && character(16, 1) == "o" && character(8, 1) == "." && character(8, -1) == "o")
    #expect(character(16, -2) == "o" && character(16, -1) == ".")
    #expect(String(lines[18]).hasSuffix("2 V") && LoopPlot(VoltageSweep(voltages: [0, 1], currents: [0, 0])).lines.isEmpty)
  }
}
