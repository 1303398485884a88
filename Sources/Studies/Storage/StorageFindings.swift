import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NeuralMapping
import Records
import Reporting

/// A network that was stored and read back.
public struct StorageFindings: StudyFindings {
  public let study: StorageStudy
  /// Before it was quantized.
  public let network: Network
  public let quantized: QuantizedNetwork
  /// The bits of each layer, as they were to be stored.
  public let grids: [Grid<Bool>]
  public let plan: TilePlan
  public let cells: StoredCells
  /// The network decoded from the read currents.
  public let readBack: QuantizedNetwork
  /// A circuit of each kind, by file name.
  let netlists: [(name: String, text: String)]
  public let check: EngineCheck?
  /// Nil where no products were formed.
  public internal(set) var analog: AnalogResult?

  public var figures: StorageFigures { get throws { try StorageFigures(self) } }

  /// What is left of the network.
  func verdict() throws -> NetworkVerdict {
    try NetworkVerdict(
      network, quantized: quantized.network, readBack: readBack.network, on: study.images,
      unknownCells: Proportion(cells.count(.numericalFailure) + cells.count(.readFailed), of: cells.count))
  }

  public var headline: String? {
    get throws {
      let figures = try figures
      return try verdict().words + " \(figures.ber.errors) of \(figures.ber.cells) bits came back wrong."
        + (figures.unknownCells.map { " \($0)" } ?? "")
    }
  }

  public var keyFigures: [KeyFigure] {
    get throws {
      let figures = try figures
      let errors = figures.ber
      func percent(_ share: Double) -> String { FigureFormat.percent(share) }
      return [
        KeyFigure(
          "accuracy read back", percent(figures.accuracy.readBack),
          detail: "float \(percent(figures.accuracy.float)), quantized \(percent(figures.accuracy.quantized))"),
        KeyFigure(
          "bit errors", "\(errors.errors)",
          detail: "\(percent(errors.value)) of \(errors.cells) cells"
            + (errors.statisticsAlone.map { ", by the device alone \(percent($0))" } ?? "")),
        KeyFigure("weights changed", "\(figures.weightsChanged)"),
      ]
        + [
          ("flipped by a read", figures.read.readDisturb), ("reads failed", figures.read.failedReads),
          ("numerical failures", figures.numericalFailures),
        ].filter { $0.1 > 0 }.map { KeyFigure($0.0, "\($0.1)", detail: "of \(figures.cells) cells") }
    }
  }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(plan.tiles.map(TileLine.init)), to: "tiles.csv")
    try folder.write(RecordTable(cells.rows.flatMap(PlacedCode.codes)), to: "placement.csv")
    try folder.write(RecordTable(figures.berByPosition), to: "bit-errors.csv")
    for (name, netlist) in netlists { try folder.write(netlist, to: name) }
  }

  public var tables: [ReportTable] {
    get throws {
      let header = ["layer", "cell counts", "cells", "errors", "rate", "by the device alone"]
      func share(_ value: Double?) -> ReportTable.Cell { value.map { .number(FigureFormat.percent($0)) } ?? .text("") }
      return [
        ReportTable(
          title: "Bit errors by position", header: header,
          rows: try figures.berByPosition.map { one in
            [
              .number("\(one.layer)"), .text(one.name), .number("\(one.errors.cells)"), .number("\(one.errors.errors)"),
              share(one.errors.value), share(one.errors.statisticsAlone),
            ]
          })
      ]
    }
  }
}

/// A row of `tiles.csv`: what a tile holds.
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

/// All cells that hold a code, with what became of them.
public struct StoredCells: Sendable {
  public let rows: [TileRow]
  /// One a cell, row by row.
  public let outcomes: [CellOutcome]
  private let read: ReadSettings
  private let statuses: [CellStatus: Int]

  init(rows: [TileRow], outcomes: [CellOutcome], read: ReadSettings) {
    self.rows = rows
    self.outcomes = outcomes
    self.read = read
    statuses = zip(rows.lazy.flatMap(\.cells), outcomes).reduce(into: [:]) {
      $0[$1.1.status(writing: $1.0.target, read), default: 0] += 1
    }
  }

  public var count: Int { outcomes.count }

  /// How many cells came to an end of a kind.
  public func count(_ status: CellStatus) -> Int { statuses[status] ?? 0 }

  /// Calls `body` with each cell.
  public func forEach(_ body: (TileRow, TileCell, CellOutcome) throws -> Void) rethrows {
    var index = 0
    for row in rows {
      for cell in row.cells {
        try body(row, cell, outcomes[index])
        index += 1
      }
    }
  }

  /// What a cell is read as; nil where nothing is known of it.
  public func bit(_ outcome: CellOutcome) -> Bool? { outcome.bit(read) }

  /// What became of a cell.
  public func status(_ cell: TileCell, _ outcome: CellOutcome) -> CellStatus { outcome.status(writing: cell.target, read) }

  /// The grid of each layer as read. A cell of which no simulation says anything counts as written: it is not known to be
  /// wrong, and how many such cells there are is said beside whatever follows from them.
  static func decoded(
    _ rows: [TileRow], _ outcomes: [CellOutcome], like grids: [Grid<Bool>], _ read: ReadSettings
  ) -> [Grid<Bool>] {
    var decoded = grids
    StoredCells(rows: rows, outcomes: outcomes, read: read).forEach { row, cell, outcome in
      decoded[row.tile.layer][row.tile.rows.lowerBound + cell.row, cell.output * row.tile.cellsPerCode + cell.position] =
        outcome.bit(read) ?? cell.target
    }
    return decoded
  }
}
