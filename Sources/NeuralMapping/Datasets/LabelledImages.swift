/// Images of one size, each with the class it shows.
public struct LabelledImages: Hashable, Sendable {
  /// The pixels of each image, row-major, usually 0 (light) to 1 (dark).
  public let images: [[Double]]
  /// The class of each image, in `0..<classCount`.
  public let labels: [Int]
  public let classCount: Int
  public let imageRows: Int
  public let imageColumns: Int

  /// - Throws: `NeuralMappingError` if there is no image, a number of pixels or labels does not fit, or a label is
  ///   no class.
  public init(images: [[Double]], labels: [Int], classCount: Int, imageRows: Int, imageColumns: Int) throws {
    guard !images.isEmpty else { throw NeuralMappingError.noImages }
    guard labels.count == images.count else {
      throw NeuralMappingError.mismatch(
        subject: "number of labels", found: "\(labels.count)", expected: "\(images.count), one for each image")
    }
    for (index, (image, label)) in zip(images, labels).enumerated() {
      guard image.count == imageRows * imageColumns else {
        throw NeuralMappingError.mismatch(
          subject: "number of pixels of image \(index)", found: "\(image.count)",
          expected: "\(imageRows) x \(imageColumns)")
      }
      guard label >= 0, label < classCount else {
        throw NeuralMappingError.label(label, image: index, classCount: classCount)
      }
    }
    self.init(checked: images, labels, classCount, imageRows, imageColumns)
  }

  private init(checked images: [[Double]], _ labels: [Int], _ classCount: Int, _ rows: Int, _ columns: Int) {
    self.images = images
    self.labels = labels
    self.classCount = classCount
    imageRows = rows
    imageColumns = columns
  }

  public var count: Int { images.count }
  public var pixelCount: Int { imageRows * imageColumns }

  /// The same images, each with one pixel inverted: x becomes 1 - x.
  public func flippingPixel(row: Int, column: Int) -> LabelledImages {
    precondition(
      row >= 0 && row < imageRows && column >= 0 && column < imageColumns,
      "pixel (\(row), \(column)) is outside an image of \(imageRows)x\(imageColumns)")
    let pixel = row * imageColumns + column
    let flipped = images.map { image in
      var image = image
      image[pixel] = 1 - image[pixel]
      return image
    }
    return LabelledImages(checked: flipped, labels, classCount, imageRows, imageColumns)
  }

  /// Every image with every single one of its pixels inverted: `count * pixelCount` images, pixel after pixel.
  public func singlePixelFlips() -> LabelledImages {
    let flips = (0..<pixelCount).map { flippingPixel(row: $0 / imageColumns, column: $0 % imageColumns) }
    return LabelledImages(
      checked: flips.flatMap(\.images), flips.flatMap(\.labels), classCount, imageRows, imageColumns)
  }
}
