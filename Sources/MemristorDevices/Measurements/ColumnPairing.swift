import CrossbarPrimitives
import Foundation

/// Finds which columns of a header are voltages, which are their currents and times.
///
/// Plain names go before an instrument's shorthand, and that before units alone. Of several voltages, those that do not
/// change are other electrodes; a current belongs to the voltage of its run and source, or else to the one before it.
struct ColumnPairing {
  /// Positions from 0.
  struct Pair: Hashable {
    var voltage: Int
    var current: Int
    var time: Int?
    var isMagnitude = false
  }

  private struct Column {
    let index: Int
    let title: ColumnTitle
    let meaning: ColumnMeaning
  }

  let titles: [ColumnTitle]
  private let columns: [Column]
  private let rows: [TableRow]
  let header: TableRow
  private let reading: MeasurementReading
  /// Positions of the columns that the user named.
  private let chosen: [MeasuredColumns.Role: Int]

  /// - Throws: `TableProblem` if a column the user named is not there.
  init(titles: [ColumnTitle], rows: [TableRow], header: TableRow, _ reading: MeasurementReading) throws(TableProblem) {
    var chosen: [MeasuredColumns.Role: Int] = [:]
    for (role, column) in reading.columns.chosen {
      guard let index = Self.position(of: column, in: titles) else {
        throw header.problem(
          "no column \(Self.words(column)), which --columns names as \(role.rawValue); this header has "
            + "\(titles.count) columns: \(excerpt(titles.map(\.text).joined(separator: ", "), limit: 200))")
      }
      chosen[role] = index
    }
    (self.titles, self.rows, self.header, self.reading, self.chosen) = (titles, rows, header, reading, chosen)
    columns = titles.enumerated().compactMap { index, title in
      ColumnMeaning(title).map { Column(index: index, title: title, meaning: $0) }
    }
  }

  private static func words(_ column: MeasuredColumns.Column) -> String {
    switch column {
    case .position(let number): "\(number)"
    case .title(let title): "'\(excerpt(title, limit: 60))'"
    }
  }

  /// Where a column is that a user named; nil for none. A title fits with its unit or without.
  static func position(of column: MeasuredColumns.Column, in titles: [ColumnTitle]) -> Int? {
    switch column {
    case .position(let number): return number <= titles.count ? number - 1 : nil
    case .title(let wanted):
      let plain = wanted.lowercased()
      return titles.firstIndex { $0.text.lowercased() == plain } ?? titles.firstIndex { $0.name.lowercased() == plain }
    }
  }

  /// Whether a row may be titles: it names a voltage and a current, or has the columns that the user named.
  static func mayBeTitles(_ titles: [ColumnTitle], _ reading: MeasurementReading) -> Bool {
    let chosen = reading.columns.chosen
    guard chosen.values.allSatisfy({ position(of: $0, in: titles) != nil }) else { return false }
    let quantities = titles.compactMap { ColumnMeaning($0)?.quantity }
    if reading.senseResistance != nil {
      return chosen[.voltage] != nil && chosen[.current] != nil || quantities.count(where: { $0 == .voltage }) > 1
    }
    return (chosen[.voltage] != nil || quantities.contains(.voltage))
      && (chosen[.current] != nil || quantities.contains(.current))
  }

  /// Whether two or more cells of a row name voltages or currents: it is then meant as titles.
  static func areTitles(_ row: TableRow) -> Bool {
    var count = 0
    for field in row.fields where [.voltage, .current].contains(ColumnMeaning(ColumnTitle(field))?.quantity) {
      count += 1
      if count == 2 { return true }
    }
    return false
  }

  // MARK: Device and cycle

