/// Preconditioned conjugate gradients for the corrections of the column voltages (Hestenes and Stiefel 1952). Each
/// vector is read as few times as possible: the search direction is renewed while the operator is applied to it, and
/// the residual while it is preconditioned.
struct ConjugateGradients {
  let schur: SchurOperator
  /// The right-hand side at first, then the residual; it is overwritten.
  let residual: AlignedBuffer
  /// The residual after preconditioning: z.
  let preconditioned: AlignedBuffer
  /// The search direction p, and below S p.
  let direction: AlignedBuffer
  let product: AlignedBuffer
  let solution: AlignedBuffer
  /// The second level for the present gains; nil where none pays.
  var coarse: CoarseNetwork?

  init(_ point: OperatingPoint) {
    schur = point.schur
    residual = point.residual
    solution = point.correction
    preconditioned = AlignedBuffer(count: schur.shape.size)
    direction = AlignedBuffer(count: schur.shape.size)
    product = AlignedBuffer(count: schur.shape.size)
  }

  /// How an iteration ended.
  enum Outcome {
    /// The residual is reduced as asked.
    case converged(iterations: Int)
    /// The limit is reached, or rounding has made the operator indefinite. The solution is not to be used.
    case gaveUp(iterations: Int)
  }

  /// Solves for the corrections from the residual.
  /// - Parameters:
  ///   - reduction: of the residual's norm, in the preconditioner's metric.
  ///   - limit: most iterations.
  func solve(reduction: Double, limit: Int) -> Outcome {
    let size = schur.shape.size
    solution.pointer.update(repeating: 0, count: size)
    direction.pointer.update(repeating: 0, count: size)
    if let coarse { schur.sum(residual, into: coarse) }
    var rho = schur.precondition(residual, minus: 0, times: product, into: preconditioned, coarse: coarse)
    let goal = rho * reduction * reduction
    guard rho > 0 else { return rho == 0 ? .converged(iterations: 0) : .gaveUp(iterations: 0) }
    var beta = 0.0
    var step = 0.0
    for iteration in 1...limit {
      let renewal = SchurOperator.Direction.Renewal(residual: preconditioned, beta: beta, solution: solution, step: step)
      let curvature = schur.apply(SchurOperator.Direction(values: direction, renewal: renewal), into: product, coarse: coarse)
      guard curvature > 0, curvature.isFinite else { return .gaveUp(iterations: iteration) }
      step = rho / curvature
      let next = schur.precondition(residual, minus: step, times: product, into: preconditioned, coarse: coarse)
      beta = next / rho
      rho = next
      guard rho.isFinite else { return .gaveUp(iterations: iteration) }
      if rho <= goal {
        schur.shape.add(step, direction, to: solution)
        return .converged(iterations: iteration)
      }
    }
    schur.shape.add(step, direction, to: solution)
    return .gaveUp(iterations: limit)
  }
}
