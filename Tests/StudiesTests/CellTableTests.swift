import DeviceFixtures
import MemristorDevices
import Testing

@testable import Studies

@Suite struct CellTableTests {
  private static let header = "layer,row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,g_stable_S,state\n"
  private static let drawn = "1.2,0.9,519,1.1e6,2e-4"

  private func cells(_ text: String, layer: Int = 1) throws -> ArrayCells {
    try ArrayCells(csv: text, source: "c.csv", device: usualDevice(), layer: layer)
  }

  @Test func readsTheCellsOfALayerInAnyOrder() throws {
    let rows = ["1,0,1,\(Self.drawn),0.25", "2,0,0,\(Self.drawn),1", "\"1\", 0 ,0,\(Self.drawn),1 "]
    guard case .memristors(let memristors, let states) = try cells(Self.header + rows.joined(separator: "\r\n\r\n")) else {
      Issue.record("no memristors")
      return
    }
    #expect((states.rows, states.columns) == (1, 2) && states[0, 0] == 1 && states[0, 1] == 0.25)
    #expect((memristors.rows, memristors.columns) == (1, 2))
  }

  @Test(arguments: [
    ("2,0,0,\(drawn),1", "there is no layer 1; it has 2"), ("", "there is no cell"),
    ("1,0,0,\(drawn),1\n\n1,0,0,\(drawn),1", "line 4: the cell (0, 0) is there twice"),
    ("1,0,0,\(drawn),1\n1,1,1,\(drawn),1", "not every cell of its 2 x 2 array is there"),
    ("1,0,1024,\(drawn),1", "line 2: column is '1024'; allowed is 0 to 1023"), ("1,0,0,\(drawn)", "line 2: there is no state"),
    ("1,0,0,\(drawn),x", "line 2: state is 'x', which is no number"),
    ("1,0,0,\(drawn),\"1", "line 2: a quotation mark is opened and never closed"),
  ])
  func saysWhatIsWrong(rows: String, reason: String) {
    let error = #expect(throws: DeviceError.self) { try cells(Self.header + rows) }
    #expect(error?.description == "'c.csv': \(reason)")
  }

  @Test func missingColumnsAreNamed() {
    let error = #expect(throws: DeviceError.self) { try cells("row,column\n0,0\n") }
    #expect(error?.description.hasPrefix("'c.csv': the column 'v_set_V' is missing in line 1") == true)
  }
}
