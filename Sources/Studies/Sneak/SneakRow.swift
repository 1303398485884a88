import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Records
import StructuredSolver

/// The figures of one square array of the comparison: a row of `sizes.csv`.
///
/// Where its simulation failed, all but the size, the kind of cell and the failure are nil.
public struct SneakRow: Figures, Codable, Equatable {
  /// Rows and columns.
  public var size = 0
  public var cell = CellKind.passive
  public var selectedCurrent: Current?
  public var sneakCurrent: Current?
  public var sensedCurrent: Current?
  public var margin: Double?
  public var marginLRSCurrent: Current?
  public var marginHRSCurrent: Current?
  public var disturbedCells: Int?
  public var disturbedHRSCells: Int?
  public var disturbedLRSCells: Int?
  public var unselectedCells: Int?
  public var readReachedCells: Int?
  public var largestDisturbVoltage: Voltage?
  /// What answered.
  public var engine: NetworkSolver?
  public var numericalFailure: String?

  public init() {}

  init(simulating study: SneakStudy, on engine: any SpiceEngine) async throws {
    (size, cell) = (study.rows, study.cell)
    do {
      note(SneakFigures(try await SneakOutcome.simulate(study, on: engine)))
    } catch let failure as FailedSimulation {
      numericalFailure = "\(failure.reason)"
    } catch let failure as CrossbarSolverError {
      numericalFailure = "\(failure)"
    }
  }

  private mutating func note(_ figures: SneakFigures) {
    selectedCurrent = figures.selectedCurrent
    sneakCurrent = figures.sneakCurrent
    sensedCurrent = figures.sensedCurrent
    margin = figures.margin
    marginLRSCurrent = figures.marginLRSCurrent
    marginHRSCurrent = figures.marginHRSCurrent
    disturbedCells = figures.disturbedCells
    disturbedHRSCells = figures.disturbedHRSCells
    disturbedLRSCells = figures.disturbedLRSCells
    unselectedCells = figures.unselectedCells
    readReachedCells = figures.readReachedCells
    largestDisturbVoltage = figures.largestDisturbVoltage
    engine = figures.engine
  }
}
