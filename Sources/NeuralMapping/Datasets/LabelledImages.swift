/// Images of one size, each with its class: what networks are trained on and judged by.
///
/// Pixels are kept in single precision in one array, so that training passes pointers into it.
public struct LabelledImages: Hashable, Sendable {
  /// The pixels of all images, one image after another, each row-major with the channels of a pixel next to each other;
  /// usually 0 (background) to 1 (ink).
  public let pixels: [Float]
  /// The class of each image, in `0..<classCount`.
  public let labels: [Int]
  /// Classes in the data set, some of which may have no image here; outputs that a network must have.
  public let classCount: Int
  /// Rows of pixels in each image.
  public let imageRows: Int
  /// Columns of pixels in each image; pixel (0, 0) is at the top left.
  public let imageColumns: Int
  /// Values of each pixel: 1 for grey images, 3 for colours.
  public let channels: Int
  /// What the data set calls class 0: 1 for EMNIST's letters, whose labels begin there.
  public let firstLabel: Int

  /// - Parameter images: the pixels of each image, row-major; they are stored in single precision.
  /// - Throws: `NeuralMappingError` if there is no image, a number of pixels or labels does not match, or a label is
  ///   not a class.
  public init(images: [[Double]], labels: [Int], classCount: Int, imageRows: Int, imageColumns: Int) throws {
    for (index, image) in images.enumerated() where image.count != imageRows * imageColumns {
      throw NeuralMappingError.mismatch(
        subject: "number of pixels of image \(index)", found: "\(image.count)",
        expected: "\(imageRows) x \(imageColumns)")
    }
    try self.init(
      pixels: images.flatMap { $0.map(Float.init) }, imageCount: images.count, labels: labels, classCount: classCount,
      imageRows: imageRows, imageColumns: imageColumns)
  }

  /// - Parameters:
  ///   - pixels: `imageCount * imageRows * imageColumns * channels` of them, image after image.
  ///   - firstLabel: what the data set calls class 0; `labels` count from 0.
  init(
    pixels: [Float], imageCount: Int, labels: [Int], classCount: Int, imageRows: Int, imageColumns: Int, channels: Int = 1,
    firstLabel: Int = 0
  ) throws {
    guard imageCount > 0 else { throw NeuralMappingError.noImages }
    guard labels.count == imageCount else {
      throw NeuralMappingError.mismatch(
        subject: "number of labels", found: "\(labels.count)", expected: "\(imageCount), one for each image")
    }
    if let index = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
      throw NeuralMappingError.label(labels[index], image: index, classCount: classCount)
    }
    self.pixels = pixels
    self.labels = labels
    self.classCount = classCount
    (self.imageRows, self.imageColumns, self.channels, self.firstLabel) = (imageRows, imageColumns, channels, firstLabel)
  }

  /// Other images of the same size.
  private init(like other: LabelledImages, pixels: [Float], labels: [Int], classCount: Int? = nil, firstLabel: Int? = nil) {
    self.pixels = pixels
    self.labels = labels
    self.classCount = classCount ?? other.classCount
    (imageRows, imageColumns, channels) = (other.imageRows, other.imageColumns, other.channels)
    self.firstLabel = firstLabel ?? other.firstLabel
  }

  /// Number of images, 1 or more.
  public var count: Int { labels.count }
  /// Values in one image, pixels times channels; inputs that a network must have.
  public var pixelCount: Int { imageRows * imageColumns * channels }
  /// Of one image.
  public var shape: FeatureMapShape { FeatureMapShape(rows: imageRows, columns: imageColumns, channels: channels) }

  /// The pixels of one image, row-major.
  public func image(_ index: Int) -> [Double] {
    pixels[(index * pixelCount)..<((index + 1) * pixelCount)].map(Double.init)
  }

  /// The pixels of each image, row-major. This copies all of them and is meant for small sets.
  public var images: [[Double]] { (0..<count).map(image) }

  /// The first `length` images, or all if there are fewer.
  public func prefix(_ length: Int) -> LabelledImages {
    precondition(length >= 1, "\(length) images are no set of images")
    let kept = min(length, count)
    return LabelledImages(like: self, pixels: Array(pixels[..<(kept * pixelCount)]), labels: Array(labels[..<kept]))
  }

  /// The same images with pixels (x - mean) / sd, as a network was trained with.
  ///
  /// - Parameters:
  ///   - means: of pixels from 0 to 1: one number, or one for each channel.
  ///   - deviations: likewise, none of them 0.
  /// - Throws: `NeuralMappingError.mismatch` for another number of them.
  public func normalized(means: [Double], deviations: [Double]) throws -> LabelledImages {
    for (subject, numbers) in [("means of pixels", means), ("standard deviations of pixels", deviations)] {
      guard numbers.count == 1 || numbers.count == channels else {
        throw NeuralMappingError.mismatch(
          subject: subject, found: "\(numbers.count)",
          expected: channels == 1 ? "1, since the images have one channel" : "1, or one for each of \(channels) channels")
      }
    }
    let scales = (0..<channels).map { channel in
      (mean: Float(means[means.count == 1 ? 0 : channel]), sd: Float(deviations[deviations.count == 1 ? 0 : channel]))
    }
    var pixels = pixels
    for place in pixels.indices {
      let (mean, sd) = scales[channels == 1 ? 0 : place % channels]
      pixels[place] = (pixels[place] - mean) / sd
    }
    return LabelledImages(like: self, pixels: pixels, labels: labels)
  }

  /// The same images for a network with so many outputs: one whose class 0 stands for no label keeps the data set's own
  /// labels.
  public func fitting(outputs: Int) -> LabelledImages {
    guard firstLabel > 0, outputs == classCount + firstLabel else { return self }
    return LabelledImages(
      like: self, pixels: pixels, labels: labels.map { $0 + firstLabel }, classCount: outputs, firstLabel: 0)
  }

  /// The same images in a data set that has further classes, of which there is no image here.
  func withClasses(atLeast count: Int) -> LabelledImages {
    LabelledImages(like: self, pixels: pixels, labels: labels, classCount: max(classCount, count))
  }

  /// The same images, each with one pixel inverted: x becomes 1 - x.
  public func flippingPixel(row: Int, column: Int) -> LabelledImages {
    precondition(
      row >= 0 && row < imageRows && column >= 0 && column < imageColumns,
      "pixel (\(row), \(column)) is outside an image of \(imageRows)x\(imageColumns)")
    var flipped = pixels
    let first = (row * imageColumns + column) * channels
    for image in stride(from: first, to: flipped.count, by: pixelCount) {
      for place in image..<(image + channels) { flipped[place] = 1 - flipped[place] }
    }
    return LabelledImages(like: self, pixels: flipped, labels: labels)
  }

  /// All images with each single pixel inverted in turn: as many as images times pixels, ordered by pixel.
  public func singlePixelFlips() -> LabelledImages {
    let flips = (0..<(imageRows * imageColumns)).map { flippingPixel(row: $0 / imageColumns, column: $0 % imageColumns) }
    return LabelledImages(like: self, pixels: flips.flatMap(\.pixels), labels: flips.flatMap(\.labels))
  }
}
