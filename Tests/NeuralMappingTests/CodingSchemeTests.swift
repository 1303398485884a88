import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct CodingSchemeTests {
  /// Schemes with each of their numbers of bits up to eight.
  private static let cases = CodingScheme.allCases.flatMap { scheme in
    (scheme.coding.allowedBits.lowerBound...8).map { (scheme, $0) }
  }

  @Test(arguments: cases) func everyCodeComesBack(scheme: CodingScheme, bits: Int) throws {
    let coding = scheme.coding
    let codes = Array(try scheme.codes(bits: bits))
    let layer = try QuantizedLayer(
      weightCodes: Grid(rows: 1, columns: codes.count) { codes[$1] }, biasCodes: codes.reversed(), bits: bits)
    let grid = try coding.encode(layer)
    #expect(grid.columns == codes.count * coding.cellsPerCode(bits: bits))
    #expect(try coding.decode(grid, written: layer) == layer)
    #expect(coding.cellNames(bits: bits).count == coding.cellsPerCode(bits: bits))
  }

  /// Cells may come back in any pattern; where a code is a sum of places, decoding is that sum.
  @Test(arguments: cases) func everyPatternHasACode(scheme: CodingScheme, bits: Int) {
    let coding = scheme.coding
    let width = coding.cellsPerCode(bits: bits)
    for pattern in 0..<min(1 << width, 4096) {
      let cells = (0..<width).map { pattern >> $0 & 1 }
      let code = coding.code(of: cells, bits: bits)
      #expect(abs(code) <= 1 << (bits - 1))
      guard let places = coding.placeValues(bits: bits) else { continue }
      #expect(code == zip(places.values, cells).reduce(places.offset) { $0 + $1.0 * $1.1 })
    }
  }

  @Test func patternsOfMinusThree() {
    func pattern(_ scheme: CodingScheme) -> String {
      scheme.coding.digits(for: -3, bits: 4).map(String.init).joined()
    }
    #expect(pattern(.twosComplement) == "1101")
    #expect(pattern(.offsetBinary) == "0101")
    #expect(pattern(.signMagnitude) == "1011")
    #expect(pattern(.differentialPairs) == "000011")
    #expect(DifferentialPairCoding().cellNames(bits: 3) == ["+2", "+1", "-2", "-1"])
    #expect(TwosComplementCoding().cellNames(bits: 3) == ["-4", "2", "1"])
    #expect(SignMagnitudeCoding().cellNames(bits: 3) == ["sign", "2", "1"])
  }

  /// 784-64-64-10 at 4 bits; the figure for two's complement is the published network's.
  @Test func eachHasItsCostInCells() {
    let codes = 785 * 64 + 65 * 64 + 65 * 10
    #expect(CodingScheme.allCases.map { codes * $0.coding.cellsPerCode(bits: 4) } == [220_200, 220_200, 330_300, 220_200])
  }

  @Test func aCodeWithoutAPatternBecomesTheNearest() throws {
    let weights = layer([[-2, 2, -1]], biases: [-1, 0, 1])
    for scheme in [CodingScheme.signMagnitude, .differentialPairs] {
      let quantized = try TruncatingQuantizer(bits: 3, coding: scheme).quantize(weights)
      // -4 in two's complement.
      #expect(quantized.weightCodes.elements == [-3, 3, -2] && quantized.biasCodes == [-3, 0, 3])
      #expect(try scheme.coding.decode(scheme.coding.encode(quantized), written: quantized) == quantized)
    }
  }

  @Test func namesWhatIsKnown() throws {
    #expect(try CodingScheme(named: "offset-binary") == .offsetBinary)
    let error = #expect(throws: NeuralMappingError.self) { try CodingScheme(named: "gray") }
    #expect(
      error?.description
        == "there is no coding 'gray'; known are twos-complement, sign-magnitude, differential-pairs, offset-binary")
    let method = #expect(throws: NeuralMappingError.self) { try QuantizationMethod(named: "best") }
    #expect(method?.description == "there is no quantizer 'best'; known are paper, nearest, trained")
  }

  @Test func refusesBitsWithoutCodes() throws {
    let single = try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 1, repeating: 0), biasCodes: [0], bits: 1)
    for scheme in [CodingScheme.signMagnitude, .differentialPairs] {
      #expect(throws: NeuralMappingError.codingBits(1, allowed: 2...16)) { try scheme.codes(bits: 1) }
      #expect(throws: NeuralMappingError.codingBits(1, allowed: 2...16)) { try scheme.coding.encode(single) }
    }
    #expect(throws: NeuralMappingError.bitCount(0)) { try CodingScheme.twosComplement.codes(bits: 0) }
  }
}