  /// The column of devices or cycles; nil for none.
  func single(_ quantity: ColumnMeaning.Quantity) throws(TableProblem) -> Int? {
    let role = quantity == .device ? MeasuredColumns.Role.device : .cycle
    if let index = chosen[role] { return index }
    let found = columns.filter { $0.meaning.quantity == quantity && !chosen.values.contains($0.index) }
    // A wafer's sites and dies hold devices; where several levels are told, the smallest is the device.
    let order = ["device", "device id", "device name", "dut", "dev", "cell", "sample", "site", "die"]
    let best = found.min {
      (order.firstIndex(of: $0.title.name.lowercased()) ?? 0) < (order.firstIndex(of: $1.title.name.lowercased()) ?? 0)
    }
    if let best,
      let other = found.first(where: { $0.index != best.index && $0.title.name.lowercased() == best.title.name.lowercased() })
    {
      throw header.problem(
        "the columns '\(excerpt(best.title.text))' and '\(excerpt(other.title.text))' both read as \(role.rawValue); rename one of "
          + "them, or give --columns \(role.rawValue)=… with its number")
    }
    return best?.index
  }

  // MARK: Voltages and currents

  /// Voltages with their currents; nil if either is missing.
  mutating func pairs() throws(TableProblem) -> [Pair]? {
    var voltages = found(.voltage, chosen: .voltage)
    var currents: [Column]
    if reading.senseResistance != nil {
      (voltages, currents) = driveAndDrop(voltages)
    } else {
      currents = found(.current, chosen: .current)
      let signed = currents.filter { !$0.meaning.isMagnitude }
      if !signed.isEmpty { currents = signed }
    }
    currents = plainest(currents)
    voltages = changing(forced(plainest(voltages)))
    guard !voltages.isEmpty, !currents.isEmpty else { return nil }
    var pairs: [Pair] = []
    if chosen[.voltage] != nil || voltages.count == 1 && chosen[.current] != nil {
      pairs = currents.map { Pair(voltage: voltages[0].index, current: $0.index, isMagnitude: $0.meaning.isMagnitude) }
      if chosen[.current] == nil { pairs = ownCurrents(pairs, currents, voltages[0]) }
    } else {
      pairs = try matched(voltages, currents)
    }
    // A time of day is no number.
    let times = found(.time, chosen: .time).filter { column in
      guard let row = rows.first, column.index < row.fields.count else { return rows.isEmpty }
      return MeasuredNumbers.isValue(row.fields[column.index])
    }
    for index in pairs.indices { pairs[index].time = time(for: pairs[index], times) }
    return pairs
  }

  /// Columns of a quantity, or the one that the user named.
  private func found(_ quantity: ColumnMeaning.Quantity, chosen role: MeasuredColumns.Role) -> [Column] {
    if let index = chosen[role] {
      var meaning = columns.first { $0.index == index }?.meaning ?? .other(quantity)
      meaning.quantity = quantity
      return [Column(index: index, title: titles[index], meaning: meaning)]
    }
    return columns.filter { $0.meaning.quantity == quantity && !chosen.values.contains($0.index) }
  }

  private func plainest(_ columns: [Column]) -> [Column] {
    let best = columns.map(\.meaning.rank).min()
    return columns.filter { $0.meaning.rank == best }
  }

  /// Without voltages that were measured where others were forced: those fold back when the instrument limits the current.
  private func forced(_ voltages: [Column]) -> [Column] {
    let words: Set<String> = ["meas", "measured", "sense", "monitor", "mon", "m", "real", "actual", "read"]
    let rest = voltages.filter { column in !column.meaning.tag.split(separator: " ").contains { words.contains(String($0)) } }
    return rest.isEmpty ? voltages : rest
  }

  /// Without voltages that are constant over the first rows, if others change.
  private func changing(_ voltages: [Column]) -> [Column] {
    guard voltages.count > 1, !voltages.contains(where: { $0.title.run != nil }) else { return voltages }
    let ranges = voltages.map { column -> Double in
      var (lowest, highest) = (Double.infinity, -Double.infinity)
      for row in rows where column.index < row.fields.count {
        guard case .number(let value) = MeasuredNumbers.cell(row.fields[column.index]) else { continue }
        (lowest, highest) = (min(lowest, value), max(highest, value))
      }
      return highest > lowest ? highest - lowest : 0
    }
    let largest = ranges.max() ?? 0
    guard largest > 0 else { return voltages }
    return zip(voltages, ranges).filter { $0.1 > 1e-3 * largest }.map(\.0)
  }

