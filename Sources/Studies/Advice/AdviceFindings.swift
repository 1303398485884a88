import CrossbarArrays
import CrossbarPrimitives
import NeuralMapping
import Records
import Reporting

/// The figures of an advice.
public struct AdviceFigures: Figures {
  /// One way of storing the network.
  public struct Way: Figures {
    @Figure("Quantizer") public var quantizer = QuantizationMethod.nearest
    @Figure("Coding of weights in cells") public var coding = CodingScheme.twosComplement
    @Figure("Writing") public var writing = ""
    @Figure("Images classified right as given", .percent) public var float = 0.0
    @Figure("Images classified right quantized", .percent) public var quantized = 0.0
    @Figure("Images classified right read back", .percent) public var readBack = 0.0
    @Figure("95 % interval from", .percent) public var readBackLow = 0.0
    @Figure("95 % interval to", .percent) public var readBackHigh = 0.0
    @Figure("Cells that hold a bit of a code") public var cells = 0
    @Figure("Cells read wrong") public var bitErrors = 0
    @Figure("Weights and biases changed") public var weightsChanged = 0
    @Figure("Write pulses") public var pulses = 0
    @Figure("Energy of all write pulses") public var writeEnergy = Energy.zero
    @Figure("Time to write", .plain, "Until the tile that takes longest is written.") public var writeTime = Time.zero
    @Figure("Numerical failures", .plain, "Cells without a result, taken as written.") public var numericalFailures = 0
    public init() {}
  }

  @Figure("Images that the network is judged by") public var images = 0
  @Figure("Bits a weight") public var bits = 0
  @Figure("Ways of storing", .plain, "The best first.") public var ways: [Way] = []
  public init() {}
}

/// Ways of storing a network, the best first.
public struct AdviceFindings: StudyFindings {
  public let study: AdviceStudy
  /// Ranked: see `ranked(_:)`.
  public let rows: [AdviceRow]
  public let check: EngineCheck?

  /// By accuracy after reading back; among equals the way with fewer cells, then with less energy.
  static func ranked(_ rows: [AdviceRow]) -> [AdviceRow] {
    rows.enumerated().sorted { one, other in
      let keys = [one, other].map {
        [-$0.element.readBack, Double($0.element.cells), $0.element.writeEnergy.si, Double($0.offset)]
      }
      return keys[0].lexicographicallyPrecedes(keys[1])
    }.map(\.element)
  }

  public var figures: AdviceFigures {
    var figures = AdviceFigures()
    (figures.images, figures.bits) = (study.storage.images.count, study.storage.bits)
    figures.ways = rows.map { row in
      var way = AdviceFigures.Way()
      (way.quantizer, way.coding, way.writing) = (row.quantizer, row.coding, row.writing)
      (way.float, way.quantized, way.readBack) = (row.float, row.quantized, row.readBack)
      (way.readBackLow, way.readBackHigh) = (row.readBackLow, row.readBackHigh)
      (way.cells, way.bitErrors, way.weightsChanged, way.pulses) = (row.cells, row.bitErrors, row.weightsChanged, row.pulses)
      (way.writeEnergy, way.writeTime, way.numericalFailures) = (row.writeEnergy, row.writeTime, row.numericalFailures)
      return way
    }
    return figures
  }

  /// The best way, what it keeps, and the cheapest that the images do not tell from it.
  public var headline: String? {
    guard let best = rows.first else { return nil }
    let found =
      "Store it with the \(best.quantizer.rawValue) quantizer, \(best.coding.rawValue) coding, written \(best.writing): read back "
      + "it classifies \(FigureFormat.percent(best.readBack)) of \(study.storage.images.count) images right "
      + "(95 % interval \(FigureFormat.percent(best.readBackLow)) to \(FigureFormat.percent(best.readBackHigh))), "
      + "\(FigureFormat.percent(best.float)) as given."
    let equals = rows.filter { $0.readBackHigh >= best.readBack && $0 != best }
    guard let cheapest = equals.min(by: { ($0.cells, $0.pulses) < ($1.cells, $1.pulses) }),
      (cheapest.cells, cheapest.pulses) < (best.cells, best.pulses)
    else { return found }
    return found
      + " These images do not tell it from \(cheapest.quantizer.rawValue), \(cheapest.coding.rawValue), \(cheapest.writing) "
      + "(\(FigureFormat.percent(cheapest.readBack))), with \(cheapest.cells) cells and \(cheapest.pulses) pulses in place of "
      + "\(best.cells) and \(best.pulses)."
  }

  public var text: String {
    let header = [
      "quantizer", "coding", "written", "quantized", "read back", "(95 % interval)", "wrong bits", "cells", "pulses", "energy",
    ]
    let cells = rows.map { row in
      [
        row.quantizer.rawValue, row.coding.rawValue, row.writing, FigureFormat.percent(row.quantized),
        FigureFormat.percent(row.readBack),
        "\(FigureFormat.percent(row.readBackLow)) to \(FigureFormat.percent(row.readBackHigh))", "\(row.bitErrors)",
        "\(row.cells)", "\(row.pulses)", SIPrefix.text(row.writeEnergy.si, unit: "J"),
      ]
    }
    let widths = header.indices.map { place in ([header] + cells).map { $0[place].count }.max() ?? 0 }
    let lines = ([header] + cells).map { line in
      "    " + zip(line, widths).map { column($0, $1 + 2) }.joined().replacing(#/ +$/#, with: "")
    }
    return "\(rows.count) ways to store the network at \(study.storage.bits) bits, the best first (seed \(study.seed), "
      + "\(study.storage.images.count) images)\n\n\(lines.joined(separator: "\n"))\n\n  \(headline ?? "")"
      + (study.stress.map { "\n  Stress: \($0.text)." } ?? "")
  }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(figures.ways), to: "ranking.csv")
  }

  public var tables: [ReportTable] {
    let header = ["quantizer", "coding", "written", "quantized", "read back", "wrong bits", "cells", "pulses", "energy", "time"]
    let lines = rows.map { row -> [ReportTable.Cell] in
      [
        .text(row.quantizer.rawValue), .text(row.coding.rawValue), .text(row.writing),
        .number(FigureFormat.percent(row.quantized)), .number(FigureFormat.percent(row.readBack)), .number("\(row.bitErrors)"),
        .number("\(row.cells)"), .number("\(row.pulses)"), .number(SIPrefix.text(row.writeEnergy.si, unit: "J")),
        .number(SIPrefix.text(row.writeTime.si, unit: "s")),
      ]
    }
    return [ReportTable(title: "Ways of storing, the best first", header: header, rows: lines), study.stress?.table].compactMap {
      $0
    }
  }

  /// Accuracy over what writing takes, a point for each way.
  public var charts: [NamedChart] {
    let chart = LineChart(
      title: "Ways of storing the network", xAxis: ChartAxis("Energy of all write pulses", unit: "J"),
      yAxis: ChartAxis("Images right, read back (%)"),
      series: study.codings.enumerated().map { place, coding in
        ChartSeries(
          coding.rawValue,
          points: rows.filter { $0.coding == coding }.map { SIMD2($0.writeEnergy.si, 100 * $0.readBack) },
          mark: .points, colour: .automatic(place))
      })
    return [NamedChart("ways", chart, caption: "One point for each quantizer and way of writing; the table says which.")]
  }
}
