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
    let tile = try TileConductances(cells: [cells], wires: ideal)
    for (found, expected) in zip(tile.products[0].elements, cells.elements) { #expect(abs(found / expected - 1) < 1e-9) }
    // Rows do not see each other, and each passes what its cells do.
    for row in 0..<5 {
      for other in 0..<5 {
        let expected = row == other ? cells.row(row).reduce(0, +) : 0
        #expect(abs(tile.rows[row, other] - expected) < 1e-15)
      }
    }
  }

  /// One cell: its own resistance, two drivers and two segments.
  @Test func oneCellIsOhmsLaw() throws {
    let tile = try TileConductances(cells: [Grid(rows: 1, columns: 1, repeating: 1e-4)], wires: wires)
    #expect(abs(tile.products[0][0, 0] * (1e4 + 25) - 1) < 1e-9)
    #expect(abs(tile.rows[0, 0] * (1e4 + 25) - 1) < 1e-9)
  }

  /// Against the network itself, with nothing but its sources changed: all currents, and the power of the sources.
  @Test(arguments: [(9, 6, 1e-6), (64, 40, 1e-6), (33, 65, 1e-5)])
  func productsAreTheNetworksOwnCurrents(rows: Int, columns: Int, largest: Double) throws {
    var stream = RandomStream(seed: 4, purpose: "random tile", index: rows)
    let cells = Grid<Double>(rows: rows, columns: columns) { _, _ in largest * 50 * stream.uniform() }
    let conductances = try TileConductances(cells: [cells], wires: wires)
    let tile = ProductTile(
      inputs: 0..<rows, firstColumn: 0, currents: conductances.products.map { $0.map { 0.1 * $0 } }, nodes: [1])
    let drives = (0..<rows).map { _ in stream.uniform() < 0.3 ? 0 : stream.uniform() }
    let network = CrossbarNetwork(product: cells, wires: wires, driving: drives.map { 0.1 * $0 })
    let exact = try CrossbarSolver(tolerance: 1e-12).solve(network).ends
    let products = tile.currents(drives, ofRows: rows)
    let scale = exact.top.map(abs).max() ?? 0
    for column in 0..<columns {
      #expect(abs(products[column / 8][column % 8] - exact.top[column]) <= 1e-9 * scale)
    }
    // The ideal converters of a tile that is not calibrated leave currents as they are.
    #expect(tile.converter == .ideal)
    for row in 0..<rows {
      let current = (0..<rows).reduce(0) { $0 + 0.1 * drives[$1] * conductances.rows[$1, row] }
      #expect(abs(current + exact.left[row]) <= 1e-9 * (exact.left.map(abs).max() ?? 0))
    }
  }

  /// A block of one row has no driven row every second time; the currents of such a block are noise and no product.
  @Test(arguments: [1, 2, 16]) func aCheckedBlockHasADrivenRow(rows: Int) {
    var patterns: Set<[Double]> = []
    for index in 0..<60 {
      var stream = RandomStream(seed: 1, purpose: "test", index: index)
      let drives = ProductCheck.drives(rows, EncodedInputs(.bitSerial, bits: 8), &stream)
      #expect(drives.count == rows && drives.contains(1) && drives.allSatisfy { $0 == 0 || $0 == 1 })
      patterns.insert(drives)
      let levels = ProductCheck.drives(rows, EncodedInputs(.levels, bits: 2), &stream)
      #expect(levels.contains { $0 > 0 } && levels.allSatisfy { abs(3 * $0 - (3 * $0).rounded()) < 1e-12 })
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
    let engine = try compiledEngine(array)
    for inputs in InputEncoding.allCases {
      let inference = try AnalogInference(
        result, settings: AnalogSettings(inputs: inputs, inputBits: 10, adcBits: 16), calibration: images)
      let calibration = inference.calibrationInputs
      var network = try inference.network(try await inference.conductances(calibration, StudyRun(engine)))
      network.calibrate(on: calibration, digits: inference.digits, settings: inference.productCalibration)
      for index in 0..<images.count {
        var clipped = network.layers[0].tiles.map { _ in 0 }
        let sums = network.layers[0].sums(images.image(index), clipped: &clipped)
        // Inputs are rounded to one part in 1023.
        for (found, expected) in zip(sums, result.readBack.layers[0].layer.sums(images.image(index))) {
          #expect(abs(found - expected) < 0.02, "\(found) for \(expected)")
        }
      }
      let products = try await inference.run(StudyRun(engine))
      #expect(abs(products.accuracy.value - (try result.readBack.network.accuracy(on: images).value)) <= 0.05)
      #expect(products.checks.count == 2)
      for check in products.checks {
        let deviation = try #require(check.largestDeviation)
        #expect(deviation < 1e-5 && deviation > 0)
        #expect(try #require(check.tileDeviation) < 1e-5)
      }
    }
  }

  private func compiledEngine(_ array: ArrayConfiguration) throws -> CellEngine {
    try CellEngine(
      compiling: array.device, transistors: [array.transistor], checks: 0, threads: 2, ngspice: NgspiceEngine.shared)
  }

  /// Written cells of a device whose current is far from proportional, with wires, and transistors that differ: products with
  /// held conductances are those of ngspice to a thousandth.
  @Test(arguments: InputEncoding.allCases) func productsOfNonlinearCellsAreThoseOfTheReference(inputs: InputEncoding) async throws
  {
    var array = try configuration(try MemristorDevice("sky130-hfo2"))
    array.initialState = .opposite
    array.transistor.spread.threshold = .millivolts(20)
    array.read.voltage = .volts(0.2)
    array.write = WriteSettings(
      voltage: .volts(2.5), maximumVoltage: .volts(2.5), attempts: 1, gateVoltage: .volts(1.2), maximumGateVoltage: .volts(1.2),
      resetGateBoost: .volts(2.5), pulse: PulseShape(width: .microseconds(1), edge: .seconds(1e-8)))
    array.read.pulse = array.write.pulse
    let study = try storageStudy(StorageSettings(array: array, tileSize: 24), sizes: [18, 5], bits: 3)
    let result = try await study.runCompiled()
    let inference = try AnalogInference(
      result, settings: AnalogSettings(seriesResistance: .zero, inputs: inputs, checkedProducts: 2), calibration: study.images)
    let products = try await inference.run(StudyRun(try compiledEngine(array)))
    for check in products.checks {
      let (block, tile) = (try #require(check.largestDeviation), try #require(check.tileDeviation))
      #expect(block < 1e-3 && tile < 1e-3, "\(block), \(tile)")
    }
    // Without the conductances at each level the error would be of this size.
    if inputs == .levels { #expect(try #require(products.nonlinearity) > 0.01) } else { #expect(products.nonlinearity == nil) }
    // Circuits alone give the same conductances.
    let circuits = try await inference.conductances(
      inference.calibrationInputs, StudyRun(CellEngine(ngspice: NgspiceEngine.shared)))
    for (found, tile) in zip(products.conductances, circuits) {
      let exact = try #require(tile.products.last)
      for (own, reference) in zip(found.elements, exact.elements) {
        #expect(abs(own - reference) <= 1e-4 * abs(reference) + 1e-11)
      }
    }
  }

  /// Energy and time by hand: no wires, every row driven by full codes.
  @Test func anImageCostsWhatItsPartsDo() async throws {
    var array = try configuration(uniformDevice(highResistance: 1e9))
    array.wires = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)
    var study = try storageStudy(StorageSettings(array: array, tileSize: 64), sizes: [6, 4], bits: 3, coding: .offsetBinary)
    study.images = try LabelledImages(
      images: Array(repeating: Array(repeating: 1.0, count: 6), count: 3), labels: [0, 1, 2], classCount: 4, imageRows: 1,
      imageColumns: 6)
    (study.training, study.analog) = (study.images, AnalogSettings(inputBits: 5, adcBits: 4, checkedProducts: 0))
    let analog = try #require(try await study.runCompiled().figures.analog)
    let set = try (0..<6).reduce(0) { sum, row in
      sum + (try OffsetBinaryCoding().encode(formulaNetwork([6, 4], bits: 3)))[0].row(row).count { $0 > 0 }
    }
    // Ten kilohms in series, the filament of 519 ohm, and ten or so of the transistor; five bits of 20 ms.
    let expected = Double(set) * 0.01 / 10_525 * 5 * 20e-3
    #expect(abs(analog.cost.arrayEnergy.si / expected - 1) < 0.002)
    #expect(abs(analog.cost.adcEnergy.si / (12 * 5 * 16 * 10e-15) - 1) < 1e-12)
    #expect(analog.cost.dacEnergy == .zero && abs(analog.cost.time.si - 0.1) < 1e-12)
    #expect(analog.conversions == 3 * 12 * 5 && analog.clipped == 0)
    study.analog?.inputs = .levels
    let levels = try #require(try await study.runCompiled().figures.analog)
    #expect(abs(levels.cost.dacEnergy.si / (6 * 32 * 10e-15) - 1) < 1e-12)
    #expect(abs(levels.cost.arrayEnergy.si / (expected / 5) - 1) < 0.002 && levels.conversions == 3 * 12)
    #expect(abs(levels.cost.energy.si / (levels.cost.energyPerMultiplication.si * 24) - 1) < 1e-12)
  }

  /// The confusion matrices add up to the images, and their diagonals to the accuracies.
  @Test func productsHaveAConfusionMatrixOfTheirOwn() async throws {
    var study = try storageStudy(StorageSettings(array: try configuration(try usualDevice())))
    study.analog = AnalogSettings(adcBits: 3, calibrationImages: 5, checkedProducts: 0)
    let findings = try await study.runCompiled()
    let analog = try #require(findings.analog)
    let matrix = analog.confusionMatrix(classes: 2)
    #expect(matrix.elements.reduce(0, +) == 20)
    #expect(matrix[0, 0] + matrix[1, 1] == analog.accuracy.successes)
    #expect(findings.figures.accuracy.analog == analog.accuracy.value)
    #expect(try findings.charts.map(\.name).contains("confusion-matrix-analog"))
    let rows = ConfusionRow.rows(readBack: findings.predictions.confusionMatrix, analog: matrix, firstLabel: 3)
    #expect(rows.count == 4 && rows[1].label == 3 && rows[1].assigned == 4 && rows[1].analog == matrix[0, 1])
  }

  @Test func whatNoSumOfCurrentsCanDoIsRefused() throws {
    var settings = StorageSettings(array: try configuration(uniformDevice()))
    let error = #expect(throws: StorageError.self) { try AnalogInference.check(.signMagnitude, settings) }
    #expect(error?.description.contains("'sign-magnitude'") == true && error?.description.contains("offset-binary") == true)
    settings.remaps = true
    #expect(throws: StorageError.movedCodes) { try AnalogInference.check(.twosComplement, settings) }
  }
}
