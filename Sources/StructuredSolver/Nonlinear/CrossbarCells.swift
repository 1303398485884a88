import CrossbarPrimitives

/// Cells that do not obey Ohm's law. Nil is a missing cell.
public enum CrossbarCells: Sendable {
  /// A memristor from each row to each column.
  case memristors(Grid<MemristorConduction?>)
  /// 1T1R with the bit lines along the columns and the source lines along the rows: a memristor from the column down to the
  /// drain of a transistor, whose source is the row and whose gate is at a voltage of the row's, V.
  case memristorsWithTransistors(Grid<MemristorConduction?>, Level1Transistor, gates: [Double])

  var memristors: Grid<MemristorConduction?> {
    switch self {
    case .memristors(let memristors), .memristorsWithTransistors(let memristors, _, _): memristors
    }
  }
}

extension CrossbarSolver {
  /// The operating point of a network of cells that are not ohmic, by Newton's method. The conductances of `network`
  /// are not looked at.
  /// - Throws: `CrossbarSolverError`.
  public func solve(_ network: CrossbarNetwork, cells: CrossbarCells) throws(CrossbarSolverError) -> CrossbarSolution {
    let memristors = cells.memristors
    guard memristors.rows == network.rows, memristors.columns == network.columns else {
      throw .invalidNetwork(
        reason: "it has \(network.rows)x\(network.columns) crossings and \(memristors.rows)x\(memristors.columns) memristors")
    }
    var network = network
    network.conductances = Grid(rows: network.rows, columns: network.columns, repeating: 0)
    try network.validate()
    let isPassive = if case .memristors = cells { true } else { false }
    let point = OperatingPoint(network, isSymmetric: isPassive) { memristors[$0, $1] != nil }
    let shape = point.schur.shape
    // By block of eight rows, column and row, as the kernels go.
    let ordered = (0..<shape.blocks).flatMap { block in
      (0..<shape.stride).flatMap { column in
        (0..<8).map { lane -> MemristorConduction? in
          let row = 8 * block + lane
          return row < shape.rows && column < shape.columns ? memristors[row, column] : nil
        }
      }
    }
    switch cells {
    case .memristors:
      let none = MemristorConduction(filament: 0, spaceCharge: 0, ohmicVoltage: 0)
      return try NewtonRounds(self, point, MemristorLaw(cells: ordered.map { $0 ?? none })).run()
    case .memristorsWithTransistors(_, let transistor, let gates):
      guard gates.count == network.rows, gates.allSatisfy(\.isFinite) else {
        throw .invalidNetwork(reason: "it has \(network.rows) rows and these gate voltages: \(gates)")
      }
      let padded = gates + Array(repeating: 0, count: 8 * shape.blocks - gates.count)
      return try NewtonRounds(self, point, SeriesLaw(memristors: ordered, transistor: transistor, gates: padded)).run()
    }
  }
}
