/// Images of one size, each with its class: what networks are trained on and judged by.
///
/// Pixels are kept in single precision in one array, so that training passes pointers into it.
public struct LabelledImages: Hashable, Sendable {
  /// The pixels of all images, one image after another, each row-major; usually 0 (background) to 1 (ink).
  public let pixels: [Float]
  /// The class of each image, in `0..<classCount`.
  public let labels: [Int]
  /// Classes in the data set, some of which may have no image here; outputs that a network must have.
  public let classCount: Int
  /// Rows of pixels in each image.
  public let imageRows: Int
  /// Columns of pixels in each image; pixel (0, 0) is at the top left.
  public let imageColumns: Int

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

  /// - Parameter pixels: `imageCount * imageRows * imageColumns` of them, image after image.
  init(pixels: [Float], imageCount: Int, labels: [Int], classCount: Int, imageRows: Int, imageColumns: Int) throws {
    guard imageCount > 0 else { throw NeuralMappingError.noImages }
    guard labels.count == imageCount else {
      throw NeuralMappingError.mismatch(
        subject: "number of labels", found: "\(labels.count)", expected: "\(imageCount), one for each image")
    }
    if let index = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
      throw NeuralMappingError.label(labels[index], image: index, classCount: classCount)
    }
    self.init(checked: pixels, labels, classCount, imageRows, imageColumns)
  }

  private init(checked pixels: [Float], _ labels: [Int], _ classCount: Int, _ rows: Int, _ columns: Int) {
    self.pixels = pixels
    self.labels = labels
    self.classCount = classCount
    imageRows = rows
    imageColumns = columns
  }

  /// Number of images, 1 or more.
  public var count: Int { labels.count }
  /// Pixels in one image; inputs that a network must have.
  public var pixelCount: Int { imageRows * imageColumns }

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
    return LabelledImages(
      checked: Array(pixels[..<(kept * pixelCount)]), Array(labels[..<kept]), classCount, imageRows, imageColumns)
  }

  /// The same images, each with one pixel inverted: x becomes 1 - x.
  public func flippingPixel(row: Int, column: Int) -> LabelledImages {
    precondition(
      row >= 0 && row < imageRows && column >= 0 && column < imageColumns,
      "pixel (\(row), \(column)) is outside an image of \(imageRows)x\(imageColumns)")
    var flipped = pixels
    for place in stride(from: row * imageColumns + column, to: flipped.count, by: pixelCount) {
      flipped[place] = 1 - flipped[place]
    }
    return LabelledImages(checked: flipped, labels, classCount, imageRows, imageColumns)
  }

  /// All images with each single pixel inverted in turn: `count * pixelCount` images, ordered by pixel.
  public func singlePixelFlips() -> LabelledImages {
    let flips = (0..<pixelCount).map { flippingPixel(row: $0 / imageColumns, column: $0 % imageColumns) }
    return LabelledImages(
      checked: flips.flatMap(\.pixels), flips.flatMap(\.labels), classCount, imageRows, imageColumns)
  }
}
