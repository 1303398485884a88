import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Records
import StructuredSolver

/// The figures of one square array of the comparison: a row of `sizes.csv`. They mean the same as in `SneakFigures`.
///
/// If its simulation failed, all but the size, the kind of cell and the failure are nil.
public struct SneakRow: Figures, Codable, Equatable {
  /// Number of rows and of columns.
  public var size = 0
  /// Each size is simulated as 1R and as 1T1R.
  public var cell = CellKind.passive
  /// Through the selected cell in the read.
  public var selectedCurrent: Current?
  /// From all other cells into the sensed line in the read.
  public var sneakCurrent: Current?
  /// From all cells, the selected one included, in the read.
  public var sensedCurrent: Current?
  /// (I_LRS - I_HRS) / I_LRS, 0 to 1.
  public var margin: Double?
  /// Sensed with the selected cell and every other one in LRS.
  public var marginLRSCurrent: Current?
  /// Sensed with the selected cell in HRS and every other one in LRS.
  public var marginHRSCurrent: Current?
  /// Other cells that one write flips; nil for a device that does not say where it switches.
  public var disturbedCells: Int?
  /// Those of `disturbedCells` that hold HRS; nil where that is.
  public var disturbedHRSCells: Int?
  /// Those of `disturbedCells` that hold LRS; nil where that is.
  public var disturbedLRSCells: Int?
  /// All cells but the selected one.
  public var unselectedCells: Int?
  /// Cells that the read may write, the selected one included.
  public var readReachedCells: Int?
  /// Across an unselected cell in a write, in the direction that would flip it; nil where there is no such cell.
  public var largestDisturbVoltage: Voltage?
  /// The solver that was used.
  public var engine: NetworkSolver?
  /// Why the array could not be simulated; nil if it could.
  public var numericalFailure: String?

  public init() {}

  /// - Throws: errors that do not concern this array alone.
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
