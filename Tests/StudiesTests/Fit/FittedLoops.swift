import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Testing

@testable import Studies

/// Loops for the tests of fits.
enum FittedLoops {
  /// Loops of drawn devices by the compiled equations, as a laboratory records them.
  /// - Parameters:
  ///   - isMeasured: whether the record holds the voltage across the device in place of the one set.
  ///   - isForming: whether each device is swept once before, when it takes three times the voltage and insulates better.
  static func drawn(
    _ kind: MemristorDevice, count: Int, compliance: Double, step: Double = 0.02, to end: Double = 6, rate: Double = 1,
    isMeasured: Bool = false, isForming: Bool = false, seed: UInt64 = 1
  ) throws -> [InstrumentFormat.Loop] {
    let names = kind.parameters.map(\.name)
    let bench = try LoopBench(kind, varying: names)
    let drive = drive(to: end, step: step, rate: rate, compliance: compliance)
    return try (0..<count).flatMap { index -> [InstrumentFormat.Loop] in
      let values = kind.draw(seed: seed, index: index).values
      var pristine = values
      for (role, factor) in [(DeviceRole.setVoltage, 3.0), (.highResistance, 1000)] {
        if let place = names.firstIndex(of: kind.parameter(role)?.name ?? "") { pristine[place] *= factor }
      }
      let sets = isForming ? [pristine, values] : [values]
      let loops = bench.loops(drive, parameters: sets, states: sets.map { _ in kind.memory.highResistance })
      return try loops.map { loop in
        let loop = try #require(loop)
        return ("d\(index)", isMeasured ? loop.voltages : drive.voltages, loop.currents)
      }
    }
  }

  /// 0 → end → 0 → -end → 0.
  static func drive(to end: Double, step: Double, rate: Double, compliance: Double?) -> LoopDrive {
    let count = Int((end / step).rounded())
    let places = Array(0...count) + (0..<count).reversed() + (1...count).map { -$0 } + (0..<count).map { $0 - count + 1 }
    return LoopDrive(
      voltages: places.map { Double($0) * step }, times: places.indices.map { Double($0) * step / rate }, compliance: compliance)
  }

  static func measured(_ loops: [InstrumentFormat.Loop]) -> [MeasuredSweep] {
    loops.enumerated().map { index, loop in
      MeasuredSweep(
        device: loop.device, cycle: "\(index)", source: "loops.csv",
        sweep: VoltageSweep(voltages: loop.voltages, currents: loop.currents))
    }
  }

  static func fit(
    _ sweeps: [MeasuredSweep], forming: Bool = false, distribution: DistributionFit.Kind? = .logNormal
  ) throws -> SweepFit {
    var settings = SweepFitSettings(name: "fitted", base: try usualDevice(), distribution: distribution)
    settings.isFirstForming = forming
    return try SweepFit(SweepFit.readings(of: sweeps, settings: settings), settings: settings)
  }

  /// The published distributions, by role: mean and deviation of the logarithm.
  static let published: [(role: DeviceRole, mean: Double, deviation: Double)] = [
    (.setVoltage, 0.202, 0.776), (.resetVoltage, -0.025, 0.810), (.lowResistance, 6.253, 1.041),
    (.highResistance, 6.041 * log(10), 0.769 * log(10)),
  ]

  /// Every figure that is told, and is no bound, comes back within three standard errors of what was drawn from.
  static func expectPublished(_ fit: SweepFit, untold: Set<DeviceRole> = [], _ comment: Comment) throws {
    for (role, mean, deviation) in published {
      let figure = try #require(fit.statistics[role])
      guard let found = figure.fit, !figure.isBound else {
        #expect(untold.contains(role), "\(role) \(figure.remark ?? ""): \(comment)")
        continue
      }
      // What so many values of the published distribution err by, where the sample's own spread is small by chance.
      let count = Double(max(found.count, 1))
      let meanError = max(found.meanError, deviation / count.squareRoot())
      let deviationError = max(found.standardDeviationError, deviation / (2 * count).squareRoot())
      #expect(abs(found.mean - mean) < 3 * meanError, "\(role) \(found.mean) ± \(found.meanError): \(comment)")
      #expect(
        abs(found.standardDeviation - deviation) < 3 * deviationError,
        "\(role) \(found.standardDeviation) ± \(found.standardDeviationError): \(comment)")
    }
  }
}
