import CrossbarPrimitives

/// Turns rows into samples in V and A of the device alone: units, missing values, magnitudes, polarity, the set-up's part.
struct SampleReader {
  private let reading: MeasurementReading
  private var numbers = MeasuredNumbers()
  private(set) var records = SweepRecords()
  private(set) var columns: SweepColumns?
  /// Samples left out for want of a voltage or a current, and for an instrument's mark of an overflow.
  private(set) var leftOut = (missing: 0, overflow: 0)
  /// What the cells of devices and cycles said last: a spreadsheet may name them in their first row only.
  private var names: (device: String?, cycle: String?) = (nil, nil)

  /// Largest magnitude accepted, V and A. No source reaches it.
  private static let largest = 1e6

  init(_ reading: MeasurementReading) { self.reading = reading }

  mutating func begin(_ columns: SweepColumns, compliance: Double?) {
    self.columns = columns
    names = (nil, nil)
    records.beginBlock(columns, compliance: compliance)
  }

  /// Adds a row's samples.
  /// - Returns: whether it is a row of samples, if only of missing ones.
  /// - Throws: `TableProblem` for too many columns, values out of range, and mixed decimal marks.
  mutating func append(_ row: TableRow) throws(TableProblem) -> Bool {
    guard let columns else { return false }
    let fields = row.fields
    guard fields.count >= columns.least, columns.tag == nil || columns.tag == fields[0] else { return false }
    var isSample = false
    for (index, series) in columns.series.enumerated() {
      guard fields.count > max(series.voltage, series.current) else { continue }
      let (voltageText, currentText) = (fields[series.voltage], fields[series.current])
      // Columns side by side need not be equally long.
      if columns.series.count > 1, voltageText.isEmpty || currentText.isEmpty { continue }
      let (voltage, current) = (try numbers.cell(voltageText, in: row), try numbers.cell(currentText, in: row))
      if voltage == .text || current == .text { return false }
      guard case .number(let volts) = voltage, case .number(let amperes) = current else {
        if voltageText.isEmpty, currentText.isEmpty { continue }
        isSample = true
        if voltage == .overflow || current == .overflow { leftOut.overflow += 1 } else { leftOut.missing += 1 }
        continue
      }
      if !isSample {
        try checkCount(row, columns)
        readNames(row, columns)
        isSample = true
      }
      try check(volts * series.voltsPerUnit, "voltage", voltageText, row)
      try check(amperes * series.amperesPerUnit, "current", currentText, row)
      let sample = corrected(volts * series.voltsPerUnit, amperes * series.amperesPerUnit, series)
      try check(sample.voltage, "device's voltage", voltageText, row)
      records.append(
        voltage: sample.voltage, current: sample.current, time: try time(row, series), series: index, of: columns,
        device: names.device, cycle: names.cycle)
    }
    return isSample
  }

  private func checkCount(_ row: TableRow, _ columns: SweepColumns) throws(TableProblem) {
    guard row.fields.count > columns.count, case let count = row.filledFields.count, count > columns.count else { return }
    throw row.problem(
      "\(count) columns, where the first line has \(columns.count); numbers with decimal commas need another separator between "
        + "the columns, or quotation marks")
  }

  private mutating func readNames(_ row: TableRow, _ columns: SweepColumns) {
    if let device = columns.device, device < row.fields.count, !row.fields[device].isEmpty { names.device = row.fields[device] }
    if let cycle = columns.cycle, cycle < row.fields.count, !row.fields[cycle].isEmpty { names.cycle = row.fields[cycle] }
  }

  private mutating func time(_ row: TableRow, _ series: SweepColumns.Series) throws(TableProblem) -> Double? {
    guard let time = series.time, time < row.fields.count, case .number(let value) = try numbers.cell(row.fields[time], in: row)
    else { return nil }
    return value * series.secondsPerUnit
  }

  private func check(_ value: Double, _ what: String, _ text: String, _ row: TableRow) throws(TableProblem) {
    guard abs(value) <= Self.largest else {
      throw row.problem(
        "the \(what) '\(excerpt(text))' is out of range; allowed is up to 1e6 V and 1e6 A. If it is in another unit, say so in the "
          + "header, as in Current (nA), or with --current-unit or --voltage-unit")
    }
  }

  /// The device's own voltage and current.
  private func corrected(_ voltage: Double, _ current: Double, _ series: SweepColumns.Series) -> (
    voltage: Double, current: Double
  ) {
    var (voltage, current) = (voltage, current)
    if let sense = reading.senseResistance?.si { (voltage, current) = (voltage - current, current / sense) }
    if series.isMagnitude || reading.isMagnitude { current = voltage < 0 ? -abs(current) : abs(current) }
    if reading.polarity == .negative { (voltage, current) = (-voltage, -current) }
    return (voltage - current * reading.seriesResistance.si, current)
  }

  /// Why a row that stands among the samples is none.
  func problem(_ row: TableRow) -> TableProblem {
    guard let columns, let series = columns.series.first else { return row.problem("this line has no samples") }
    let count = row.filledFields.count
    if count < columns.least {
      return row.problem("\(count) column\(count == 1 ? "" : "s"), where the first line has \(columns.count)")
    }
    let (what, text) =
      MeasuredNumbers.cell(row.fields[series.voltage]) == .text
      ? ("voltage", row.fields[series.voltage]) : ("current", row.fields[series.current])
    return row.problem("the \(what) '\(excerpt(text))' is no number; allowed are numbers such as 0.25 and 3.1e-6")
  }

  /// Whether a row cannot be a sample that is spoilt: neither its voltage nor its current is a number.
  func isPlainlyNoSample(_ row: TableRow) -> Bool {
    guard let columns, let series = columns.series.first else { return true }
    if let tag = columns.tag, tag != row.fields.first { return true }
    return [series.voltage, series.current].allSatisfy { index in
      guard index < row.fields.count else { return true }
      if case .number = MeasuredNumbers.cell(row.fields[index]) { return false }
      return true
    }
  }
}
