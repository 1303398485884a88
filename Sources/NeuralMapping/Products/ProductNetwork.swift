import CrossbarPrimitives

/// A network of fully connected layers whose products are formed by tiles. Activations, and sums over tiles, input bits and
/// cells of a code, are digital.
package struct ProductNetwork: Sendable {
  /// From input to output, with rectified linear units between them.
  package private(set) var layers: [ProductLayer]

  /// - Precondition: at least one layer.
  package init(layers: [ProductLayer]) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    self.layers = layers
  }

  /// What the tiles make of some images.
  package struct Outcome: Sendable {
    /// The class with the largest output for each image, the first of several equal ones.
    package var classes: [Int]
    /// Conversions that were clipped, by layer and tile.
    package var clipped: [[Int]]
  }

  /// The outcomes of several ranges of images as that of all.
  package func joined(_ outcomes: [Outcome]) -> Outcome {
    var whole = Outcome(classes: [], clipped: layers.map { Array(repeating: 0, count: $0.tiles.count) })
    for outcome in outcomes {
      whole.classes += outcome.classes
      for (layer, tiles) in outcome.clipped.enumerated() {
        for (tile, count) in tiles.enumerated() { whole.clipped[layer][tile] += count }
      }
    }
    return whole
  }

  /// The inputs of each layer as the digital network has them, image by image.
  /// - Parameter layers: with rectified linear units between them.
  package static func inputs(of layers: [QuantizedLayer], for images: LabelledImages) -> [[Double]] {
    var values = (0..<images.count).flatMap(images.image)
    return layers.map { layer in
      let (digital, count, inputs) = (layer.layer, layer.inputCount, values)
      values = stride(from: 0, to: inputs.count, by: count).flatMap { start in
        digital.sums(Array(inputs[start..<(start + count)])).map { max(0, $0) }
      }
      return inputs
    }
  }

  /// Calibrates each layer with the inputs that the digital network gives it, so that errors of one layer do not affect the
  /// calibration of the next.
  /// - Parameters:
  ///   - inputs: of each layer, as `inputs(of:for:)`.
  ///   - digits: what the cells of each tile were meant to hold, by layer and tile: rows of the tile × columns.
  ///   - workers: threads to use; nil for one per processor. The result does not depend on it.
  package mutating func calibrate(
    on inputs: [[Double]], digits: [[Grid<Int>]], settings: ProductCalibration, workers: Int? = nil
  ) {
    let team = WorkerTeam(count: workers ?? WorkerTeam.processorCount)
    for index in layers.indices { layers[index].calibrate(inputs[index], digits: digits[index], settings: settings, team) }
  }

  /// Classifies images together.
  /// - Parameter range: of the images.
  package func outcome(for images: LabelledImages, _ range: Range<Int>) -> Outcome {
    var outcome = joined([])
    var values = range.flatMap(images.image)
    for (index, layer) in layers.enumerated() {
      values = layer.sums(values, clipped: &outcome.clipped[index])
      if index < layers.count - 1 { for place in values.indices { values[place] = max(0, values[place]) } }
    }
    let outputs = range.isEmpty ? 0 : values.count / range.count
    outcome.classes = stride(from: 0, to: values.count, by: max(outputs, 1)).map { start in
      Network.largest(Array(values[start..<(start + outputs)]))
    }
    return outcome
  }
}
