import CircuitSimulation
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
  /// - Parameter value: in the measure's unit; nil for a level that is never passed.
  func figure(_ measure: Measure, _ value: Double?) -> ExpectedFigure {
    let absolute: Double =
      switch measure.unit {
      case "A": abs(value ?? 0) >= 1e-9 ? 0 : current
      case "1": max(1e-6, relative)
      default: 0
      }
    // ngspice's own integral may skip a step: a charge was 1.5e-6 below the trapezoidal rule on the same waveform.
    let relative = measure.unit == "C" ? max(1e-5, relative) : relative
    return ExpectedFigure(
      name: measure.name, unit: measure.unit, value: value, relativeTolerance: relative, absoluteTolerance: absolute,
      meaning: measure.meaning)
  }
}

extension DeckExport {
  /// Simulates the deck and states the result of each measure, in the order of the measures.
  /// - Throws: `SimulationError`, or `CancellationError`.
  public func expectedFigures(
    on engine: any SpiceEngine, tolerance: ComparisonTolerance
  ) async throws -> [ExpectedFigure] {
    let result = try await engine.simulate(deck)
    return measures.map { tolerance.figure($0, result.value(of: $0)) }
  }
}
