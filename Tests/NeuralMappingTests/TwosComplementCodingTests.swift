import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct TwosComplementCodingTests {
  private let coding = TwosComplementCoding()

  @Test(arguments: 1...8) func everyCodeComesBack(bits: Int) throws {
    let half = 1 << (bits - 1)
    let all = Array(-half..<half)
    #expect(coding.codes(bits: bits) == -half...(half - 1))
    let layer = try QuantizedLayer(
      weightCodes: Grid(rows: 2, columns: all.count) { $0 == 0 ? all[$1] : all.reversed()[$1] }, biasCodes: all,
      bits: bits, weightScale: 0.25, biasScale: 3)
    let grid = try coding.encode(layer)
    #expect(grid.rows == 3 && grid.columns == all.count * bits)
    #expect(try coding.decode(grid, written: layer) == layer)
    // The pattern's place values, the first one negative, against the code.
    for (index, code) in all.enumerated() {
      let value = (0..<bits).reduce(0) { sum, bit in
        let place = 1 << (bits - 1 - bit)
        return grid[0, index * bits + bit] == 1 ? sum + (bit == 0 ? -place : place) : sum
      }
      #expect(value == code)
    }
  }

  @Test func threeBitPatterns() {
    #expect(coding.digits(for: -3, bits: 3) == [1, 0, 1])
    #expect(coding.digits(for: 3, bits: 3) == [0, 1, 1])
    #expect(coding.digits(for: -4, bits: 3) == [1, 0, 0])
    #expect(coding.digits(for: -1, bits: 16) == Array(repeating: 1, count: 16))
  }

  @Test func biasesFillTheLastRow() throws {
    let layer = try QuantizedLayer(
      weightCodes: Grid(rows: 1, columns: 2) { [1, -2][$1] }, biasCodes: [-1, 0], bits: 2)
    let grid = try coding.encode(layer)
    #expect(Array(grid.row(0)) == [0, 1, 1, 0])
    #expect(Array(grid.row(1)) == [1, 1, 0, 0])
  }

  @Test func theDigitsNetworkTakes3150Cells() throws {
    let network = try NetworkTrainer(hiddenLayers: [20, 20], epochs: 1).train(on: .schematicDigits(), seed: 1)
    let quantized = try TruncatingQuantizer(bits: 3).quantize(network)
    let grids = try coding.encode(quantized)
    #expect(grids.map { [$0.rows, $0.columns] } == [[21, 60], [21, 60], [21, 30]])
    #expect(grids.reduce(0) { $0 + $1.elements.count } == 3150)
    #expect(try coding.decode(grids, written: quantized) == quantized)
  }

  @Test func aWrongCellChangesOneWeightByItsPlaceValue() throws {
    let layer = try QuantizedLayer(
      weightCodes: Grid(rows: 2, columns: 2, repeating: 5), biasCodes: [0, 0], bits: 4)
    let written = QuantizedNetwork(layers: [layer])
    // 5 is 0101: toggling its bits one by one gives 1101, 0001, 0111 and 0100.
    for (bit, code) in [-3, 1, 7, 4].enumerated() {
      var grid = try coding.encode(layer)
      grid[1, 4 + bit] = 1 - grid[1, 4 + bit]
      let read = try coding.decode([grid], written: written)
      #expect(read.layers[0].weightCodes.elements == [5, 5, 5, code])
      #expect(try read.changedWeights(from: written) == Proportion(1, of: 6))
    }
  }

  @Test func refusesWhatDoesNotFit() throws {
    let layer = try QuantizedLayer(
      weightCodes: Grid(rows: 1, columns: 2) { [4, 0][$1] }, biasCodes: [0, 0], bits: 3)
    #expect(throws: NeuralMappingError.codeOutOfRange(code: 4, bits: 3, allowed: -4...3)) { try coding.encode(layer) }
    let error = #expect(throws: NeuralMappingError.self) {
      try coding.decode(Grid(rows: 2, columns: 5, repeating: 0), written: layer)
    }
    #expect(error?.description == "rows x columns of a grid of bits: found 2 x 5, expected 2 x 6")
    #expect(throws: NeuralMappingError.self) { try coding.decode([], written: QuantizedNetwork(layers: [layer])) }
    #expect(throws: NeuralMappingError.bitCount(17)) {
      try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 1, repeating: 0), biasCodes: [0], bits: 17)
    }
    #expect(throws: NeuralMappingError.self) {
      try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 2, repeating: 0), biasCodes: [0], bits: 3)
    }
    let other = QuantizedNetwork(layers: [
      try QuantizedLayer(weightCodes: Grid(rows: 1, columns: 1, repeating: 0), biasCodes: [0], bits: 3)
    ])
    #expect(throws: NeuralMappingError.self) { try other.changedWeights(from: QuantizedNetwork(layers: [layer])) }
  }
}
