import CrossbarPrimitives
import Foundation

/// The columns of a sweep file: which holds what, and in which unit.
///
/// A header names them in any order and letter case: `voltage_V`, `V`, `Voltage (mV)`, `current_A`, `I [uA]`, `device`,
/// `cycle`; columns with other names are ignored. Without a header, two columns are V, I; three are device, V, I; four
/// are device, cycle, V, I; in volts and amperes.
struct SweepColumns: Hashable {
  /// Positions of the columns, from 0; nil where the file has no such column.
  var device: Int?
  var cycle: Int?
  var voltage: Int
  var current: Int
  /// The unit of the voltage column in volts: 1e-3 for mV.
  var voltsPerUnit = 1.0
  /// The unit of the current column in amperes.
  var amperesPerUnit = 1.0
  /// Columns in the first line; every later line must have as many.
  var count: Int

  private enum Role: String { case device, cycle, voltage, current }

  /// Column names that are understood, in lower case and without unit.
  private static let names: [String: Role] = [
    "v": .voltage, "u": .voltage, "voltage": .voltage, "volt": .voltage, "volts": .voltage, "bias": .voltage,
    "anodev": .voltage, "i": .current, "current": .current, "curr": .current, "anodei": .current,
    "device": .device, "device id": .device, "dev": .device, "cell": .device, "sample": .device, "cycle": .cycle,
    "cycles": .cycle, "cycle index": .cycle, "sweep": .cycle, "loop": .cycle,
  ]

  /// The columns of a file without a header; nil if their number has no usual meaning.
  init?(headerless count: Int) {
    guard (2...4).contains(count) else { return nil }
    device = count > 2 ? 0 : nil
    cycle = count > 3 ? 1 : nil
    voltage = count - 2
    current = count - 1
    self.count = count
  }

  /// Reads the columns' names and units from a header.
  /// - Throws: `TableProblem` if voltage or current is missing, a column appears twice or a unit is unknown.
  init(header: [String], of row: TableRow) throws(TableProblem) {
    var found: [Role: Int] = [:]
    var scales: [Role: Double] = [:]
    for (index, title) in header.enumerated() {
      let (name, unit) = Self.split(title)
      guard let role = Self.names[name] else { continue }
      if let other = found[role] {
        throw row.problem(
          "the columns '\(header[other])' and '\(title)' both read as \(role.rawValue); rename one of them")
      }
      found[role] = index
      scales[role] = try Self.scale(unit, of: role, title: title, row)
    }
    guard let voltage = found[.voltage], let current = found[.current] else {
      let missing = found[.voltage] == nil ? found[.current] == nil ? "voltage or current" : "voltage" : "current"
      throw row.problem(
        "this first line is neither numbers nor a header with a \(missing) column; allowed are names such as "
          + "voltage_V, V, Voltage (V), current_A, I, Current (uA), and device and cycle")
    }
    (self.voltage, self.current) = (voltage, current)
    (device, cycle) = (found[.device], found[.cycle])
    (voltsPerUnit, amperesPerUnit) = (scales[.voltage] ?? 1, scales[.current] ?? 1)
    count = header.count
  }

  /// Splits `Voltage (mV)`, `voltage_mV`, `V / mV` or `V [mV]` into name and unit; the name is in lower case.
  private static func split(_ title: String) -> (name: String, unit: String?) {
    let open = title.firstIndex { "([/".contains($0) }
    if let open {
      let unit = title[title.index(after: open)...].trimmingCharacters(in: CharacterSet(charactersIn: " )]\t"))
      return (plain(title[..<open]), unit)
    }
    // The last word is a unit only after a name: in `V` and `I` it is the name itself.
    let words = title.split { "_ ".contains($0) }
    if words.count > 1, let last = words.last, isUnit(last) {
      return (plain(Substring(words.dropLast().joined(separator: " "))), String(last))
    }
    return (plain(Substring(title)), nil)
  }

  /// In lower case, with single blanks for blanks and underscores.
  private static func plain(_ name: Substring) -> String {
    name.lowercased().split { "_ ".contains($0) }.joined(separator: " ")
  }

  /// Whether a word is V or A with a prefix. Case matters here, since `ma` may be a name.
  private static func isUnit(_ word: Substring) -> Bool {
    word.last.map { "VA".contains($0) } == true
      && [WrittenUnit.volts, .amperes].contains { (try? WrittenNumber("1 \(word)", in: $0)) != nil }
  }

  /// A column's unit in V or A; 1 for columns without a unit.
  private static func scale(
    _ unit: String?, of role: Role, title: String, _ row: TableRow
  ) throws(TableProblem) -> Double {
    guard role == .voltage || role == .current, let unit, !unit.isEmpty else { return 1 }
    do { return try WrittenNumber("1 \(unit)", in: role == .voltage ? .volts : .amperes).value } catch {
      throw row.problem(
        "the unit '\(unit)' of the \(role.rawValue) column '\(title)' is not understood; allowed are "
          + (role == .voltage ? "V, mV, uV, nV, pV" : "A, mA, uA, nA, pA"))
    }
  }
}
