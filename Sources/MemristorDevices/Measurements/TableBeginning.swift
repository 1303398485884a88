import CrossbarPrimitives

/// What begins at a row of a file.
enum TableBeginning {
  /// Samples; below a header, or at this row without one.
  case samples(SweepColumns, MeasuredHeader?)
  /// Figures that others have extracted, below a header.
  case figures(FiguresTable.Columns, MeasuredHeader)

  /// Rows read ahead to see which columns change.
  private static let ahead = 1000

  /// What is known when a row is looked at.
  struct Context {
    var reading: MeasurementReading
    /// Whether only comments came before.
    var isFirst = true
    /// The row before, if it looks like titles.
    var titlesBefore: TableRow?
    /// An earlier row that names voltages or currents, but not both.
    var titlesEarlier: TableRow?
    /// Whether there were samples before; then only a header begins others.
    var hasSamples = false
    /// Layouts by their titles, since a file may repeat a header a thousand times.
    var known: [[ColumnTitle]: SweepColumns] = [:]

    init(_ reading: MeasurementReading) { self.reading = reading }

    /// Notes a row that began nothing.
    mutating func pass(_ row: TableRow) {
      titlesBefore = row.looksLikeTitles ? row : nil
      if !hasSamples, titlesBefore != nil, !row.isUnits, ColumnPairing.areTitles(row) { titlesEarlier = row }
      isFirst = isFirst && row.isComment
    }
  }

  /// - Parameter reader: stands after the row.
  /// - Returns: nil if nothing begins.
  /// - Throws: `TableProblem` for what clearly begins and cannot be read.
  static func at(_ row: TableRow, _ reader: TableReader, _ context: Context) throws(TableProblem) -> TableBeginning? {
    if !row.isComment, row.hasNumbers {
      return context.hasSamples ? nil : try withoutHeader(row, reader, context).map { .samples($0, nil) }
    }
    let next = try rows(after: reader, MeasuredHeader.most + 1)
    if !context.hasSamples, let (columns, header) = try FiguresTable.Columns.under(row, following: next, context.reading) {
      return .figures(columns, header)
    }
    guard row.fields.count > 1, let header = MeasuredHeader(row, following: next) else { return nil }
    if let columns = context.known[header.titles] { return .samples(columns, header) }
    guard ColumnPairing.mayBeTitles(header.titles, context.reading), !header.hasLaterTitles(in: next, context.reading) else {
      return nil
    }
    let samples = try rows(after: reader, ahead, from: header.count - 1)
    guard
      let columns = try SweepColumns(
        titles: header.titles, comments: header.comments.isEmpty ? context.titlesBefore?.fields ?? [] : header.comments,
        rows: samples, header: row, context.reading),
      samples.isEmpty || samples[0].fields.count >= columns.least
    else { return nil }
    return .samples(columns, header)
  }

  /// Up to so many rows with numbers, after some that are passed over.
  private static func rows(after reader: TableReader, _ count: Int, from start: Int) throws(TableProblem) -> [TableRow] {
    var reader = reader
    for _ in 0..<start { _ = try reader.next() }
    var rows: [TableRow] = []
    while rows.count < count, let row = try reader.next(), row.hasNumbers { rows.append(row) }
    return rows
  }

  /// Up to so many rows of any kind.
  private static func rows(after reader: TableReader, _ count: Int) throws(TableProblem) -> [TableRow] {
    var reader = reader
    var rows: [TableRow] = []
    while rows.count < count, let row = try reader.next() { rows.append(row) }
    return rows
  }

  // MARK: Without a header

  private static func withoutHeader(
    _ row: TableRow, _ reader: TableReader, _ context: Context
  ) throws(TableProblem) -> SweepColumns? {
    let cells = row.filledFields
    let chosen = context.reading.columns.chosen
    let following = try rows(after: reader, ahead - 1, from: 0)
    if !chosen.isEmpty {
      let titles = row.fields.map { _ in ColumnTitle("") }
      guard let columns = try chosenColumns(titles, row, following, context.reading) else { return nil }
      return columns
    }
    let isAllValues = cells.allSatisfy { MeasuredNumbers.cell($0) != .text }
    let isNamed = context.isFirst && (3...4).contains(cells.count) && cells.suffix(2).allSatisfy(MeasuredNumbers.isValue)
    guard cells.count > 1, isAllValues || isNamed else { return nil }
    if let next = following.first, next.filledFields.count != cells.count { return nil }
    let titles = context.titlesEarlier ?? context.titlesBefore.flatMap { $0.filledFields.count == cells.count ? $0 : nil }
    if let titles { throw unknown(titles, context.reading) }
    return try SweepColumns(headerless: [row] + following, context.reading)
  }

  /// The columns that the user named by their numbers.
  private static func chosenColumns(
    _ titles: [ColumnTitle], _ row: TableRow, _ following: [TableRow], _ reading: MeasurementReading
  ) throws(TableProblem) -> SweepColumns? {
    guard let voltage = reading.columns.position(of: .voltage), let current = reading.columns.position(of: .current),
      reading.columns.chosen.values.allSatisfy({ ColumnPairing.position(of: $0, in: titles) != nil })
    else { return nil }
    for row in [row] + following.prefix(1) {
      guard max(voltage, current) < row.fields.count, MeasuredNumbers.isValue(row.fields[voltage]),
        MeasuredNumbers.isValue(row.fields[current])
      else { return nil }
    }
    return try SweepColumns(titles: titles, comments: [], rows: [row] + following, header: row, reading)
  }

  /// The problem with a row of titles above samples that names no voltage or no current.
  static func unknown(_ titles: TableRow, _ reading: MeasurementReading) -> TableProblem {
    let found = titles.fields.compactMap { ColumnMeaning(ColumnTitle($0))?.quantity }
    let quantities = Set(found)
    let isPair = found.count { $0 == .voltage } > 1 && !quantities.contains(.current) && reading.senseResistance == nil
    let missing =
      quantities.contains(.voltage) ? "a current" : quantities.contains(.current) ? "a voltage" : "a voltage or current"
    return titles.problem(
      "this \(titles.line == 1 ? "first line" : "line") is neither numbers nor a header with \(missing) column; allowed are names "
        + "such as voltage_V, V, Voltage (V), current_A, I, Current (uA), and device and cycle. Columns with other names are given "
        + "as in --columns V=2,I=3, and lines before the header are passed over with --skip-rows"
        + (isPair ? "; where the current is told by a voltage over a resistor, give --sense-resistor" : ""))
  }
}

extension MeasuredColumns {
  /// From 0; nil if the column is not given, or by its title.
  func position(of role: Role) -> Int? {
    guard case .position(let number)? = chosen[role] else { return nil }
    return number - 1
  }
}
