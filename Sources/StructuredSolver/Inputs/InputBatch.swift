import CrossbarPrimitives

typealias Single8 = SIMD8<Float>

/// Eight inputs of an ohmic network at a time. Each node has a vector of eight voltages, so the network's factors are
/// read once for all inputs, and every operation is one on whole vectors. A batch runs on one thread.
///
/// The equations are those of `SchurOperator`. Voltages and missing currents are computed in double precision,
/// corrections in single precision. That moves half the bytes, and is enough for the five digits or so that a round
/// must gain.
final class InputBatch {
  /// Shared with all other batches of the network.
  let factors: SingleFactors
  /// Ends of the row wires, and of the column wires, for each input.
  private(set) var rowEnds: LaneEnds
  private(set) var columnEnds: LaneEnds
  /// Node voltages, V, row by row, eight lanes per node; all planes of a batch are laid out like this.
  let rowVoltages: AlignedBuffer
  let columnVoltages: AlignedBuffer
  let missingInRows: ScalarBuffer<Float>
  /// Currents missing at the column nodes; then the residual of the equations with the rows eliminated, in units of
  /// `scale`; then what elimination along the column wires made of S p.
  let residual: ScalarBuffer<Float>
  /// Vectors of conjugate gradients, as in `ConjugateGradients`.
  let preconditioned: ScalarBuffer<Float>
  let direction: ScalarBuffer<Float>
  let correction: ScalarBuffer<Float>
  /// Scratch: two rows of vectors.
  let work: ScalarBuffer<Float>
  /// One row: what the back substitution along the column wires has reached.
  let carried: ScalarBuffer<Float>
  /// M⁻¹ S p where columns are merged: one value a column.
  let mergedVoltages: ScalarBuffer<Float>
  /// The second level; nil where none pays.
  let coarse: BatchCorrection?

  var rows: Int { factors.rows }
  var columns: Int { factors.columns }

  /// Inputs of a batch.
  static let lanes = 8

  /// Memory of a batch, bytes.
  static func memory(_ shape: PlaneShape) -> Int { lanes * (2 * 8 + 5 * 4) * shape.rows * shape.columns }

  /// Smallest reduction of the residual that a round can reach: single precision has seven digits.
  static let reduction = 3e-6

  /// - Parameters:
  ///   - rowLines: row wires with the ends of each input, at most eight.
  ///   - columnLines: column wires, likewise.
  init(_ factors: SingleFactors, rowLines: [WireLines], columnLines: [WireLines]) {
    self.factors = factors
    rowEnds = LaneEnds(rowLines)
    columnEnds = LaneEnds(columnLines)
    let size = Self.lanes * factors.rows * factors.columns
    rowVoltages = AlignedBuffer(count: size)
    columnVoltages = AlignedBuffer(count: size)
    missingInRows = ScalarBuffer(count: size)
    residual = ScalarBuffer(count: size)
    preconditioned = ScalarBuffer(count: size)
    direction = ScalarBuffer(count: size)
    correction = ScalarBuffer(count: size)
    work = ScalarBuffer(count: 2 * Self.lanes * factors.columns)
    carried = ScalarBuffer(count: Self.lanes * factors.columns)
    mergedVoltages = ScalarBuffer(count: Self.lanes * factors.columns)
    coarse = factors.coarse.map { BatchCorrection($0, rows: factors.rows, columns: factors.columns) }
    guess()
  }

  /// Begins anew with other inputs, in the same memory.
  func restart(rowLines: [WireLines], columnLines: [WireLines]) {
    (rowEnds, columnEnds) = (LaneEnds(rowLines), LaneEnds(columnLines))
    guess()
  }

  /// Sets the starting voltages.
  private func guess() {
    for row in 0..<rows {
      for column in 0..<columns {
        let place = Self.lanes * (row * columns + column)
        rowVoltages.pointer.store(rowEnds.guess(row, column), place)
        columnVoltages.pointer.store(columnEnds.guess(column, row), place)
      }
    }
  }

  /// One round: corrects the voltages by conjugate gradients, each lane with steps of its own.
  /// - Parameters:
  ///   - missing: the largest missing current of each lane, A.
  ///   - reduction: of the residual's norm.
  ///   - limit: most iterations.
  /// - Returns: number of iterations; nil if a lane did not converge.
  func correct(missing: Vector8, reduction: Double, limit: Int) -> Int? {
    // Squares of small currents could underflow, hence units of the largest current.
    let scale = (1 / missing).replacing(with: 0, where: missing .== 0)
    eliminateRows(scale: Single8(scale))
    var rho = begin().energy
    coarse?.clear()
    let goal = rho * (reduction * reduction)
    // The first pass makes z of the right-hand side.
    var step = Vector8(repeating: -1)
    var beta = Vector8.zero
    for iteration in 0..<limit {
      // Lanes that are done do not move: 0 / 0 would be NaN.
      let isOpen = rho .> goal
      if !any(isOpen) {
        if iteration == 0 {
          correction.clear()
          direction.clear()
        }
        update(lastStep: iteration == 0 ? .zero : Single8(step), scale: missing)
        return iteration
      }
      var pass = Pass(isUpward: iteration.isMultiple(of: 2), isFirst: iteration == 0, step: Single8(step), beta: Single8(beta))
      run(&pass)
      rho.replace(with: pass.power, where: isOpen)
      step = (rho / pass.curvature).replacing(with: 0, where: .!isOpen)
      guard all(step .>= 0), all(step .< .infinity) else { return nil }
      // Only to renew the direction and to end with: its error is that of a difference.
      var next = step * step * pass.energy - rho
      next.replace(with: Self.least * rho, where: next .< Self.least * rho)
      beta = (next / rho).replacing(with: 0, where: .!isOpen)
      rho.replace(with: next, where: isOpen)
    }
    return nil
  }

