import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Reporting

/// The cells of a run as they come, in `cells.csv`, with the settings they came from in `settings.json`: all that it takes
/// to go on with a run that was interrupted.
public struct StorageLog {
  /// Rows of tiles that an earlier run stored.
  public let stored: [[CellOutcome]]
  private let table: CSVLog
  private let settings: StorageSettings
  private let seed: UInt64

  static let tableName = "cells.csv"
  static let settingsName = "settings.json"

  /// Begins a run.
  /// - Parameter configuration: everything that decides what comes out.
  public init(
    beginning configuration: some Encodable, in folder: ResultFolder, settings: StorageSettings, seed: UInt64
  ) throws {
    try folder.write(Self.json(configuration), to: Self.settingsName)
    table = try folder.log(header: Self.header(settings), to: Self.tableName)
    stored = []
    self.settings = settings
    self.seed = seed
  }

  /// Goes on with a run, behind the last of its rows that is whole.
  /// - Parameters:
  ///   - configuration: as the run was begun with.
  ///   - rows: all rows that are to be stored.
  /// - Throws: `StorageError` unless the folder has the beginning of just this run.
  public init(
    resuming configuration: some Encodable, in folder: ResultFolder, rows: [TileRow], settings: StorageSettings, seed: UInt64
  ) throws {
    guard let earlier = try folder.contents(of: Self.settingsName) else {
      throw StorageError.nothingToResume(folder: folder.path, missing: Self.settingsName)
    }
    let keys = try Self.differences(earlier, Self.json(configuration))
    guard keys.isEmpty else { throw StorageError.settingsDiffer(folder: folder.path, keys: keys) }
    guard let text = try folder.contents(of: Self.tableName) else {
      throw StorageError.nothingToResume(folder: folder.path, missing: Self.tableName)
    }
    var reader = try CellLogReader(text, header: Self.header(settings), path: folder.location(of: Self.tableName).relativePath)
    stored = try reader.read(rows)
    table = try folder.log(header: Self.header(settings), continuing: Self.tableName, keeping: reader.length)
    self.settings = settings
    self.seed = seed
  }

  /// Adds a row's cells.
  public func append(_ row: TileRow, _ outcomes: [CellOutcome]) throws {
    let read = settings.array.read
    try table.append(
      rows: zip(row.cells, outcomes).map { cell, outcome in
        let memristor = settings.memristor(cell.number, attempt: max(0, outcome.pulses - 1), seed: seed)
        let reading = outcome.readCurrent.map { CellReading(current: $0, settings: read) }
        let resistance = outcome.isReadFailed ? nil : reading?.resistance
        let place: [any CSVField] = [
          row.tile.layer + 1, row.tile.number, cell.row, cell.column, row.tile.rows.lowerBound + cell.row, cell.output,
          cell.position,
        ]
        return place + memristor.drawnValues + [
          cell.fault?.rawValue, cell.target ? 1 : 0, outcome.pulses, outcome.isVerified ? 1 : 0,
          outcome.state, outcome.writeEnergy, outcome.failures, reading?.current, resistance,
          outcome.bit(read).map { $0 ? 1 : 0 }, outcome.status(writing: cell.target, read).rawValue,
          outcome.isReadDisturbed ? 1 : 0, outcome.gateCurrent,
        ]
      })
  }

  static func header(_ settings: StorageSettings) -> [String] {
    ["layer", "tile", "row", "column", "layer_row", "output", "position"] + settings.array.device.drawnColumns + [
      "fault", "target_bit", "pulses", "verified", "state", "write_energy_J", "numerical_failures", "read_current_A",
      "read_resistance_ohm", "decoded_bit", "status", "flipped_by_read", "gate_current_A",
    ]
  }

  private static func json(_ configuration: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(configuration) + Data("\n".utf8)
  }

  /// The keys, with dots between levels, whose values differ.
  private static func differences(_ left: Data, _ right: Data) throws -> [String] {
    func leaves(_ data: Data) -> [String: String] {
      var found: [String: String] = [:]
      func visit(_ value: Any, _ path: String) {
        if let object = value as? [String: Any] {
          for (key, inner) in object { visit(inner, path.isEmpty ? key : "\(path).\(key)") }
        } else {
          found[path] = "\(value)"
        }
      }
      // A file that is no JSON has no key in common with ours.
      if let root = try? JSONSerialization.jsonObject(with: data) { visit(root, "") }
      return found
    }
    let (first, second) = (leaves(left), leaves(right))
    return Set(first.keys).union(second.keys).filter { first[$0] != second[$0] }.sorted()
  }
}
