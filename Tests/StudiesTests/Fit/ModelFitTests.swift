import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@testable import Studies

/// Equations fitted to loops that ngspice simulated of them.
@Suite struct ModelFitTests {
  /// How each device is swept: about as its own `device iv` does, and slowly enough that the bench's source, which takes 0.1 us
  /// for 10 V, does not delay it.
  struct Sweep: Sendable, CustomTestStringConvertible {
    var device: String
    var end, rate, compliance: Double
    var testDescription: String { "\(device) at \(compliance) A" }
  }

  static let sweeps = [
    Sweep(device: "ag-mos2", end: 5, rate: 1, compliance: 1e-3),
    Sweep(device: "sky130-hfo2", end: 2, rate: 1e6, compliance: 3e-4),
    Sweep(device: "stanford", end: 2, rate: 1000, compliance: 1e-4),
    Sweep(device: "vteam-1v", end: 2, rate: 1e5, compliance: 1e-4),
    Sweep(device: "vteam", end: 1, rate: 2e4, compliance: 2e-3),
    Sweep(device: "yakopcic", end: 1, rate: 400, compliance: 1e-2),
  ]

  private func loop(_ sweep: Sweep, index: Int) async throws -> (memristor: Memristor, sweep: VoltageSweep) {
    let memristor = try MemristorDevice(sweep.device).draw(seed: 1, index: index)
    let settings = SweepSettings(
      maximumVoltage: .volts(sweep.end), minimumVoltage: .volts(-sweep.end), voltageStep: .volts(sweep.end / 200),
      sweepRate: .voltsPerSecond(sweep.rate))
    let bench = DeviceBench(engine: NgspiceEngine.shared)
    let found = try await bench.sweep(memristor, state: 0, series: .limiter(.amperes(sweep.compliance)), settings: settings)
    return (memristor, found.sweep)
  }

  /// The compiled bench, which fits rest on, against the one in ngspice: off the jumps and the source's own dynamics the
  /// currents agree, and so do the voltages at which it switches.
  @Test(arguments: sweeps) func theCompiledBenchSweepsAsNgspiceDoes(sweep: Sweep) async throws {
    let (memristor, expected) = try await loop(sweep, index: 0)
    let kind = memristor.device
    let bench = try LoopBench(kind, varying: kind.parameters.map(\.name))
    let drive = LoopDrive(expected, rate: sweep.rate, compliance: sweep.compliance)
    let currents = try #require(
      bench.currents(drive, parameters: [memristor.values], states: [kind.memory.highResistance])[0])
    let found = VoltageSweep(voltages: expected.voltages, currents: currents)
    let (a, b) = (expected.parameters(), found.parameters())
    let step = sweep.end / 200
    #expect(abs((a.setVoltage ?? 0) - (b.setVoltage ?? 0)) <= 2.01 * step)
    #expect(
      (a.resetVoltage == nil) == (b.resetVoltage == nil) && abs((a.resetVoltage ?? 0) - (b.resetVoltage ?? 0)) <= 3.01 * step)
    #expect(abs(try #require(a.highResistance) / (try #require(b.highResistance)) - 1) < 2e-3)
    // Before the SET nothing but the equations decides.
    let rising = expected.segments[0].prefix { expected.voltages[$0] < 0.9 * (a.setVoltage ?? sweep.end) }
    let ratios = rising.filter { expected.voltages[$0] > 0.05 * sweep.end }.map { abs(log(currents[$0] / expected.currents[$0])) }
    #expect(try #require(ratios.max()) < 5e-3)
  }

  /// Each told parameter within three standard errors of the devices' own, and the model's loops on those measured.
  @Test(arguments: sweeps.filter { $0.device != "ag-mos2" }) func theParametersComeBack(sweep: Sweep) async throws {
    try await expectParameters(sweep, count: sweep.device == "sky130-hfo2" ? 3 : 1)
  }

  @Test(arguments: ["stanford"], [1e-5, 1e-3])
  func theParametersComeBackAtEveryCompliance(device: String, compliance: Double) async throws {
    var sweep = try #require(Self.sweeps.first { $0.device == device })
    sweep.compliance = compliance
    try await expectParameters(sweep, count: 1)
  }

  private func expectParameters(_ sweep: Sweep, count: Int) async throws {
    var loops: [(Memristor, VoltageSweep)] = []
    for index in 0..<count { loops.append(try await loop(sweep, index: index)) }
    let kind = try MemristorDevice(sweep.device)
    let measured = loops.enumerated().map { index, loop in
      (
        sweep: MeasuredSweep(device: "\(index)", cycle: "0", source: "loops.csv", sweep: loop.1),
        parameters: loop.1.parameters()
      )
    }
    let fit = try ModelFit(kind, measured, rate: .voltsPerSecond(sweep.rate))
    #expect(
      fit.failedCount * 3 <= count && fit.loops.allSatisfy { $0.misfit < 0.01 }, "\(fit.failedCount) \(fit.loops.map(\.misfit))")
    let told = fit.parameters.filter(\.isTold)
    #expect(told.count >= 2, "\(fit.parameters.map(\.name))")
    for parameter in told {
      let index = kind.parameters.firstIndex { $0.name == parameter.name }
      let own = loops.map { loop in index.map { loop.0.values[$0] } ?? parameter.initial }
      let expected = try #require(Summary(own)).median
      let error = try #require(parameter.standardError)
      // A hundredth is what the bench's source and its limiter move a device by that is as fast as they are.
      #expect(
        abs(parameter.value - expected) < 3 * error + 0.01 * abs(expected),
        "\(parameter.name) \(parameter.value) ± \(error), drawn \(expected)")
    }
  }
}
