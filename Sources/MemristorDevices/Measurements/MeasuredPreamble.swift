import CrossbarPrimitives
import Foundation

/// What the lines around the samples say: which instrument or program wrote the file, and the current limit.
struct MeasuredPreamble {
  /// What wrote the file, such as "EasyEXPERT export"; "table" for all that is not known.
  private(set) var kind = "table"
  /// A; nil if not said, or said differently for several channels.
  private(set) var compliance: Double?

  /// Notes a line that is no sample.
  mutating func note(_ row: TableRow) {
    guard let first = row.fields.first else { return }
    let fields = row.fields
    let plain = first.lowercased()
    if kind == "table", let known = Self.kind(plain, fields) { kind = known }
    guard let key = fields.prefix(2).firstIndex(where: { Self.namesLimit($0.lowercased()) }) else { return }
    note(limit: fields, key: key)
  }

  /// Notes a header, whose titles may tell the program.
  mutating func note(header: MeasuredHeader) {
    guard kind == "table" else { return }
    let (titles, rows) = (header.titles, header.count)
    let names = titles.map { $0.name.lowercased() }
    if names.first == "dataname" {
      kind = "EasyEXPERT export"
    } else if names.contains(where: { $0.hasPrefix("smu-") }) {
      kind = "KickStart export"
    } else if names.contains("source value") || names.contains("range digits") {
      kind = "Keithley buffer export"
    } else if titles.contains(where: { Self.keithleyTerminals.contains($0.name) }) {
      kind = "Keithley 4200 table"
    } else if names.contains("v1"), names.contains("i1") {
      kind = "B1500 table"
    } else if rows == 3 {
      kind = "Origin table"
    }
  }

  /// Columns as the 4200's test environment names them.
  private static let keithleyTerminals = Set(
    ["Anode", "Cathode", "Gate", "Drain", "A", "B", "C", "D"].flatMap { ["\($0)V", "\($0)I"] })

  private static func words(_ text: String) -> [Substring] { text.split { !$0.isLetter && !$0.isNumber } }

  private static func kind(_ first: String, _ fields: [String]) -> String? {
    switch first {
    case "setuptitle", "primitivetest", "testparameter", "setup title", "applicationtest": "EasyEXPERT export"
    case _ where first.hasPrefix("autoanalysis."): "EasyEXPERT export"
    case _ where fields.contains { $0.localizedStandardContains("kickstart") }: "KickStart export"
    case _ where fields.contains { words($0).contains("ACS") }: "Keithley ACS export"
    case _ where ["model", "instrument", "instrument model"].contains(first) && fields.contains { $0.hasPrefix("24") }:
      "Keithley buffer export"
    case _ where fields.contains { $0.localizedStandardContains("4200") || $0.localizedStandardContains("clarius") }:
      "Keithley 4200 export"
    default: nil
    }
  }

  /// Whether a cell is the name of a current limit.
  private static func namesLimit(_ text: String) -> Bool {
    guard text.utf8.count <= 80 else { return false }
    guard
      ["compliance", "current limit", "source limit", "limiti", "current compl", "limit level"].contains(where: text.contains)
    else { return false }
    return !["power", "secondary", "abort", "status", "side", "voltage", "volt", "mode", "event", "enable"].contains(
      where: text.contains)
  }

  /// Notes the limit behind the key, which stands in a field of its own, or behind `:` or `=` in the key's.
  private mutating func note(limit fields: [String], key: Int) {
    var cells = Array(fields.dropFirst(key + 1))
    if let mark = fields[key].firstIndex(where: { ":=".contains($0) }) {
      cells.insert(trimmed(fields[key][fields[key].index(after: mark)...]), at: 0)
    }
    let title = ColumnTitle(fields[key])
    let unit = title.scale?.unit == .amperes ? title.unit ?? "A" : "A"
    var values: Set<Double> = []
    for cell in cells where !cell.isEmpty {
      let plain = if case .number = MeasuredNumbers.cell(cell) { "\(cell) \(unit)" } else { cell }
      guard let value = try? WrittenNumber(plain, in: .amperes).value, value > 0, value < 100 else { continue }
      values.insert(value)
    }
    if values.count == 1 { compliance = values.first }
  }
}
