import CrossbarPrimitives

/// How well a network names images.
extension Network {
  /// The class the network gives to each image.
  /// - Parameter workers: threads to use; nil for one on each processor.
  /// - Throws: `NeuralMappingError.mismatch` unless the images have a pixel for each input and a class for each output.
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

  /// - Throws: `NeuralMappingError.mismatch` unless the images have a pixel for each input and a class for each output.
  func checkFits(_ images: LabelledImages) throws {
    guard images.pixelCount == inputCount else {
      throw NeuralMappingError.mismatch(
        subject: "pixels of an image", found: "\(images.pixelCount)",
        expected: "\(inputCount), one for each input of the network")
    }
    guard images.classCount == outputCount else {
      throw NeuralMappingError.mismatch(
        subject: "classes of the images", found: "\(images.classCount)",
        expected: "\(outputCount), one for each output of the network")
    }
  }

  /// How many of the images get their own label.
  public func accuracy(on images: LabelledImages) throws -> Proportion {
    let hits = zip(try predictions(for: images), images.labels).count { $0 == $1 }
    return Proportion(hits, of: images.count)
  }

  /// How many images of each class (row) were given each class (column).
  public func confusionMatrix(on images: LabelledImages) throws -> Grid<Int> {
    var matrix = Grid(rows: outputCount, columns: outputCount, repeating: 0)
    for (actual, predicted) in zip(images.labels, try predictions(for: images)) { matrix[actual, predicted] += 1 }
    return matrix
  }

  /// The accuracy over all images that differ from the given ones in a single pixel.
  public func flipRobustness(on images: LabelledImages) throws -> Proportion {
    try accuracy(on: images.singlePixelFlips())
  }

  /// The accuracy with one and the same pixel inverted in every image, for each pixel at its place in the image.
  public func flipRobustnessByPixel(on images: LabelledImages) throws -> Grid<Proportion> {
    try Grid(rows: images.imageRows, columns: images.imageColumns) {
      try accuracy(on: images.flippingPixel(row: $0, column: $1))
    }
  }
}
