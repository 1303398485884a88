import CrossbarPrimitives
import Foundation

/// The columns of a table of samples: which hold what, in which unit, and how they belong together.
struct SweepColumns {
  /// A voltage with its current: most tables have one, some have several side by side.
  struct Series: Hashable {
    /// Positions from 0. With a sense resistor, the drive voltage and the drop over the resistor.
    var voltage: Int
    var current: Int
    var time: Int?
    /// Units of the columns, in V (or for a drop, V), A and s.
    var voltsPerUnit = 1.0
    var amperesPerUnit = 1.0
    var secondsPerUnit = 1.0
    /// Whether the column holds magnitudes of the current.
    var isMagnitude = false
    /// What the series is called after its column, where there are several.
    var device: String?
    var cycle: String?
  }

  var series: [Series]
  /// Positions from 0; nil where the table has no such column.
  var device: Int?
  var cycle: Int?
  /// Most columns a row may have, empty ones at its end apart.
  var count: Int
  /// What the first cell of every row of samples is, where lines are tagged; nil for most tables.
  var tag: String?
  /// Whether device and cycle were told by the number of columns alone.
  var isHeaderless = false
  /// For the line that says what was understood: `V1 as voltage (V), I1 as current (A)`.
  var description: String

  /// Columns that a row must have for any sample in it.
  var least: Int { (series.map { max($0.voltage, $0.current) }.min() ?? 0) + 1 }

  // MARK: Without a header

  /// The columns of a table without a header.
  ///
  /// Two are V, I. Three are device, V, I, or time, V, I if the first is a time. Four are device, cycle, V, I.
  /// - Parameter rows: the first rows of the table.
  /// - Throws: `TableProblem` if their number has no usual meaning.
  init(headerless rows: [TableRow], _ reading: MeasurementReading) throws(TableProblem) {
    let count = rows[0].filledFields.count
    let time = count > 2 && Self.isTime(rows.map { $0.fields.first ?? "" })
    let isSense = reading.senseResistance != nil
    guard (2...4).contains(count), !(count == 4 && time) else {
      throw rows[0].problem(
        "\(count) columns without a header\(time ? ", the first of them a time" : ""); allowed are 2 (V, I), 3 (device, V, I or "
          + "time, V, I), 4 (device, cycle, V, I), a first line with the columns' names, such as voltage_V,current_A, or "
          + "--columns with their numbers, as in V=2,I=3")
    }
    var one = Series(voltage: count - 2, current: count - 1, time: time ? 0 : nil)
    one.voltsPerUnit = reading.voltageUnit?.si ?? 1
    one.amperesPerUnit = isSense ? one.voltsPerUnit : reading.currentUnit?.si ?? 1
    series = [one]
    device = count > 2 && !time ? 0 : nil
    cycle = count > 3 ? 1 : nil
    self.count = count
    isHeaderless = true
    let names = (time ? ["time (s)"] : ["device", "cycle"].prefix(count - 2).map { $0 })
    description =
      "no header, columns read as \((names + [isSense ? "drive" : "voltage"]).joined(separator: ", ")) "
      + "(\(Self.unit(reading.voltageUnit, "V"))), "
      + (isSense ? "drop (\(Self.unit(reading.voltageUnit, "V")))" : "current (\(Self.unit(reading.currentUnit, "A")))")
  }

  /// Whether a first column is a time: it rises from nearly every row to the next, and does not change its sign.
  private static func isTime(_ cells: [String]) -> Bool {
    var numbers: [Double] = []
    for cell in cells {
      guard case .number(let value) = MeasuredNumbers.cell(cell) else { return false }
      numbers.append(value)
    }
    guard numbers.count > 3, numbers.allSatisfy({ $0 >= 0 }) || numbers.allSatisfy({ $0 <= 0 }) else { return false }
    let rising = zip(numbers, numbers.dropFirst()).count { $1 > $0 }
    return rising * 10 >= (numbers.count - 1) * 8
  }

  // MARK: With a header

