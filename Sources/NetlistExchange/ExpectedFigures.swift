import CircuitSimulation
import Netlisting

/// How far another program's figures may be off.
public struct ComparisonTolerance: Hashable, Sendable {
  public var relative: Double
  /// For currents, A: what is below a nanoampere is compared with this.
  public var current: Double

  public init(relative: Double, current: Double = 1e-12) {
    self.relative = relative
    self.current = current
  }

  /// What a dialect's simulators are held to.
  ///
  /// ngspice is the engine itself. Gnucap has slightly other physical constants. The other programs choose other time
  /// steps, which a filament that the compliance stops half-way remembers.
  public static func usual(_ dialect: Dialect, _ analysis: Analysis) -> ComparisonTolerance {
    let isTransient = if case .transient = analysis { true } else { false }
    return switch dialect {
    case .ngspice: ComparisonTolerance(relative: 1e-6)
    case .gnucap: ComparisonTolerance(relative: 1e-3)
    case .hspice, .xyce, .ltspice, .spectre: ComparisonTolerance(relative: isTransient ? 2e-2 : 1e-3, current: 1e-11)
    }
  }

  func figure(_ measure: Measure, _ value: Double?) -> ExpectedFigure {
    let absolute: Double =
      switch measure.unit {
      case "A": abs(value ?? 0) >= 1e-9 ? 0 : current
      case "1": max(1e-6, relative)
      default: 0
      }
    // ngspice's own integral may leave out a step: a charge was 1.5e-6 below the trapezoids of the very same record.
    let relative = measure.unit == "C" ? max(1e-5, relative) : relative
    return ExpectedFigure(
      name: measure.name, unit: measure.unit, value: value, relativeTolerance: relative, absoluteTolerance: absolute,
      meaning: measure.meaning)
  }
}

extension DeckExport {
  /// The figures as an engine finds them, in the order of the measures.
  public func expectedFigures(
    on engine: any SpiceEngine, tolerance: ComparisonTolerance
  ) async throws -> [ExpectedFigure] {
    let result = try await engine.simulate(deck)
    return measures.map { tolerance.figure($0, result.value(of: $0)) }
  }
}
