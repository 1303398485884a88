import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NeuralMapping
import NgspiceBridge
import StructuredSolver
import Testing

@testable import Studies

@Suite struct AnalogTests {
  private let wires = Wires(bitLineSegment: .ohms(3), sourceLineSegment: .ohms(2), driver: .ohms(10))

  private func cells(_ rows: Int, _ columns: Int) -> Grid<Double> {
    Grid(rows: rows, columns: columns) { 1e-6 * Double(1 + (7 * $0 + 3 * $1) % 50) }
  }

  @Test func withoutWiresTheEffectiveConductancesAreTheCells() throws {
    let ideal = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)
    let cells = cells(5, 7)
    let matrix = try EffectiveConductances(cells: cells, wires: ideal).matrix()
    for (found, expected) in zip(matrix.elements, cells.elements) { #expect(abs(found / expected - 1) < 1e-9) }
  }

  /// One cell: its own resistance, two drivers and two segments.
  @Test func oneCellIsOhmsLaw() throws {
    let cell = EffectiveConductances(cells: Grid(rows: 1, columns: 1, repeating: 1e-4), wires: wires)
    #expect(abs(try cell.matrix()[0, 0] * (1e4 + 25) - 1) < 1e-9)
  }

  /// Against ngspice, which knows of no effective conductances.
  @Test func theyAddUpToTheCurrentsOfAnyProduct() async throws {
    let tile = EffectiveConductances(cells: cells(9, 6), wires: wires)
    let voltages = (0..<9).map { $0 % 3 == 0 ? 0.0 : 0.1 }
    var circuit = Circuit(title: "product")
    for row in 0..<9 {
      try circuit.add("VIN\(row)", .voltageSource(plus: Node("in\(row)"), minus: .ground, .constant(voltages[row])))
    }
    for column in 0..<6 {
      try circuit.add("VOUT\(column)", .voltageSource(plus: Node("out\(column)"), minus: .ground, .constant(0)))
    }
    for row in 0..<9 {
      for column in 0..<6 {
        let (top, bottom) = (Node("r_\(row)_\(column)"), Node("c_\(row)_\(column)"))
        // A driver's or sense node's 10 ohm and a segment before the first cell, a segment between two.
        let left = column == 0 ? Node("in\(row)") : Node("r_\(row)_\(column - 1)")
        let above = row == 0 ? Node("out\(column)") : Node("c_\(row - 1)_\(column)")
        try circuit.add("RROW\(row)_\(column)", .resistor(left, top, .ohms(column == 0 ? 13 : 3)))
        try circuit.add("RCOL\(row)_\(column)", .resistor(above, bottom, .ohms(row == 0 ? 12 : 2)))
        try circuit.add("RCELL\(row)_\(column)", .resistor(top, bottom, .ohms(1 / tile.cells[row, column])))
      }
    }
    let deck = Deck(
      circuit: circuit, analysis: .operatingPoint, probes: (0..<6).map { .current(source: "VOUT\($0)") },
      options: .operatingPoint)
    let result = try await NgspiceEngine.shared.simulate(deck)
    let matrix = try tile.matrix()
    for column in 0..<6 {
      let sum = (0..<9).reduce(0) { $0 + voltages[$1] * matrix[$1, column] }
      #expect(abs(sum / result.final(deck.probes[column]) - 1) < 1e-6)
    }
  }

  /// A block of one row has no driven row every second time; the currents of such a block are noise and no product.
  @Test(arguments: [1, 2, 16]) func aCheckedBlockHasADrivenRow(rows: Int) {
    var patterns: Set<[Double]> = []
    for index in 0..<60 {
      var stream = RandomStream(seed: 1, purpose: "test", index: index)
      let voltages = ProductCheck.drive(rows, .volts(0.1), &stream)
      #expect(voltages.count == rows && voltages.contains(0.1) && voltages.allSatisfy { $0 == 0 || $0 == 0.1 })
      patterns.insert(voltages)
    }
    #expect(patterns.count >= min(3, (1 << rows) - 1))
  }

