import ArrayFiles
import CrossbarPrimitives
import Foundation

/// An `.npz` archive of images and labels: `x` and `y`, or `x_train`, `y_train`, `x_test` and `y_test`.
///
/// `x` has an axis for the images, and then rows and columns, rows, columns and channels, channels, rows and columns, or
/// all values of an image in one axis. Bytes become pixels from 0 to 1; other numbers stay. `y` has a label for each
/// image, or a row of zeros with a one at the label's place.
struct ImageArchive: Hashable, Sendable {
  let path: String

  private func fault(_ found: String, expected: String) -> NeuralMappingError {
    .file(path: path, found: found, expected: expected)
  }

  /// - Parameters:
  ///   - limit: how many to keep, from the first on; nil for all.
  ///   - layout: the order of axes; nil to tell it from their lengths.
  /// - Throws: `ArrayFileError`, `NeuralMappingError.file`.
  func images(_ half: IDXFolder.Half, limit: Int?, layout: ChannelLayout?) throws -> LabelledImages {
    let word = half == .test ? "test" : "train"
    let names = try NumberArray.names(inArchive: path)
    let own = names.contains("x_\(word)") ? ["x_\(word)", "y_\(word)"] : ["x", "y"]
    guard names.isSuperset(of: own) else {
      let list = names.sorted().prefix(10).map { "'\(excerpt($0))'" }.joined(separator: ", ")
      throw fault("the arrays \(list)", expected: "images x and labels y, or x_train, y_train, x_test and y_test")
    }
    let arrays = try NumberArray.read(own, fromArchive: path)
    let (x, y) = (arrays[0], arrays[1])
    let shape = try shape(of: x, name: own[0], layout)
    let labels = try labels(y, name: own[1])
    guard labels.count == x.shape[0] else {
      throw fault("\(labels.count) labels", expected: "\(x.shape[0]), one for each image in '\(own[0])'")
    }
    let count = min(max(1, limit ?? .max), labels.count)
    let pixels = x.values[..<(count * shape.shape.count)]
    if let place = pixels.firstIndex(where: { !$0.isFinite }) {
      throw fault("value \(place) of '\(own[0])' is \(pixels[place])", expected: "finite numbers")
    }
    return try LabelledImages(
      pixels: Self.channelsLast(pixels, shape.shape, from: shape.layout).map { x.isBytes ? $0 / 255 : $0 }, imageCount: count,
      labels: Array(labels[..<count]), classCount: (labels.max() ?? 0) + 1, imageRows: shape.shape.rows,
      imageColumns: shape.shape.columns, channels: shape.shape.channels)
  }

  /// Of one image, and the order of its axes in the file.
  private func shape(
    of x: NumberArray, name: String, _ layout: ChannelLayout?
  ) throws -> (shape: FeatureMapShape, layout: ChannelLayout) {
    guard x.shape.count >= 2, !x.shape.contains(0), x.shape.allSatisfy({ $0 < 1 << 28 }) else {
      throw fault("'\(name)' of shape \(x.shape)", expected: "images x rows x columns, with or without channels")
    }
    let lengths = Array(x.shape.dropFirst())
    switch lengths.count {
    case 1:
      // A square, if it can be one; for a matrix it makes no difference.
      let side = Int(Double(lengths[0]).squareRoot())
      let isSquare = side * side == lengths[0]
      return (
        FeatureMapShape(rows: isSquare ? side : 1, columns: isSquare ? side : lengths[0], channels: 1), .channelsLast
      )
    case 2: return (FeatureMapShape(rows: lengths[0], columns: lengths[1], channels: 1), .channelsLast)
    case 3:
      let (isFirst, isLast) = (lengths[0] <= 4, lengths[2] <= 4)
      guard let layout = layout ?? (isFirst == isLast ? nil : isFirst ? .channelsFirst : .channelsLast) else {
        throw fault(
          "'\(name)' of shape \(x.shape), of which no axis is clearly that of the channels",
          expected: "--layout channels-first or channels-last beside it")
      }
      return layout == .channelsFirst
        ? (FeatureMapShape(rows: lengths[1], columns: lengths[2], channels: lengths[0]), layout)
        : (FeatureMapShape(rows: lengths[0], columns: lengths[1], channels: lengths[2]), layout)
    default: throw fault("'\(name)' with \(x.shape.count) axes", expected: "images x rows x columns, with or without channels")
    }
  }

  private static func channelsLast(
    _ pixels: ArraySlice<Float>, _ shape: FeatureMapShape, from layout: ChannelLayout
  ) -> [Float] {
    guard let places = layout.places(of: shape) else { return Array(pixels) }
    return stride(from: 0, to: pixels.count, by: shape.count).flatMap { start in places.map { pixels[start + $0] } }
  }

  private func labels(_ y: NumberArray, name: String) throws -> [Int] {
    let allowed = "whole numbers from 0 on, one for each image, or rows of zeros with a one"
    let isRows = y.shape.count == 2 && y.shape[1] > 1
    guard y.shape.count == 1 || y.shape.count == 2, !y.values.isEmpty else {
      throw fault("'\(name)' of shape \(y.shape)", expected: allowed)
    }
    var labels: [Int] = []
    for start in stride(from: 0, to: y.values.count, by: isRows ? y.shape[1] : 1) {
      let row = y.values[start..<(start + (isRows ? y.shape[1] : 1))]
      let label =
        if isRows {
          row.allSatisfy({ $0 == 0 || $0 == 1 }) && row.count(where: { $0 == 1 }) == 1
            ? row.firstIndex(of: 1).map { $0 - start } : nil
        } else { row.first.flatMap { Int(exactly: $0) } }
      guard let label, (0..<65_536).contains(label) else {
        throw fault(
          "'\(name)' with \(row.prefix(4).map { "\($0)" }.joined(separator: ", ")) for image \(labels.count)", expected: allowed)
      }
      labels.append(label)
    }
    return labels
  }
}
