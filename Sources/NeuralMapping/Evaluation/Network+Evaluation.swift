import CrossbarPrimitives

/// How well a network classifies images. Counts come with their trials (`Proportion`), for confidence intervals.
extension Network {
  /// The class that the network assigns to each image, in the order of the images.
  ///
  /// - Parameter workers: threads to use; nil for one per processor. The result does not depend on it.
  /// - Throws: `NeuralMappingError.mismatch` unless the images have one pixel per input and one class per output.
  public func predictions(for images: LabelledImages, workers: Int? = nil) throws -> [Int] {
    try checkFits(images)
    return [Int](unsafeUninitializedCapacity: images.count) { buffer, initialized in
      nonisolated(unsafe) let predictions = buffer
      let chunk = 32
      WorkerTeam(count: workers ?? WorkerTeam.processorCount).forEach((images.count + chunk - 1) / chunk) { _, task in
        for index in (task * chunk)..<min((task + 1) * chunk, images.count) {
          predictions.initializeElement(at: index, to: predict(images.image(index)))
        }
      }
      initialized = images.count
    }
  }

  /// - Throws: `NeuralMappingError.mismatch` unless the images have one pixel per input and one class per output.
  func checkFits(_ images: LabelledImages) throws {
    guard images.pixelCount == inputCount else {
      throw NeuralMappingError.mismatch(
        subject: "pixels of an image", found: "\(images.pixelCount)",
        expected: "\(inputCount), one for each input of the network")
    }
    guard structure.input.isFlat || structure.input == images.shape else {
      throw NeuralMappingError.mismatch(
        subject: "size of an image", found: "\(images.shape)", expected: "\(structure.input), as the network takes them")
    }
    guard images.classCount == outputCount else {
      throw NeuralMappingError.mismatch(
        subject: "classes of the images", found: "\(images.classCount)",
        expected: "\(outputCount), one for each output of the network")
    }
  }

  /// The values after the network's last step, for each image in turn: images × classes.
  ///
  /// - Throws: `NeuralMappingError.mismatch` unless the images have one pixel per input and one class per output.
  public func outputs(for images: LabelledImages, workers: Int? = nil) throws -> Grid<Double> {
    try checkFits(images)
    let width = outputCount
    let values = [Double](unsafeUninitializedCapacity: images.count * width) { buffer, initialized in
      nonisolated(unsafe) let outputs = buffer
      let chunk = 32
      WorkerTeam(count: workers ?? WorkerTeam.processorCount).forEach((images.count + chunk - 1) / chunk) { _, task in
        for index in (task * chunk)..<min((task + 1) * chunk, images.count) {
          for (place, value) in logits(images.image(index)).enumerated() {
            outputs.initializeElement(at: index * width + place, to: value)
          }
        }
      }
      initialized = images.count * width
    }
    return Grid(rows: images.count, columns: width) { values[$0 * width + $1] }
  }

  /// How many of the images are assigned their own label.
  public func accuracy(on images: LabelledImages) throws -> Proportion {
    let hits = zip(try predictions(for: images), images.labels).count { $0 == $1 }
    return Proportion(hits, of: images.count)
  }

  /// How many images of each class (row) were assigned each class (column); a square of side `outputCount`.
  public func confusionMatrix(on images: LabelledImages) throws -> Grid<Int> {
    var matrix = Grid(rows: outputCount, columns: outputCount, repeating: 0)
    for (actual, predicted) in zip(images.labels, try predictions(for: images)) { matrix[actual, predicted] += 1 }
    return matrix
  }

  /// The accuracy over all images that differ from the given ones in a single inverted pixel.
  public func flipRobustness(on images: LabelledImages) throws -> Proportion {
    try accuracy(on: images.singlePixelFlips())
  }

  /// The accuracy with the same pixel inverted in every image, as a grid with one element per pixel.
  public func flipRobustnessByPixel(on images: LabelledImages) throws -> Grid<Proportion> {
    try Grid(rows: images.imageRows, columns: images.imageColumns) {
      try accuracy(on: images.flippingPixel(row: $0, column: $1))
    }
  }
}
