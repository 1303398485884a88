import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import NeuralMapping
import Reporting
import Testing

@testable import Studies

/// Networks in cells of several levels, whose conductances come from a programming table.
@Suite struct StoredLevelsTests {
  /// Levels in equal steps of 20 uS from 20 uS, with one standard deviation right after the write and twice that after 100 s.
  private func table(_ levels: Int, deviation: Double = 0, reached: Double? = nil) -> ProgrammingTable {
    let targets = (0..<levels).map { Conductance.microsiemens(20 + 20 * Double($0)) }
    return ProgrammingTable(
      targets: targets, times: [.zero, .seconds(100)],
      outcomes: Grid(rows: 2, columns: levels) { time, level in
        .init(
          mean: targets[level], standardDeviation: .microsiemens(deviation * Double(1 + time)), reachedShare: reached)
      })
  }

  private func stored(
    _ table: ProgrammingTable?, isGray: Bool = false, coding: CodingScheme = .twosComplement, bits: Int = 4,
    sizes: [Int] = [5, 3, 2]
  ) throws -> StorageStudy {
    var settings = StorageSettings(array: try configuration(uniformDevice()))
    settings.programming = table
    settings.levels = try CellLevels(count: table?.levelCount ?? 4, isGray: isGray)
    return try storageStudy(settings, sizes: sizes, bits: bits, coding: coding)
  }

  /// Without spread every code comes back, however many levels a cell has and whatever their order.
  @Test(arguments: [2, 4, 8, 16], [false, true]) func cellsWithoutSpreadKeepTheNetwork(levels: Int, isGray: Bool) async throws {
    for coding in [CodingScheme.twosComplement, .offsetBinary] {
      let study = try stored(table(levels), isGray: isGray, coding: coding)
      try study.check()
      let findings = try await study.run()
      let width = (4 + levels.trailingZeroBitCount - 1) / levels.trailingZeroBitCount
      #expect(findings.figures.cells == (6 * 3 + 4 * 2) * width)
      #expect(findings.figures.ber.errors == 0 && findings.readBack == findings.quantized)
      #expect((findings.figures.levels != nil) == (levels > 2) && findings.check == nil)
    }
  }

  /// Half a step is 10 uS: errors of inner levels are both tails beyond it, of outer ones one, and nearly all are one level off.
  @Test func errorsAreThoseOfTheTable() async throws {
    let study = try stored(table(4, deviation: 5), bits: 8, sizes: [99, 100, 10])
    let findings = try await study.run()
    let levels = try #require(findings.figures.levels)
    // Standard normal beyond 2.
    let tail = 0.02275
    for level in levels.byLevel {
      let expected = level.level == 0 || level.level == 3 ? tail : 2 * tail
      let count = Double(level.cells)
      #expect(abs(level.value - expected) < 4 * (expected * (1 - expected) / count).squareRoot(), "level \(level.level)")
    }
    #expect(levels.confusion.joined().reduce(0, +) == findings.figures.cells && levels.errors == findings.figures.ber)
    #expect(levels.neighbourShare == 1 && levels.bits.map(\.counts) == [2, 1])
    // The high bit changes between the middle levels alone.
    #expect(levels.bits[0].errors == levels.confusion[1][2] + levels.confusion[2][1])
    #expect(findings.headline?.contains("cells came back at another level") == true)
    #expect(findings.text.contains("level errors") && findings.text.contains("4 levels a cell"))
    let chart = try findings.charts.first { $0.name == "level-confusion" }
    #expect(chart != nil)
  }

