import CrossbarPrimitives

/// Collects the rows of a table of figures that others have extracted: V_SET, V_RESET, R_LRS, R_HRS of a device a row.
struct FiguresTable {
  fileprivate enum Role: String, CaseIterable {
    case setVoltage = "V_SET"
    case resetVoltage = "V_RESET"
    case lowResistance = "R_LRS"
    case highResistance = "R_HRS"
  }

  /// Which columns hold what.
  struct Columns {
    fileprivate var figures: [Role: (index: Int, factor: Double)] = [:]
    fileprivate var device: Int?
    fileprivate var cycle: Int?
    /// For the line that says what was understood.
    fileprivate var description = ""
  }

  private var columns: Columns?
  private var found: [ExtractedFigures] = []
  private var lastDevice: String?

  /// Whether a table has begun.
  var isOpen: Bool { columns != nil }
  var isEmpty: Bool { found.isEmpty }
  /// The columns, for the line that says what was understood.
  var description: String { columns?.description ?? "" }

  mutating func begin(_ columns: Columns) { self.columns = columns }

  /// The rows, with the file that they come from.
  func rows(source: String) -> [ExtractedFigures] {
    found.map { row in
      var row = row
      row.source = source
      return row
    }
  }

  /// Whether the rows name their devices.
  var namesDevices: Bool { columns?.device != nil }

  /// Adds a row.
  /// - Returns: whether it has a figure, if only a missing one.
  mutating func append(_ row: TableRow) -> Bool {
    guard let columns else { return false }
    var (values, isRow) = ([Role: Double](), false)
    for (role, column) in columns.figures where column.index < row.fields.count {
      switch MeasuredNumbers.cell(row.fields[column.index]) {
      case .number(let value):
        isRow = true
        if value != 0 { values[role] = abs(value) * column.factor }
      case .missing, .overflow: isRow = isRow || !row.fields[column.index].isEmpty
      case .text: break
      }
    }
    guard isRow else { return false }
    func cell(_ index: Int?) -> String? {
      index.flatMap { $0 < row.fields.count && !row.fields[$0].isEmpty ? row.fields[$0] : nil }
    }
    if let device = cell(columns.device) { lastDevice = device }
    guard !values.isEmpty else { return true }
    let device = columns.device == nil ? "\(found.count + 1)" : lastDevice ?? "\(found.count + 1)"
    var figures = ExtractedFigures(device: device, cycle: cell(columns.cycle), source: "")
    (figures.setVoltage, figures.resetVoltage) = (values[.setVoltage], values[.resetVoltage])
    (figures.lowResistance, figures.highResistance) = (values[.lowResistance], values[.highResistance])
    found.append(figures)
    return true
  }

  /// Names of figures, in lower case without blanks and underscores.
  fileprivate static let names: [String: Role] = [
    "vset": .setVoltage, "setvoltage": .setVoltage, "vs": .setVoltage, "vth": .setVoltage, "vreset": .resetVoltage,
    "vrst": .resetVoltage, "resetvoltage": .resetVoltage, "vhold": .resetVoltage, "ron": .lowResistance, "rlrs": .lowResistance,
    "lrs": .lowResistance, "rlow": .lowResistance, "onresistance": .lowResistance, "lowresistance": .lowResistance,
    "lrsresistance": .lowResistance, "roff": .highResistance, "rhrs": .highResistance, "hrs": .highResistance,
    "rhigh": .highResistance, "offresistance": .highResistance, "highresistance": .highResistance,
    "hrsresistance": .highResistance,
  ]
}

extension FiguresTable.Columns {
  /// The columns under the header that begins at a row, with that header; nil if it is none of figures, or no row of
  /// figures follows.
  /// - Throws: `TableProblem` for units that are not understood.
  static func under(
    _ row: TableRow, following: [TableRow], _ reading: MeasurementReading
  ) throws(TableProblem) -> (FiguresTable.Columns, MeasuredHeader)? {
    guard !row.isComment, row.fields.contains(where: { role(of: ColumnTitle($0)) != nil }) else { return nil }
    let units = following.first.flatMap { $0.isUnits ? $0.fields : nil } ?? []
    let titles = row.filledFields.enumerated().map { ColumnTitle($1, unitCell: $0 < units.count ? units[$0] : nil) }
    var columns = FiguresTable.Columns()
    for (index, title) in titles.enumerated() {
      if let role = role(of: title), columns.figures[role] == nil {
        columns.figures[role] = (index, try factor(of: title, role, row, reading))
      }
      switch ColumnMeaning(title)?.quantity {
      case .device?: columns.device = columns.device ?? index
      case .cycle?: columns.cycle = columns.cycle ?? index
      default: break
      }
    }
    // Where a voltage and a current are named, the one figure may be a name by chance.
    guard columns.figures.count > 1 || !ColumnPairing.mayBeTitles(titles, reading) else { return nil }
    let first = following.dropFirst(units.isEmpty ? 0 : 1).first
    let hasFigures = columns.figures.values.contains { column in
      first.map { column.index < $0.fields.count && MeasuredNumbers.isValue($0.fields[column.index]) } ?? false
    }
    guard hasFigures else { return nil }
    let order = FiguresTable.Role.allCases.compactMap { role in
      columns.figures[role].map {
        "\(excerpt(titles[$0.index].name, limit: 40)) as \(role.rawValue) (\(titles[$0.index].unit ?? role.unit.rawValue))"
      }
    }
    columns.description = order.joined(separator: ", ")
    return (columns, MeasuredHeader(row, titles: titles, count: units.isEmpty ? 1 : 2))
  }

  private static func role(of title: ColumnTitle) -> FiguresTable.Role? {
    guard title.run == nil, (1...4).contains(title.words.count) else { return nil }
    let name = title.words.filter { !["abs", "median", "mean"].contains($0) }.joined()
    return FiguresTable.names[String(name.prefix { $0 != "@" })]
  }

  private static func factor(
    of title: ColumnTitle, _ role: FiguresTable.Role, _ row: TableRow, _ reading: MeasurementReading
  ) throws(TableProblem) -> Double {
    guard let unit = title.unit else { return role.unit == .volts ? reading.voltageUnit?.si ?? 1 : 1 }
    if let scale = title.scale, scale.unit == role.unit { return scale.factor }
    throw row.problem(
      "the unit '\(excerpt(unit, limit: 40))' of the column '\(excerpt(title.text))' is not understood; allowed are "
        + (role.unit == .volts ? "V, mV, uV, nV, pV" : "ohm, kohm, Mohm, Gohm"))
  }
}

extension FiguresTable.Role {
  fileprivate var unit: WrittenUnit { self == .setVoltage || self == .resetVoltage ? .volts : .ohms }
}
