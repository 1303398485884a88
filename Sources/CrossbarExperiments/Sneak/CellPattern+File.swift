import CrossbarPrimitives
import Foundation
import MemristorDevices

extension CellPattern {
  /// Reads a pattern: a line a row, with commas between the columns. If there are only 0 and 1, they are states (1 for
  /// LRS); otherwise they are resistances in ohm. Empty lines and those that begin with `#` are passed over.
  /// - Throws: `DeviceError.file` with the line and the text that is wrong.
  public init(csv text: String, source: String) throws(DeviceError) {
    func refuse(_ line: Int, _ reason: String) -> DeviceError { .file(path: source, reason: "line \(line): \(reason)") }
    var rows: [(line: Int, values: [Double])] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
      var values: [Double] = []
      for word in trimmed.split(separator: ",", omittingEmptySubsequences: false) {
        let field = word.trimmingCharacters(in: .whitespaces)
        guard let value = Double(field), value.isFinite, value >= 0 else {
          throw refuse(index + 1, "'\(field)' is neither a state (0 or 1) nor a resistance in ohm")
        }
        values.append(value)
      }
      if let first = rows.first, first.values.count != values.count {
        throw refuse(
          index + 1, "\(values.count) columns where line \(first.line) has \(first.values.count); all rows are to be as long")
      }
      rows.append((index + 1, values))
    }
    guard let first = rows.first else {
      throw .file(path: source, reason: "there is no cell; expected a line for each row, with commas between the columns")
    }
    if rows.allSatisfy({ $0.values.allSatisfy { $0 == 0 || $0 == 1 } }) {
      self = .states(
        Grid(rows: rows.count, columns: first.values.count) { rows[$0].values[$1] == 1 }, source: source)
      return
    }
    for (line, values) in rows where values.contains(0) {
      throw refuse(line, "a resistance is 0 ohm; allowed is more than 0 (or nothing but states, 0 and 1)")
    }
    self = .resistances(Grid(rows: rows.count, columns: first.values.count) { rows[$0].values[$1] }, source: source)
  }
}
