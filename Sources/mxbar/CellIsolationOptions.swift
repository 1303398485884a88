import ArgumentParser
import MemristorCrossbar

/// What isolates the cells of 1S1R and 1TnR arrays from each other.
struct CellIsolationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The selector of 1S1R cells: \(SelectorDevice.names.joined(separator: ", ")), a folder of such a device, or its description (YAML). (default: \(Self.usualSelector))",
      valueName: "selector"))
  var selector: String?

  @Option("Memristors of a row that share a transistor of a 1TnR array. (default: \(Self.usualCount))", "count")
  var perTransistor: Int?

  private static let usualSelector = "selector-exponential"
  private static let usualCount = 4
  /// More on one transistor would not be told from a line.
  private static let mostPerTransistor = 64

  func validate() throws {
    if let perTransistor, !(2...Self.mostPerTransistor).contains(perTransistor) {
      throw ValidationError("--per-transistor is \(perTransistor); allowed is 2 to \(Self.mostPerTransistor).")
    }
  }

  /// Files of the user's selector, whose hashes are recorded.
  var inputFiles: [String] { selector.map(SelectorDevice.files) ?? [] }

  /// The selector of 1S1R cells.
  /// - Throws: `DeviceError`, `NetlistError`.
  func selectors() throws -> SelectorDevice { try SelectorDevice(selectorName) }

  /// What isolates the cells, for a deck's header; nil where the kind of cell says it all.
  func words(_ cell: CellKind) -> String? {
    switch cell {
    case .selector: "selectors \(selectorName)"
    case .sharedTransistor: "\(cellsPerTransistor(cell)) memristors a transistor"
    case .passive, .transistor: nil
    }
  }

  /// The given one, or the usual one.
  var selectorName: String { selector ?? Self.usualSelector }

  /// Memristors per transistor; 1 for kinds other than 1TnR.
  func cellsPerTransistor(_ cell: CellKind) -> Int { cell == .sharedTransistor ? perTransistor ?? Self.usualCount : 1 }

  /// Rejects mismatch where several memristors share a transistor.
  func validate(_ cell: CellKind, _ transistor: AccessTransistor) throws {
    if cell == .sharedTransistor, transistor.variesByCell {
      throw ValidationError("--cell is 1TnR, whose transistors are alike; mismatch is drawn for 1T1R.")
    }
  }

  /// Rejects arrays of which the last transistor would have fewer memristors.
  /// - Parameter columns: numbers of columns, with the option that gave each.
  func validate(_ cell: CellKind, columns: [(option: String, count: Int)]) throws {
    let count = cellsPerTransistor(cell)
    if let wrong = columns.first(where: { $0.count % count != 0 }) {
      throw ValidationError(
        "\(wrong.option) is \(wrong.count); allowed in a 1T\(count)R array is a multiple of --per-transistor, which is \(count).")
    }
  }
}

/// Letter case does not matter: `1r` and `1R`.
extension CellKind: ExpressibleByArgument {
  public init?(argument: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue.uppercased() == argument.uppercased() }) else { return nil }
    self = kind
  }
}
