/// The shape of what flows between the layers of a network: a stack of images of one size, or a plain vector.
///
/// Values are kept row by row with the channels of a pixel next to each other (channels last): channel c of pixel (y, x)
/// is value `(y * columns + x) * channels + c`. Files that keep channels first are reordered when they are read.
public struct FeatureMapShape: Hashable, Sendable, CustomStringConvertible {
  /// Pixels, and values of each pixel; all 1 or more.
  public let rows, columns, channels: Int

  /// - Precondition: no length below 1.
  public init(rows: Int, columns: Int, channels: Int) {
    precondition(rows > 0 && columns > 0 && channels > 0, "a feature map of \(rows) x \(columns) x \(channels)")
    (self.rows, self.columns, self.channels) = (rows, columns, channels)
  }

  /// A vector.
  public static func flat(_ count: Int) -> FeatureMapShape { FeatureMapShape(rows: 1, columns: 1, channels: count) }

  /// Values in all.
  public var count: Int { rows * columns * channels }
  /// Whether it is a vector, which has the same order of values in all files.
  public var isFlat: Bool { rows == 1 && columns == 1 }
  /// As rows x columns x channels; a vector as its length.
  public var description: String { isFlat ? "\(channels)" : "\(rows) x \(columns) x \(channels)" }

  /// For each value in our order, its place among the same values with the channels first, one image after another.
  var channelsFirstPlaces: [Int] {
    (0..<count).map { place in
      let (pixel, channel) = place.quotientAndRemainder(dividingBy: channels)
      return channel * rows * columns + pixel
    }
  }
}

/// The order in which files and programs keep the values of an image with several channels.
public enum ChannelLayout: String, CaseIterable, Codable, Hashable, Sendable {
  /// One image for each channel, one after another, as in PyTorch and ONNX.
  case channelsFirst = "channels-first"
  /// The channels of a pixel next to each other, as in Keras.
  case channelsLast = "channels-last"

  /// For each value of a shape in our order, its place in this layout; nil where both are the same.
  func places(of shape: FeatureMapShape) -> [Int]? {
    self == .channelsLast || shape.isFlat || shape.channels == 1 ? nil : shape.channelsFirstPlaces
  }
}
