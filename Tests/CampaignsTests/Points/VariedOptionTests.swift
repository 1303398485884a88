import Campaigns
import Testing

@Suite struct VariedOptionTests {
  @Test(arguments: [
    ("bits=2..5", ["2", "3", "4", "5"]), ("bits=2,8,4", ["2", "8", "4"]), ("scope=line", ["line"]),
    ("gate-voltage=1..1.3..0.1", ["1", "1.1", "1.2", "1.3"]), ("bits=8..2..-3", ["8", "5", "2"]),
    ("v=0..1..0.3", ["0", "0.3", "0.6", "0.9"]),
    ("rest=1e-3..10..x10", ["0.001", "0.01", "0.1", "1", "10"]), ("jobs=1..8..x2,3", ["1", "2", "4", "8", "3"]),
    ("v=-1..1", ["-1", "0", "1"]), ("hidden=20,20;40", ["20,20", "40"]), ("--bits= 2, 3", ["2", "3"]),
    ("device=../a.yaml,b..c", ["../a.yaml", "b..c"]), ("name=a=b", ["a=b"]), ("bits=7..7", ["7"]),
  ])
  func readsListsAndRanges(text: String, values: [String]) throws {
    #expect(try VariedOption(text).values == values)
  }

  @Test func decimalStepsMeetTheirEnd() throws {
    // 0.1 added ten times in binary is 0.9999999999999999.
    let values = try VariedOption("v=0..1..0.1").values
    #expect(values.count == 11 && values.last == "1" && values[3] == "0.3")
  }

  @Test(arguments: [
    ("bits", OptionSweepError.malformed("bits")), ("=3", .malformed("=3")), ("--=3", .malformed("--=3")),
    ("bits=8..2", .emptyRange(option: "bits", range: "8..2")), ("bits=2..8..-1", .emptyRange(option: "bits", range: "2..8..-1")),
    ("bits=2..8..0", .invalidRange(option: "bits", range: "2..8..0")),
    ("bits=2..x", .invalidRange(option: "bits", range: "2..x")),
    ("bits=1..2..3..4", .invalidRange(option: "bits", range: "1..2..3..4")),
    ("v=1..9..x1", .invalidRange(option: "v", range: "1..9..x1")), ("v=0..9..x2", .invalidRange(option: "v", range: "0..9..x2")),
    ("v=1..inf", .invalidRange(option: "v", range: "1..inf")), ("v=0.5..2", .missingStep(option: "v", range: "0.5..2")),
    ("bits=", .emptyValue(option: "bits")), ("bits=2,,3", .emptyValue(option: "bits")),
    ("bits=1..3,2", .repeatedValue(option: "bits", value: "2")),
    ("seed=1..1000000000000", .tooManyPoints(count: "more than 1000", limit: 1000)),
  ])
  func refusesWithWhatIsWrong(text: String, error: OptionSweepError) {
    #expect(throws: error) { try VariedOption(text) }
    #expect(error.description.count > 30)
  }
}
