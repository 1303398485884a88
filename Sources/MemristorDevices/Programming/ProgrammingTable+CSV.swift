import CrossbarPrimitives
import Foundation

/// A file has a line per level and time: `level,target_S,time_s,mean_S,sd_S`, with `median_S` and `reached_share` where they
/// are known. Levels count from 0 in rising conductance; without the column, the targets number them. Lines that begin with
/// `#` are notes.
extension ProgrammingTable {
  fileprivate enum Column: String, CaseIterable {
    case level, target, time, mean, sd, median, reachedShare = "reached_share"

    var unit: WrittenUnit {
      switch self {
      case .target, .mean, .sd, .median: .siemens
      case .time: .seconds
      case .level, .reachedShare: .none
      }
    }

    /// As this project writes it.
    var title: String { unit == .none ? rawValue : "\(rawValue)_\(unit.rawValue)" }

    /// The column that a title names, with the unit of bare numbers in it: `uS` for `target_uS`. Nil for a column that is not
    /// used.
    static func named(_ title: String, in header: TableRow) throws(TableProblem) -> (Column, String)? {
      for column in allCases {
        if title == column.rawValue { return (column, "") }
        guard column.unit != .none, title.hasPrefix(column.rawValue + "_") else { continue }
        let unit = String(title.dropFirst(column.rawValue.count + 1))
        guard (try? WrittenNumber("1\(unit)", in: column.unit)) != nil else {
          throw header.problem(
            "the unit '\(excerpt(unit, limit: 40))' of the column '\(excerpt(title))' is not understood; expected "
              + "\(column.title), or the unit with a prefix")
        }
        return (column, unit)
      }
      return nil
    }
  }

  /// One line of a file.
  private struct Entry {
    let row: TableRow
    let level: Int?
    let target, time: Double
    let outcome: Outcome
  }

  /// - Throws: `DeviceError` with the line and its text.
  public static func read(_ path: String) throws(DeviceError) -> ProgrammingTable {
    try read(readBytes(path, what: "programming table"), source: path)
  }

  /// - Parameter source: the path, for messages.
  public static func read(_ data: Data, source: String) throws(DeviceError) -> ProgrammingTable {
    do throws(TableProblem) {
      let bytes = [UInt8](data)
      var table = TableReader(bytes, separators: [.tab, .semicolon, .comma], hasComments: true)
      guard let header = try table.next() else {
        throw TableProblem(reason: "the file is empty; expected a header such as \(header(Column.allCases))")
      }
      var places: [Column: (index: Int, unit: String)] = [:]
      for (index, title) in header.fields.enumerated() {
        if let (column, unit) = try Column.named(title, in: header), places[column] == nil { places[column] = (index, unit) }
      }
      let required: [Column] = [.target, .time, .mean, .sd]
      if let missing = required.first(where: { places[$0] == nil }) {
        throw header.problem("the column '\(missing.title)' is missing; expected \(self.header([.level] + required))")
      }
      var entries: [Entry] = []
      while let row = try table.next() { entries.append(try entry(row, places)) }
      return try ProgrammingTable(entries, notes: notes(of: bytes))
    } catch {
      throw .measurement(path: source, line: error.line, text: error.text, reason: error.reason)
    }
  }

  private static func entry(
    _ row: TableRow, _ places: [Column: (index: Int, unit: String)]
  ) throws(TableProblem) -> Entry {
    func number(_ column: Column) throws(TableProblem) -> Double? {
      guard let place = places[column], place.index < row.fields.count, !row.fields[place.index].isEmpty else { return nil }
      let text = row.fields[place.index]
      // Not a number times a scale: 60 uS and 6e-05 S are to be the same target, to the last bit.
      let written = Double(text) == nil ? text : text + place.unit
      let value: Double
      do { value = try WrittenNumber(written, in: column.unit).value } catch {
        throw row.problem("the \(column.rawValue) \(error.reason)")
      }
      guard value >= 0 else { throw row.problem("the \(column.rawValue) is \(excerpt(text)); allowed is 0 and above") }
      return value
    }
    func required(_ column: Column) throws(TableProblem) -> Double {
      guard let value = try number(column) else { throw row.problem("there is no \(column.title)") }
      return value
    }
    let level = try number(.level)
    if let level, Int(exactly: level) == nil {
      throw row.problem("the level is \(SpiceNumber.shortest(level)); allowed are whole numbers from 0")
    }
    let share = try number(.reachedShare)
    if let share, share > 1 {
      throw row.problem("the reached_share is \(SpiceNumber.shortest(share)); allowed is 0 to 1")
    }
    let target = try required(.target)
    guard target > 0 else { throw row.problem("the target is 0 S; allowed is more than 0") }
    return Entry(
      row: row, level: level.flatMap { Int(exactly: $0) }, target: target, time: try required(.time),
      outcome: Outcome(
        mean: .siemens(try required(.mean)), standardDeviation: .siemens(try required(.sd)),
        median: try number(.median).map { .siemens($0) }, reachedShare: share))
  }

