import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NeuralMapping
import Records
import Reporting

/// A network that was stored in an array and read back, with every step in between.
public struct StorageFindings: StudyFindings {
  /// As it was run; its coding and settings say how the cells were written and decoded.
  public let study: StorageStudy
  /// As trained or loaded, before quantization.
  public let network: Network
  /// The network that was to be stored.
  public let quantized: QuantizedNetwork
  /// The levels of each layer to be stored: inputs and one bias row × outputs times cells per code.
  public let grids: [Grid<Int>]
  /// Which tile holds which part of these grids.
  public let plan: TilePlan
  /// Every cell that holds a bit of a code, with its outcome.
  public let cells: StoredCells
  /// The network decoded from the read currents. Cells without a result count as written.
  public let readBack: QuantizedNetwork
  /// Example circuits of each operation, by file name.
  let netlists: [(name: String, text: String)]
  public let check: EngineCheck?
  /// How cells of several levels were brought to them; nil where they were not.
  var plannedLevels: LevelPlan? { study.settings.levelPlan }
  public var lines: ArrayLines? {
    let tiles = plan.tiles
    guard let rows = tiles.map(\.rows.count).max(), let columns = tiles.map(\.columns).max() else { return nil }
    return ArrayLines(wires: study.settings.array.wires, rows: rows, columns: columns)
  }
  /// What the networks make of the study's images.
  let predictions: StoredPredictions
  /// Nil where no products were formed as sums of currents.
  public internal(set) var analog: AnalogResult?
  /// What is left of the network, compared step by step on the study's images.
  let verdict: NetworkVerdict
  /// Evaluated once, at the end of the run: networks classify all images for them.
  public internal(set) var figures = StorageFigures()

  /// What is left of the network, with products of the arrays too if they were formed, and how many bits came back wrong.
  public var headline: String? {
    verdict.words
      + (figures.accuracy.analog.map { " With the arrays' own products it classifies \(FigureFormat.percent($0)) correctly." }
        ?? "")
      + " \(figures.ber.errors) of \(figures.ber.cells) "
      + (figures.levels == nil ? "bits came back wrong." : "cells came back at another level.")
      + (figures.unknownCells.map { " \($0)" } ?? "")
  }

  /// Accuracy after reading back, bit errors and changed weights; also failures and disturbed cells, if there are any.
  public var keyFigures: [KeyFigure] {
    let errors = figures.ber
    func percent(_ share: Double) -> String { FigureFormat.percent(share) }
    let products = figures.accuracy.analog.map {
      KeyFigure("accuracy with the arrays' products", percent($0), detail: "sums of currents in place of decoded weights")
    }
    let accuracies = [
      KeyFigure(
        "accuracy read back", percent(figures.accuracy.readBack),
        detail: "float \(percent(figures.accuracy.float)), quantized \(percent(figures.accuracy.quantized))"), products,
    ].compactMap { $0 }
    let changes = [
      KeyFigure(
        figures.levels == nil ? "bit errors" : "level errors", "\(errors.errors)",
        detail: "\(percent(errors.value)) of \(errors.cells) cells"
          + (errors.statisticsAlone.map { ", by the device alone \(percent($0))" } ?? "")),
      KeyFigure("weights changed", "\(figures.weightsChanged)"),
    ]
    return accuracies + changes
      + [
        ("flipped by a read", figures.read.readDisturb), ("reads failed", figures.read.failedReads),
        ("numerical failures", figures.numericalFailures),
      ].filter { $0.1 > 0 }.map { KeyFigure($0.0, "\($0.1)", detail: "of \(figures.cells) cells") }
  }