  /// The first two voltages of an oscilloscope, or those whose names say what they are.
  private func driveAndDrop(_ voltages: [Column]) -> (drive: [Column], drop: [Column]) {
    let words: Set<String> = ["drop", "shunt", "resistor", "sense"]
    let drop =
      chosen[.current] != nil
      ? found(.voltage, chosen: .current).first
      : voltages.first { column in column.title.words.contains { words.contains($0) } } ?? voltages.dropFirst().first
    guard let drop else { return ([], []) }
    return (voltages.filter { $0.index != drop.index }.prefix(1).map { $0 }, [drop])
  }

  /// Each current with the voltage it was measured at.
  private func matched(_ voltages: [Column], _ currents: [Column]) throws(TableProblem) -> [Pair] {
    struct Source: Hashable {
      let run: Int?
      let tag: String
    }
    let bySource = Dictionary(voltages.map { (Source(run: $0.title.run, tag: $0.meaning.tag), $0) }) { first, _ in first }
    let byRun = Dictionary(voltages.map { ($0.title.run, $0) }) { first, _ in first }
    let isUnique = bySource.count == voltages.count
    func exact(_ current: Column) -> Column? {
      guard isUnique, !current.meaning.tag.isEmpty else { return nil }
      return bySource[Source(run: current.title.run, tag: current.meaning.tag)]
    }
    // Where sources have both, currents without a voltage of their own are other electrodes.
    let own = currents.filter { exact($0) != nil }
    var pairs: [Pair] = []
    var (before, place) = (nil as Column?, 0)
    for current in own.isEmpty ? currents : own {
      while place < voltages.count, voltages[place].index < current.index {
        before = voltages[place]
        place += 1
      }
      let sameRun = current.title.run == nil ? nil : byRun[current.title.run]
      guard let voltage = exact(current) ?? sameRun ?? before ?? voltages.first else { continue }
      pairs.append(Pair(voltage: voltage.index, current: current.index, isMagnitude: current.meaning.isMagnitude))
    }
    let used = Set(pairs.map(\.voltage))
    if own.isEmpty, let spare = voltages.first(where: { !used.contains($0.index) }),
      let other = voltages.first(where: { used.contains($0.index) })
    {
      let (first, second) = spare.index < other.index ? (spare, other) : (other, spare)
      throw header.problem(
        "the columns '\(excerpt(first.title.text))' and '\(excerpt(second.title.text))' both read as voltage; rename one of them, or "
          + "give --columns, as in V=\(first.index + 1),I=\((currents.first?.index ?? 0) + 1)")
    }
    return pairs
  }

  /// Of the currents at a voltage that the user named, the one of the same source, if there is one.
  private func ownCurrents(_ pairs: [Pair], _ currents: [Column], _ voltage: Column) -> [Pair] {
    guard !voltage.meaning.tag.isEmpty else { return pairs }
    let own = zip(pairs, currents).filter { $1.meaning.tag == voltage.meaning.tag && $1.title.run == voltage.title.run }
    return own.isEmpty ? pairs : own.map(\.0)
  }

  /// The time of a pair's run, or else the nearest of several.
  private func time(for pair: Pair, _ times: [Column]) -> Int? {
    guard times.count > 1 else { return times.first?.index }
    let run = titles[pair.current].run
    let same = run == nil ? times : times.filter { $0.title.run == run }
    return (same.isEmpty ? times : same).min { abs($0.index - pair.current) < abs($1.index - pair.current) }?.index
  }
}

extension ColumnMeaning {
  /// Of a column whose title says nothing.
  static func other(_ quantity: Quantity) -> ColumnMeaning { ColumnMeaning(quantity) }

  private init(_ quantity: Quantity) { self.quantity = quantity }
}
