import CrossbarPrimitives
import Foundation
import NeuralMapping
import Reporting

/// The files of a stored network besides its log of cells.
public struct StorageReport: RunReport {
  public let result: StorageResult
  public let summary: StorageSummary

  public init(_ result: StorageResult, _ summary: StorageSummary) {
    self.result = result
    self.summary = summary
  }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(tileTable, to: "tiles.csv")
    try folder.write(placementTable, to: "placement.csv")
    try folder.write(positionTable, to: "bit-errors.csv")
    for (name, netlist) in try result.cells.exampleNetlists() { try folder.write(netlist, to: name) }
  }

  public var charts: [NamedChart] {
    get throws {
      let confusion = ConfusionMatrixChart(
        title: "Read-back weights", counts: try result.readBack.network.confusionMatrix(on: result.experiment.images),
        classNames: (0..<result.experiment.images.classCount).map(String.init))
      // What could not be read has no picture.
      let (currents, resistances) = (currentMap(ofTile: 0), resistanceChart)
      return [NamedChart("bit-errors", bitErrorChart)]
        + (currents.values.elements.contains { $0 != nil } ? [NamedChart("read-current-tile-0", currents)] : [])
        + (resistances.samples.contains { !$0.values.isEmpty } ? [NamedChart("read-resistance", resistances)] : [])
        + [NamedChart("confusion-matrix", confusion)]
    }
  }

  public var headline: String? {
    let errors = summary.bitErrorRate
    var text = summary.verdict.words + " \(errors.errors) of \(errors.cells) bits came back wrong."
    if summary.numericalFailures > 0 {
      text += " \(summary.numericalFailures) cells could not be simulated: they are in no share, and count as written."
    }
    return text
  }

  public var keyFigures: [KeyFigure] {
    let errors = summary.bitErrorRate
    return [
      KeyFigure(
        "accuracy read back", Self.percent(summary.accuracy.readBack),
        detail: "float \(Self.percent(summary.accuracy.float)), quantized \(Self.percent(summary.accuracy.quantized))"),
      KeyFigure(
        "bit errors", "\(errors.errors)",
        detail: "\(Self.percent(errors.value)) of \(errors.cells) cells"
          + (errors.statisticsAlone.map { ", by the device alone \(Self.percent($0))" } ?? "")),
      KeyFigure("weights changed", "\(summary.weightsChanged)"),
    ]
      + [
        ("flipped by a read", summary.read.disturbed), ("reads failed", summary.read.failed),
        ("numerical failures", summary.numericalFailures),
      ].filter { $0.1 > 0 }.map { KeyFigure($0.0, "\($0.1)", detail: "of \(summary.cells) cells") }
  }

  public var tables: [ReportTable] {
    let header = ["layer", "cell counts", "cells", "errors", "rate in %", "by the device alone in %"]
    return [
      ReportTable(
        title: "Bit errors by position", header: header, rows: summary.bitErrorRateByPosition.map(Self.positionRow))
    ]
  }

  private static func positionRow(_ position: StorageSummary.PositionErrors) -> [ReportTable.Cell] {
    let errors = position.errors
    let rates = [errors.value, errors.statisticsAlone].map { rate in
      rate.map { ReportTable.Cell.number(String(format: "%.3f", 100 * $0)) } ?? .text("")
    }
    return [
      .number("\(position.layer)"), .text(position.name), .number("\(errors.cells)"), .number("\(errors.errors)"),
    ] + rates
  }

  private static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

  /// A line a tile: what it holds.
  var tileTable: CSVTable {
    var table = CSVTable(header: [
      "tile", "layer", "first_layer_row", "rows", "first_output", "outputs", "cells_per_code", "spare_codes", "columns",
    ])
    for tile in result.plan.tiles {
      table.append(
        tile.number, tile.layer + 1, tile.rows.lowerBound, tile.rows.count, tile.outputs.lowerBound, tile.outputs.count,
        tile.cellsPerCode, tile.spareCodes, tile.columns)
    }
    return table
  }

  /// A line for each code of each row: the column of its most significant cell, and whether that is a spare place.
  var placementTable: CSVTable {
    var table = CSVTable(header: ["tile", "row", "layer_row", "output", "first_column", "moved"])
    for row in result.cells.rows {
      for (offset, place) in row.placement.places.enumerated() {
        table.append(
          row.tile.number, row.row, row.tile.rows.lowerBound + row.row, row.tile.outputs.lowerBound + offset,
          place * row.tile.cellsPerCode, place == offset ? 0 : 1)
      }
    }
    return table
  }

  var positionTable: CSVTable {
    var table = CSVTable(header: [
      "layer", "position", "place_value", "cells", "errors", "bit_error_rate", "statistics_alone",
    ])
    for one in summary.bitErrorRateByPosition {
      table.append(
        one.layer, one.position, one.name, one.errors.cells, one.errors.errors, one.errors.value,
        one.errors.statisticsAlone)
    }
    return table
  }

  /// By position, most significant first: found in each layer, and expected.
  var bitErrorChart: ProportionChart {
    let layers = Dictionary(grouping: summary.bitErrorRateByPosition, by: \.layer).sorted { $0.key < $1.key }
    let widest = layers.map(\.value).max { $0.count < $1.count } ?? []
    let expected = widest.compactMap(\.errors.statisticsAlone)
    return ProportionChart(
      title: "Bit errors by position in the code", categoryLabel: "What the cell counts in its code",
      categories: widest.map(\.name), quantity: "Bit error rate",
      series: layers.map { layer, positions in
        ProportionChart.Series(
          "layer \(layer)", positions.map { Proportion($0.errors.errors, of: $0.errors.cells) })
      },
      expected: expected.count == widest.count ? ("device alone", expected) : nil)
  }

  func currentMap(ofTile number: Int) -> HeatMap {
    let tile = result.plan.tiles[number]
    var currents = Grid<Double?>(rows: tile.rows.count, columns: tile.columns, repeating: nil)
    result.cells.forEach { row, cell, outcome in
      if row.tile.number == number, let current = outcome.readCurrent, current.si > 0 {
        currents[cell.row, cell.column] = current.si
      }
    }
    return HeatMap(
      title: "Read current of tile \(number): \(tile.rows.count) x \(tile.columns) cells at "
        + "\(result.experiment.settings.array.read.voltage)",
      values: currents, colourAxis: ChartAxis("Read current", unit: "A", scale: .logarithmic))
  }

  var resistanceChart: CumulativeDistributionChart {
    let read = result.experiment.settings.array.read
    var resistances: [Bool: [Double]] = [true: [], false: []]
    result.cells.forEach { _, cell, outcome in
      if !outcome.isReadFailed, !outcome.isNumericalFailure, let current = outcome.readCurrent, current.si > 0 {
        resistances[cell.target]?.append((read.voltage / current).si)
      }
    }
    return CumulativeDistributionChart(
      title: "Read resistance of cells written to 1 and to 0",
      xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
      samples: [
        ChartSample("written to 1 (LRS)", resistances[true] ?? []), ChartSample("written to 0 (HRS)", resistances[false] ?? []),
      ],
      threshold: ChartMarker("threshold", at: read.threshold.si))
  }
}
