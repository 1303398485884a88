import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct CellErrorsTests {
  private let bits: Grid<Bool> = Grid(rows: 200, columns: 100) { ($0 + $1) % 4 == 0 }

  @Test func errorsComeAtTheirRates() throws {
    let read = try CellErrors(oneAsZero: 0.3, zeroAsOne: 0.05).flip(bits, seed: 1)
    let pairs = Array(zip(bits.elements, read.elements))
    for (bit, rate) in [(true, 0.3), (false, 0.05)] {
      let written = pairs.filter { $0.0 == bit }
      let wrong = Double(written.count { $0.1 != bit })
      // Four standard deviations of the binomial distribution.
      let count = Double(written.count)
      #expect(abs(wrong - rate * count) < 4 * (count * rate * (1 - rate)).squareRoot())
    }
  }

  @Test func certaintiesAreCertain() throws {
    #expect(try CellErrors(oneAsZero: 0, zeroAsOne: 0).flip(bits, seed: 1) == bits)
    #expect(try CellErrors(oneAsZero: 1, zeroAsOne: 1).flip(bits, seed: 1) == bits.map { !$0 })
    #expect(try CellErrors(oneAsZero: 1, zeroAsOne: 0).flip(bits, seed: 1).elements.allSatisfy { !$0 })
  }

  @Test func moreErrorsKeepTheFewer() throws {
    func wrong(_ rate: Double, seed: UInt64 = 1, index: Int = 0) throws -> Set<Int> {
      let read = try CellErrors(oneAsZero: rate, zeroAsOne: rate).flip(bits, seed: seed, index: index)
      return Set(bits.elements.indices.filter { bits.elements[$0] != read.elements[$0] })
    }
    #expect(try wrong(0.01).isSubset(of: wrong(0.02)))
    #expect(try wrong(0.01) == wrong(0.01))
    #expect(try wrong(0.01) != wrong(0.01, seed: 2))
    #expect(try wrong(0.01) != wrong(0.01, index: 1))
  }

  /// In offset binary a cell that always reads 0 leaves the lowest code; in sign and magnitude it leaves zero.
  @Test func theCodingDecidesWhatAnErrorDoes() throws {
    let network = QuantizedNetwork(layers: [
      try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 2) { [3, -3][$1] }, biasCodes: [1, 0], bits: 3)
    ])
    let dead = try CellErrors(oneAsZero: 1, zeroAsOne: 0)
    func codes(_ scheme: CodingScheme) throws -> [Int] {
      try dead.readBack(network, coding: scheme.coding, seed: 1).layers[0].weightCodes.elements
    }
    #expect(try codes(.offsetBinary) == [-4, -4])
    #expect(try codes(.twosComplement) == [0, 0])
    #expect(try codes(.signMagnitude) == [0, 0])
  }

  @Test(arguments: [-0.1, 1.5, .nan]) func refusesWhatIsNoProbability(value: Double) {
    let error = #expect(throws: NeuralMappingError.self) { try CellErrors(oneAsZero: value, zeroAsOne: 0) }
    #expect(error?.description == "the probability of a 1 read as 0 is \(value); 0 to 1 are allowed")
  }
}
