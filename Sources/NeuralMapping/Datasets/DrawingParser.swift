/// Collects drawings line by line and checks each against the size of the first one. The format is shown at
/// `LabelledImages.init(drawings:)`.
struct DrawingParser {
  struct Drawing {
    let label: Int
    /// The line of its label, counted from 1.
    let line: Int
    /// Once the drawing is finished: at least one row, all of the same length.
    var rows: [String] = []
  }

  private var drawings: [Drawing] = []

  /// - Parameters:
  ///   - line: one line of the file without white space at its ends.
  ///   - number: the line's number, counted from 1.
  /// - Throws: `NeuralMappingError.drawing`.
  mutating func read(_ line: String, number: Int) throws {
    guard !line.isEmpty, !line.hasPrefix("//") else { return }
    if line.allSatisfy({ $0 == "#" || $0 == "." }) {
      try readRow(line, number: number)
    } else if let label = Int(line), label >= 0 {
      try checkLastDrawing()
      drawings.append(Drawing(label: label, line: number))
    } else {
      throw NeuralMappingError.drawing(
        line: number, text: line, expected: "a class (0, 1, 2, ...), pixels ('#' or '.') or a comment (// ...)")
    }
  }

  /// All drawings, after the last line.
  /// - Throws: `NeuralMappingError.drawing` if the last drawing is incomplete.
  func finished() throws -> [Drawing] {
    try checkLastDrawing()
    return drawings
  }

  private mutating func readRow(_ row: String, number: Int) throws {
    guard !drawings.isEmpty else {
      throw NeuralMappingError.drawing(line: number, text: row, expected: "the drawing's class before its first row")
    }
    if let width = drawings[0].rows.first?.count, row.count != width {
      throw NeuralMappingError.drawing(line: number, text: row, expected: "\(width) pixels, as in the first drawing")
    }
    drawings[drawings.count - 1].rows.append(row)
  }

  /// Called where a drawing ends: it must have as many rows as the first one.
  private func checkLastDrawing() throws {
    guard let last = drawings.last else { return }
    let height = drawings[0].rows.count
    guard height > 0, last.rows.count == height else {
      let expected = height == 0 ? "one row or more below" : "\(height) rows below, as in the first drawing"
      throw NeuralMappingError.drawing(
        line: last.line, text: "\(last.label)", expected: "\(expected); found \(last.rows.count)")
    }
  }
}
