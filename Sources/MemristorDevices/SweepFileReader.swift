import Foundation

/// Collects the samples of a sweep file line by line; `finish` then returns the loops.
///
/// It works on bytes, since Swift's characters are slow for files of millions of samples.
struct SweepFileReader {
  /// What a line's samples belong to; nil for columns that the file does not have.
  private struct Key: Hashable {
    let device: String?
    let cycle: String?
  }

  /// Path of the file, for messages.
  let source: String
  /// Nil until the first line with content was read.
  private var columns: SweepColumns?
  /// Comma, semicolon or tab, by the first line with content.
  private var separator: UInt8 = 0x2C
  /// Keys in the order in which they first appear.
  private var order: [Key] = []
  private var records: [Key: VoltageSweep] = [:]
  /// The record that the last line belonged to, kept out of `records` so that appending does not copy it.
  private var current: (key: Key, sweep: VoltageSweep)?

  init(source: String) { self.source = source }

  /// Largest magnitude accepted, V and A. No source reaches it; instruments write 9.9e37 for an overflow.
  private static let largest = 1e6

  /// Reads one line; empty lines and comments are skipped.
  /// - Throws: `DeviceError.measurement` with the line's number and text.
  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(DeviceError) {
    guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }), first != 0x23 else { return }
    do {
      guard let columns else {
        try begin(line)
        return
      }
      try sample(fields(of: line), columns)
    } catch {
      let text = Self.text(line)
      throw .measurement(
        path: source, line: number, text: text.count > 80 ? text.prefix(77) + "..." : text, reason: error.reason)
    }
  }

  /// The loops, in the order in which their records begin in the file.
  /// - Throws: `DeviceError.measurement` for a file without samples.
  mutating func finish() throws(DeviceError) -> [MeasuredSweep] {
    store()
    guard !order.isEmpty else {
      throw .measurement(
        path: source, line: nil, text: nil,
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

  /// Chooses separator and columns by the first line, which is a header or already a sample.
  private mutating func begin(_ line: ArraySlice<UInt8>) throws(SweepFileProblem) {
    guard let found = [0x09, 0x3B, 0x2C].first(where: line.contains) else {
      throw SweepFileProblem(
        reason: "no columns found; allowed between the columns are commas, semicolons and tabs, as in '0.01,3.2e-9'")
    }
    separator = found
    let fields = fields(of: line).map(Self.text)
    let isNumeric = fields.suffix(2).allSatisfy { Double($0) != nil || Double($0.replacing(",", with: ".")) != nil }
    if isNumeric {
      guard let usual = SweepColumns(headerless: fields.count) else {
        throw SweepFileProblem(
          reason: "\(fields.count) columns without a header; allowed are 2 (V, I), 3 (device, V, I), 4 (device, cycle, V, I), "
            + "or a first line with the columns' names, such as voltage_V,current_A")
      }
      columns = usual
      try sample(self.fields(of: line), usual)
    } else {
      columns = try SweepColumns(header: fields)
    }
  }

  /// Appends one sample to its record. Lines of several devices or cycles may be interleaved.
  private mutating func sample(_ fields: [ArraySlice<UInt8>], _ columns: SweepColumns) throws(SweepFileProblem) {
    guard fields.count == columns.count else {
      throw SweepFileProblem(
        reason: "\(fields.count) column\(fields.count == 1 ? "" : "s"), where the first line has \(columns.count)")
    }
    let voltage = try number(fields[columns.voltage], "voltage") * columns.voltsPerUnit
    let amperes = try number(fields[columns.current], "current") * columns.amperesPerUnit
    let key = Key(device: columns.device.map { Self.text(fields[$0]) }, cycle: columns.cycle.map { Self.text(fields[$0]) })
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
  private func number(_ field: ArraySlice<UInt8>, _ what: String) throws(SweepFileProblem) -> Double {
    let text = Self.text(field)
    guard let value = Double(text) else {
      if text.isEmpty { throw SweepFileProblem(reason: "the \(what) is missing") }
      let isComma = Double(text.replacing(",", with: ".")) != nil
      throw SweepFileProblem(
        reason: "the \(what) '\(text)' is no number; allowed are numbers such as 0.25 and 3.1e-6"
          + (isComma ? ", with a decimal point and not a comma" : ""))
    }
    guard value.isFinite, abs(value) <= Self.largest else {
      throw SweepFileProblem(
        reason: "the \(what) '\(text)' is out of range, perhaps an instrument's mark for an overflow; remove such lines")
    }
    return value
  }

  /// The fields of a line. Empty ones at the end, beyond the columns of the first line, are dropped.
  private func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var fields = line.split(separator: separator, omittingEmptySubsequences: false)
    while fields.count > max(2, columns?.count ?? 2), fields.last?.allSatisfy({ $0 == 0x20 }) == true { fields.removeLast() }
    return fields
  }

  /// A field without blanks and quotation marks around it.
  private static func text(_ field: ArraySlice<UInt8>) -> String {
    var rest = field
    while let first = rest.first, first == 0x20 || first == 0x09 || first == 0x22 { rest = rest.dropFirst() }
    while let last = rest.last, last == 0x20 || last == 0x09 || last == 0x22 { rest = rest.dropLast() }
    if let text = String(validating: rest, as: UTF8.self) { return text }
    // Latin-1: the value of each byte is its Unicode scalar.
    return String(String.UnicodeScalarView(rest.map { Unicode.Scalar($0) }))
  }
}
