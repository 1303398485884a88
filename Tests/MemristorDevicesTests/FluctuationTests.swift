import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

/// How writes and reads of a device differ from each other.
@Suite struct FluctuationTests {
  @Test func gammaNumbersHaveTheirMoments() {
    for shape in [0.05, 0.4, 1.0, 3.7] {
      var stream = RandomStream(seed: 3, purpose: "gamma \(shape)")
      let numbers = (0..<200_000).map { _ in stream.standardGamma(shape: shape) }
      let mean = numbers.reduce(0, +) / 200_000
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200_000
      // Mean and variance are both the shape; five standard errors of each.
      #expect(abs(mean - shape) < 5 * (shape / 200_000).squareRoot())
      #expect(abs(variance - shape) < 5 * ((2 * shape * shape + 6 * shape) / 200_000).squareRoot())
    }
  }

  @Test func aDeviceFluctuatesOnlyWhereAsked() throws {
    let tidy = try MemristorDevice("ag-mos2")
    let untidy = try MemristorDevice("ag-mos2", fluctuates: true)
    let first = WriteCount(cell: 5, cycle: 1, pulse: 2)
    #expect(tidy.draw(seed: 1, at: first).values == tidy.draw(seed: 1, index: 5, cycle: 1).values)
    #expect(tidy.fluctuations.readFactor(cell: 5, read: 0, seed: 1) == 1)
    // The parameter by which a SET stops is the only one more; what is drawn besides stays the same.
    #expect(untidy.parameters.map(\.name) == tidy.parameters.map(\.name) + ["v_hold"])
    let drawn = untidy.draw(seed: 1, at: first)
    #expect(drawn.values.dropLast() == tidy.draw(seed: 1, index: 5, cycle: 1).values[...])
    #expect(drawn.values.last != 0.13)
    // Another pulse, another cycle and another cell stop elsewhere; the same one stops at the same place.
    let others = [
      WriteCount(cell: 5, cycle: 1, pulse: 3), WriteCount(cell: 5, cycle: 2, pulse: 2), WriteCount(cell: 6, cycle: 1, pulse: 2),
    ]
    for other in others { #expect(untidy.draw(seed: 1, at: other).values.last != drawn.values.last) }
    #expect(untidy.draw(seed: 1, at: first) == drawn)
  }

  @Test func stopsHaveTheDeviationsOfTheDescription() throws {
    let device = try MemristorDevice("ag-mos2", fluctuates: true)
    func logs(_ counts: [WriteCount]) -> [Double] {
      counts.map { log((device.draw(seed: 2, at: $0).values.last ?? 0) / 0.13) }
    }
    let pulses = logs((0..<4000).map { WriteCount(cell: 1, cycle: 1, pulse: $0) })
    let cycles = logs((0..<4000).map { WriteCount(cell: 1, cycle: $0, pulse: 0) })
    #expect(abs(deviation(pulses) - 0.03) < 0.0015)
    #expect(abs(deviation(cycles) - (0.035 * 0.035 + 0.03 * 0.03).squareRoot()) < 0.0025)
  }

  @Test func readsHaveTheNoiseOfTheDescription() throws {
    let fluctuations = try MemristorDevice("sky130-hfo2", fluctuates: true).fluctuations
    let noise = try #require(fluctuations.readNoise)
    #expect(abs(deviation((0..<4000).map { log(noise.factor(cell: 1, read: $0, seed: 1)) }) - 0.005) < 0.0003)
    let telegraph = try #require(fluctuations.telegraphNoise)
    let amplitudes = (0..<4000).map { telegraph.amplitude(cell: $0, seed: 1) }
    let noisy = amplitudes.filter { $0 > 0 }
    #expect(abs(Double(noisy.count) / 4000 - 0.3) < 0.03)
    #expect(abs(noisy.sorted()[noisy.count / 2] / 0.02 - 1) < 0.08)
    // Two levels, half of the reads at each.
    let cell = try #require(amplitudes.firstIndex { $0 > 0 })
    let factors = (0..<1000).map { telegraph.factor(cell: cell, read: $0, seed: 1) }
    #expect(Set(factors).count == 2)
    #expect(abs(log((factors.max() ?? 1) / (factors.min() ?? 1)) / amplitudes[cell] - 1) < 1e-9)
    #expect((400...600).contains(factors.count { $0 > 1 }))
  }

  @Test func relaxationHasVarianceAndKurtosisOfItsProcess() {
    let process = Self.technologyC
    let span = process.decades(after: .seconds(1))
    let changes = (0..<40_000).map {
      process.change(of: .microsiemens(16), from: .zero, to: .seconds(1), cell: $0, cycle: 0, seed: 1).si * 1e6
    }
    let step = process.step(of: .microsiemens(16))
    let mean = changes.reduce(0, +) / 40_000
    #expect(abs(mean - step.drift.si * 1e6 * span) < 0.06)
    #expect(abs(deviation(changes) / (step.deviation.si * 1e6 * span.squareRoot()) - 1) < 0.04)
    let squares = changes.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / 40_000
    let kurtosis = squares.reduce(0) { $0 + $1 * $1 } / 40_000 / (variance * variance)
    // 3 + 3 nu / tau = 10.8; a kurtosis of so many draws has a wide spread.
    #expect(abs(kurtosis - (3 + 18 / span)) < 2)
  }

  @Test func oneStepIsDistributedAsTwo() {
    let process = Self.technologyC
    func change(_ times: [Double], _ cell: Int) -> Double {
      let found = process.conductances(
        of: .microsiemens(16), at: times.map { .seconds($0) }, cell: cell, cycle: 0, seed: 9)
      return (found.last ?? .zero).si
    }
    let one = (0..<20_000).map { change([1], $0) }.sorted()
    let two = (0..<20_000).map { change([0.1, 1], 20_000 + $0) }.sorted()
    // Kolmogorov and Smirnov: beyond 1.95 sqrt(2 / n) in one of a thousand tries.
    let distance = one.enumerated().map { index, value in
      abs(Double(index) - Double(two.firstIndex { $0 > value } ?? two.count)) / 20_000
    }
    #expect((distance.max() ?? 1) < 1.95 * (2.0 / 20_000).squareRoot())
  }

  /// Measured level errors of technology C, 1 s after the write: 0.0112, 0.113 and 0.347 of cells at 4, 8 and 16 of 32 levels
  /// of 1.25 uS; outer levels open, thresholds midway. The table serves all times from 10 ms to 1e5 s; here its deviations are
  /// scaled to the mean variance at 1 s, 4.89 uS^2.
  @Test(arguments: [
    ([0, 10, 21, 31], 0.011, 0.002), ([0, 4, 9, 13, 18, 22, 27, 31], 0.113, 0.015),
    (Array(stride(from: 0, to: 32, by: 2)), 0.347, 0.035),
  ]) func levelErrorsAreThoseMeasured(_ levels: [Int], _ published: Double, _ tolerance: Double) {
    let centres = levels.map { (Double($0) + 0.5) * 1.25 }
    let boundaries = zip(centres, centres.dropFirst()).map { ($0 + $1) / 2 }
    let (process, cells) = (Self.technologyCAfterASecond(), 8000)
    var errors = 0
    for (level, centre) in centres.enumerated() {
      for cell in 0..<cells {
        let number = level * cells + cell
        var stream = RandomStream(seed: 4, purpose: "window", index: number)
        let written = centre + 1.25 * (stream.uniform() - 0.5)
        let later =
          process.conductances(
            of: .microsiemens(written), at: [.seconds(1)], cell: number, cycle: 0, seed: 4)[0].si * 1e6
        if boundaries.count(where: { $0 < later }) != level { errors += 1 }
      }
    }
    #expect(abs(Double(errors) / Double(cells * levels.count) - published) < tolerance)
  }

  /// The process with the mean variance of levels 4 to 23 that was measured after 1 s.
  private static func technologyCAfterASecond() -> Relaxation {
    var process = technologyC
    let variances = (4...23).map { level in
      let deviation = process.step(of: .microsiemens((Double(level) + 0.5) * 1.25)).deviation.si * 1e6
      return deviation * deviation * process.decades(after: .seconds(1))
    }
    let scale = (4.89 / (variances.reduce(0, +) / Double(variances.count))).squareRoot()
    for row in process.table.indices { process.table[row].deviation = process.table[row].deviation * scale }
    return process
  }

  /// Of published relaxation data of 1T1R HfO2 cells (technology C): uS per square root of a decade, and the mean change
  /// after 1e5 s, which is 7.3 decades of 5 ms.
  static let technologyC = Relaxation(
    start: .milliseconds(5), decades: 6,
    table: zip(
      [1.25, 3.75, 6.25, 11, 16, 21, 26, 31, 36],
      zip([0.73, 1.2, 1.56, 1.53, 1.57, 1.62, 1.37, 1.17, 1.0], [0.6, 0.4, -0.2, -1.1, -2.1, -1.8, -2.1, -2.2, -2.1])
    ).map {
      .init(
        conductance: .microsiemens($0), drift: .microsiemens($1.1 / 7.301), deviation: .microsiemens($1.0))
    }, source: "published")

  private func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}

/// What is wrong with a section `fluctuations`.
@Suite struct FluctuationDescriptionTests {
  @Test(arguments: [
    (
      "stop: {v_hold: {form: gaussian, pulse: 0.1, source: x}}",
      "'fluctuations.stop.v_hold.form' is 'gaussian'; allowed are lognormal, normal"
    ),
    ("stop: {v_hold: {form: lognormal, pulse: 3, source: x}}", "'fluctuations.stop.v_hold.pulse' is 3; allowed is 0 to 2"),
    ("stop: {v_hold: {form: lognormal, pulse: 0.1}}", "'fluctuations.stop.v_hold.source' is missing"),
    ("stop: {v_holt: {form: lognormal, pulse: 0.1, source: x}}", "has no parameter 'v_holt'"),
    ("read_noise: {sd: -1, source: x}", "'fluctuations.read_noise.sd' is -1; allowed is 0 to 1"),
    ("reed_noise: {sd: 1, source: x}", "the key 'fluctuations.reed_noise' is unknown"),
    ("telegraph_noise: {share: 2, median: 0.1, log_sd: 1, source: x}", "'fluctuations.telegraph_noise.share' is 2"),
    (
      "relaxation: {t0_s: 1, nu_decades: 6, conductance_S: [1e-6, 2e-6], drift_S_per_decade: [0], sd_S_per_root_decade: [0, 0], source: x}",
      "lists 2 conductances, 1 drifts and 2 deviations"
    ),
    (
      "relaxation: {t0_s: 1, nu_decades: 6, conductance_S: [2e-6, 1e-6], drift_S_per_decade: [0, 0], sd_S_per_root_decade: [0, 0], source: x}",
      "must rise"
    ),
  ]) func mistakesAreNamed(_ section: String, _ words: String) {
    let error = #expect(throws: DeviceError.self) {
      try MemristorDevice(yaml: "name: mine\nlike: ag-mos2\nfluctuations:\n  \(section)\n", source: "mine.yaml", fluctuates: true)
    }
    #expect(error.map { "\($0)".contains(words) } == true, "\(error.map { "\($0)" } ?? "")")
  }
}
