import CrossbarPrimitives
import Foundation
import StructuredSolver
import Testing

/// Many inputs at once, and the matrix they amount to.
@Suite struct InputTests {
  private static func inputs(_ count: Int, of network: CrossbarNetwork) -> [EndVoltages] {
    var stream = RandomStream(seed: 5, purpose: "inputs")
    return (0..<count).map { _ in
      var voltages = EndVoltages(of: network)
      voltages.left = voltages.left.map { _ in stream.uniform() }
      voltages.bottom = voltages.bottom.map { _ in 0.1 * stream.uniform() }
      return voltages
    }
  }

  private static func held(_ network: CrossbarNetwork, at voltages: EndVoltages) -> CrossbarNetwork {
    func hold(_ ends: [LineEnd], _ voltages: [Double]) -> [LineEnd] {
      zip(ends, voltages).map { end, voltage in
        if case .held(_, let resistance) = end { .held(at: .volts(voltage), through: resistance) } else { .open }
      }
    }
    var network = network
    network.left = hold(network.left, voltages.left)
    network.right = hold(network.right, voltages.right)
    network.top = hold(network.top, voltages.top)
    network.bottom = hold(network.bottom, voltages.bottom)
    return network
  }

  @Test(arguments: 0..<48)
  func eachInputIsSolvedAsIfAlone(index: Int) throws {
    let (rows, columns) = DenseComparisonTests.shapes[index % DenseComparisonTests.shapes.count]
    var network = RandomNetwork.draw(index, rows: rows, columns: columns)
    // Sources that may differ from one another must not meet at one node.
    network.right = network.right.map { _ in .open }
    network.top = network.top.map { _ in .open }
    let inputs = Self.inputs(11, of: network)
    let together = try CrossbarSolver().endCurrents(of: network, inputs: inputs)
    #expect(together.count == 11)
    for (input, found) in zip(inputs, together) {
      let alone = try CrossbarSolver().solve(Self.held(network, at: input)).ends
      let pairs = zip(found.ends.left + found.ends.bottom, alone.left + alone.bottom)
      for (one, other) in pairs { #expect(abs(one - other) <= 2e-9 * abs(other) + 1e-14, "\(index): \(one), \(other)") }
    }
  }

  /// Cells over five decades behind wires and drivers: eight inputs at a time, in single precision between residuals in double.
  @Test(arguments: [(40, 24), (9, 130), (64, 64)])
  func inputsTogetherAreAsGoodAsAlone(rows: Int, columns: Int) throws {
    var stream = RandomStream(seed: 3, purpose: "cells")
    var network = CrossbarNetwork(
      conductances: Grid(rows: rows, columns: columns) { _, _ in pow(10, -2 - 5 * stream.uniform()) }, rowSegment: .ohms(2.5),
      columnSegment: .ohms(2.5))
    network.left = Array(repeating: .held(at: .zero, through: .ohms(12.5)), count: rows)
    network.bottom = Array(repeating: .held(at: .zero, through: .ohms(2.5)), count: columns)
    let inputs = Self.inputs(11, of: network)
    let together = try CrossbarSolver().endCurrents(of: network, inputs: inputs)
    for (input, found) in zip(inputs, together) {
      let alone = try CrossbarSolver(tolerance: 1e-12).solve(Self.held(network, at: input)).ends
      for (one, other) in zip(found.ends.left + found.ends.bottom, alone.left + alone.bottom) {
        #expect(abs(one - other) <= 1e-9 * abs(other), "\(one), \(other)")
      }
    }
    // Those of a batch share its iterations.
    #expect(Set(together.prefix(8).map(\.report.iterations)).count == 1)
  }

  @Test func effectiveConductancesOfAnIdealArrayAreItsCells() throws {
    var stream = RandomStream(seed: 1, purpose: "cells")
    var network = CrossbarNetwork(
      conductances: Grid(rows: 5, columns: 3) { _, _ in stream.uniform() * 1e-3 }, rowSegment: .zero, columnSegment: .zero)
    network.left = Array(repeating: .held(at: .zero, through: .zero), count: 5)
    network.bottom = Array(repeating: .held(at: .zero, through: .zero), count: 3)
    let effective = try CrossbarSolver().effectiveConductances(of: network)
    for row in 0..<5 {
      for column in 0..<3 {
        #expect(abs(effective.matrix[row, column] - network.conductances[row, column]) < 1e-18)
      }
    }
  }

  @Test func aProductReplacesASolution() throws {
    var stream = RandomStream(seed: 2, purpose: "cells")
    var network = CrossbarNetwork(
      conductances: Grid(rows: 20, columns: 12) { _, _ in pow(10, -2 - 5 * stream.uniform()) }, rowSegment: .ohms(2.5),
      columnSegment: .ohms(1))
    network.left = (0..<20).map { $0 == 7 ? .open : .held(at: .volts(1), through: .ohms(12.5)) }
    network.bottom = Array(repeating: .held(at: .volts(0.05), through: .ohms(3)), count: 12)
    network.top[4] = .held(at: .volts(0.3), through: .ohms(20))
    let effective = try CrossbarSolver().effectiveConductances(of: network)
    #expect(effective.matrix.row(7).allSatisfy { $0 == 0 })
    var input = EndVoltages(of: network)
    input.left = (0..<20).map { _ in stream.uniform() - 0.5 }
    let solved = try CrossbarSolver().solve(Self.held(network, at: input)).ends.bottom
    let product = effective.currents(input.left)
    let scale = solved.map(abs).max() ?? 0
    for (one, other) in zip(product, solved) { #expect(abs(one - other) <= 1e-8 * scale) }
    // A passive network is reciprocal: what row 3 does to column 5, column 5 does to row 3.
    var reverse = EndVoltages(
      left: Array(repeating: 0, count: 20), right: Array(repeating: 0, count: 20), top: Array(repeating: 0, count: 12),
      bottom: Array(repeating: 0, count: 12))
    reverse.bottom[5] = 1
    let back = try CrossbarSolver().solve(Self.held(network, at: reverse)).ends.left[3]
    #expect(abs(back / effective.matrix[3, 5] - 1) < 1e-8)
  }

  @Test func inputsThatDoNotFitAreNamed() throws {
    let network = RandomNetwork.draw(1, rows: 2, columns: 3)
    var input = EndVoltages(of: network)
    input.left = [1]
    #expect {
      try CrossbarSolver().endCurrents(of: network, inputs: [input])
    } throws: {
      "\($0)".contains("an input has 1, 2, 3 and 3 voltages on the left, right, top and bottom of a 2x3 network")
    }
  }
}
