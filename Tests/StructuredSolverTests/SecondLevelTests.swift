import CrossbarPrimitives
import Foundation
import Testing

@testable import StructuredSolver

/// Arrays that extend far beyond the length over which wires and cells share a current.
@Suite struct SecondLevelTests {
  /// Cells over three decades behind wires that lose most of the voltage.
  static func network(size: Int = 96, wire: Double = 50, isGrounded: Bool = false) -> CrossbarNetwork {
    var stream = RandomStream(seed: 17, purpose: "cells")
    var network = CrossbarNetwork(
      conductances: Grid(rows: size, columns: size) { _, _ in pow(10, -2.5 - 3 * stream.uniform()) }, rowSegment: .ohms(wire),
      columnSegment: .ohms(wire))
    network.left = Array(repeating: .held(at: .volts(0.2), through: .ohms(wire)), count: size)
    network.bottom = Array(repeating: .held(at: .zero, through: isGrounded ? .zero : .ohms(wire)), count: size)
    return network
  }

  /// Both solve one round's equations; only the number of iterations differs.
  @Test(arguments: [false, true])
  func fewerIterationsForTheSameCorrections(isGrounded: Bool) throws {
    func solve(isPlain: Bool) throws -> (iterations: Int, corrections: [Double]) {
      let point = try CrossbarSolver.point(of: Self.network(wire: 200, isGrounded: isGrounded))
      var gradients = ConjugateGradients(point)
      let coarse = try #require(CoarseNetwork(of: point.schur))
      if !isPlain { gradients.coarse = coarse }
      _ = point.balance(OhmicLaw())
      point.schur.eliminateRows(missingInRows: point.missingInRows, missingInColumns: point.residual)
      guard case .converged(let iterations) = gradients.solve(reduction: 1e-10, limit: 400) else {
        Issue.record("not converged")
        return (0, [])
      }
      return (iterations, (0..<point.schur.shape.size).map { point.correction.pointer[$0] })
    }
    let plain = try solve(isPlain: true)
    let both = try solve(isPlain: false)
    #expect(both.iterations <= 30 && 4 * both.iterations <= 3 * plain.iterations, "\(both.iterations) of \(plain.iterations)")
    let largest = plain.corrections.map(abs).max() ?? 0
    let worst = zip(plain.corrections, both.corrections).map { abs($0 - $1) }.max() ?? .infinity
    #expect(largest > 0.01 && worst <= 1e-9 * largest, "\(worst) of \(largest)")
  }

  @Test(arguments: [false, true])
  func currentsAreThoseOfElimination(isGrounded: Bool) throws {
    let network = Self.network(size: 64, wire: 100, isGrounded: isGrounded)
    let (found, report) = try CrossbarSolver().endCurrents(of: network)
    let (expected, other) = try CrossbarSolver(tolerance: 1e-12, iterationLimit: 1).endCurrents(of: network)
    #expect(report.method == .iterative && other.method == .direct)
    for (one, other) in zip(found.left + found.bottom, expected.left + expected.bottom) {
      #expect(abs(one - other) <= 1e-9 * abs(other), "\(one), \(other)")
    }
  }

  @Test(arguments: [false, true])
  func inputsTogetherHaveASecondLevelToo(isGrounded: Bool) throws {
    let network = Self.network(isGrounded: isGrounded)
    var stream = RandomStream(seed: 17, purpose: "inputs")
    let inputs = (0..<3).map { _ in
      var input = EndVoltages(of: network)
      input.left = input.left.map { _ in stream.uniform() }
      return input
    }
    let together = try CrossbarSolver().endCurrents(of: network, inputs: inputs)
    // Inputs that a batch cannot solve would each have iterations of their own.
    #expect(Set(together.map(\.report.iterations)).count == 1 && together[0].report.iterations <= 60)
    for (input, found) in zip(inputs, together) {
      let alone = try CrossbarSolver().endCurrents(of: network.held(at: input)).ends
      for (one, other) in zip(found.ends.left + found.ends.bottom, alone.left + alone.bottom) {
        #expect(abs(one - other) <= 1e-9 * abs(other), "\(one), \(other)")
      }
    }
  }

  @Test func thereIsNoneWhereItWouldNotPay() throws {
    for (network, isTwoLevel) in [
      (Self.network(), true), (Self.network(wire: 0.5), false), (Self.network(size: 48), false),
      (Self.network(wire: 0), false),
    ] {
      let point = try CrossbarSolver.point(of: network)
      #expect((CoarseNetwork(of: point.schur) != nil) == isTwoLevel)
    }
  }

  @Test(arguments: [(2, 16), (5, 37), (16, 512)])
  func hatsSumToOneAndShareStrips(count: Int, places: Int) {
    let hats = HatFunctions(count: count, places: places, padded: places + 3)
    #expect(hats.share.allSatisfy { (0...1).contains($0) } && hats.first.allSatisfy { (0...(count - 2)).contains($0) })
    #expect(hats.strips.map(\.count).reduce(0, +) == places && hats.strips.count == count - 1)
    for (strip, range) in hats.strips.enumerated() { #expect(range.allSatisfy { hats.first[$0] == strip }) }
    // Constant values come back as the number of places.
    let sums = hats.sums(Array(repeating: 1, count: places))
    #expect(abs(sums.reduce(0, +) - Double(places)) < 1e-9)
    #expect(sums.allSatisfy { abs($0 - Double(places) / Double(count)) <= 1 })
  }
}
