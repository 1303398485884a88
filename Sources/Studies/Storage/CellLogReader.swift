import CrossbarPrimitives
import Foundation

/// Reads the beginning of a `cells.csv` back: whole rows of tiles, up to the first that is missing or cut short.
struct CellLogReader {
  /// Of what was read and is believed, in bytes.
  private(set) var length: Int
  private let lines: [Data.SubSequence]
  private let header: [String]
  private let path: String
  private var next = 1

  /// - Throws: `StorageError.damagedLog` for a file with another header.
  init(_ text: Data, header: [String], path: String) throws(StorageError) {
    self.header = header
    self.path = path
    let newline = UInt8(ascii: "\n")
    // What follows the last line feed is a line that was being written.
    lines = text.split(separator: newline, omittingEmptySubsequences: false).dropLast()
    guard let first = lines.first, String(decoding: first, as: UTF8.self) == header.joined(separator: ",") else {
      throw .damagedLog(path: path, line: 1, reason: "the header is not that of a run's cells")
    }
    length = first.count + 1
  }

  /// The outcomes of the rows that are there as a whole.
  /// - Throws: `StorageError.damagedLog` for a line that is not the next cell's.
  mutating func read(_ rows: [TileRow]) throws(StorageError) -> [[CellOutcome]] {
    var stored: [[CellOutcome]] = []
    for row in rows {
      guard next + row.cells.count <= lines.count else { break }
      var outcomes: [CellOutcome] = []
      var bytes = 0
      for cell in row.cells {
        outcomes.append(try outcome(of: cell, in: row.tile))
        bytes += lines[next].count + 1
        next += 1
      }
      length += bytes
      stored.append(outcomes)
    }
    return stored
  }

  private func outcome(of cell: TileCell, in tile: Tile) throws(StorageError) -> CellOutcome {
    let fields = lines[next].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    func damaged(_ reason: String) -> StorageError { .damagedLog(path: path, line: next + 1, reason: reason) }
    guard fields.count == header.count else {
      throw damaged("it has \(fields.count) fields, expected \(header.count)")
    }
    func field(_ name: String) -> String { header.firstIndex(of: name).map { fields[$0] } ?? "" }
    func number(_ name: String) -> Double? { Double(field(name)).flatMap { $0.isFinite ? $0 : nil } }
    let place = [tile.number, cell.row, cell.column, cell.target ? 1 : 0].map(String.init)
    let found = ["tile", "row", "column", "target_bit"].map(field)
    guard found == place else {
      throw damaged(
        "it is about tile, row, column, bit \(found.joined(separator: ", ")), expected \(place.joined(separator: ", "))")
    }
    guard let state = Double(field("state")), let pulses = Int(field("pulses")), let failures = Int(field("numerical_failures"))
    else { throw damaged("its state, pulses or numerical failures are no numbers") }
    // Numbers that are added up later, and that no run has.
    let counts = 0...1_000_000
    guard (-1...2).contains(state), counts.contains(pulses), counts.contains(failures) else {
      throw damaged("its state, pulses or numerical failures are beyond those of any cell")
    }
    guard let status = CellStatus(rawValue: field("status")) else { throw damaged("its status is '\(field("status"))'") }
    var outcome = CellOutcome(state: state)
    outcome.pulses = pulses
    outcome.failures = failures
    outcome.isVerified = field("verified") == "1"
    outcome.writeEnergy = .joules(number("write_energy_J") ?? 0)
    outcome.isNumericalFailure = status == .numericalFailure
    outcome.isReadFailed = status == .readFailed
    outcome.isLastReadDisturbing = status == .readDisturb
    outcome.isReadDisturbed = field("flipped_by_read") == "1"
    outcome.gateCurrent = number("gate_current_A").map { .amperes($0) }
    outcome.readCurrent = number("read_current_A").map { .amperes($0) }
    return outcome
  }
}