  /// Smallest ratio of successive r · z that single precision can tell.
  private static let least = 1e-6
}

extension InputBatch {
  /// Whether all node voltages are within the range of each input's sources.
  func isWithinSources(_ lines: [(rows: WireLines, columns: WireLines)]) -> Bool {
    var (lowest, highest) = (Vector8.zero, Vector8.zero)
    for voltages in [rowVoltages, columnVoltages] {
      for place in stride(from: 0, to: Self.lanes * rows * columns, by: Self.lanes) {
        let voltage = voltages.pointer.vector(place)
        lowest.replace(with: voltage, where: .!(voltage .>= lowest))
        highest.replace(with: voltage, where: .!(voltage .<= highest))
      }
    }
    return lines.enumerated().allSatisfy { lane, line in
      guard let allowed = VoltageRange(ofSources: [0] + line.rows.heldVoltages + line.columns.heldVoltages) else { return true }
      return allowed.contains(lowest[lane]) && allowed.contains(highest[lane])
    }
  }
}

/// The factors of a network in single precision, row by row, shared by all batches.
final class SingleFactors: @unchecked Sendable {
  // Unchecked, since nothing is written after initialisation.
  let rows: Int
  let columns: Int
  let rowLines: WireLines
  let columnLines: WireLines
  /// Cell conductances, S.
  let conductances: AlignedBuffer
  /// Their sums over each row and each column, S.
  let rowTotals: [Double]
  let columnTotals: [Double]
  /// Cell conductances in single precision, and the row wires' factors u; see `SchurOperator`.
  let gains: ScalarBuffer<Float>
  let rowFactors: ScalarBuffer<Float>
  /// Factors of the column wires from the top to the bottom, as in `SchurOperator`, and from the bottom to the top.
  let downFactors: ScalarBuffer<Float>
  let upFactors: ScalarBuffer<Float>
  /// The second level; nil where none pays.
  let coarse: CoarseNetwork?
  /// A row of zeros, for eight inputs.
  let zeros: ScalarBuffer<Float>
  /// As in `SchurOperator`.
  let topMirror: ScalarBuffer<Float>
  let bottomMirror: ScalarBuffer<Float>

  init(_ schur: SchurOperator) {
    (rows, columns) = (schur.shape.rows, schur.shape.columns)
    (rowLines, columnLines) = (schur.rowLines, schur.columnLines)
    conductances = AlignedBuffer(count: rows * columns)
    gains = ScalarBuffer(count: rows * columns)
    rowFactors = ScalarBuffer(count: rows * columns)
    downFactors = ScalarBuffer(count: rows * columns)
    upFactors = ScalarBuffer(count: rows * columns)
    coarse = CoarseNetwork(of: schur)
    let upward = AlignedBuffer(count: schur.shape.size)
    schur.factorGains(upward: upward)
    zeros = ScalarBuffer(count: 8 * columns)
    topMirror = ScalarBuffer(count: columns)
    bottomMirror = ScalarBuffer(count: columns)
    var rowTotals = Array(repeating: 0.0, count: rows)
    var columnTotals = Array(repeating: 0.0, count: columns)
    for row in 0..<rows {
      let blocked = (row / 8) * 8 * schur.shape.stride + row % 8
      for column in 0..<columns {
        let place = row * columns + column
        conductances.pointer[place] = schur.gain.pointer[blocked + 8 * column]
        gains.pointer[place] = Float(conductances.pointer[place])
        rowTotals[row] += conductances.pointer[place]
        columnTotals[column] += conductances.pointer[place]
        rowFactors.pointer[place] = Float(schur.rowFactor.pointer[blocked + 8 * column])
        downFactors.pointer[place] = Float(schur.columnFactor.pointer[row * schur.shape.stride + column])
        upFactors.pointer[place] = Float(upward.pointer[row * schur.shape.stride + column])
      }
    }
    self.rowTotals = rowTotals
    self.columnTotals = columnTotals
    for column in 0..<columns {
      topMirror.pointer[column] = Float(schur.topMirror.pointer[column])
      bottomMirror.pointer[column] = Float(schur.bottomMirror.pointer[column])
    }
  }
}

/// The ends of the lines of one plane, for eight inputs.
struct LaneEnds {
  /// Wires of the first input; their conductances are those of all inputs.
  let lines: WireLines
  /// Source voltages at the first node of each line, V, one lane per input; likewise at the last.
  let first: [Vector8]
  let last: [Vector8]

  init(_ inputs: [WireLines]) {
    lines = inputs[0]
    func voltages(_ ends: KeyPath<WireLines, [WireEnd]>) -> [Vector8] {
      (0..<inputs[0].count).map { line in
        var vector = Vector8.zero
        for (lane, input) in inputs.enumerated() { vector[lane] = input[keyPath: ends][line].voltage }
        return vector
      }
    }
    first = voltages(\.first)
    last = voltages(\.last)
  }

  /// The starting voltage of a node, V.
  /// - Parameter place: the node's number along the line.
  func guess(_ line: Int, _ place: Int) -> Vector8 {
    let (head, tail) = (lines.first[line], lines.last[line])
    if head.isFixed, lines.isMerged || place == 0 { return first[line] }
    if tail.isFixed, lines.isMerged || place == lines.length - 1 { return last[line] }
    switch (head.isHeld, tail.isHeld) {
    case (true, true): return (first[line] + last[line]) / 2
    case (true, false): return first[line]
    case (false, true): return last[line]
    case (false, false): return .zero
    }
  }
}
