import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct CellLevelsTests {
  /// Schemes in cells of 1 to 4 bits, in both orders, and of 3 and 9 levels.
  private static let cases: [(CodingScheme, CellLevels)] = CodingScheme.allCases.flatMap { scheme in
    [(2, false), (4, false), (4, true), (8, true), (16, false), (16, true), (3, false), (9, false)].compactMap {
      count, isGray in (try? CellLevels(count: count, isGray: isGray)).map { (scheme, $0) }
    }
  }

  @Test func neighboursInGraysOrderDifferInOneBit() throws {
    for bits in 1...4 {
      let levels = try CellLevels(count: 1 << bits, isGray: true)
      let digits = (0..<levels.count).map(levels.digit)
      #expect(Set(digits) == Set(0..<levels.count) && levels.bits == bits)
      #expect(zip(digits, digits.dropFirst()).allSatisfy { ($0 ^ $1).nonzeroBitCount == 1 })
      #expect((0..<levels.count).allSatisfy { levels.level(of: levels.digit(at: $0)) == $0 })
    }
    #expect((0..<4).map(try CellLevels(count: 4, isGray: true).digit) == [0, 1, 3, 2])
  }

  @Test(arguments: cases) func everyCodeComesBack(scheme: CodingScheme, levels: CellLevels) throws {
    let coding = scheme.coding(levels)
    for bits in 2...8 {
      let codes = Array(try scheme.codes(bits: bits, levels: levels))
      let layer = try QuantizedLayer(
        weightCodes: Grid(rows: 1, columns: codes.count) { codes[$1] }, biasCodes: codes.reversed(), bits: bits)
      let grid = try coding.encode(layer)
      #expect(grid.elements.allSatisfy { (0..<levels.count).contains($0) })
      #expect(grid.columns == codes.count * coding.cellsPerCode(bits: bits))
      #expect(try coding.decode(grid, written: layer) == layer)
      #expect(coding.cellNames(bits: bits).count == coding.cellsPerCode(bits: bits))
      guard let places = coding.placeValues(bits: bits) else { continue }
      for code in codes {
        #expect(code == zip(places.values, coding.digits(for: code, bits: bits)).reduce(places.offset) { $0 + $1.0 * $1.1 })
      }
    }
  }

  /// Whatever is read, the code is one that could have been written.
  @Test(arguments: cases) func everyPatternHasACode(scheme: CodingScheme, levels: CellLevels) throws {
    let (coding, bits) = (scheme.coding(levels), 5)
    let width = coding.cellsPerCode(bits: bits)
    let written = try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 1, repeating: 0), biasCodes: [0], bits: bits)
    let allowed = try scheme.codes(bits: bits, levels: levels)
    var stream = RandomStream(seed: 1, purpose: "patterns")
    for _ in 0..<200 {
      let grid = Grid<Int>(rows: 2, columns: width) { _, _ in Int.random(in: 0..<levels.count, using: &stream) }
      let read = try coding.decode(grid, written: written)
      #expect(allowed.contains(read.weightCodes[0, 0]) && allowed.contains(read.biasCodes[0]))
    }
  }

  @Test func patternsOfMinusThree() throws {
    let levels = try CellLevels(count: 4)
    func digits(_ scheme: CodingScheme, _ bits: Int) -> [Int] { scheme.coding(levels).digits(for: -3, bits: bits) }
    // 1101, 0101, and a magnitude of 011.
    #expect(digits(.twosComplement, 4) == [3, 1] && digits(.offsetBinary, 4) == [1, 1])
    #expect(digits(.signMagnitude, 4) == [3, 0, 3] && digits(.differentialPairs, 4) == [0, 0, 0, 3])
    // The sign fills the first of two slices: 101 becomes 1101.
    #expect(digits(.twosComplement, 3) == [3, 1])
    // A sign stays at the outermost levels in Gray's order too.
    let sign = SignMagnitudeCoding(levels: try CellLevels(count: 4, isGray: true))
    let layer = try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 2) { [-2, 3][$1] }, biasCodes: [0, 0], bits: 3)
    #expect(Array(try sign.encode(layer).row(0)) == [3, 3, 0, 2])
    #expect(OffsetBinaryCoding(levels: levels).cellNames(bits: 4) == ["4", "1"])
    #expect(TwosComplementCoding(levels: levels).cellNames(bits: 4) == ["4, signed", "1"])
  }

  /// Nine levels on both sides of a pair are seventeen codes.
  @Test func levelsThatAreNoWholeBitsAreAllUsed() throws {
    let nine = try CellLevels(count: 9)
    #expect(try CodingScheme.differentialPairs.codes(bits: 4, levels: nine) == -8...8)
    let pairs = DifferentialPairCoding(levels: nine)
    #expect(pairs.cellsPerCode(bits: 4) == 2 && pairs.digits(for: -8, bits: 4) == [0, 8])
    #expect(pairs.placeValues(bits: 4)?.values == [1, -1] && pairs.placeValues(bits: 4)?.offset == 0)
    #expect(try CodingScheme.offsetBinary.codes(bits: 3, levels: nine) == -4...4)
    #expect(try CodingScheme.twosComplement.codes(bits: 3, levels: nine) == -4...4)
    let quantized = try NearestQuantizer(bits: 4, coding: .differentialPairs, levels: nine).quantize(
      layer([[-8, 8, 1]], biases: [-8, 0, 8]))
    #expect(quantized.weightCodes.elements == [-8, 8, 1])
  }

  /// An error of one level costs a Gray cell one bit, and a plain one up to all of them.
  @Test func sumsNeedDigitsInTheirOwnOrder() throws {
    let gray = try CellLevels(count: 4, isGray: true)
    for scheme in CodingScheme.allCases { #expect(scheme.coding(gray).placeValues(bits: 4) == nil) }
    #expect(TwosComplementCoding(levels: try CellLevels(count: 4)).placeValues(bits: 4) == nil)
    let one = DifferentialPairCoding(levels: try CellLevels(count: 2, isGray: true))
    #expect(one.placeValues(bits: 3) == DifferentialPairCoding().placeValues(bits: 3))
  }

  @Test func refusesWhatIsNoSetOfLevels() throws {
    let one = #expect(throws: NeuralMappingError.self) { try CellLevels(count: 1) }
    #expect(one?.description == "a cell cannot have 1 levels; 2 to 256 are allowed")
    let nine = #expect(throws: NeuralMappingError.self) { try CellLevels(count: 9, isGray: true) }
    #expect(nine?.description == "9 levels have no Gray code; it is for 2, 4, 8 or another power of two")
    let network = QuantizedNetwork(layers: [
      try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 1, repeating: 0), biasCodes: [0], bits: 2)
    ])
    #expect(throws: NeuralMappingError.self) {
      try CellErrors(oneAsZero: 0, zeroAsOne: 0)
        .readBack(network, coding: OffsetBinaryCoding(levels: try CellLevels(count: 4)), seed: 1)
    }
  }
}