  /// Neighbours in Gray's order differ in one bit, so that an error of one level is one wrong bit; in plain order it may be two.
  @Test func graysOrderHalvesTheWrongBits() async throws {
    func bits(_ isGray: Bool) async throws -> (bits: Int, cells: Int) {
      let figures = try await stored(table(8, deviation: 7), isGray: isGray, bits: 6, sizes: [59, 60, 10]).run().figures
      return (try #require(figures.levels).bits.reduce(0) { $0 + $1.errors }, figures.ber.errors)
    }
    let (gray, plain) = (try await bits(true), try await bits(false))
    #expect(Double(gray.bits) < 1.05 * Double(gray.cells) && Double(plain.bits) > 1.4 * Double(plain.cells))
  }

  /// Later reads take the table's later row; cells keep their places.
  @Test func timeAfterTheWriteIsTheTables() async throws {
    var study = try stored(table(4, deviation: 5), bits: 8, sizes: [49, 50, 10])
    let early = try await study.run()
    study.settings.retentionTime = .seconds(100)
    let late = try await study.run()
    #expect(late.figures.ber.errors > 3 * early.figures.ber.errors)
    let cells = early.cells.rows.flatMap(\.cells)
    for (cell, pair) in zip(cells, zip(early.cells.outcomes, late.cells.outcomes)) {
      let (near, far) = (try #require(pair.0.readCurrent).si / 0.1, try #require(pair.1.readCurrent).si / 0.1)
      let target = 20e-6 * Double(1 + cell.level)
      // Twice as far from the target, but not below 0.
      #expect(abs(far - max(0, 2 * near - target)) < 1e-12 || near == 0)
    }
  }

  @Test func cellsThatMissTheirLevelAreCountedApart() async throws {
    let study = try stored(table(4, reached: 0.9), bits: 8, sizes: [49, 50, 10])
    let findings = try await study.run()
    let levels = try #require(findings.figures.levels)
    #expect(abs(Double(levels.unreached) / Double(findings.figures.cells) - 0.1) < 0.02)
    #expect(levels.errors.errors < levels.unreached && levels.errors.errors > 0)
    #expect(study.warnings.count == 1 && study.warnings[0].contains("90.0 % at the worst level"))
  }

  /// An interrupted run goes on with the same cells; columns name levels, and none is of a filament.
  @Test func tablesResume() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("levels-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = try ResultFolder(opening: path)
    let study = try stored(table(4, deviation: 8))
    let whole = try await study.run(in: folder)
    let text = String(decoding: try #require(try folder.contents(of: StorageStudy.cellTable)), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines[0].contains("target_level") && lines[0].contains("decoded_level") && !lines[0].contains("bit"))
    #expect(!lines[0].contains("drawn."))
    try folder.write(lines.prefix(10).joined(separator: "\n") + "\n", to: StorageStudy.cellTable)
    let resumed = try await study.run(in: folder, resuming: true)
    #expect(resumed.cells.outcomes.map(\.readCurrent) == whole.cells.outcomes.map(\.readCurrent))
    #expect(String(decoding: try #require(try folder.contents(of: StorageStudy.cellTable)), as: UTF8.self) == text)
  }

  /// Nine levels a side, without spread, wires and coarse converters: the products are those of the codes.
  @Test func conductancesFormProducts() async throws {
    var study = try stored(table(9), coding: .differentialPairs)
    study.source = .quantized(
      QuantizedNetwork(layers: [
        try QuantizedLayer(
          weightCodes: Grid(rows: 5, columns: 3) { (7 * $0 + 5 * $1) % 17 - 8 }, biasCodes: [1, -8, 8], bits: 4)
      ]))
    study.images = try formulaImages(20, pixels: 5, classes: 3)
    study.training = study.images
    (study.settings.array.wires, study.analog) = (
      Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero),
      AnalogSettings(seriesResistance: .zero, inputBits: 8, adcBits: 16, checkedProducts: 2)
    )
    let findings = try await study.run()
    #expect(findings.figures.cells == 6 * 6 && findings.figures.accuracy.analog == findings.figures.accuracy.quantized)
    #expect(findings.analog?.checks.isEmpty == true)
  }

  @Test func refusesWhatTheTableDoesNotCover() throws {
    let none = #expect(throws: StorageError.self) { try stored(nil).check() }
    #expect(none?.description.contains("give --programming") == true)
    var study = try stored(table(4))
    study.settings.levels = try CellLevels(count: 8)
    #expect(throws: StorageError.tableLevels(found: 4, expected: 8)) { try study.check() }
    study.settings.levels = try CellLevels(count: 4)
    study.settings.retentionTime = .seconds(101)
    let late = #expect(throws: StorageError.self) { try study.check() }
    #expect(late?.description.contains("0 s to 100 s after the write") == true)
    study.settings.retentionTime = .zero
    study.analog = AnalogSettings()
    #expect(throws: StorageError.self) { try study.check() }
  }
}
