/// Preconditioned BiCGSTAB (van der Vorst 1992) for cells whose current depends on both nodes' voltages in different ways, as
/// that of a transistor does: S is then not symmetric.
struct StabilizedGradients {
  let schur: SchurOperator
  /// The right-hand side at first, then the residual.
  let residual: AlignedBuffer
  let solution: AlignedBuffer
  private let shadow: AlignedBuffer
  private let direction: AlignedBuffer
  private let directionProduct: AlignedBuffer
  private let preconditioned: AlignedBuffer
  private let residualProduct: AlignedBuffer

  init(schur: SchurOperator, residual: AlignedBuffer, solution: AlignedBuffer) {
    self.schur = schur
    self.residual = residual
    self.solution = solution
    let size = schur.shape.size
    shadow = AlignedBuffer(count: size)
    direction = AlignedBuffer(count: size)
    directionProduct = AlignedBuffer(count: size)
    preconditioned = AlignedBuffer(count: size)
    residualProduct = AlignedBuffer(count: size)
  }

  /// - Parameter reduction: of the residual's Euclidean norm.
  func solve(reduction: Double, limit: Int) -> ConjugateGradients.Outcome {
    let size = schur.shape.size
    solution.pointer.update(repeating: 0, count: size)
    direction.pointer.update(repeating: 0, count: size)
    directionProduct.pointer.update(repeating: 0, count: size)
    schur.condense(residual)
    shadow.pointer.update(from: residual.pointer, count: size)
    let shape = schur.shape
    let start = shape.dot(residual, residual)
    guard start > 0 else { return start == 0 ? .converged(iterations: 0) : .gaveUp(iterations: 0) }
    let goal = start * reduction * reduction
    var (rho, step, omega) = (1.0, 1.0, 1.0)
    for iteration in 1...limit {
      let next = shape.dot(shadow, residual)
      let beta = next / rho * step / omega
      rho = next
      shape.add(-omega, directionProduct, to: direction)
      shape.renew(direction, beta, plus: residual)
      apply(to: direction, into: directionProduct)
      step = rho / shape.dot(shadow, directionProduct)
      guard step.isFinite else { return .gaveUp(iterations: iteration) }
      shape.add(step, preconditioned, to: solution)
      shape.add(-step, directionProduct, to: residual)
      if shape.dot(residual, residual) <= goal { return .converged(iterations: iteration) }
      apply(to: residual, into: residualProduct)
      omega = shape.dot(residualProduct, residual) / shape.dot(residualProduct, residualProduct)
      guard omega.isFinite, omega != 0 else { return .gaveUp(iterations: iteration) }
      shape.add(omega, preconditioned, to: solution)
      shape.add(-omega, residualProduct, to: residual)
      if shape.dot(residual, residual) <= goal { return .converged(iterations: iteration) }
    }
    return .gaveUp(iterations: limit)
  }

  /// `preconditioned` = (C + a)⁻¹ vector, `product` = S `preconditioned`.
  private func apply(to vector: AlignedBuffer, into product: AlignedBuffer) {
    _ = schur.precondition(vector, minus: 0, times: product, into: preconditioned)
    _ = schur.apply(SchurOperator.Direction(values: preconditioned, renewal: nil), into: product)
    schur.condense(product)
  }
}

extension SchurOperator {
  /// Takes the equations of nodes whose voltage is given out of a vector, and adds up those of columns that are one node.
  func condense(_ vector: AlignedBuffer) {
    for column in 0..<shape.columns {
      let values = vector.pointer + column
      let end = (shape.rows - 1) * shape.stride
      if columnLines.isMerged {
        let sum = (0..<shape.rows).reduce(0) { $0 + values[$1 * shape.stride] }
        for row in 0..<shape.rows { values[row * shape.stride] = 0 }
        values[0] = columnLines.isFixed(column) ? 0 : sum
      } else {
        if columnLines.first[column].isFixed { values[0] = 0 }
        if columnLines.last[column].isFixed { values[end] = 0 }
      }
    }
  }
}
