import CrossbarPrimitives

/// Standard scores of a device's parameters: independent normal draws, made correlated where the description says so.
struct CorrelatedScores: Sendable {
  /// Whether a parameter changes from cycle to cycle; those that do not are drawn from a stream of their own, so that one
  /// that is added to a description changes no other.
  private let changes: [Bool]
  /// Lower triangular, by rows; nil without correlations.
  private let factor: [[Double]]?

  init(_ description: DeviceDescription) {
    changes = description.cycleShares.map { $0 > 0 }
    factor = description.correlations.isEmpty ? nil : Self.factor(description)
  }

  /// A score for each parameter; constants have one too, which counts for nothing. Those of two purposes are independent.
  func scores(_ seed: UInt64, _ purpose: String, _ index: Int) -> [Double] {
    var changing = RandomStream(seed: seed, purpose: purpose, index: index)
    var lasting = RandomStream(
      seed: seed, purpose: purpose == "memristor" ? "stability" : "stability, \(purpose)", index: index)
    let scores = changes.map { $0 ? changing.standardNormal() : lasting.standardNormal() }
    guard let factor else { return scores }
    return factor.map { row in zip(row, scores).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Cholesky's factor of the matrix of correlations; nil where no such correlations can be.
  static func factor(_ description: DeviceDescription) -> [[Double]]? {
    let names = description.parameters.map(\.name)
    var matrix = names.indices.map { row in names.indices.map { row == $0 ? 1.0 : 0.0 } }
    for correlation in description.correlations {
      guard let a = names.firstIndex(of: correlation.first), let b = names.firstIndex(of: correlation.second) else { return nil }
      (matrix[a][b], matrix[b][a]) = (correlation.value, correlation.value)
    }
    var factor = names.indices.map { _ in names.indices.map { _ in 0.0 } }
    for row in names.indices {
      for column in 0...row {
        let sum = (0..<column).reduce(matrix[row][column]) { $0 - factor[row][$1] * factor[column][$1] }
        if row == column {
          guard sum > 0 else { return nil }
          factor[row][row] = sum.squareRoot()
        } else {
          factor[row][column] = sum / factor[column][column]
        }
      }
    }
    return factor
  }
}
