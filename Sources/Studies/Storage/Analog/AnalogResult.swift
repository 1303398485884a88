import CrossbarPrimitives
import NeuralMapping
import Records
import Reporting

/// How well a network does whose products its tiles form.
public struct AnalogResult: Sendable {
  /// Those that the products were formed with.
  public let settings: AnalogSettings
  /// The class that each image belongs to.
  let labels: [Int]
  /// The class that each image was assigned.
  public let predictions: [Int]
  /// Converters of each tile, in their order.
  let tiles: [AnalogTileRow]
  let cost: AnalogCostFigures
  /// The largest deviation of a cell's conductance at the lowest voltage between levels; nil for inputs bit by bit.
  let nonlinearity: Double?
  /// Products compared with ngspice, one per block.
  public let checks: [ProductCheck.Outcome]
  /// What products see of each tile's cells, rows × columns, S: the current out of a column per volt on a row, at the read
  /// voltage.
  let conductances: [Grid<Double>]

  /// Of the study's images, those classified correctly.
  public var accuracy: Proportion { Proportion(zip(predictions, labels).count { $0 == $1 }, of: labels.count) }

  /// How many images of each class (row) were assigned each class (column).
  /// - Parameter classes: how many there are.
  func confusionMatrix(classes: Int) -> Grid<Int> {
    StoredPredictions.confusionMatrix(labels, predictions, classes: classes)
  }

  /// Writes `analog-tiles.csv` and `confusion.csv`.
  /// - Parameters:
  ///   - readBack: how many images of each class were assigned each class with the weights read back.
  ///   - firstLabel: the label of the first class.
  func write(to folder: ResultFolder, readBack: Grid<Int>, firstLabel: Int) throws {
    try folder.write(RecordTable(tiles), to: "analog-tiles.csv")
    let rows = ConfusionRow.rows(
      readBack: readBack, analog: confusionMatrix(classes: readBack.columns), firstLabel: firstLabel)
    try folder.write(RecordTable(rows), to: "confusion.csv")
  }
}

/// A row of `analog-tiles.csv`: a tile's converters, and what they did over all images. Layers count from 1, tiles from 0.
struct AnalogTileRow: Encodable, Sendable {
  var tile, layer, drivenRows, columns: Int
  /// Largest current that is not clipped; 0 for a tile that holds none but biases.
  var converterRange: Current
  var conversions, clipped: Int
  /// Of the tile's cells, wires and series resistors, for an image, mean over the calibration images.
  var arrayEnergy: Energy
}

/// A row of `confusion.csv`: how many images of a class were assigned to one, by the weights read back and by the arrays'
/// products. Classes are named as the labels are.
struct ConfusionRow: Encodable, Sendable {
  var label, assigned, readBack, analog: Int

  static func rows(readBack: Grid<Int>, analog: Grid<Int>, firstLabel: Int) -> [ConfusionRow] {
    (0..<readBack.rows).flatMap { label in
      (0..<readBack.columns).map { assigned in
        ConfusionRow(
          label: label + firstLabel, assigned: assigned + firstLabel, readBack: readBack[label, assigned],
          analog: analog[label, assigned])
      }
    }
  }
}

extension StorageFigures {
  /// How products were formed as sums of currents, what they cost, and how well they agree with ngspice.
  public struct Analog: Figures {
    @Figure public var settings = AnalogSettings()
    @Figure("Conversions of column currents", .plain, "Over all images.") public var conversions = 0
    @Figure("Conversions beyond the converters' range", .plain, "Their currents count as the largest one.")
    public var clipped = 0
    @Figure("Largest change of a cell's conductance over the levels", .percent, "None for inputs bit by bit.")
    public var nonlinearity: Double? = nil
    @Figure("Cost of an image") public var cost = AnalogCostFigures()
    @Figure("Products held against circuits") public var checks: [ProductCheck.Outcome] = []
    public init() {}

    init(_ result: AnalogResult) {
      (settings, nonlinearity, cost, checks) = (result.settings, result.nonlinearity, result.cost, result.checks)
      conversions = result.tiles.reduce(0) { $0 + $1.conversions }
      clipped = result.tiles.reduce(0) { $0 + $1.clipped }
    }
  }
}