  /// - Throws: `TableProblem` for levels that are missing at some time, given twice or out of order.
  private init(_ entries: [Entry], notes: [String]) throws(TableProblem) {
    let (targets, times) = (Set(entries.map(\.target)).sorted(), Set(entries.map(\.time)).sorted())
    guard targets.count > 1 else {
      throw TableProblem(reason: "it has \(targets.count) target conductances; at least 2 are needed")
    }
    let levels = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1, $0) })
    let blocks = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
    // By time, then level. Not a grid: a file of unequal targets would make that as large as its lines squared.
    var outcomes: [Int: Outcome] = [:]
    for entry in entries {
      guard let level = levels[entry.target], let block = blocks[entry.time] else { continue }
      if let given = entry.level, given != level {
        throw entry.row.problem(
          "level \(given) has the target \(SpiceNumber.shortest(entry.target)) S, which is number \(level) of all targets in "
            + "rising order; levels count from 0 in that order, and each has one target")
      }
      guard outcomes[block * targets.count + level] == nil else {
        throw entry.row.problem("level \(level) at \(SpiceNumber.shortest(entry.time)) s is there twice")
      }
      outcomes[block * targets.count + level] = entry.outcome
    }
    for (block, time) in times.enumerated() {
      if let level = targets.indices.first(where: { outcomes[block * targets.count + $0] == nil }) {
        throw TableProblem(
          reason: "the target \(SpiceNumber.shortest(targets[level])) S (level \(level)) is missing at "
            + "\(SpiceNumber.shortest(time)) s; every level is needed at every time")
      }
    }
    let known = outcomes.sorted { $0.key < $1.key }.map(\.value)
    self.init(
      targets: targets.map { .siemens($0) }, times: times.map { .seconds($0) },
      outcomes: Grid(rows: times.count, columns: targets.count) { known[$0 * targets.count + $1] }, notes: notes)
  }

  /// What lines say that begin with `#`.
  private static func notes(of bytes: [UInt8]) -> [String] {
    bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
      let text = String(decoding: line, as: UTF8.self).drop { $0 == " " || $0 == "\t" }
      guard text.first == "#" else { return nil }
      return String(text.dropFirst().drop { $0 == " " })
    }
  }

  private static func header(_ columns: [Column]) -> String { columns.map(\.title).joined(separator: ",") }

  /// The file: notes, header, and a block of lines for each time. The same table gives the same bytes, and reads back as the
  /// same table.
  public var csv: String {
    let optional: [(Column, Bool)] = [
      (.median, outcomes.elements.contains { $0.median != nil }),
      (.reachedShare, outcomes.elements.contains { $0.reachedShare != nil }),
    ]
    let columns: [Column] = [.level, .target, .time, .mean, .sd] + optional.filter(\.1).map(\.0)
    // A note is one line, whatever it holds.
    let notes = notes.map { "# " + $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
    var lines = notes + [Self.header(columns)]
    for (block, time) in times.enumerated() {
      for (level, target) in targets.enumerated() {
        let outcome = outcomes[block, level]
        lines.append(
          columns.map { column in
            let value: Double? =
              switch column {
              case .level: Double(level)
              case .target: target.si
              case .time: time.si
              case .mean: outcome.mean.si
              case .sd: outcome.standardDeviation.si
              case .median: outcome.median?.si
              case .reachedShare: outcome.reachedShare
              }
            return value.map { column == .level ? "\(level)" : SpiceNumber.shortest($0) } ?? ""
          }.joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
