import CrossbarPrimitives
import NeuralMapping

/// What a network makes of each image as trained, quantized and read back.
struct StoredPredictions: Sendable {
  /// The values after the last step: images × classes.
  let float, quantized, readBack: Grid<Double>
  /// The images' own classes.
  let labels: [Int]

  /// - Throws: `NeuralMappingError.mismatch` if the images do not fit the networks.
  init(_ float: Network, _ quantized: Network, _ readBack: Network, on images: LabelledImages) throws {
    self.float = try float.outputs(for: images)
    self.quantized = try quantized.outputs(for: images)
    self.readBack = try readBack.outputs(for: images)
    labels = images.labels
  }

  /// The class with the highest value for each image, the first of several equal ones.
  static func classes(_ outputs: Grid<Double>) -> [Int] {
    (0..<outputs.rows).map { image in
      (0..<outputs.columns).reduce(0) { outputs[image, $1] > outputs[image, $0] ? $1 : $0 }
    }
  }

  private func accuracy(_ outputs: Grid<Double>) -> Proportion {
    Proportion(zip(Self.classes(outputs), labels).count { $0 == $1 }, of: labels.count)
  }

  func verdict(unknownCells: Proportion) -> NetworkVerdict {
    NetworkVerdict(
      float: accuracy(float), quantized: accuracy(quantized), readBack: accuracy(readBack),
      chance: NetworkVerdict.chance(labels), unknownCells: unknownCells)
  }

  /// With the weights read back: how many images of each class (row) were assigned each class (column).
  var confusionMatrix: Grid<Int> {
    Self.confusionMatrix(labels, Self.classes(readBack), classes: readBack.columns)
  }

  /// How many of each label (row) were assigned each class (column).
  static func confusionMatrix(_ labels: [Int], _ predictions: [Int], classes: Int) -> Grid<Int> {
    var matrix = Grid(rows: classes, columns: classes, repeating: 0)
    for (label, found) in zip(labels, predictions) { matrix[label, found] += 1 }
    return matrix
  }
}
