/// Eight inputs of an ohmic network at a time: each node has a vector of eight voltages, so that the network's factors are
/// read once for all and every step is one of whole vectors.
///
/// The equations and sweeps are those of `SchurOperator`, whose factors are used here; a batch runs on one thread.
final class InputBatch {
  let schur: SchurOperator
  let rowEnds: LaneEnds
  let columnEnds: LaneEnds
  let rowVoltages: AlignedBuffer
  let columnVoltages: AlignedBuffer
  let missingInRows: AlignedBuffer
  let residual: AlignedBuffer
  let preconditioned: AlignedBuffer
  let direction: AlignedBuffer
  let product: AlignedBuffer
  let correction: AlignedBuffer
  /// One row of vectors.
  let work: AlignedBuffer

  var rows: Int { schur.shape.rows }
  var columns: Int { schur.shape.columns }

  static let lanes = 8

  /// Bytes that a batch takes.
  static func memory(_ shape: PlaneShape) -> Int { 8 * lanes * 8 * shape.rows * shape.columns }

  /// - Parameter points: the lines of each input, at most eight.
  init(_ schur: SchurOperator, rowLines: [WireLines], columnLines: [WireLines]) {
    self.schur = schur
    rowEnds = LaneEnds(rowLines)
    columnEnds = LaneEnds(columnLines)
    let size = Self.lanes * schur.shape.rows * schur.shape.columns
    rowVoltages = AlignedBuffer(count: size)
    columnVoltages = AlignedBuffer(count: size)
    missingInRows = AlignedBuffer(count: size)
    residual = AlignedBuffer(count: size)
    preconditioned = AlignedBuffer(count: size)
    direction = AlignedBuffer(count: size)
    product = AlignedBuffer(count: size)
    correction = AlignedBuffer(count: size)
    work = AlignedBuffer(count: Self.lanes * schur.shape.columns)
    for row in 0..<rows {
      for column in 0..<columns {
        rowVoltages.pointer.store(rowEnds.guess(row, column), place(row, column))
        columnVoltages.pointer.store(columnEnds.guess(column, row), place(row, column))
      }
    }
  }

  @inline(__always) func place(_ row: Int, _ column: Int) -> Int { Self.lanes * (row * columns + column) }

  /// Where the gain and the row wire's factor at a row's first column lie; eight apart from column to column.
  @inline(__always) func factorPlace(_ row: Int) -> Int { (row / 8) * 8 * schur.shape.stride + row % 8 }

  /// Solves for the corrections by conjugate gradients, each lane with steps of its own.
  /// - Returns: iterations, or nil when a lane did not converge.
  func solve(reduction: Double, limit: Int) -> Int? {
    let size = Self.lanes * rows * columns
    correction.pointer.update(repeating: 0, count: size)
    direction.pointer.update(repeating: 0, count: size)
    var rho = precondition(minus: .zero)
    let goal = rho * (reduction * reduction)
    var step = Vector8.zero
    var beta = Vector8.zero
    for iteration in 0..<limit {
      // Lanes that are done stand still: 0 / 0 would be no number.
      let isOpen = rho .> goal
      if !any(isOpen) {
        addLastStep(step)
        return iteration
      }
      let curvature = apply(beta: beta, step: step)
      step = (rho / curvature).replacing(with: 0, where: .!isOpen)
      guard all(step .>= 0), all(step .< .infinity) else { return nil }
      let next = precondition(minus: step)
      beta = (next / rho).replacing(with: 0, where: .!isOpen)
      rho = rho.replacing(with: next, where: isOpen)
    }
    return nil
  }

  private func addLastStep(_ step: Vector8) {
    for place in stride(from: 0, to: Self.lanes * rows * columns, by: Self.lanes) {
      correction.pointer.store(correction.pointer.vector(place) + step * direction.pointer.vector(place), place)
    }
  }
}

/// The ends of the lines of one plane, for eight inputs.
struct LaneEnds {
  /// The first input's, which has the conductances of all.
  let lines: WireLines
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

  /// Of a node before anything is solved.
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
