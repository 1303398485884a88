import CircuitSimulation
import Foundation
import Netlisting

/// How far the figures of another simulator may differ from those of the engine.
public struct ComparisonTolerance: Hashable, Sendable {
  /// Allowed deviation as a share of the value, 0 to 1.
  public var relative: Double
  /// Allowed absolute deviation of currents, A. It counts only for currents below 1 nA.
  public var current: Double

  /// `relative` must be 0 to 1, `current` in A and not negative; the default is 1 pA.
  public init(relative: Double, current: Double = 1e-12) {
    self.relative = relative
    self.current = current
  }

  /// The tolerance that is usual for a dialect's simulators.
  ///
  /// ngspice is the engine itself. gnucap has slightly different physical constants. The other simulators choose other time
  /// steps, and a filament that the compliance stops half-way depends on these.
  public static func usual(_ dialect: Dialect, _ analysis: Analysis) -> ComparisonTolerance {
    let isTransient = if case .transient = analysis { true } else { false }
    return switch dialect {
    case .ngspice: ComparisonTolerance(relative: 1e-6)
    case .gnucap: ComparisonTolerance(relative: 1e-3)
    case .hspice, .xyce, .ltspice, .spectre: ComparisonTolerance(relative: isTransient ? 2e-2 : 1e-3, current: 1e-11)
    }
  }

  /// An expected figure with its tolerances.
  /// - Parameter result: of the deck that has the measure.
  func figure(_ measure: Measure, in result: SimulationResult) -> ExpectedFigure {
    let value = result.value(of: measure)
    let absolute: Double =
      switch measure.unit {
      case "A": abs(value ?? 0) >= 1e-9 ? 0 : current
      case "1": max(1e-6, relative)
      default: 0
      }
    var relative = relative
    if measure.kind == .integral, let value, value != 0 {
      // Others have other rules for the same points: ngspice takes Simpson's where steps are equal.
      let rule = result.waveform(of: measure.probe).integralUncertainty / abs(value)
      relative = min(max(1e-5, relative, Self.oneDigit(2 * rule)), 1)
    }
    return ExpectedFigure(
      name: measure.name, unit: measure.unit, value: value, relativeTolerance: relative, absoluteTolerance: absolute,
      meaning: measure.meaning)
  }
}

extension ComparisonTolerance {
  /// Rounded up to one digit, since a tolerance is read by people: 2.3e-4 becomes 3e-4.
  private static func oneDigit(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    let scale = pow(10, -log10(value).rounded(.down))
    return (value * scale).rounded(.up) / scale
  }
}

extension DeckExport {
  /// Simulates the deck and states the result of each measure, in the order of the measures.
  /// - Throws: `SimulationError`, or `CancellationError`.
  public func expectedFigures(
    on engine: any SpiceEngine, tolerance: ComparisonTolerance, timeLimit: Duration? = nil
  ) async throws -> [ExpectedFigure] {
    let result = try await engine.simulate(deck, timeLimit: timeLimit)
    return measures.map { tolerance.figure($0, in: result) }
  }
}
