import CrossbarPrimitives

/// The header that begins at some row: titles, and below them perhaps a row of units and one of comments, as Origin writes
/// them.
struct MeasuredHeader {
  /// Its first row.
  let row: TableRow
  /// With the units of the row of units, or of cells behind the samples.
  let titles: [ColumnTitle]
  /// Cells of a row that is neither titles nor units; empty for none.
  let comments: [String]
  /// Rows of the header, its first one included.
  let count: Int
  /// The first row of samples; nil at the end of the file.
  let sample: TableRow?

  /// Most rows that a header may have.
  static let most = 5

  /// Reads the header that begins at a row.
  ///
  /// - Parameter following: the rows after it.
  /// - Returns: nil if neither samples nor the end of the file follow.
  init?(_ row: TableRow, following: [TableRow]) {
    let isComment = row.isComment
    var cells = isComment ? Self.uncommented(row.fields) : row.filledFields
    guard cells.contains(where: { !$0.isEmpty }) else { return nil }
    let depth = following.prefix(Self.most).firstIndex { $0.hasNumbers && !$0.isUnits(below: cells) }
    guard depth != nil || following.isEmpty, !isComment || depth == 0 else { return nil }
    var units: [String] = []
    var comments: [String] = []
    for extra in following.prefix(depth ?? 0) {
      if units.isEmpty, extra.isUnits(below: cells) {
        units = extra.fields
      } else if comments.isEmpty {
        comments = extra.fields
      }
    }
    let sample = depth.map { following[$0] }
    if let sample, cells.count > sample.filledFields.count { cells = Self.merged(cells) }
    if isComment, cells.count != sample?.filledFields.count { return nil }
    (self.row, self.comments, self.sample) = (row, comments, sample)
    count = (depth ?? 0) + 1
    let wide = cells
    titles = wide.enumerated().map { index, cell in
      let title = ColumnTitle(cell, unitCell: index < units.count ? units[index] : nil)
      // Keithley's buffers have the unit in a column of its own: `Reading, Unit, …`.
      let next = index + 1
      guard title.unit == nil, next < wide.count, wide[next].lowercased().hasSuffix("unit"),
        let sample, next < sample.fields.count, ColumnTitle.scale(sample.fields[next]) != nil
      else { return title }
      return ColumnTitle(cell, unitCell: sample.fields[next])
    }
  }

  /// Titles that are known, such as those of a table of figures.
  init(_ row: TableRow, titles: [ColumnTitle], count: Int) {
    (self.row, self.titles, self.count, comments, sample) = (row, titles, count, [], nil)
  }

  /// Whether a row between the titles and the samples could itself be the titles.
  func hasLaterTitles(in following: [TableRow], _ reading: MeasurementReading) -> Bool {
    following.prefix(count - 1).contains { row in
      !row.isUnits(below: []) && ColumnPairing.mayBeTitles(row.filledFields.map { ColumnTitle($0) }, reading)
    }
  }

  /// The cells without the mark of a comment.
  private static func uncommented(_ fields: [String]) -> [String] {
    var fields = fields[...]
    while let first = fields.first {
      let rest = trimmed(first.drop { "#%!".contains($0) || $0.isWhitespace })
      if !rest.isEmpty { return [rest] + fields.dropFirst() }
      fields.removeFirst()
    }
    return []
  }

  /// Titles parted by blanks, with units that stand apart put back: `Voltage`, `(V)`.
  private static func merged(_ cells: [String]) -> [String] {
    var merged: [String] = []
    for cell in cells {
      if let last = merged.last, let first = cell.first, "([".contains(first) {
        merged[merged.count - 1] = "\(last) \(cell)"
      } else {
        merged.append(cell)
      }
    }
    return merged
  }
}

extension TableRow {
  /// The fields without empty ones at the row's end.
  var filledFields: [String] {
    var fields = fields
    while fields.count > 1, fields.last?.isEmpty == true { fields.removeLast() }
    return fields
  }

  /// Whether it begins with one of the usual marks of comments.
  var isComment: Bool { fields.first?.first.map { "#%!".contains($0) } ?? false }

  /// Whether it may hold a sample: two numbers, or one and otherwise empty cells.
  var hasNumbers: Bool {
    var (values, numbers, texts) = (0, 0, 0)
    for field in fields {
      switch MeasuredNumbers.cell(field) {
      case .number: (values, numbers) = (values + 1, numbers + 1)
      case .missing: values += field.isEmpty ? 0 : 1
      case .overflow: values += 1
      case .text: texts += 1
      }
      if values == 2, numbers > 0 { return true }
    }
    return numbers > 0 && texts == 0 && fields.count > 1
  }

  /// Whether all its cells are units or empty.
  var isUnits: Bool {
    fields.allSatisfy(ColumnTitle.isUnitCell) && fields.contains { !$0.isEmpty && MeasuredNumbers.cell($0) == .text }
  }

  /// Whether it is a row of units below these titles; oscilloscopes add numbers of theirs to it.
  func isUnits(below titles: [String]) -> Bool {
    if isUnits { return true }
    let units = fields.enumerated().count { index, field in
      ColumnTitle.scale(ColumnTitle.plainUnit(field)) != nil
        && !(index < titles.count && titles[index].lowercased().hasSuffix("unit"))
    }
    return units > 1
  }

  /// Whether it is all text, in several columns.
  var looksLikeTitles: Bool { !isComment && filledFields.count > 1 && !hasNumbers }
}
