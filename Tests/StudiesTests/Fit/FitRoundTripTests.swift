import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

@testable import Studies

/// What was drawn from comes back: through each instrument's file, at each compliance, with and without forming, by the
/// voltage set and by the one measured.
@Suite struct FitRoundTripTests {
  /// Loops by whether the voltage is measured, and whether they follow forming ones.
  private static let loops = Result {
    try [false, true].map { isMeasured in
      try [false, true].map { isForming in
        try FittedLoops.drawn(
          usualDevice(), count: 30, compliance: 1e-3, step: 0.05, isMeasured: isMeasured, isForming: isForming)
      }
    }
  }

  @Test(arguments: InstrumentFormat.allCases, [false, true])
  func everyInstrumentsFileGivesTheStatisticsBack(format: InstrumentFormat, isForming: Bool) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for isMeasured in [false, true] {
      let loops = try Self.loops.get()[isMeasured ? 1 : 0][isForming ? 1 : 0]
      let devices = Dictionary(grouping: loops) { $0.device }
      // Formats without a column for it hold the loops of one device.
      let files = format.namesDevices ? [("all", loops)] : devices.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      let paths = try files.map { name, loops in
        let path = folder.appendingPathComponent("\(name)-\(isMeasured).csv").path
        try format.text(of: loops, compliance: 1e-3).write(to: URL(fileURLWithPath: path))
        return path
      }
      let read = try MeasuredFiles.read(paths, MeasurementReading())
      #expect(read.sweeps.count == loops.count && read.understood.count == paths.count, "\(read.understood.prefix(2))")
      let fit = try FittedLoops.fit(read.sweeps, forming: isForming)
      #expect(fit.devices.count == 30)
      try FittedLoops.expectPublished(fit, "\(format), measured \(isMeasured), forming \(isForming)")
      #expect((fit.forming?.count ?? 0) == (isForming ? 30 : 0))
      if isForming {
        let forming = try #require(fit.forming?.voltage)
        #expect(abs(forming.mean - 0.202 - log(3)) < 3 * 0.776 / 30.0.squareRoot())
      }
    }
  }

  /// At 10 uA filaments do not last, and the high-resistance state alone often carries the compliance: what is told is
  /// right, and what cannot be told is said.
  @Test(arguments: [10e-6, 30e-6, 100e-6, 300e-6, 1e-3], [false, true])
  func everyComplianceGivesBackWhatItTells(compliance: Double, isMeasured: Bool) throws {
    let loops = try FittedLoops.drawn(usualDevice(), count: 100, compliance: compliance, step: 0.03, isMeasured: isMeasured)
    let fit = try FittedLoops.fit(FittedLoops.measured(loops))
    try FittedLoops.expectPublished(
      fit, untold: compliance < 50e-6 ? [.lowResistance, .resetVoltage] : [], "\(compliance) A, measured \(isMeasured)")
    #expect(fit.statistics[.setVoltage]?.fit != nil && fit.statistics[.highResistance]?.fit != nil)
    if compliance == 100e-6 {
      let found = try #require(fit.statistics[.lowResistance]?.fit)
      #expect(exp(found.mean) < 900, "519 ohm, and not the 1.4 kohm that the compliance leaves")
      #expect(abs(try #require(fit.statistics.holdVoltage).value / 0.13 - 1) < 0.1)
    }
    // The description is one that the commands take.
    let device = try fit.device()
    let median = device.median()
    if let found = fit.statistics[.setVoltage]?.fit { #expect(abs((median[.setVoltage] ?? 0) / exp(found.mean) - 1) < 1e-6) }
    #expect(device.description.speedWarning?.contains("ag-mos2") == true)
  }

  @Test func figuresInATableCountLikeThoseReadOff() throws {
    let loops = FittedLoops.measured(try FittedLoops.drawn(usualDevice(), count: 30, compliance: 1e-3, step: 0.05))
    let fit = try FittedLoops.fit(loops)
    let rows = fit.readings.map { reading -> String in
      let cells = DeviceRole.allCases.map { role in reading.parameters.value(of: role).map { "\($0)" } ?? "" }
      return ([reading.device] + cells).joined(separator: ",")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("figures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("figures.csv").path
    let header = "device,V_SET (V),V_RESET (V),R_on (ohm),R_off (ohm)"
    try ([header] + rows).joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let read = try MeasuredFiles.read([path], MeasurementReading())
    #expect(read.sweeps.isEmpty && read.figures.count == 30)
    var settings = SweepFitSettings(name: "table", base: try usualDevice(), distribution: .logNormal)
    settings.readVoltage = .volts(0.1)
    let again = try SweepFit(SweepFit.readings(of: [], and: read.figures, settings: settings), settings: settings)
    for role in [DeviceRole.highResistance, .lowResistance] {
      let (a, b) = (fit.statistics[role]?.fit, again.statistics[role]?.fit)
      #expect(a?.count == b?.count || role == .lowResistance)
      if role == .highResistance { #expect(abs((a?.mean ?? 0) - (b?.mean ?? 1)) < 1e-9) }
    }
  }
}
