import Foundation
import Records
import Testing

@Suite struct RecordValueTests {
  @Test func readsEveryKindOfValue() throws {
    let text = #"{"a":null,"b":true,"c":18446744073709551615,"d":-0.5,"e":"x","f":[1,[2.5]],"g":{"h":"inf"}}"#
    let value = try RecordValue(json: Data(text.utf8))
    #expect(value["a"] == .null && value["b"] == .flag(true) && value["c"] == .whole(.max))
    #expect(value["d"] == .number(-0.5) && value["e"]?.text == "x" && value["missing"] == nil)
    #expect(value["f"] == .list([.whole(1), .list([.number(2.5)])]))
    #expect(value["g"]?["h"]?.double == .infinity)
    // Written again it is the same text, with nothing lost of the large seed.
    #expect(try value.json() == text)
  }

  @Test func leavesHaveDottedPathsInOrder() throws {
    let value = try RecordValue(json: Data(#"{"z":1,"points":[{"v":2},{"v":3}],"a":{"c":true,"b":"word"}}"#.utf8))
    #expect(value.leaves.map(\.path) == ["a.b", "a.c", "points.0.v", "points.1.v", "z"])
    #expect(value.leaves.map(\.value.double) == [nil, 1, 2, 3, 1])
  }

  @Test func encodesNumbersThatJSONLacks() throws {
    struct Odd: Encodable { let values = [Double.infinity, -.infinity, .nan, 0.1] }
    let leaves = try RecordValue(json: Data(RecordEncoder.encode(Odd()).json().utf8)).leaves.compactMap(\.value.double)
    #expect(leaves[0] == .infinity && leaves[1] == -.infinity && leaves[2].isNaN && leaves[3] == 0.1)
  }
}
