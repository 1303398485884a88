import CrossbarPrimitives
import Foundation
import MemristorDevices
import Reporting

/// Measured loops with those of the model over them, and what is left between the two.
struct ModelLoops: Sendable {
  /// One loop with the model's own.
  struct Pair: Sendable {
    /// Device and cycle, for the legend.
    var name: String
    /// Voltage set, V, and magnitude of the current, A: measured, and the model's.
    var measured, model: [SIMD2<Double>]
    /// ln(model / measured) over the voltage, off the jumps and the compliance.
    var deviations: [SIMD2<Double>]
  }

  var pairs: [Pair]
  /// Half of the currents are nearer than this to those measured, as ln(model / measured); nil without loops.
  var misfit: Double? { Summary(pairs.flatMap { $0.deviations.map { abs($0.y) } })?.median }

  /// Loops in a picture; more could not be told apart.
  static let most = 5

  /// Loops that a model was fitted to: those at equal steps of the order of their misfits.
  init(_ fit: ModelFit) {
    let ranked = fit.loops.sorted { $0.misfit < $1.misfit }
    pairs = Self.spread(ranked).map { loop in
      Pair("\(loop.device), \(loop.cycle)", loop.comparison, loop.currents)
    }
  }

  /// Loops whose four figures were read off, as a device with these figures sweeps them.
  /// - Throws: `CompilationRefusal` for a device whose equations cannot be compiled.
  init(_ fit: SweepFit, _ sweeps: [MeasuredSweep]) throws {
    let base = fit.settings.base
    let roles = DeviceRole.allCases.compactMap { role in base.parameter(role).map { (role, $0.name) } }
    let hold = fit.holdParameter
    let bench = try LoopBench(base, varying: roles.map(\.1) + (hold.map { [$0.name] } ?? []))
    let complete = zip(fit.readings, sweeps).filter { $0.0.use == .ordinary && $0.0.parameters.isComplete }
      .sorted { ($0.0.parameters.setVoltage ?? 0) < ($1.0.parameters.setVoltage ?? 0) }
    pairs = Self.spread(complete).compactMap { reading, sweep in
      let comparison = LoopComparison(
        sweep, rate: (fit.settings.sweepRate ?? .voltsPerSecond(1)).si, parameters: reading.parameters)
      let values = roles.map { reading.parameters.value(of: $0.0) ?? 0 } + (hold.map { [$0.value] } ?? [])
      let currents = bench.currents(comparison.drive, parameters: [values], states: [base.memory.highResistance])[0]
      return currents.map { Pair("\(reading.device), \(reading.cycle)", comparison, $0) }
    }
  }

  private static func spread<Element>(_ elements: [Element]) -> [Element] {
    guard elements.count > most else { return elements }
    return (0..<most).map { elements[$0 * (elements.count - 1) / (most - 1)] }
  }

  /// The loops on a logarithmic current axis, and the deviations; empty without loops.
  func charts(_ name: String, model: String) -> [NamedChart] {
    guard !pairs.isEmpty else { return [] }
    let loops = LineChart(
      title: "Measured loops and those of \(model) (\(name))", xAxis: ChartAxis("Voltage", unit: "V"),
      yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic),
      series: pairs.enumerated().flatMap { index, pair in
        [
          ChartSeries(pair.name, points: pair.measured, mark: .points, colour: .automatic(index)),
          ChartSeries(index == 0 ? "model" : "", points: pair.model, mark: .line, colour: .black),
        ]
      })
    let rest = LineChart(
      title: "ln(model / measured) (\(name))", xAxis: ChartAxis("Voltage", unit: "V"),
      yAxis: ChartAxis("ln(I model / I measured)"),
      series: pairs.enumerated().map { ChartSeries($1.name, points: $1.deviations, mark: .points, colour: .automatic($0)) })
    return [NamedChart("loops", loops), NamedChart("residuals", rest)]
  }
}

extension ModelLoops.Pair {
  init(_ name: String, _ comparison: LoopComparison, _ currents: [Double]) {
    self.name = name
    let top = comparison.drive.voltages.reduce(0) { max($0, abs($1)) }
    // A logarithmic axis has no place for the surroundings of zero; the line is interrupted there.
    func points(_ currents: [Double]) -> [SIMD2<Double>] {
      zip(comparison.drive.voltages, currents).map { SIMD2($0, abs($0) < 0.01 * top || $1 == 0 ? .nan : abs($1)) }
    }
    (measured, model) = (points(comparison.currents), points(currents))
    deviations = comparison.deviations(currents)
  }
}
