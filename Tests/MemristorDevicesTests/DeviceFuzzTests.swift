import CrossbarPrimitives
import DeviceFixtures
import Foundation
import Fuzzing
import MemristorDevices
import Netlisting
import Testing

/// Readers of device descriptions and of measured sweeps on spoilt files; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct DeviceFuzzTests {
  private static func isRefusal(_ error: any Error) -> Bool { error is DeviceError || error is NetlistError || error is NoText }

  @Test func descriptions() {
    let seeds = [
      """
      # measured
      name: x
      like: ag-mos2
      parameters:
        v_set: {log_mean: 0.202, log_sd: 0.776, least: 10m}
        v_reset: {mean: 1.2V, sd: 300mV, varies: cycle}
        g_stable: {log_mean: -8.377, log_sd: 0.3, most: 530u}
      correlations: {v_set v_reset: 0.4}
      endurance_cycles: [5, 20]
      yield: 0.4
      """,
      """
      name: y
      like: ag-mos2
      model: {subcircuit: ag_mos2, set_terminal: te}
      states:
        w: {unit: 1, initial: w0, hrs: 0, lrs: 1}
      read_voltage_V: 100m
      faults: {stuck_on: {can_reset: 0}, stuck_off: {v_set: 1e4}}
      valid: {voltage_V: 10, pulse_width_s: [1e-3, 1]}
      defaults: {write-voltage: 5}
      """,
    ]
    let words = [
      "&a", "*a", "<<", "!!float", "!!binary", "? ", "- ", "log_mean", "mean", "sd", "yield", "|", ">", "%YAML", "---", ".inf",
      "like: /dev/zero", "role: set_voltage", "file: /dev/zero",
    ]
    #expect(
      fuzz("descriptions", seeds: seeds.map { Array($0.utf8) }, words: words, isRefusal: Self.isRefusal) { bytes in
        let device = try MemristorDevice(yaml: inputText(Data(bytes)), source: "d.yaml")
        let drawn = device.draw(seed: 1, index: 0)
        if !zip(device.parameters, drawn.values).allSatisfy({ $0.role == nil || $1 > 0 && $1.isFinite }) {
          throw ImpossibleDevice()
        }
        _ = (drawn.lowResistance, drawn.stuckOn, device.draw(seed: 1, index: 0, cycle: 2))
      } == [])
    let nested = "name: x\nlike: &a [1, 2]\nv_reset: &b [*a, *a, *a, *a]\nr_lrs: [*b, *b, *b, *b]\n"
    #expect(throws: DeviceError.self) { try MemristorDevice(yaml: nested, source: "d.yaml") }
  }

  private struct ImpossibleDevice: Error {}

  @Test func sweeps() {
    let loop =
      (stride(from: 0, through: 12, by: 1).map { Double($0) } + stride(from: 11, through: -12, by: -1).map { Double($0) })
    let plain = loop.map { "\($0 / 10),\($0 > 5 ? 1e-3 : 1e-7)" }.joined(separator: "\n")
    let named = "device;cycle;Voltage (mV);I [uA]\r\n" + loop.map { "a;1;\($0 * 100);\($0)" }.joined(separator: "\r\n")
    let exports = InstrumentFormat.allCases.map { format in
      Array(format.text(of: [("a", [0, 1, 0, -1, 0], [0, 1e-3, 0, -1e-3, 0]), ("b", [0, 1, 0], [0, 1e-6, 0])]))
    }
    let figures = Array("device;V_SET (V);R_on (kohm)\na;1,5;3\nb;NaN;4\n".utf8)
    #expect(
      fuzz(
        "sweeps", seeds: exports + [Array(plain.utf8), Array(named.utf8), figures],
        words: [
          "V", "I", "mV", "uA", "device", "9.9e37", "DataName, V1, I1", "DataValue", "AV(2)", "I1", "absI", "Time", "V_SET",
          "R_off", "(V)",
          "cycle 3", "#N/A", "Compliance: 1e-3",
        ],
        isRefusal: Self.isRefusal
      ) {
        bytes in
        for sweep in try SweepFile(Data(bytes), source: "s.csv").sweeps { _ = sweep.sweep.voltages.count }
      } == [])
  }

  @Test func programmingTables() {
    let seeds = [
      "# seed 1\nlevel,target_S,time_s,mean_S,sd_S,reached_share\n0,1e-5,0,1e-5,1e-6,1\n1,2e-5,0,2e-5,1e-6,0.9\n",
      "target_uS;time_s;mean_uS;sd_uS\r\n10;0;11;1\r\n20;0;19;1\r\n10;1;12;2\r\n20;1;18;2\r\n",
    ]
    #expect(
      fuzz(
        "programming table", seeds: seeds.map { Array($0.utf8) }, words: ["median_S", "time_ms", "1e400", "100uS", "# x"],
        isRefusal: Self.isRefusal
      ) { bytes in
        let table = try ProgrammingTable.read(Data(bytes), source: "p.csv")
        _ = table.conductance(level: table.levelCount - 1, at: .seconds(0.5), seed: 1, cell: 0)
        _ = table.csv
      } == [])
  }
}
