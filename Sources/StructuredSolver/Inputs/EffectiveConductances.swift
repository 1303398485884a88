import CrossbarPrimitives

/// The linear map from the voltages of a network's held row ends to the currents into its held column ends, including
/// the effects of wires and drivers. With it an input costs one matrix-vector product.
///
///     let map = try CrossbarSolver().effectiveConductances(of: network)
///     let outputs = map.currents(inputs)
public struct EffectiveConductances: Sendable {
  /// Effective conductances, rows × columns of the network, S. Those of an array with ideal wires are the cells' own.
  public let matrix: Grid<Double>
  /// Currents into the column ends with all left row ends at 0 V, A, one per column. Nonzero if other ends are held at
  /// other voltages.
  public let offset: [Double]

  /// Currents into the column ends, A, one per column.
  /// - Parameter voltages: of the left row ends, V, one per row.
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
  /// The effective conductances from the left ends of the rows to the bottom ends of the columns. Other held ends keep
  /// their voltages. A row with an open left end has conductances of zero. Solves the network for one input more than
  /// it has rows.
  ///
  /// - Throws: `CrossbarSolverError`, as `solve`.
  public func effectiveConductances(of network: CrossbarNetwork) throws(CrossbarSolverError) -> EffectiveConductances {
    var voltages = EndVoltages(of: network)
    voltages.left = Array(repeating: 0, count: network.rows)
    var inputs = [voltages]
    for row in 0..<network.rows {
      // All other sources are at 0 V here, so that the offset need not be subtracted.
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
