import CrossbarPrimitives
import Foundation
import Testing

@testable import MemristorDevices

@Suite struct PulseFitTests {
  @Test func tablesOfPulsesAreRead() throws {
    let text = """
      device,Amplitude (V),width_us,switched,compliance_uA
      a,1.5,10,1,100
      a,-1.5,20,no,100
      """
    let pulses = try PulseTable.read(Data(text.utf8), source: "p.csv")
    #expect(pulses.map(\.amplitude) == [1.5, -1.5] && pulses.map(\.outcome) == [.switched(true), .switched(false)])
    #expect(abs(pulses[1].width - 20e-6) < 1e-18)
    #expect(abs(try #require(pulses[0].compliance) - 1e-4) < 1e-18)
    let times = try PulseTable.read(
      Data("amplitude_V,switching_time_s\n2,1e-6\n1,\n".utf8), source: "t.csv", width: 1e-3)
    #expect(times.map(\.outcome) == [.switchedAfter(1e-6), .switched(false)] && times[1].width == 1e-3)
  }

  @Test(arguments: [
    ("", "empty"), ("a,b\n1,2\n", "first line names no columns"), ("amplitude_V,width_s,switched\n", "no pulses"),
    ("amplitude_V,width_s,switched\n0,1,1\n", "amplitude"), ("amplitude_V,width_s,switched\n1,-1,1\n", "width is -1"),
    ("amplitude_V,width_s,switched\n1,1,maybe\n", "'maybe'"), ("amplitude_V,switching_time_s\n1,\n", "--pulse-width"),
  ]) func whatIsNoTableOfPulsesIsToldSo(text: String, words: String) {
    #expect {
      try PulseTable.read(Data(text.utf8), source: "p.csv")
    } throws: { "\($0)".contains(words) && "\($0)".contains("p.csv") }
  }

  /// The gap model's speed is in proportion to its attempt velocity: pulses of a device ten times as fast, with their times
  /// scattered by a factor, give it back.
  @Test func theSpeedOfAFasterDeviceIsFound() throws {
    let device = try MemristorDevice("stanford")
    let names = ["rate0"]
    let bench = try PulseBench(device, varying: names, draws: 1)
    let rate = try device.defaultValue(of: "rate0")
    var stream = RandomStream(seed: 5, purpose: "pulses")
    let amplitudes = [1.2, 1.5, 2.0, -1.5, -2]
    let times = bench.medianTimes(
      amplitudes.map { .init(amplitude: $0, compliance: 1e-4, shortest: 1e-9, duration: 10) }, parameters: [10 * rate])
    var pulses: [PulseMeasurement] = []
    for (amplitude, time) in zip(amplitudes, times) {
      for _ in 0..<12 {
        let seen = try #require(time) * exp(0.3 * stream.standardNormal())
        let compliance = amplitude > 0 ? 1e-4 : nil
        pulses.append(
          .init(device: "", amplitude: amplitude, width: 10 * seen, compliance: compliance, outcome: .switchedAfter(seen)))
        let width = try #require(time) * exp(stream.standardNormal())
        pulses.append(
          .init(device: "", amplitude: amplitude, width: width, compliance: compliance, outcome: .switched(width > seen)))
      }
    }
    let fit = try PulseFit(try device.fitting(pulses: names), pulses, source: "p.csv")
    let found = try #require(fit.parameters.first { $0.name == "rate0" })
    let error = try #require(found.standardError)
    #expect(abs(found.value - 10 * rate) < 3 * error && error < 0.2 * found.value)
    #expect((0.2...0.4).contains(fit.spread))
  }

  @Test func pulsesThatTellNothingAreToldSo() throws {
    let pulses = (0..<10).map { _ in
      PulseMeasurement(device: "", amplitude: 0.1, width: 1e-3, compliance: nil, outcome: .switched(false))
    }
    #expect {
      try PulseFit(try MemristorDevice("stanford").fitting(pulses: ["rate0"]), pulses, source: "p.csv")
    } throws: { "\($0)".contains("tell nothing of rate0") }
  }
}

extension MemristorDevice {
  /// The device with other parameters for pulses to tell.
  fileprivate func fitting(pulses: [String]) throws -> MemristorDevice {
    try MemristorDevice(yaml: "name: \(name)\nlike: \(name)\nfit: {pulses: [\(pulses.joined(separator: ", "))]}\n", source: "t")
  }
}
