import CrossbarPrimitives
import Foundation
import Testing

@testable import NeuralMapping

@Suite struct ProductTests {
  private static func random(_ rows: Int, _ columns: Int, zeros: Double = 0.5, seed: UInt64 = 1) -> Grid<Double> {
    var stream = RandomStream(seed: seed, purpose: "products", index: rows * 1000 + columns)
    return Grid(rows: rows, columns: columns) { _, _ in stream.uniform() < zeros ? 0 : stream.uniform() }
  }

  /// Sides that are no multiples of the kernel's blocks too.
  @Test(arguments: [(1, 1, 1), (3, 7, 5), (8, 16, 8), (17, 33, 23), (5, 128, 96)])
  func productsAreThoseOfTheDefinition(vectors: Int, rows: Int, columns: Int) {
    let (inputs, values) = (Self.random(vectors, rows), Self.random(rows, columns, zeros: 0, seed: 2))
    let matrix = ProductMatrix(values)
    let products = matrix.products(inputs.elements)
    for vector in 0..<vectors {
      for column in 0..<columns {
        let expected = (0..<rows).reduce(0) { $0 + inputs[vector, $1] * values[$1, column] }
        #expect(abs(products[vector * matrix.blocks + column / 8][column % 8] - expected) <= 1e-14 * Double(rows))
      }
      // A vector's product is the same bits in whatever company.
      let alone = matrix.products(Array(inputs.row(vector)))
      #expect(Array(products[(vector * matrix.blocks)..<((vector + 1) * matrix.blocks)]) == alone)
    }
  }

  @Test(arguments: [InputEncoding.bitSerial, .levels]) func drivesAddUpToTheInputs(encoding: InputEncoding) {
    let inputs = EncodedInputs(encoding, bits: 4)
    let values = [0, 0.4, 1, 2, -1, 0.5333]
    let drives = inputs.drives(values, count: 3, scale: 1)
    let weights = inputs.weights
    #expect(drives.count == 2 * weights.count * 3 && drives.allSatisfy { (0...1).contains($0) })
    for (index, code) in [0, 6, 15, 15, 0, 8].enumerated() {
      let (image, row) = (index / 3, index % 3)
      let sum = weights.enumerated().reduce(0) { $0 + $1.element * drives[(image * weights.count + $1.offset) * 3 + row] }
      #expect(abs(sum - Double(code)) < 1e-12)
    }
  }

