import Campaigns
import Records
import Testing

@Suite struct OptionSweepTests {
  private func sweep(_ varied: String...) throws -> OptionSweep {
    try OptionSweep(command: ["digits"], varied: varied.map { try VariedOption($0) })
  }

  @Test func pointsAreEveryCombination() throws {
    let points = try sweep("bits=1..3", "scope=line,array").points
    #expect(
      points.map(\.label) == [
        "bits=1, scope=line", "bits=1, scope=array", "bits=2, scope=line", "bits=2, scope=array", "bits=3, scope=line",
        "bits=3, scope=array",
      ])
    #expect(points[0].folder == "points/bits-1_scope-line")
    #expect(points[0].settings == .record([RecordField("bits", .number(1)), RecordField("scope", .text("line"))]))
  }

  @Test func foldersDependOnTheValuesAlone() throws {
    let odd = try sweep("hidden=2,3;2;2-3", "device=/a b/c.yaml;../../c.yaml").points.map(\.folder)
    #expect(Set(odd).count == odd.count)
    #expect(odd.allSatisfy { $0.split(separator: "/").count == 2 && !$0.contains(" ") && !$0.hasSuffix("/..") }, "\(odd)")
    #expect(try sweep("hidden=2;2,3", "device=/a b/c.yaml").points.map(\.folder).allSatisfy(odd.contains))
    let long = try sweep("device=" + String(repeating: "x", count: 5000)).points[0].folder
    #expect(long.utf8.count < 120)
  }

  @Test func refusesWhatIsTooMuchOrTwice() throws {
    #expect(try sweep("seed=1..100", "bits=1..10").points.count == 1000)
    #expect(throws: OptionSweepError.tooManyPoints(count: "1100", limit: 1000)) { try sweep("seed=1..100", "bits=1..11") }
    #expect(throws: OptionSweepError.repeatedOption("bits")) { try sweep("bits=1..2", "bits=3..4") }
  }
}