  /// Equal cells, no wires and fine converters: the tiles compute what the integers do.
  @Test(arguments: [CodingScheme.twosComplement, .offsetBinary, .differentialPairs])
  func equalCellsGiveTheDigitalProducts(coding: CodingScheme) async throws {
    var array = try configuration(uniformDevice(highResistance: 1e9))
    array.wires = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)
    var study = try storageStudy(
      StorageSettings(array: array, tileSize: 8), sizes: [12, 5, 3], bits: 3, coding: coding)
    let quantized = QuantizedNetwork(
      layers: try formulaNetwork([12, 5, 3], bits: 3).layers.map {
        try QuantizedLayer(
          weightCodes: $0.weightCodes.map { max(-3, $0) }, biasCodes: $0.biasCodes.map { max(-3, $0) }, bits: 3,
          weightScale: $0.weightScale, biasScale: $0.biasScale)
      })
    let images = try formulaImages(40, pixels: 12, classes: 3)
    (study.source, study.images) = (.quantized(quantized), images)
    let result = try await study.runCompiled()
    #expect(result.readBack == quantized)
    let inference = try AnalogInference(
      result, settings: AnalogSettings(inputBits: 10, adcBits: 16), calibration: images)
    let series = inference.settings.seriesResistance + (try await inference.transistorResistance(on: NgspiceEngine.shared))
    let network = try inference.network(
      try await inference.effectiveMatrices(
        inference.cellConductances(inSeries: series), result.study.settings.array.wires,
        StudyRun(CellEngine(ngspice: NgspiceEngine.shared))))
    for index in 0..<images.count {
      let pixels = images.image(index)
      let digital = result.readBack.layers[0].layer.sums(pixels)
      // Inputs are rounded to one part in 1023.
      for (found, expected) in zip(network.layers[0].sums(pixels), digital) {
        #expect(abs(found - expected) < 0.02, "\(found) for \(expected)")
      }
    }
    let products = try await inference.run(StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
    #expect(abs(products.accuracy.value - (try result.readBack.network.accuracy(on: images).value)) <= 0.05)
    // The transistors' bent currents are all that ngspice has on top.
    #expect(products.checks.count == 2)
    for check in products.checks {
      let deviation = try #require(check.largestDeviation)
      #expect(deviation < 0.01 && deviation > 0)
    }
  }

  /// Few converter bits cannot tell a cell more from a cell less in a column of many.
  @Test func coarseConvertersCostAccuracy() throws {
    // Half of the cells hold a 1; each second sample drives all those that hold a 0 besides, which must not count.
    let cells = Grid<Double>(rows: 64, columns: 1) { row, _ in row < 32 ? 1e-4 : 0 }
    let bits = Grid<Int>(rows: 64, columns: 1) { row, _ in row < 32 ? 1 : 0 }
    let plan = try TilePlan(layers: [bits], cellsPerCode: [1], size: 64)
    func driven(_ count: Int) -> [Int] { Array(0..<count) + (count % 2 == 0 ? Array(32..<64) : []) }
    func error(_ converterBits: Int) -> Double {
      var tile = AnalogTile(plan.tiles[0], inputCount: 64, effective: cells, readVoltage: .volts(0.1))
      tile.calibrate((1...32).map(driven), levels: bits, converterBits: converterBits)
      return (1...32).map { abs(tile.counts(driven($0))[0] - Double($0)) }.max() ?? 0
    }
    #expect(error(12) < 0.02)
    // Three bits: steps of 32 / 7 cells, half of one at most but for the fitted gain.
    #expect(error(3) > 1 && error(3) < 32.0 / 7, "\(error(3))")
  }

  @Test func whatNoSumOfCurrentsCanDoIsRefused() throws {
    var settings = StorageSettings(array: try configuration(uniformDevice()))
    let error = #expect(throws: StorageError.self) { try AnalogInference.check(.signMagnitude, settings) }
    #expect(error?.description.contains("'sign-magnitude'") == true && error?.description.contains("offset-binary") == true)
    settings.remaps = true
    #expect(throws: StorageError.movedCodes) { try AnalogInference.check(.twosComplement, settings) }
  }
}
