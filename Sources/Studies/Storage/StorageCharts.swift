import CrossbarArrays
import CrossbarPrimitives
import NeuralMapping
import Reporting

extension StorageFindings {
  /// Bit errors by position, a map of read currents for each layer, read resistances, and confusion matrices.
  public var charts: [NamedChart] {
    get throws {
      // A layer whose first tile has no valid read gets no chart.
      let maps = Set(plan.tiles.map(\.layer)).sorted().compactMap { layer -> NamedChart? in
        guard let tile = plan.tiles.first(where: { $0.layer == layer }) else { return nil }
        let map = currentMap(of: tile)
        return map.values.elements.contains { $0 != nil } ? NamedChart("read-current-layer-\(layer + 1)", map) : nil
      }
      let resistances = resistanceChart
      let flips = study.judgesFlips ? try readBack.network.confusionMatrix(on: study.images.singlePixelFlips()) : nil
      let names = (0..<study.images.classCount).map { String($0 + study.images.firstLabel) }
      return [NamedChart("bit-errors", bitErrorChart)] + maps + [levelChart].compactMap { $0 }
        + (resistances.samples.contains { !$0.values.isEmpty } ? [NamedChart("read-resistance", resistances)] : [])
        + [
          ("confusion-matrix", "Read-back weights", predictions.confusionMatrix),
          ("confusion-matrix-analog", "Products of the arrays", analog?.confusionMatrix(classes: names.count)),
          ("confusion-matrix-flipped", "One pixel flipped", flips),
        ]
        .compactMap { name, title, counts in
          counts.map { NamedChart(name, ConfusionMatrixChart(title: title, counts: $0, classNames: names)) }
        }
    }
  }

  /// Bit error rates by position in the code, most significant first: those found in each layer, and those expected from
  /// the device's distributions alone.
  var bitErrorChart: ProportionChart {
    let layers = Dictionary(grouping: figures.berByPosition, by: \.layer).sorted { $0.key < $1.key }
    let widest = layers.map(\.value).max { $0.count < $1.count } ?? []
    let expected = widest.compactMap(\.errors.statisticsAlone)
    return ProportionChart(
      title: "Bit errors by position in the code", categoryLabel: "What the cell counts in its code",
      categories: widest.map(\.name), quantity: "Bit error rate",
      series: layers.map { layer, positions in
        ProportionChart.Series("layer \(layer)", positions.map { Proportion($0.errors.errors, of: $0.errors.cells) })
      },
      expected: expected.count == widest.count ? ("device alone", expected) : nil)
  }

  /// The level that cells were written to and the level that they read as; nil for two levels.
  private var levelChart: NamedChart? {
    figures.levels.map { levels in
      NamedChart(
        "level-confusion",
        ConfusionMatrixChart(
          title: "Levels written and read",
          counts: Grid(rows: levels.count, columns: levels.count) { levels.confusion[$0][$1] },
          classNames: (0..<levels.count).map(String.init)))
    }
  }

  /// Read currents of a tile; cells that were not read, or not with a positive current, are grey.
  func currentMap(of tile: Tile) -> HeatMap {
    var currents = Grid<Double?>(rows: tile.rows.count, columns: tile.columns, repeating: nil)
    cells.forEach { row, cell, outcome in
      if row.tile == tile, let current = outcome.readCurrent, current.si > 0 { currents[cell.row, cell.column] = current.si }
    }
    let isWhole = plan.tiles.count { $0.layer == tile.layer } == 1
    return HeatMap(
      title:
        "Read current of \(isWhole ? "" : "the first tile of ")layer \(tile.layer + 1): \(tile.rows.count) x \(tile.columns) "
        + "cells at \(study.settings.array.read.voltage)",
      values: currents, colourAxis: ChartAxis("Read current", unit: "A", scale: .logarithmic))
  }

  /// Read resistances of the cells written to each level; cells without a valid read are left out.
  var resistanceChart: CumulativeDistributionChart {
    let read = study.settings.array.read
    var resistances = [[Double]](repeating: [], count: study.settings.levels.count)
    cells.forEach { _, cell, outcome in
      if !outcome.isReadFailed, outcome.numericalFailure == nil, let current = outcome.readCurrent, current.si > 0 {
        resistances[cell.level].append((read.voltage / current).si)
      }
    }
    guard resistances.count == 2 else {
      return CumulativeDistributionChart(
        title: "Read resistance of cells by the level written",
        xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
        samples: resistances.enumerated().map { ChartSample("level \($0)", $1) })
    }
    return CumulativeDistributionChart(
      title: "Read resistance of cells written to 1 and to 0",
      xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
      samples: [
        ChartSample("written to 1 (LRS)", resistances[1]), ChartSample("written to 0 (HRS)", resistances[0]),
      ],
      threshold: ChartMarker("threshold", at: read.threshold.si))
  }
}
