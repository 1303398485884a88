import Foundation

/// Eigenvalues of a symmetric tridiagonal matrix, and two elements of each normalised eigenvector, by the implicit QL
/// algorithm (Bowdler, Martin, Reinsch and Wilkinson, Numer. Math. 11, 293, 1968). It takes a time in proportion to the square
/// of the matrix's size.
struct TridiagonalModes {
  /// In no order.
  private(set) var modes: [(value: Double, first: Double, second: Double)]

  /// - Parameters:
  ///   - below: elements next to the diagonal, one fewer.
  ///   - rows: indices of the two elements that are kept.
  init(diagonal: [Double], below: [Double], rows: (Int, Int)) {
    var (values, beside) = (diagonal, below + [0])
    var first = diagonal.indices.map { $0 == rows.0 ? 1.0 : 0 }
    var second = diagonal.indices.map { $0 == rows.1 ? 1.0 : 0 }
    for low in values.indices {
      // A few rounds a value suffice; the limit only keeps numbers that are none from going round for ever.
      for _ in 0..<100 {
        let high =
          (low..<values.count - 1).first { abs(beside[$0]) <= 1e-16 * (abs(values[$0]) + abs(values[$0 + 1])) } ?? values.count
          - 1
        if high == low { break }
        let half = (values[low + 1] - values[low]) / (2 * beside[low])
        var shifted = values[high] - values[low] + beside[low] / (half + copysign(hypot(half, 1), half))
        var (sine, cosine, moved) = (1.0, 1.0, 0.0)
        for index in (low..<high).reversed() {
          let (far, near) = (sine * beside[index], cosine * beside[index])
          let length = hypot(far, shifted)
          beside[index + 1] = length
          (sine, cosine) = length > 0 ? (far / length, shifted / length) : (0, 1)
          let start = values[index + 1] - moved
          let turned = (values[index] - start) * sine + 2 * cosine * near
          moved = sine * turned
          values[index + 1] = start + moved
          shifted = cosine * turned - near
          (first[index + 1], first[index]) =
            (sine * first[index] + cosine * first[index + 1], cosine * first[index] - sine * first[index + 1])
          (second[index + 1], second[index]) =
            (sine * second[index] + cosine * second[index + 1], cosine * second[index] - sine * second[index + 1])
        }
        values[low] -= moved
        beside[low] = shifted
        beside[high] = 0
      }
    }
    modes = values.indices.map { (values[$0], first[$0], second[$0]) }
  }
}
