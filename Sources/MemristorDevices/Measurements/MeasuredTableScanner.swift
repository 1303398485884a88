import CrossbarPrimitives

/// Goes through the rows of a file: preamble, header, samples; again for each further block; and lines after the last.
struct MeasuredTableScanner {
  private(set) var samples: SampleReader
  private(set) var figures = FiguresTable()
  private(set) var preamble = MeasuredPreamble()
  /// Lines behind the last sample.
  private(set) var footerCount = 0
  private var context: TableBeginning.Context
  private var reader: TableReader
  /// A line behind samples that is none, unless a header follows: the first that may be a spoilt one, or the first.
  private var stray: (row: TableRow, isPlain: Bool)?

  /// Rows searched for the beginning of the samples, to find the separator.
  private static let searched = 5000

  /// Finds the separator: the first with which samples are found.
  /// - Throws: `TableProblem` if there is none.
  init(_ bytes: [UInt8], _ reading: MeasurementReading) throws(TableProblem) {
    samples = SampleReader(reading)
    context = TableBeginning.Context(reading)
    let readers = [ColumnSeparator.tab, .semicolon, .comma, .blanks].map { separator in
      var reader = TableReader(bytes, separators: [separator], isLenient: true)
      reader.separator = separator
      reader.skipLines(reading.skipRows)
      return reader
    }
    reader = readers[0]
    var (first, fault) = (reader, nil as TableProblem?)
    guard try first.next() != nil else {
      throw TableProblem(
        reason: reading.skipRows > 0 && !bytes.isEmpty
          ? "no lines follow the \(reading.skipRows) that --skip-rows passes over"
          : "the file is empty; expected a line a sample: voltage, current")
    }
    for candidate in readers {
      do throws(TableProblem) {
        guard try Self.finds(candidate, reading) else { continue }
        reader = candidate
        return
      } catch {
        fault = fault ?? error
      }
    }
    if let fault { throw fault }
    throw try Self.unreadable(readers, reading)
  }

  /// Whether samples or figures begin anywhere in the first rows.
  private static func finds(_ reader: TableReader, _ reading: MeasurementReading) throws(TableProblem) -> Bool {
    var reader = reader
    var context = TableBeginning.Context(reading)
    for _ in 0..<searched {
      guard let row = try reader.next() else { return false }
      if try TableBeginning.at(row, reader, context) != nil { return true }
      context.pass(row)
    }
    return false
  }

  /// Why there are samples with no separator.
  private static func unreadable(_ readers: [TableReader], _ reading: MeasurementReading) throws(TableProblem) -> TableProblem {
    var (single, several) = (nil as TableRow?, nil as TableRow?)
    for var reader in readers {
      for _ in 0..<searched {
        guard let row = try reader.next() else { break }
        if row.isComment { continue }
        guard row.filledFields.count > 1 else {
          single = single ?? row
          continue
        }
        several = several ?? row
        guard ColumnPairing.mayBeTitles(row.filledFields.map { ColumnTitle($0) }, reading) else { continue }
        guard let next = try reader.next() else { return TableProblem(reason: "the header is followed by no samples") }
        return next.problem(
          "this line follows a header and has no numbers for its columns; allowed are numbers such as 0.25 and 3.1e-6")
      }
    }
    if !reading.columns.chosen.isEmpty {
      return (several ?? single)?.problem(
        "no header has the columns that --columns names, and no lines have numbers in them; the first line is shown")
        ?? TableProblem(reason: "the file has only comments; expected a line a sample: voltage, current")
    }
    if let several { return TableBeginning.unknown(several, reading) }
    guard let single else {
      return TableProblem(reason: "the file is empty but for comments; expected a line a sample: voltage, current")
    }
    return single.problem(
      "no columns found; allowed between the columns are commas, semicolons, tabs and blanks, as in '0.01,3.2e-9'")
  }

  // MARK: Rows

  /// Reads all rows.
  /// - Throws: `TableProblem` for the first row that cannot be understood.
  mutating func scan() throws(TableProblem) {
    while let row = try reader.next() {
      if figures.isOpen {
        if !figures.append(row) { note(stray: row) }
      } else if try samples.append(row) {
        if let stray { throw samples.problem(stray.row) }
      } else if try !begin(at: row) {
        note(stray: row)
        context.pass(row)
      }
    }
    if let stray, !figures.isOpen, !stray.isPlain { throw samples.problem(stray.row) }
    guard samples.records.count > 0 || !figures.isEmpty else { throw withoutSamples() }
    try checkNames()
  }

  /// Begins a block of samples or a table of figures, if this row is its header or its first row without one.
  private mutating func begin(at row: TableRow) throws(TableProblem) -> Bool {
    guard let beginning = try TableBeginning.at(row, reader, context) else { return false }
    switch beginning {
    case .figures(let columns, let header):
      figures.begin(columns)
      try pass(header)
    case .samples(let columns, let header):
      (stray, footerCount) = (nil, 0)
      context.hasSamples = true
      if let header {
        context.known[header.titles] = columns
        preamble.note(header: header)
        try pass(header)
      }
      samples.begin(columns, compliance: preamble.compliance)
      if header == nil { _ = try samples.append(row) }
    }
    return true
  }

  /// Passes over the rest of a header.
  private mutating func pass(_ header: MeasuredHeader) throws(TableProblem) {
    for _ in 1..<max(header.count, 1) { _ = try reader.next() }
  }

  /// Notes a line that is no sample.
  private mutating func note(stray row: TableRow) {
    preamble.note(row)
    guard context.hasSamples || figures.isOpen, !row.isComment, row.fields.contains(where: { !$0.isEmpty }) else { return }
    footerCount += 1
    if let stray, !stray.isPlain { return }
    let isPlain = samples.isPlainlyNoSample(row)
    if stray == nil || !isPlain { stray = (row, isPlain) }
  }

  /// What was understood, in words, without the devices: program, columns, limit, samples, and what was left out.
  var understood: [String] {
    if figures.isOpen { return ["table of extracted figures", figures.description] + footer }
    var parts = [preamble.kind, samples.columns?.description ?? ""]
    if let compliance = preamble.compliance { parts.append("compliance \(SIPrefix.text(compliance, unit: "A"))") }
    parts.append(counted(samples.records.count, "sample"))
    let (missing, overflow) = samples.leftOut
    if missing > 0 { parts.append("\(missing) without a value left out") }
    if overflow > 0 { parts.append("\(overflow) beyond the instrument's range left out") }
    return parts + footer
  }

  private var footer: [String] {
    footerCount == 0
      ? [] : ["\(counted(footerCount, "line")) that \(footerCount == 1 ? "is" : "are") no sample at the end left aside"]
  }

  private func withoutSamples() -> TableProblem {
    let left = samples.leftOut.missing + samples.leftOut.overflow
    return TableProblem(
      reason: left > 0
        ? "none of the \(left) samples has both a voltage and a current" : "the header is followed by no samples")
  }

  /// Numbers taken for names of devices would make a device of every sample.
  private func checkNames() throws(TableProblem) {
    guard let columns = samples.columns, columns.isHeaderless, columns.device != nil else { return }
    let records = samples.records
    guard records.recordCount > 8, records.count < 3 * records.recordCount else { return }
    throw TableProblem(
      reason: "\(columns.count) columns without a header read as \(columns.cycle == nil ? "device" : "device, cycle"), V, I make "
        + "\(records.recordCount) devices or cycles of \(records.count) samples. Say what the columns are with --columns, as in V=2,I=3; "
        + "decimal commas need another separator between the columns, or quotation marks")
  }
}

/// A number with what is counted, in the plural where there are several.
func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
