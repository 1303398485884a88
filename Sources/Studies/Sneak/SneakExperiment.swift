import CircuitSimulation
import StructuredSolver

/// What else flows when one cell of an array is read, and what else is written when one is written; and how that grows
/// with the array, passive and with transistors.
public struct SneakExperiment: Sendable {
  public let configuration: SneakConfiguration

  public init(_ configuration: SneakConfiguration) { self.configuration = configuration }

  /// Simulates the array, then the sizes to compare.
  /// - Parameter afterSize: called with all points so far when one of the sizes is done, to keep what is finished.
  /// - Throws: `FailedSimulation` where the array itself cannot be simulated; what the engine throws when it is lost.
  public func run(
    on engine: any SpiceEngine, progress: (StudyProgress) throws -> Void = { _ in },
    afterSize: ([SneakPoint]) throws -> Void = { _ in }
  ) async throws -> SneakResult {
    let metered = MeteredEngine(engine)
    let total = SneakFigures.steps * (1 + CellKind.allCases.count * configuration.sizes.count)
    var done = 0
    func simulate(_ configuration: SneakConfiguration) async throws -> SneakFigures {
      let stage = "\(configuration.rows) x \(configuration.columns) \(configuration.cell.rawValue)"
      return try await SneakFigures.simulate(configuration, on: metered) {
        done += 1
        try progress(StudyProgress(stage: stage, done: done, total: total))
      }
    }
    let figures = try await simulate(configuration)
    var points: [SneakPoint] = []
    for size in configuration.sizes {
      for cell in CellKind.allCases {
        do {
          points.append(
            SneakPoint(size: size, cell: cell, outcome: .success(try await simulate(configuration.ofSize(size, cell)))))
        } catch let failure as FailedSimulation {
          points.append(SneakPoint(size: size, cell: cell, outcome: .failure(failure)))
        } catch let failure as CrossbarSolverError {
          points.append(SneakPoint(size: size, cell: cell, outcome: .failure(failure)))
        }
        try afterSize(points)
      }
    }
    return SneakResult(
      figures: figures, points: points, totals: metered.totals, engine: try await metered.identity)
  }
}

/// A square array of the comparison.
public struct SneakPoint: Sendable {
  public let size: Int
  public let cell: CellKind
  /// A failure is a `FailedSimulation` or a `CrossbarSolverError`.
  public let outcome: Result<SneakFigures, any Error>

  /// Nil where the simulation failed.
  public var figures: SneakFigures? { try? outcome.get() }

  /// Nil where the simulation succeeded.
  public var failure: String? {
    guard case .failure(let error) = outcome else { return nil }
    return (error as? FailedSimulation).map { "\($0.reason)" } ?? "\(error)"
  }
}

public struct SneakResult: Sendable {
  public let figures: SneakFigures
  /// By size, and passive before 1T1R.
  public let points: [SneakPoint]
  public let totals: MeteredEngine.Totals
  public let engine: EngineIdentity

  /// All arrays that the structured solver answered for.
  var structured: [SneakFigures] {
    ([figures] + points.compactMap(\.figures)).filter { $0.configuration.solver == .structured }
  }

  public var configuration: SneakConfiguration { figures.configuration }
}
