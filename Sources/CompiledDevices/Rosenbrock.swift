/// The method RODAS 4(3) for stiff differential and index-1 algebraic equations: six stages, one Jacobian, no
/// iteration.
///
/// Coefficients: Hairer and Wanner, "Solving Ordinary Differential Equations II", 2nd edition, section VI.4, and their
/// program rodas.f, in its transformed variables u.
enum Rosenbrock {
  /// Stages of a step; the last one's increment is the error estimate.
  static let stageCount = 6
  /// The method's diagonal coefficient.
  static let gamma = 0.25

  /// States of a stage: y + Σ a u. The last stage adds the fifth's u to the fifth's states.
  static let a: [[Double]] = [
    [], [1.544], [0.9466785280815826, 0.2557011698983284], [3.314825187068521, 2.896124015972201, 0.9986419139977817],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950],
    [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1],
  ]

  /// Contribution of earlier stages to a stage's right-hand side, times the step.
  static let c: [[Double]] = [
    [], [-5.6688], [-2.430093356833875, -0.2063599157091915],
    [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
    [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160],
    [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
  ]

  /// Time of each stage as a share of the step.
  static let times = [0, 0.386, 0.21, 0.63, 1, 1]

  /// Weight of the time derivative in each stage.
  static let timeWeights = [0.25, -0.1043, 0.1035, -0.0362, 0, 0]

  /// Coefficients of the continuous solution y0 (1 - s) + s (y1 + (1 - s) (Σ dense2 u + s Σ dense3 u)) at a share s of
  /// the step.
  static let dense2 = [
    10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662,
  ]
  static let dense3 = [
    -0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872,
  ]

  /// Weights of an integral: ∫ g dt is h Σ w (g + J u) + h² g' Σ w d over the stages. This is the method applied to a
  /// state that nothing else depends on, solved for its increments.
  static let quadratureWeights: [Double] = {
    var weights = a[5] + [1]
    for stage in (0..<stageCount).reversed() {
      for later in (stage + 1)..<stageCount { weights[stage] += gamma * c[later][stage] * weights[later] }
    }
    return weights.map { gamma * $0 }
  }()
}

/// The coefficients in plain memory, read without bounds checks.
final class RosenbrockTable {
  /// `a[6 * stage + before]`, likewise `c`.
  let a: UnsafeMutablePointer<Double>
  let c: UnsafeMutablePointer<Double>
  /// One entry per stage, as in `Rosenbrock`; likewise the two that follow.
  let times: UnsafeMutablePointer<Double>
  let timeWeights: UnsafeMutablePointer<Double>
  let quadratureWeights: UnsafeMutablePointer<Double>
  /// Weight of the time derivative in an integral.
  let quadratureTimeWeight: Double
  private let start: UnsafeMutablePointer<Double>

  init() {
    let count = Rosenbrock.stageCount
    start = .allocate(capacity: count * (2 * count + 3))
    start.initialize(repeating: 0, count: count * (2 * count + 3))
    (a, c) = (start, start + count * count)
    times = start + 2 * count * count
    timeWeights = times + count
    quadratureWeights = timeWeights + count
    quadratureTimeWeight = zip(Rosenbrock.quadratureWeights, Rosenbrock.timeWeights).reduce(0) { $0 + $1.0 * $1.1 }
    for stage in 0..<count {
      for before in 0..<stage {
        a[count * stage + before] = Rosenbrock.a[stage][before]
        c[count * stage + before] = Rosenbrock.c[stage][before]
      }
      times[stage] = Rosenbrock.times[stage]
      timeWeights[stage] = Rosenbrock.timeWeights[stage]
      quadratureWeights[stage] = Rosenbrock.quadratureWeights[stage]
    }
  }

  deinit { start.deallocate() }
}
