import CrossbarPrimitives

/// Draws the standard scores of a device's parameters: normal numbers of mean 0 and deviation 1, independent of each
/// other or correlated as the description says.
///
/// `MemristorDevice.draw` turns the scores into values by each parameter's own distribution (a Gaussian copula). The
/// order is that of `description.parameters` throughout.
struct CorrelatedScores: Sendable {
  /// Whether each parameter changes from cycle to cycle. Those that do not are drawn from a separate stream, so that
  /// adding one to a description leaves the draws of all others as they were.
  private let changes: [Bool]
  /// Cholesky factor of the correlation matrix: lower triangular, row by row; nil without correlations.
  private let factor: [[Double]]?

  init(_ description: DeviceDescription) {
    changes = description.cycleShares.map { $0 > 0 }
    factor = description.correlations.isEmpty ? nil : Self.factor(description)
  }

  /// One score for each parameter. Constants get one too, which their value ignores.
  ///
  /// - Parameters:
  ///   - purpose: names the stream; scores of two purposes are independent.
  ///   - index: the device's number.
  func scores(_ seed: UInt64, _ purpose: String, _ index: Int) -> [Double] {
    var changing = RandomStream(seed: seed, purpose: purpose, index: index)
    var lasting = RandomStream(
      seed: seed, purpose: purpose == "memristor" ? "stability" : "stability, \(purpose)", index: index)
    return correlated(changes.map { $0 ? changing.standardNormal() : lasting.standardNormal() })
  }

  /// Correlates independent scores as the description says.
  /// - Parameter scores: one for each parameter, independent of each other.
  func correlated(_ scores: [Double]) -> [Double] {
    guard let factor else { return scores }
    return factor.map { row in zip(row, scores).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The Cholesky factor of the correlation matrix; nil if the matrix is not positive definite or names an unknown
  /// parameter.
  static func factor(_ description: DeviceDescription) -> [[Double]]? {
    let names = description.parameters.map(\.name)
    var matrix = names.indices.map { row in names.indices.map { row == $0 ? 1.0 : 0.0 } }
    for correlation in description.correlations {
      guard let a = names.firstIndex(of: correlation.first), let b = names.firstIndex(of: correlation.second) else { return nil }
      (matrix[a][b], matrix[b][a]) = (correlation.value, correlation.value)
    }
    return SymmetricMatrix(matrix)?.factor
  }
}
