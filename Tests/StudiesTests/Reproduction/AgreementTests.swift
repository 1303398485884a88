import Records
import Testing

@testable import Studies

/// Published and our figures compared.
@Suite struct AgreementTests {
  static let cases: [(Agreement, [Double], PublishedValue, Double, Bool)] = [
    (Agreement.within(0.1), [105.0, 91], PublishedValue.numbers([100, 100]), -0.09, true),
    (.within(0.1), [111], .numbers([100]), 0.11, false), (.within(0.11), [-9], .numbers([-10]), 0.1, true),
    (.within(0.1), [0], .numbers([0]), 0, true), (.withinAbsolute(0.03), [0.95], .numbers([0.97]), -0.02, true),
    (.withinAbsolute(0.01), [0.95], .numbers([0.97]), -0.02, false), (.factor(3.1), [30], .numbers([10]), 3, true),
    (.factor(3), [3], .numbers([10]), 0.3, false), (.trend, [1, 2, 4], .rises, 0, true), (.trend, [1, 1, 4], .rises, 1, false),
    (.trend, [3, 2, 1], .falls, 0, true), (.trend, [5, 7, 6], .numbers([1, 2, 1.5]), 0, true),
    (.trend, [5, 7, 8], .numbers([1, 2, 1.5]), 1, false), (.atLeast, [5], .numbers([4]), 0, true),
    (.atLeast, [3], .numbers([4]), 1, false), (.atMost, [3], .numbers([4]), 0, true), (.atMost, [6], .numbers([4]), 2, false),
  ]

  @Test(arguments: cases)
  func figuresAgreeOrNot(agreement: Agreement, ours: [Double], published: PublishedValue, deviation: Double, agrees: Bool) throws
  {
    let found = try #require(agreement.deviation(of: ours, from: published))
    #expect(abs(found - deviation) < 1e-9 && agreement.allows(found) == agrees, "\(found)")
  }

  @Test func valuesThatDoNotMatchHaveNoDeviation() {
    #expect(Agreement.within(1).deviation(of: [1, 2], from: .numbers([1])) == nil)
    #expect(Agreement.within(1).deviation(of: [.nan], from: .numbers([1])) == nil)
    #expect(Agreement.trend.deviation(of: [1], from: .rises) == nil)
  }

  private static func found(
    _ ours: Double?, published: Double = 1, recorded: FigureVerdict = .agrees, heldTo: Double? = nil, run: RunOutcome? = nil
  ) throws -> ReproducedFigure {
    let figure = PublishedFigure(
      name: "yield", unit: "percent", published: .numbers([published]), source: "table 1", ours: try FigureTerm("a.x"),
      agreement: .within(0.1), recorded: recorded, heldTo: heldTo, reason: recorded == .agrees ? "" : "known", over: nil)
    let result = PublishedResult(
      name: "paper", title: "A paper", source: "journal", setup: "", assumed: "",
      runs: [.init(name: "a", words: ["sneak"], isLong: false)], figures: [figure])
    let value = RecordValue.record(ours.map { [RecordField("x", .number($0))] } ?? [])
    return ReproducedFigure(figure, of: result, outcomes: ["a": run ?? .done(RunResults(figures: value, folder: nil))])
  }

  @Test func aVerdictIsHeldAgainstTheRecordedOne() throws {
    #expect(try Self.found(1.05).objection == nil)
    #expect(try Self.found(1.2).objection == "deviates, recorded as agrees")
    #expect(try Self.found(1.2, recorded: .deviates).objection == nil)
    #expect(try Self.found(1.2, recorded: .deviates, heldTo: 0.3).objection == nil)
    #expect(
      try Self.found(1.4, recorded: .deviates, heldTo: 0.3).objection == "deviates by +40.0 %, recorded as 0.3 at most")
    // Better than recorded is no reason to fail.
    #expect(try Self.found(1.05, recorded: .deviates).objection == nil)
    #expect(try Self.found(nil).objection == "missing, recorded as agrees")
    #expect(try Self.found(nil, recorded: .missing).objection == nil)
  }

  @Test func aSkippedRunIsNoVerdict() throws {
    let skipped = try Self.found(1, run: .skipped("needs MNIST"))
    #expect(skipped.verdict == nil && skipped.objection == nil && skipped.reason == "needs MNIST")
    let failed = try Self.found(1, run: .failed("no such file"))
    #expect(failed.verdict == .missing && failed.objection != nil && failed.reason == "no such file")
  }

  @Test func theFindingsSayWhatIsWorse() throws {
    let findings = ReproductionFindings(
      [
        try Self.found(1.05), try Self.found(1.3, recorded: .deviates), try Self.found(2),
        try Self.found(1, run: .skipped("long")),
      ],
      runs: [])
    let figures = findings.figures
    #expect((figures.agreeing, figures.deviating, figures.missing, figures.skipped, figures.worse) == (1, 2, 0, 1, 1))
    #expect(findings.failure?.contains("paper: yield: deviates, recorded as agrees") == true)
    #expect(findings.text.contains("WORSE THAN RECORDED"))
    #expect(findings.markdown.contains("| yield | 100 % | 105 % | +5.0 % | agrees |  |\n"))
    #expect(findings.markdown.contains("| yield | 100 % | – | – | not run | long |\n"))
    #expect(findings.charts.count == 1)
    #expect(ReproductionFindings([try Self.found(1)], runs: []).failure == nil)
  }
}
