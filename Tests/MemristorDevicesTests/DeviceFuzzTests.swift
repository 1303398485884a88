import CrossbarPrimitives
import Foundation
import Fuzzing
import MemristorDevices
import Testing

/// Readers of device statistics and of measured sweeps on spoilt files; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct DeviceFuzzTests {
  private static func isRefusal(_ error: any Error) -> Bool { error is DeviceError || error is NoText }

  @Test func statistics() {
    let seed = """
      # measured
      name: x
      v_set: {log_mean: 0.202, log_sd: 0.776}
      v_reset: {mean: 1.2V, sd: 300mV}
      r_lrs: {log_mean: 6.253, log_sd: 1.041}
      r_hrs: {log10_mean: 6.041, log10_sd: 0.769}
      g_stable_max_S: 530u
      endurance_cycles: [5, 20]
      yield: 0.4
      """
    let words = [
      "&a", "*a", "<<", "!!float", "!!binary", "? ", "- ", "log_mean", "mean", "sd", "yield", "|", ">", "%YAML", "---", ".inf",
    ]
    let nested = "name: x\nv_set: &a [1, 2]\nv_reset: &b [*a, *a, *a, *a]\nr_lrs: [*b, *b, *b, *b]\n"
    #expect(
      fuzz("statistics", seeds: [Array(seed.utf8)], words: words, isRefusal: Self.isRefusal) { bytes in
        let statistics = try DeviceStatistics(yaml: inputText(Data(bytes)), source: "d.yaml")
        let device = statistics.draw(seed: 1, index: 0)
        let values = [device.setVoltage.si, device.resetVoltage.si, device.lowResistance.si, device.highResistance.si]
        if !values.allSatisfy({ $0 > 0 && $0.isFinite }) { throw ImpossibleDevice() }
      } == [])
    #expect(throws: DeviceError.self) { try DeviceStatistics(yaml: nested, source: "d.yaml") }
  }

  private struct ImpossibleDevice: Error {}

  @Test func sweeps() {
    let loop =
      (stride(from: 0, through: 12, by: 1).map { Double($0) } + stride(from: 11, through: -12, by: -1).map { Double($0) })
    let plain = loop.map { "\($0 / 10),\($0 > 5 ? 1e-3 : 1e-7)" }.joined(separator: "\n")
    let named = "device;cycle;Voltage (mV);I [uA]\r\n" + loop.map { "a;1;\($0 * 100);\($0)" }.joined(separator: "\r\n")
    #expect(
      fuzz(
        "sweeps", seeds: [Array(plain.utf8), Array(named.utf8)], words: ["V", "I", "mV", "uA", "device", "9.9e37"],
        isRefusal: Self.isRefusal
      ) {
        bytes in
        for sweep in try SweepFile(Data(bytes), source: "s.csv").sweeps { _ = sweep.sweep.voltages.count }
      } == [])
  }
}