  @Test func convertersRoundAndClip() {
    let converter = ColumnConverter(range: 7e-6, bits: 3)
    let found = converter.converted(SIMD8(0, 0.4e-6, 0.6e-6, 6.9e-6, 7.4e-6, 7.6e-6, 1, -1e-6))
    for (lane, code) in [0, 0, 1, 7, 7, 7, 7, 0].enumerated() { #expect(abs(found.currents[lane] - Double(code) * 1e-6) < 1e-18) }
    #expect(found.clipped == SIMD8(0, 0, 0, 0, 0, 1, 1, 1))
    #expect(ColumnConverter.ideal.converted(SIMD8(repeating: 1.234)).currents == SIMD8(repeating: 1.234))
    #expect(ColumnConverter(range: 0, bits: 8).converted(SIMD8(repeating: 1e-6)).currents == .zero)
  }

  @Test func aRangeTakesInItsShareOfTheCurrents() {
    var range = CurrentRange()
    for current in 1...1000 { range.noteLargest(Double(current)) }
    for current in 1...1000 { range.count(Double(current)) }
    #expect(range.range(percentile: 100) == 1000)
    #expect(abs(range.range(percentile: 99) - 990) < 1)
    #expect(abs(range.range(percentile: 50) - 500) < 1)
  }

  // MARK: Tiles

  /// A tile of digits 0 to 3 whose columns have gains and leaks of their own.
  private static func tile(
    _ digits: Grid<Int>, first: Int = 0, spread: Double, nodes: [Double] = [1], bend: Double = 0
  ) -> ProductTile {
    ProductTile(
      inputs: first..<(first + digits.rows), firstColumn: 0,
      currents: nodes.map { node in
        Grid(rows: digits.rows, columns: digits.columns) { row, column in
          let gain = 1e-6 * (1 + spread * Double(column % 5))
          return (gain * Double(digits[row, column]) + 2e-8 * (1 + spread * Double(column % 3))) * (1 + bend * node * node)
        }
      }, nodes: nodes)
  }

  private static func digits(_ rows: Int, _ columns: Int, levels: Int = 4) -> Grid<Int> {
    Grid(rows: rows, columns: columns) { (7 * $0 + 3 * $1 + $0 * $1) % levels }
  }

  /// The largest error of a tile's sums of digits on the vectors that it was calibrated with.
  private static func error(_ tile: ProductTile, _ digits: Grid<Int>, _ settings: ProductCalibration) -> Double {
    let (rows, inputs) = (digits.rows, random(40, digits.rows))
    let calibrated = tile.calibrated(digits: digits, settings: settings, ofRows: rows) { $0(inputs.elements) }
    var sums = [Double](repeating: 0, count: 40 * digits.columns)
    _ = calibrated.addSums(inputs.elements, ofRows: rows, weights: [1], to: &sums, width: digits.columns)
    var largest = 0.0
    for vector in 0..<40 {
      for column in 0..<digits.columns {
        let exact = (0..<rows).reduce(0) { $0 + inputs[vector, $1] * Double(digits[$1, column]) }
        largest = max(largest, abs(sums[vector * digits.columns + column] - exact))
      }
    }
    return largest
  }

  /// What is not fitted is an error; what is fitted is none.
  @Test func columnsAreCorrectedAsFarAsAskedFor() {
    let digits = Self.digits(32, 20)
    let uneven = Self.tile(digits, spread: 0.1)
    let errors = [ColumnCorrection.none, .offset, .gain].map {
      Self.error(uneven, digits, ProductCalibration(converterBits: nil, correction: $0))
    }
    #expect(errors[2] < 1e-9 && errors[1] > 0.1 && errors[0] >= errors[1], "\(errors)")
    let even = Self.tile(digits, spread: 0)
    #expect(Self.error(even, digits, ProductCalibration(converterBits: nil, correction: .none)) < 1e-9)
  }

  /// Few converter bits cannot tell one digit from the next in a column of many; a range that clips costs the largest sums.
  @Test func coarseAndNarrowConvertersCostAccuracy() {
    let digits = Self.digits(64, 4)
    let tile = Self.tile(digits, spread: 0.1)
    func error(_ bits: Int, _ percentile: Double = 100) -> Double {
      Self.error(tile, digits, ProductCalibration(converterBits: bits, percentile: percentile))
    }
    #expect(error(14) < 0.01 && error(4) > 1 && error(4) < 10)
    #expect(error(14, 60) > 1)
  }

  /// With levels, conductances that rise with the voltage are held at three voltages: a parabola exactly.
  @Test func levelsUseTheConductancesAtTheirVoltage() {
    let digits = Self.digits(16, 8)
    let nodes = EncodedInputs(.levels, bits: 8).nodes
    let bent = Self.tile(digits, spread: 0, nodes: nodes, bend: 0.2)
    let drives = (0..<16).map { Double($0) / 15 }
    let found = bent.currents(drives, ofRows: 16)
    for column in 0..<8 {
      let exact = (0..<16).reduce(0.0) { sum, row in
        let drive = drives[row]
        return sum + drive * (1e-6 * Double(digits[row, column]) + 2e-8) * (1 + 0.2 * drive * drive)
      }
      #expect(abs(found[0][column] / exact - 1) < 1e-12)
    }
    #expect(EncodedInputs(.bitSerial, bits: 8).nodes == [1])
  }

  // MARK: Networks

  /// Two layers in tiles of digits to the base 4, whose biases' row is in a tile of its own.
  private func network(_ encoding: InputEncoding) throws -> (
    network: ProductNetwork, digits: [[Grid<Int>]], read: [QuantizedLayer]
  ) {
    let places = PlaceValues(values: [4, 1], offset: -8)
    let read = try [(24, 10), (10, 3)].map { rows, columns in
      try QuantizedLayer(
        weightCodes: Grid(rows: rows, columns: columns) { (5 * $0 + 3 * $1 + $0 * $1) % 16 - 8 },
        biasCodes: (0..<columns).map { $0 - 1 }, bits: 4, weightScale: 0.1, biasScale: 0.2)
    }
    var layers: [ProductLayer] = []
    var digits: [[Grid<Int>]] = []
    for layer in read {
      let rows = layer.inputCount
      let cells = Grid<Int>(rows: rows, columns: 2 * layer.outputCount) { row, column in
        let number = layer.weightCodes[row, column / 2] + 8
        return column % 2 == 0 ? number / 4 : number % 4
      }
      let halves = [0..<(rows / 2), (rows / 2)..<rows]
      let own: [Grid<Int>] = halves.map { half in
        Grid<Int>(rows: half.count, columns: cells.columns) { cells[half.lowerBound + $0, $1] }
      }
      let biases = ProductTile(
        inputs: rows..<rows, firstColumn: 0, currents: [Grid(rows: 1, columns: cells.columns, repeating: 1e-6)], nodes: [1])
      var tiles: [ProductTile] = zip(own, halves).map { Self.tile($0, first: $1.lowerBound, spread: 0.05) }
      tiles.append(biases)
      layers.append(ProductLayer(tiles: tiles, read: layer, places: places, inputs: EncodedInputs(encoding, bits: 10)))
      var targets: [Grid<Int>] = own
      targets.append(Grid<Int>(rows: 1, columns: cells.columns, repeating: 0))
      digits.append(targets)
    }
    return (ProductNetwork(layers: layers), digits, read)
  }

  private func images() throws -> LabelledImages {
    let pixels = Grid<Double>(rows: 30, columns: 24) { image, pixel in
      let code: Int = 3 * image + 5 * pixel + image * pixel
      return Double(code % 11) / 10
    }
    let images: [[Double]] = (0..<30).map { Array(pixels.row($0)) }
    let labels: [Int] = (0..<30).map { $0 % 3 }
    return try LabelledImages(images: images, labels: labels, classCount: 3, imageRows: 1, imageColumns: 24)
  }

  @Test(arguments: [InputEncoding.bitSerial, .levels]) func digitsOfSeveralLevelsGiveTheDigitalSums(encoding: InputEncoding)
    throws
  {
    var (network, digits, read) = try network(encoding)
    let images = try images()
    network.calibrate(
      on: ProductNetwork.inputs(of: read, for: images), digits: digits, settings: ProductCalibration(converterBits: nil))
    var clipped = [0, 0, 0]
    for index in 0..<images.count {
      let sums = network.layers[0].sums(images.image(index), clipped: &clipped)
      // Inputs are rounded to one part in 1023, of 24 weights of up to 0.8.
      for (found, exact) in zip(sums, read[0].layer.sums(images.image(index))) { #expect(abs(found - exact) < 0.005) }
    }
    #expect(clipped == [0, 0, 0])
    let outcome = network.outcome(for: images, 0..<images.count)
    let exact = (0..<images.count).map { index in
      Network(layers: read.map(\.layer)).predict(images.image(index))
    }
    #expect(zip(outcome.classes, exact).count { $0 == $1 } >= 28)
  }

  @Test func neitherWorkersNorChunksChangeABit() throws {
    let images = try images()
    let settings = ProductCalibration(converterBits: 6, percentile: 99)
    var (one, digits, read) = try network(.bitSerial)
    let inputs = ProductNetwork.inputs(of: read, for: images)
    var three = one
    one.calibrate(on: inputs, digits: digits, settings: settings, workers: 1)
    three.calibrate(on: inputs, digits: digits, settings: settings, workers: 3)
    var (first, second) = ([0, 0, 0], [0, 0, 0])
    let pixels = (0..<images.count).flatMap(images.image)
    #expect(one.layers[0].sums(pixels, clipped: &first) == three.layers[0].sums(pixels, clipped: &second))
    #expect(first == second && first[0] > 0 && first[2] == 0)
    let whole = one.outcome(for: images, 0..<30)
    let parts = three.joined([0..<7, 7..<8, 8..<30].map { three.outcome(for: images, $0) })
    #expect(whole.classes == parts.classes && whole.clipped == parts.clipped)
  }
}
