import Foundation
import Testing

@testable import MemristorDevices

@Suite struct LeastSquaresTests {
  @Test func choleskySolvesAndInverts() throws {
    let matrix = try #require(SymmetricMatrix([[4, 2, 0.4], [2, 5, 1], [0.4, 1, 3]]))
    let x = matrix.solve([1, 2, 3])
    for (row, right) in zip([[4, 2, 0.4], [2, 5, 1], [0.4, 1, 3]], [1.0, 2, 3]) {
      #expect(abs(zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } - right) < 1e-12)
    }
    #expect(abs(matrix.inverse[0][1] - matrix.inverse[1][0]) < 1e-15)
    #expect(SymmetricMatrix([[1, 2], [2, 1]]) == nil)
  }

  /// Rosenbrock's valley, whose minimum is at (1, 1).
  @Test func minimaAreFound() throws {
    let valley = { (p: [Double]) in 100 * pow(p[1] - p[0] * p[0], 2) + pow(1 - p[0], 2) }
    let found = NelderMead.minimum(from: [-1.2, 1], steps: [0.5, 0.5], of: valley)
    #expect(abs(found[0] - 1) < 1e-4 && abs(found[1] - 1) < 1e-4)
    let method = LevenbergMarquardt(steps: [1e-6, 1e-6], reach: 10, rounds: 200)
    let squares = try #require(
      method.minimum(from: [-1.2, 1]) { points in points.map { [10 * ($0[1] - $0[0] * $0[0]), 1 - $0[0]] } })
    #expect(abs(squares.point[0] - 1) < 1e-6 && abs(squares.point[1] - 1) < 1e-6)
    // Jᵀ J there, by hand: J = [[-20, 10], [-1, 0]].
    #expect(abs(squares.information[0][0] - 401) < 0.1 && abs(squares.information[0][1] + 200) < 0.1)
  }

  @Test func pointsWithoutAnAnswerAreAvoided() throws {
    let method = LevenbergMarquardt(steps: [1e-6], reach: 10)
    let found = try #require(method.minimum(from: [1]) { points in points.map { $0[0] < 0.5 ? nil : [$0[0] - 0.4] } })
    #expect(found.point[0] >= 0.5 && found.point[0] < 0.6)
    #expect(method.minimum(from: [0]) { points in points.map { _ in nil } } == nil)
    #expect(NelderMead.minimum(from: [1], steps: [0.1]) { $0[0] < 0.5 ? .nan : $0[0] }[0] < 0.51)
  }
}
