import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Reporting
import Testing

@testable import Studies

@Suite struct SweepFitTests {
  @Test func correlatedDevicesAreToldAndDrawn() throws {
    let correlated = try usualDevice(with: "correlations:\n  v_set r_hrs: 0.7\n")
    let loops = FittedLoops.measured(try FittedLoops.drawn(correlated, count: 60, compliance: 1e-2, step: 0.05))
    let fit = try FittedLoops.fit(loops)
    let found = try #require(fit.statistics.correlations.first { $0.first == .setVoltage && $0.second == .highResistance })
    #expect(found.isSignificant && abs(found.value - 0.7) < 3 * found.standardError, "\(found)")
    let drawn = try #require(try fit.device().description.correlations.first)
    #expect(drawn.first == "v_set" && drawn.second == "r_hrs" && abs(drawn.value - found.value) < 1e-6)
    let independent = try FittedLoops.fit(
      FittedLoops.measured(try FittedLoops.drawn(usualDevice(), count: 60, compliance: 1e-2, step: 0.05)))
    #expect(try independent.device().description.correlations.isEmpty)
  }

  /// First cycles far outside the others are remarked on; told apart, they are in none of the distributions.
  @Test func formingSweepsAreNoticed() throws {
    let loops = FittedLoops.measured(
      try FittedLoops.drawn(usualDevice(), count: 20, compliance: 1e-3, step: 0.05, to: 9, isForming: true))
    let mixed = try FittedLoops.fit(loops)
    #expect(mixed.formingRemark?.contains("--forming first") == true)
    let apart = try FittedLoops.fit(loops, forming: true)
    #expect(apart.formingRemark == nil && apart.forming?.count == 20)
    #expect(apart.deviceDescription.contains("# 20 forming sweeps are in none of V_SET and R_HRS: V_FORM"))
    var settings = SweepFitSettings(name: "skipped", base: try usualDevice(), distribution: .logNormal)
    settings.skippedCycles = 1
    let skipped = try SweepFit(SweepFit.readings(of: loops, settings: settings), settings: settings)
    #expect(skipped.readings.count { $0.use == .skipped } == 20)
    let (a, b) = (apart.statistics[.setVoltage]?.fit, skipped.statistics[.setVoltage]?.fit)
    #expect(a?.mean == b?.mean && (mixed.statistics[.setVoltage]?.fit?.mean ?? 0) > (a?.mean ?? 9) + 0.2)
  }

  @Test func oneLoopGivesValuesWithoutASpread() throws {
    let loops = FittedLoops.measured(try FittedLoops.drawn(usualDevice(), count: 1, compliance: 1e-3))
    let fit = try FittedLoops.fit(loops)
    let device = try fit.device()
    let reading = try #require(fit.readings.first?.parameters)
    #expect(abs((device.median()[.setVoltage] ?? 0) / (try #require(reading.setVoltage)) - 1) < 1e-6)
    #expect(device.distribution(of: .setVoltage) == nil)
  }

  @Test func whatIsOfNoPossibleDeviceIsRefusedWithItsUnits() throws {
    let loops = try FittedLoops.drawn(usualDevice(), count: 4, compliance: 1e-3, step: 0.05)
      .map { ($0.device, $0.voltages, $0.currents.map { $0 * 1e6 }) }
    let fit = try FittedLoops.fit(FittedLoops.measured(loops))
    #expect { try fit.device() } throws: { "\($0)".contains("--current-unit") && "\($0)".contains("r_lrs") }
  }

  /// The folder of a fit is a device, under whatever name it lies.
  @Test func theFolderIsWhatDeviceTakes() async throws {
    let loops = FittedLoops.measured(try FittedLoops.drawn(usualDevice(), count: 6, compliance: 1e-3, step: 0.05))
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lab-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let findings = try await SweepFitStudy(
      sweeps: loops, settings: SweepFitSettings(name: "lab", base: try usualDevice())
    ).run(DrawnDevices.run())
    let folder = try ResultFolder(opening: path)
    try findings.writeData(to: folder)
    let device = try MemristorDevice(path)
    #expect(device.name == "lab" && MemristorDevice.files(path).first == "\(path)/device.yaml")
    #expect(findings.charts.map(\.name).contains("loops") && findings.charts.map(\.name).contains("residuals"))
    // The model's loops with the figures read off lie on those that they were read off.
    #expect(try #require(findings.figures.modelMisfit) < 0.03)
  }
}