  /// The columns that a header names.
  ///
  /// - Parameters:
  ///   - titles: with the units of a row of units.
  ///   - comments: a third row of the header, which may tell columns of one title apart.
  ///   - rows: the first rows of samples.
  /// - Returns: nil if the titles name no voltage or no current.
  /// - Throws: `TableProblem` for columns that can be read in two ways, and for unknown units.
  init?(
    titles: [ColumnTitle], comments: [String], rows: [TableRow], header: TableRow, _ reading: MeasurementReading
  ) throws(TableProblem) {
    var pairing = try ColumnPairing(titles: titles, rows: rows, header: header, reading)
    guard let pairs = try pairing.pairs() else { return nil }
    count = titles.count
    tag = titles.first?.text == "DataName" ? "DataValue" : nil
    device = try pairing.single(.device)
    cycle = try pairing.single(.cycle)
    let names = pairing.names(of: pairs, comments: comments)
    var series: [Series] = []
    for (index, pair) in pairs.enumerated() {
      var one = Series(voltage: pair.voltage, current: pair.current, time: pair.time, isMagnitude: pair.isMagnitude)
      let volts = reading.voltageUnit?.si
      one.voltsPerUnit = try pairing.factor(of: pair.voltage, in: .volts, "voltage", given: volts)
      one.amperesPerUnit =
        try reading.senseResistance != nil
        ? pairing.factor(of: pair.current, in: .volts, "drop", given: volts)
        : pairing.factor(of: pair.current, in: .amperes, "current", given: reading.currentUnit?.si)
      if let time = pair.time { one.secondsPerUnit = try pairing.factor(of: time, in: .seconds, "time") }
      (one.device, one.cycle) = names[index]
      series.append(one)
    }
    self.series = series
    description = Self.words(series, titles, device: device, cycle: cycle, reading)
  }

  private static func words(
    _ series: [Series], _ titles: [ColumnTitle], device: Int?, cycle: Int?, _ reading: MeasurementReading
  ) -> String {
    guard let first = series.first else { return "" }
    let isSense = reading.senseResistance != nil
    func title(_ index: Int) -> String {
      let name = index < titles.count ? titles[index].name : ""
      return name.isEmpty ? "column \(index + 1)" : excerpt(name, limit: 40)
    }
    func unit(_ index: Int, _ usual: String) -> String { index < titles.count ? titles[index].unit ?? usual : usual }
    let voltageUnit = reading.voltageUnit.map { Self.unit($0, "V") } ?? excerpt(unit(first.voltage, "V"), limit: 20)
    let currentUnit =
      isSense
      ? reading.voltageUnit.map { Self.unit($0, "V") } ?? excerpt(unit(first.current, "V"), limit: 20)
      : reading.currentUnit.map { Self.unit($0, "A") } ?? excerpt(unit(first.current, "A"), limit: 20)
    var parts = ["\(title(first.voltage)) as \(isSense ? "drive" : "voltage") (\(voltageUnit))"]
    let kind = isSense ? "drop" : first.isMagnitude ? "magnitude of the current" : "current"
    if series.count == 1 {
      parts.append("\(title(first.current)) as \(kind) (\(currentUnit))")
    } else {
      let last = series[series.count - 1]
      parts.append(
        "\(title(first.current))\(first.voltage == last.voltage ? "" : " with its voltage") to \(title(last.current)), "
          + "\(series.count) columns, as \(kind)s (\(currentUnit))")
    }
    if let time = first.time { parts.append("\(title(time)) as time (\(excerpt(unit(time, "s"), limit: 20)))") }
    if let device { parts.append("\(title(device)) as device") }
    if let cycle { parts.append("\(title(cycle)) as cycle") }
    var used = Set(series.flatMap { [$0.voltage, $0.current, $0.time ?? -1] })
    used.formUnion([device ?? -1, cycle ?? -1])
    let others = titles.indices.filter { !used.contains($0) && !["", "dataname"].contains(titles[$0].text.lowercased()) }
    if !others.isEmpty {
      let shown = others.prefix(4).map(title).joined(separator: ", ")
      parts.append("\(shown)\(others.count > 4 ? " and \(others.count - 4) more" : "") left aside")
    }
    return parts.joined(separator: ", ")
  }

  /// What a 1 in a column is, as given: `uA`.
  private static func unit(_ given: (some Any)?, _ usual: String) -> String {
    let factor = (given as? Voltage)?.si ?? (given as? Current)?.si
    guard let factor, factor != 1 else { return usual }
    return SIPrefix.text(factor, unit: usual).replacing("1 ", with: "", maxReplacements: 1)
  }
}
