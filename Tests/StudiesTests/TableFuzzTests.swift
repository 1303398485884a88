import CrossbarPrimitives
import DeviceFixtures
import Foundation
import Fuzzing
import MemristorDevices
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
  @Test func logs() throws {
    let bits = Grid<Bool>(rows: 2, columns: 4) { ($0 + $1) % 2 == 0 }
    let settings = StorageSettings(array: try configuration(usualDevice()))
    let plan = try TilePlan(layers: [bits], cellsPerCode: [2], size: 8)
    let rows = TileRow.rows(of: [bits], in: plan, settings: settings, seed: 1)
    let header = StorageLog.header(settings)
    let lines = rows.flatMap { row in
      row.cells.map { cell in
        header.map { name in
          switch name {
          case "tile": "\(row.tile.number)"
          case "row": "\(cell.row)"
          case "column": "\(cell.column)"
          case "target_bit": cell.target ? "1" : "0"
          case "status": CellStatus.allCases[0].rawValue
          default: "1"
          }
        }.joined(separator: ",")
      }
    }
    let text = ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    #expect(
      fuzz("log", seeds: [Array(text.utf8)], words: header, isRefusal: Self.isRefusal) { bytes in
        var reader = try CellLogReader(Data(bytes), header: header, path: "cells.csv")
        _ = try reader.read(rows).flatMap { $0 }.reduce(0) { $0 + $1.pulses + $1.failures }
      } == [])
  }
}
