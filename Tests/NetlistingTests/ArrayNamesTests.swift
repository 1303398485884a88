import Netlisting
import Testing

@Suite struct ArrayNamesTests {
  @Test func namesTellTheirPlace() {
    for (name, kind) in [
      (CellPart.memristor.name(3, 70), "XCELL"), (CellPart.middle.name(3, 70), "M"), (ArrayLine.bitLine.segment(3, 70), "RBL"),
      (ArrayLine.column.node(3, 70).name, "COL"),
    ] {
      #expect(ArrayPlace(of: name) == ArrayPlace(kind: kind, row: 3, column: 70), "\(name)")
    }
    #expect(ArrayPlace(of: "rbl_0_1")?.kind == "RBL")
  }

  @Test(arguments: [
    "", "XCELL", "XCELL_3", "_3_7", "XCELL_3_", "XCELL__7", "XCELL_-3_7", "XCELL_3_7_1", "X1_3_7", "XCELL_3_12345678",
    "XCELL_٣_7", "VBL7", "wl_3",
  ])
  func otherNamesHaveNone(name: String) {
    #expect(ArrayPlace(of: name) == nil)
  }
}
