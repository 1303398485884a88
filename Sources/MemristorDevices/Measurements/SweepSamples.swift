import CrossbarPrimitives
import Foundation

/// Collects the samples of a sweep file row by row, in any order of devices and cycles; `sweeps` then returns the loops.
struct SweepSamples {
  /// What a row's sample belongs to; nil for columns that the file does not have.
  private struct Key: Hashable {
    let device: String?
    let cycle: String?
  }

  /// Nil until the first row was read.
  private var columns: SweepColumns?
  /// Keys in the order in which they first appear.
  private var order: [Key] = []
  private var records: [Key: VoltageSweep] = [:]
  /// The record that the last row belonged to, kept out of `records` so that appending does not copy it.
  private var current: (key: Key, sweep: VoltageSweep)?

  /// Largest magnitude accepted, V and A. No source reaches it; instruments write 9.9e37 for an overflow.
  private static let largest = 1e6

  /// Adds a row: a header, if it is the first and has no numbers, or else a sample.
  mutating func append(_ row: TableRow) throws(TableProblem) {
    if let columns {
      try append(row, columns)
      return
    }
    let fields = Self.fields(of: row, atLeast: 2)
    guard fields.count > 1 else {
      throw row.problem("no columns found; allowed between the columns are commas, semicolons and tabs, as in '0.01,3.2e-9'")
    }
    guard fields.suffix(2).allSatisfy({ Double($0.replacing(",", with: ".")) != nil }) else {
      columns = try SweepColumns(header: fields, of: row)
      return
    }
    guard let usual = SweepColumns(headerless: fields.count) else {
      throw row.problem(
        "\(fields.count) columns without a header; allowed are 2 (V, I), 3 (device, V, I), 4 (device, cycle, V, I), "
          + "or a first line with the columns' names, such as voltage_V,current_A")
    }
    columns = usual
    try append(row, usual)
  }

  /// The loops, in the order in which their records begin in the file.
  ///
  /// - Parameter source: path of the file; its name is the device's where there is no device column.
  /// - Throws: `TableProblem` for a file without samples.
  mutating func sweeps(source: String) throws(TableProblem) -> [MeasuredSweep] {
    store()
    guard !order.isEmpty else {
      throw TableProblem(
        reason: columns == nil
          ? "the file is empty; expected a line a sample: voltage, current" : "the header is followed by no samples")
    }
    let ownName = URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
    var counts: [String: Int] = [:]
    var sweeps: [MeasuredSweep] = []
    for key in order {
      let device = key.device ?? ownName
      let loops = records[key]?.loops ?? []
      for (index, loop) in loops.enumerated() {
        let running = counts[device, default: 0]
        counts[device] = running + 1
        let cycle = key.cycle.map { index == 0 ? $0 : "\($0).\(index + 1)" } ?? "\(running)"
        sweeps.append(MeasuredSweep(device: device, cycle: cycle, source: source, sweep: loop))
      }
    }
    return sweeps
  }

  /// Appends one sample to its record.
  private mutating func append(_ row: TableRow, _ columns: SweepColumns) throws(TableProblem) {
    let fields = Self.fields(of: row, atLeast: columns.count)
    guard fields.count == columns.count else {
      throw row.problem("\(fields.count) column\(fields.count == 1 ? "" : "s"), where the first line has \(columns.count)")
    }
    let voltage = try Self.number(fields[columns.voltage], "voltage", row) * columns.voltsPerUnit
    let amperes = try Self.number(fields[columns.current], "current", row) * columns.amperesPerUnit
    let key = Key(device: columns.device.map { fields[$0] }, cycle: columns.cycle.map { fields[$0] })
    if current?.key != key {
      store()
      current = (key, records.removeValue(forKey: key) ?? VoltageSweep(voltages: [], currents: []))
      if current?.sweep.voltages.isEmpty == true { order.append(key) }
    }
    current?.sweep.voltages.append(voltage)
    current?.sweep.currents.append(amperes)
  }

  /// Puts the current record back among the others.
  private mutating func store() {
    if let current { records[current.key] = current.sweep }
    current = nil
  }

  /// A field as a number, with an error that names the field and explains commas and overflows.
  private static func number(_ text: String, _ what: String, _ row: TableRow) throws(TableProblem) -> Double {
    guard let value = Double(text) else {
      if text.isEmpty { throw row.problem("the \(what) is missing") }
      let isComma = Double(text.replacing(",", with: ".")) != nil
      throw row.problem(
        "the \(what) '\(excerpt(text))' is no number; allowed are numbers such as 0.25 and 3.1e-6"
          + (isComma ? ", with a decimal point and not a comma" : ""))
    }
    guard value.isFinite, abs(value) <= largest else {
      throw row.problem(
        "the \(what) '\(excerpt(text))' is out of range, perhaps an instrument's mark for an overflow; remove such lines")
    }
    return value
  }

  /// The fields of a row. Empty ones at its end, beyond `count`, are dropped.
  private static func fields(of row: TableRow, atLeast count: Int) -> [String] {
    var fields = row.fields
    while fields.count > count, fields.last?.isEmpty == true { fields.removeLast() }
    return fields
  }
}
