import CrossbarPrimitives

/// The linear map from the voltages of a network's held row ends to the currents into its held column ends, with all that
/// wires and drivers do to it: with it an input costs one product of a matrix and a vector.
public struct EffectiveConductances: Sendable {
  /// S; a row of the matrix for each row of the network, a column for each column of it. An ideal array's are the cells'.
  public let matrix: Grid<Double>
  /// Currents into the column ends with all row ends at 0 V, A: not zero if columns are held at other voltages.
  public let offset: [Double]

  /// Currents into the column ends, A, at voltages of the row ends, V.
  public func currents(_ voltages: [Double]) -> [Double] {
    precondition(voltages.count == matrix.rows, "\(voltages.count) voltages for \(matrix.rows) rows")
    var currents = offset
    for (row, voltage) in voltages.enumerated() where voltage != 0 {
      let conductances = matrix.row(row)
      for (column, conductance) in zip(currents.indices, conductances) { currents[column] += voltage * conductance }
    }
    return currents
  }
}

extension CrossbarSolver {
  /// The effective conductances from the left ends of the rows to the bottom ends of the columns. Other held ends stay at
  /// their voltages. A row whose left end is open has none.
  ///
  /// - Throws: `CrossbarSolverError`.
  public func effectiveConductances(of network: CrossbarNetwork) throws(CrossbarSolverError) -> EffectiveConductances {
    var voltages = EndVoltages(of: network)
    voltages.left = Array(repeating: 0, count: network.rows)
    var inputs = [voltages]
    for row in 0..<network.rows {
      // Differences from one ground: all other sources at 0 V, so that nothing is to be taken off.
      var input = EndVoltages(
        left: voltages.left, right: voltages.left, top: voltages.top.map { _ in 0 }, bottom: voltages.top.map { _ in 0 })
      input.left[row] = 1
      inputs.append(input)
    }
    let results = try endCurrents(of: network, inputs: inputs)
    return EffectiveConductances(
      matrix: Grid(rows: network.rows, columns: network.columns) { results[$0 + 1].ends.bottom[$1] },
      offset: results[0].ends.bottom)
  }
}
