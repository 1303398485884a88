import Foundation
import Testing

/// `mxbar device fit` as a user runs it.
@Suite struct DeviceFitTests {
  /// A table of pulses is measurement enough: no file of sweeps is needed beside it.
  @Test func pulsesMayComeAlone() async throws {
    try await withTemporaryFolder { folder in
      let table = "amplitude_V,switching_time_s\n1.2,1e-2\n1.2,1.5e-2\n1.5,2e-3\n1.5,3e-3\n2,1e-4\n2,2e-4\n-1.5,1e-3\n-2,1e-4\n"
      try table.write(toFile: folder + "/pulses.csv", atomically: true, encoding: .utf8)
      let fit = try await Mxbar.run(
        "device", "fit", "--model", "stanford", "--pulses", "pulses.csv", "--out", "out", in: folder)
      #expect(fit.status == 0, "\(fit.errors)")
      #expect(fit.output.contains("speed, fitted to 6 SET and 2 RESET pulses:"))
      let description = try String(contentsOfFile: folder + "/out/device.yaml", encoding: .utf8)
      #expect(description.contains("like: \"stanford\"") && !description.contains("speed_of"))
    }
  }
}
