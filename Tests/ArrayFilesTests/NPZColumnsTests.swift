import ArrayFiles
import Foundation
import Testing

@Suite struct NPZColumnsTests {
  @Test(arguments: [1, 1023, 1024, 3000]) func writesItsRows(rows: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("npz-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String) throws -> String {
      let place = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let columns = try NPZColumns(["b", "a"], rows: rows, in: place)
      for row in 0..<rows { try columns.append([Double(row), 1 / Double(row + 1)]) }
      try columns.finish(at: place.path + ".npz")
      return place.path + ".npz"
    }
    let path = try write("one")
    let members = try NPZArchive.members(path)
    #expect(members.map(\.name) == ["b", "a"])
    #expect(members[0].array == NPYArray(shape: [rows], values: (0..<rows).map(Double.init)))
    #expect(members[1].array == NPYArray(shape: [rows], values: (0..<rows).map { 1 / Double($0 + 1) }))
    // Equal columns give equal bytes, whenever they are written.
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: URL(fileURLWithPath: write("two"))))
  }
}
