import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NeuralMapping
import Reporting

/// The files of a digits run.
public struct DigitsReport: RunReport {
  public let result: DigitsResult

  public init(_ result: DigitsResult) { self.result = result }

  /// Writes the cells and the netlists; `run.json` is the caller's, and comes last.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(cellTable, to: "cells.csv")
    for (kind, circuit) in result.layers.first?.firstCircuits ?? [:] {
      try folder.write(try circuit.netlist, to: "\(kind.rawValue).cir")
    }
  }

  public var charts: [NamedChart] {
    get throws {
      let images = result.experiment.images
      // What could not be read has no picture.
      let maps = result.layers.enumerated().compactMap { index, layer in
        let map = currentMap(layer, number: index + 1)
        return map.values.elements.contains { $0 != nil } ? NamedChart("read-current-layer-\(index + 1)", map) : nil
      }
      let resistances = resistanceChart
      let isAnyRead = resistances.samples.contains { !$0.values.isEmpty }
      return maps + (isAnyRead ? [NamedChart("read-resistance", resistances)] : []) + [
        NamedChart("confusion-matrix", try confusionChart(of: images, named: "Digits")),
        NamedChart(
          "confusion-matrix-flipped",
          try confusionChart(of: images.singlePixelFlips(), named: "Digits with one pixel flipped")),
      ]
    }
  }

  public var headline: String? {
    get throws {
      let summary = try DigitsSummary(result)
      return summary.verdict.words + " \(summary.read.bitErrors) of \(summary.knownCells) bits came back wrong."
        + (summary.unknownCells.map { " \($0)" } ?? "")
    }
  }

  public var keyFigures: [KeyFigure] {
    get throws {
      let summary = try DigitsSummary(result)
      let known = summary.knownCells
      let notes = [
        ("flipped by a read", summary.read.disturbed), ("reads failed", summary.read.failed),
        ("numerical failures", summary.numericalFailures),
      ].filter { $0.1 > 0 }.map { KeyFigure($0.0, "\($0.1)", detail: "of \(summary.cells) cells") }
      func failures(_ name: String, _ direction: DigitsSummary.Direction) -> KeyFigure {
        KeyFigure(
          name, Self.percent(Proportion(direction.failed, of: direction.cells).value),
          detail: "\(direction.failed) of \(direction.cells) cells")
      }
      return [
        KeyFigure(
          "accuracy, read back", Self.percent(summary.accuracy.readBack),
          detail: "quantized \(Self.percent(summary.accuracy.quantized)), float \(Self.percent(summary.accuracy.float))"),
        KeyFigure(
          "bit errors", "\(summary.read.bitErrors)",
          detail: "\(Self.percent(Proportion(summary.read.bitErrors, of: known).value)) of \(known) cells"),
        failures("SET failed", summary.write.set), failures("RESET failed", summary.write.reset),
      ] + notes
    }
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

  /// A line a cell: where it is, what was drawn, what it was to hold, and what it reads as.
  var cellTable: CSVTable {
    var table = CSVTable(
      header: ["layer", "row", "column"] + result.experiment.array.device.drawnColumns + [
        "target_bit", "pulses", "verified", "read_current_A", "read_resistance_ohm", "decoded_bit", "state", "status",
        "flipped_by_read", "gate_current_A", "numerical_failure",
      ])
    for (index, layer) in result.layers.enumerated() {
      for row in 0..<layer.cells.rows {
        for column in 0..<layer.cells.columns {
          let cell = layer.cells[row, column]
          let found: [any CSVField] = [
            cell.write.target ? 1 : 0, cell.write.attempts, cell.write.isVerified ? 1 : 0, cell.reading?.current,
            cell.reading?.failure == nil ? cell.reading?.resistance : nil, cell.decodedBit.map { $0 ? 1 : 0 },
            cell.finalState, cell.status.rawValue, cell.isReadDisturbed ? 1 : 0, cell.reading?.gateCurrent,
            cell.numericalFailure.map { "\($0)" } ?? "",
          ]
          table.append([index + 1, row, column] + cell.memristor.drawnValues + found)
        }
      }
    }
    return table
  }

  func currentMap(_ layer: StoredBits, number: Int) -> HeatMap {
    HeatMap(
      title: "Read current of layer \(number): \(layer.cells.rows) x \(layer.cells.columns) cells at \(voltageText)",
      values: layer.cells.map { cell in cell.reading.flatMap { $0.current.si > 0 ? $0.current.si : nil } },
      colourAxis: ChartAxis("Read current", unit: "A", scale: .logarithmic))
  }

  var resistanceChart: CumulativeDistributionChart {
    func resistances(of bit: Bool) -> [Double] {
      result.cells.filter { $0.write.target == bit && $0.numericalFailure == nil && $0.reading?.failure == nil }
        .compactMap { $0.reading?.resistance.si }.filter(\.isFinite)
    }
    return CumulativeDistributionChart(
      title: "Read resistance of cells written to 1 and to 0",
      xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
      samples: [
        ChartSample("written to 1 (LRS)", resistances(of: true)), ChartSample("written to 0 (HRS)", resistances(of: false)),
      ],
      threshold: ChartMarker("threshold", at: result.experiment.array.read.threshold.si))
  }

  func confusionChart(of images: LabelledImages, named name: String) throws -> ConfusionMatrixChart {
    ConfusionMatrixChart(
      title: "\(name), read-back weights", counts: try result.readBack.network.confusionMatrix(on: images),
      classNames: (0..<images.classCount).map(String.init))
  }

  private var voltageText: String { "\(result.experiment.array.read.voltage)" }
}
