import CrossbarPrimitives
import Testing

@testable import StructuredSolver

/// Factors and memory that several solutions share.
@Suite struct PreparedNetworkTests {
  private static func inputs(_ count: Int, of network: CrossbarNetwork) -> [EndVoltages] {
    var stream = RandomStream(seed: 18, purpose: "inputs")
    return (0..<count).map { _ in
      var input = EndVoltages(of: network)
      input.left = input.left.map { _ in stream.uniform() }
      return input
    }
  }

  /// Whatever was solved before, and also where elimination took over.
  @Test(arguments: [nil, 1])
  func aSolutionDoesNotDependOnThoseBefore(iterationLimit: Int?) throws {
    let network = SecondLevelTests.network(size: 24)
    let solver = CrossbarSolver(iterationLimit: iterationLimit)
    let prepared = try solver.prepare(network)
    let inputs = Self.inputs(3, of: network)
    var found: [EndCurrents] = []
    for input in inputs + inputs.reversed() { found.append(try prepared.endCurrents(input).ends) }
    #expect(found == found.reversed())
    for (input, ends) in zip(inputs, found) {
      let fresh = try solver.endCurrents(of: network.held(at: input)).ends
      for (one, other) in zip(ends.left + ends.bottom, fresh.left + fresh.bottom) {
        #expect(abs(one - other) <= 1e-11 * abs(other), "\(one), \(other)")
      }
      if iterationLimit == nil { #expect(ends == fresh) }
    }
  }

  @Test func manyInputsAreTheSameEachTime() throws {
    let network = SecondLevelTests.network(size: 24)
    let inputs = Self.inputs(11, of: network)
    let prepared = try CrossbarSolver().prepare(network)
    let first = try prepared.endCurrents(inputs: inputs).map(\.ends)
    _ = try prepared.endCurrents(inputs[3])
    #expect(try prepared.endCurrents(inputs: inputs).map(\.ends) == first)
    #expect(try CrossbarSolver().endCurrents(of: network, inputs: inputs).map(\.ends) == first)
  }

  @Test func wrongNetworksAndInputsAreNamed() throws {
    var network = SecondLevelTests.network(size: 8)
    let prepared = try CrossbarSolver().prepare(network)
    var input = EndVoltages(of: network)
    input.left = [1]
    #expect {
      try prepared.endCurrents(input)
    } throws: {
      "\($0)".contains("an input has 1, 8, 8 and 8 voltages on the left, right, top and bottom of a 8x8 network")
    }
    network.conductances[2, 3] = -1
    #expect {
      try CrossbarSolver().prepare(network)
    } throws: {
      "\($0)".contains("cell (2, 3) has a conductance of -1.0 S")
    }
  }

  /// Memory that was used before is zero again.
  @Test func reusedMemoryIsZero() {
    for _ in 0..<3 {
      let buffers = (0..<3).map { _ in AlignedBuffer(count: 40_000) }
      for buffer in buffers {
        #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
        #expect((0..<buffer.count).allSatisfy { buffer.pointer[$0] == 0 })
        buffer.pointer.update(repeating: 1, count: buffer.count)
      }
    }
  }
}