  /// Writes `tiles.csv`, `placement.csv`, `bit-errors.csv`, the example circuits and the arrays for other programs; with analog
  /// products also `analog-tiles.csv` and `confusion.csv`. `cells.csv` has grown during the run.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(plan.tiles.map(TileLine.init)), to: "tiles.csv")
    try folder.write(RecordTable(cells.rows.flatMap(PlacedCode.codes)), to: "placement.csv")
    try folder.write(RecordTable(figures.berByPosition), to: "bit-errors.csv")
    try analog?.write(to: folder, readBack: predictions.confusionMatrix, firstLabel: study.images.firstLabel)
    for (name, netlist) in netlists { try folder.write(netlist, to: name) }
    try StorageArrays(findings: self).write(to: folder)
  }

  /// Bit errors by layer and position in the code.
  public var tables: [ReportTable] {
    let header = ["layer", "cell counts", "cells", "errors", "rate", "by the device alone"]
    func share(_ value: Double?) -> ReportTable.Cell { value.map { .number(FigureFormat.percent($0)) } ?? .text("") }
    return [
      ReportTable(
        title: figures.levels == nil ? "Bit errors by position" : "Cells at another level by position", header: header,
        rows: figures.berByPosition.map { one in
          [
            .number("\(one.layer)"), .text(one.name), .number("\(one.errors.cells)"), .number("\(one.errors.errors)"),
            share(one.errors.value), share(one.errors.statisticsAlone),
          ]
        })
    ] + [figures.stress?.table].compactMap { $0 } + [StorageArrays(findings: self).table]
  }
}

/// A row of `tiles.csv`: what a tile holds. Layers count from 1, all else from 0.
private struct TileLine: Encodable {
  var tile, layer, firstLayerRow, rows, firstOutput, outputs, cellsPerCode, spareCodes, columns: Int

  init(_ tile: Tile) {
    (self.tile, layer, firstLayerRow, rows) = (tile.number, tile.layer + 1, tile.rows.lowerBound, tile.rows.count)
    (firstOutput, outputs) = (tile.outputs.lowerBound, tile.outputs.count)
    (cellsPerCode, spareCodes, columns) = (tile.cellsPerCode, tile.spareCodes, tile.columns)
  }
}

/// A row of `placement.csv`: the column of a code's most significant cell, and whether that is a spare place.
private struct PlacedCode: Encodable {
  var tile, row, layerRow, output, firstColumn: Int
  var moved: Bool

  static func codes(_ row: TileRow) -> [PlacedCode] {
    row.placement.places.enumerated().map { offset, place in
      PlacedCode(
        tile: row.tile.number, row: row.row, layerRow: row.tile.rows.lowerBound + row.row,
        output: row.tile.outputs.lowerBound + offset, firstColumn: place * row.tile.cellsPerCode, moved: place != offset)
    }
  }
}

/// All cells that hold a bit of a code, with their outcomes.
public struct StoredCells: Sendable {
  /// In the order of the tiles, then of their rows.
  public let rows: [TileRow]
  /// One per cell, in the order of the rows' cells.
  public let outcomes: [CellOutcome]
  private let decoder: CellDecoder
  /// The number of cells with each status.
  private let statuses: [CellStatus: Int]

  init(rows: [TileRow], outcomes: [CellOutcome], decoder: CellDecoder) {
    self.rows = rows
    self.outcomes = outcomes
    self.decoder = decoder
    statuses = zip(rows.lazy.flatMap(\.cells), outcomes).reduce(into: [:]) {
      $0[$1.1.status(writing: $1.0.level, decoder), default: 0] += 1
    }
  }

  /// Without spare cells.
  public var count: Int { outcomes.count }

  /// The number of cells with a status.
  public func count(_ status: CellStatus) -> Int { statuses[status] ?? 0 }

  /// Calls `body` with each cell, in the order of `outcomes`.
  public func forEach(_ body: (TileRow, TileCell, CellOutcome) throws -> Void) rethrows {
    var index = 0
    for row in rows {
      for cell in row.cells {
        try body(row, cell, outcomes[index])
        index += 1
      }
    }
  }

  /// The level that a cell reads as, with one bit a cell the bit; nil where nothing is known of it.
  public func level(_ outcome: CellOutcome) -> Int? { outcome.level(decoder) }

  /// What became of a cell.
  public func status(_ cell: TileCell, _ outcome: CellOutcome) -> CellStatus { outcome.status(writing: cell.level, decoder) }

  /// The levels of each layer as read. A cell without a simulation result counts as written: it is not known to be wrong,
  /// and the number of such cells is reported beside everything derived from them.
  /// - Parameter grids: the levels as they were to be stored.
  func decoded(like grids: [Grid<Int>]) -> [Grid<Int>] {
    var decoded = grids
    forEach { row, cell, outcome in
      decoded[row.tile.layer][row.tile.rows.lowerBound + cell.row, cell.output * row.tile.cellsPerCode + cell.position] =
        level(outcome) ?? cell.level
    }
    return decoded
  }
}
