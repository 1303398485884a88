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
  /// The current out of the left end of each row (columns of the grid) for 1 V at the left end of one (its rows), all other
  /// sources at 0 V, S. It is symmetric, and negative off its diagonal: columns join the rows.
  public let rowMatrix: Grid<Double>

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

/// The side of the column wires at which a product's currents are sensed.
public enum ColumnSide: Hashable, Sendable {
  /// Beyond the first row.
  case top
  /// Beyond the last row.
  case bottom

  func currents(_ ends: EndCurrents) -> [Double] { self == .top ? ends.top : ends.bottom }
}

extension CrossbarSolver {
  /// The effective conductances from the left ends of the rows to one side's ends of the columns. Other held ends keep
  /// their voltages. A row with an open left end has conductances of zero. Solves the network for one input more than
  /// it has rows.
  ///
  /// - Throws: `CrossbarSolverError`, as `solve`.
  public func effectiveConductances(
    of network: CrossbarNetwork, into side: ColumnSide = .bottom
  ) throws(CrossbarSolverError) -> EffectiveConductances {
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
    let columns = results.map { side.currents($0.ends) }
    return EffectiveConductances(
      matrix: Grid(rows: network.rows, columns: network.columns) { columns[$0 + 1][$1] }, offset: columns[0],
      rowMatrix: Grid(rows: network.rows, columns: network.rows) { 0 - results[$0 + 1].ends.left[$1] })
  }
}
