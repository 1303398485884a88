import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// A tile with its wires, and the voltages at which its cells' conductances are held.
struct TileBias: Sendable {
  let cells: ProductCells
  let wires: Wires
  /// Of a row at full drive.
  let read: Voltage
  /// Shares of full drive for which conductances are wanted, ascending to 1.
  let nodes: [Double]
  /// The mean drive of each row over products, 0 to 1: what the other rows are taken to be at while one is driven.
  let meanDrives: [Double]

  /// Times that the voltages are corrected for the conductances found at them. Each leaves a small part of the last change:
  /// the wires' share of the voltage times the bend of the cells' currents.
  private static let rounds = 2

  /// The cells' conductances at each node, S. A cell is taken at the voltage that the wires leave it: of its row's driver less
  /// what the row drops if driven by the node's share, and less what its column is lifted by products of the mean drive.
  func conductances(on engine: CellEngine) async throws -> [Grid<Double>] {
    let size = cells.cells
    func shared(_ share: Double) -> Grid<Double> { Grid(rows: size.rows, columns: size.columns, repeating: share * read.si) }
    guard wires != Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero) else {
      return try await held(nodes.map(shared), engine)
    }
    var full = try await engine.conductances(of: cells, at: shared(1))
    // A row that is hardly ever driven says nothing of what it drops when it is.
    let mean = meanDrives.reduce(0, +) / Double(max(meanDrives.count, 1))
    let drives = meanDrives.map { max($0, mean / 4, 1e-3) }
    for round in 1...Self.rounds {
      let solved = try CrossbarSolver().solve(
        CrossbarNetwork(product: full, wires: wires, driving: drives.map { $0 * read.si }))
      func voltages(_ share: Double) -> Grid<Double> {
        Grid(rows: size.rows, columns: size.columns) { row, column in
          let across = share / drives[row] * solved.rowVoltages[row, column] - solved.columnVoltages[row, column]
          // Columns of many strong cells leave weakly driven ones nothing; their conductance is then that of no voltage.
          return max(across, 0.01 * share * read.si)
        }
      }
      if round == Self.rounds { return try await held(nodes.map(voltages), engine) }
      full = try await engine.conductances(of: cells, at: voltages(1))
    }
    return [full]
  }

  private func held(_ voltages: [Grid<Double>], _ engine: CellEngine) async throws -> [Grid<Double>] {
    var grids: [Grid<Double>] = []
    for one in voltages { grids.append(try await engine.conductances(of: cells, at: one)) }
    return grids
  }
}
