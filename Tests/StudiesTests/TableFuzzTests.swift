import CrossbarPrimitives
import DeviceFixtures
import Foundation
import Fuzzing
import MemristorDevices
import Records
import Reporting
import Testing

@testable import Studies

/// Readers of cells on spoilt files; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct TableFuzzTests {
  private static func isRefusal(_ error: any Error) -> Bool { error is DeviceError || error is StorageError || error is NoText }

  @Test func patterns() {
    let seeds = ["0,1,1\n1,0,0\n", "519 1.1e6\r\n2e3 1e4\r\n"].map { Array($0.utf8) }
    #expect(
      fuzz("pattern", seeds: seeds, isRefusal: Self.isRefusal) { _ = try CellPattern(csv: inputText(Data($0)), source: "p") }
        == [])
  }

  @Test func cells() throws {
    let device = try usualDevice()
    let header = "layer,row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,g_stable_S,state\n"
    let rows = (0..<4).map { "1,\($0 / 2),\($0 % 2),1.2,0.9,519,1.1e6,2e-4,\($0 % 2)" }.joined(separator: "\n")
    let words = ["layer", "row", "state", "decoded_bit", "1023", "r_lrs_ohm"]
    #expect(
      fuzz("cells", seeds: [Array((header + rows).utf8)], words: words, isRefusal: Self.isRefusal) { bytes in
        _ = try ArrayCells(csv: inputText(Data(bytes)), source: "c.csv", device: device, layer: 1)
      } == [])
  }

  /// What an interrupted run left, read back for `--resume`.
  @Test func logs() async throws {
    let folder = try ResultFolder(
      opening: FileManager.default.temporaryDirectory.appendingPathComponent("log-fuzz-\(UUID().uuidString)").path)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let study = try storageStudy(StorageSettings(array: try configuration(usualDevice())), sizes: [2, 2], bits: 1)
    let findings = try await study.run(in: folder)
    let seed = try #require(try folder.contents(of: StorageStudy.cellTable))
    let rows = findings.cells.rows.flatMap { row in row.cells.map { (row.tile, $0) } }
    #expect(
      fuzz("log", seeds: [Array(seed)], words: ["status", "1e400", "write_failed"], isRefusal: { $0 is ReportingError || $0 is RecordError })
      { bytes in
        try folder.write(Data(bytes), to: StorageStudy.cellTable)
        let stored = try RowLog<StoredCell>(folder, StorageStudy.cellTable, resuming: true).takeStored()
        for (row, (tile, cell)) in zip(stored, rows) { _ = try row.outcome(of: cell, in: tile) }
      } == [])
  }
}
