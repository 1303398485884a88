/// Formats rows of texts as lines, with each column as wide as its longest text and two blanks between columns.
/// - Parameter rows: rows × columns; all rows have as many columns as the first.
public func alignedColumns(_ rows: [[String]]) -> [String] {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let line = zip(row, widths).map { text, width in text + String(repeating: " ", count: width - text.count) }
    return String(line.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
  }
}
