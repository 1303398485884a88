import Foundation

/// Images drawn in a text file, such as the digits that come with this module:
///
///     // a comment
///     1
///     ..#.
///     .##.
///     ..#.
///
/// A number names the class of the drawing below it; `#` is a pixel of 1 and `.` one of 0. Empty lines are skipped.
/// All drawings have the same size, and a class may have several.
extension LabelledImages {
  /// The ten digits of the published network in 5 rows of 4 pixels, one drawing each.
  public static func schematicDigits() throws -> LabelledImages {
    try LabelledImages(drawings: String(decoding: PackageResources.digits_txt, as: UTF8.self))
  }

  /// Reads drawings. The number of classes is the highest label plus one.
  ///
  /// - Throws: `NeuralMappingError.drawing` with the faulty line, `.noImages` for a text without a drawing,
  ///   `.classWithoutDrawing` if a class below the highest is missing.
  public init(drawings text: String) throws {
    var parser = DrawingParser()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      try parser.read(line.trimmingCharacters(in: .whitespaces), number: index + 1)
    }
    let drawings = try parser.finished()
    guard let first = drawings.first, let highest = drawings.map(\.label).max() else { throw NeuralMappingError.noImages }
    let drawn = Set(drawings.map(\.label))
    if let missing = (0..<highest).first(where: { !drawn.contains($0) }) {
      throw NeuralMappingError.classWithoutDrawing(missing, highest: highest)
    }
    try self.init(
      images: drawings.map { $0.rows.flatMap { $0.map { $0 == "#" ? 1 : 0 } } }, labels: drawings.map(\.label),
      classCount: highest + 1, imageRows: first.rows.count, imageColumns: first.rows[0].count)
  }
}
