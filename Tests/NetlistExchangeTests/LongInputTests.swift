import NetlistExchange
import Netlisting
import Testing

/// Decks that are too deep, too long or too many for whoever reads them by recursion, by copying, or into a message.
@Suite struct LongInputTests {
  private func deck(_ card: String) -> String {
    "* t\n.subckt m a b\nB1 a b I=V(a,b)\n.ends\nV1 a 0 1\nXCELL_0_0 a 0 m\n\(card)\n.op\n.end\n"
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try imported(text, as: "d.cir")
      return "it was taken"
    } catch { return "\(error)" }
  }

  @Test(arguments: ["(", "-", "{", "max(1,", "+", "((((-"])
  func formulasOfAnyDepthAreRefusedByLine(open: String) {
    for depth in [300, 50_000] {
      let formula = String(repeating: open, count: depth) + "1"
      let text = refusal("* t\n.subckt m a b\nB1 a b I=\(formula)\n.ends\nV1 a 0 1\n.op\n.end\n")
      #expect(text.contains("d.cir, line 3: ") && text.contains("more than 200 deep"), "\(text)")
      #expect(text.count < 400)
      let library = #expect(throws: NetlistError.self) {
        try ModelLibrary(text: ".subckt m a b p=1\nR1 a b {\(formula)}\n.ends", source: "x.lib")
      }
      #expect(library?.description.contains("x.lib, line 2: ") == true && (library?.description.count ?? 0) < 400)
    }
  }

  @Test func longSumsAreRefusedAndUsualOnesAreNot() throws {
    func text(_ count: Int) -> String { ".subckt m a b\nB1 a b I=\(String(repeating: "V(a)+", count: count))1\n.ends" }
    #expect(try ModelLibrary(text: text(1500), source: "x").typed().subcircuits.count == 1)
    #expect(throws: NetlistError.self) { try ModelLibrary(text: text(100_000), source: "x").typed() }
  }

  /// Quadratic reading took minutes.
  @Test(.timeLimit(.minutes(2))) func manyContinuationLinesAreRead() throws {
    let lines = String(repeating: "\n+ 1", count: 500_000)
    let text = refusal(deck("R1 a 0 1" + lines))
    #expect(text.contains("d.cir, line 7: ") && text.count < 400, "\(text.prefix(400))")
    let file = ExpectationFile(dialect: .ngspice, version: "", engine: nil, figures: [], deck: deck("R1 a 0 1" + lines))
    #expect(file.cards?.count == 8)
  }

  @Test(arguments: ["R1 ", "", ".option ", "B1 a 0 I=", ".include ", "V1 a 0 pwl(", ".meas tran ", "* expect "])
  func aLongLineIsQuotedByItsBeginning(head: String) {
    for body in [String(repeating: "x", count: 500_000), String(repeating: "\u{1b}[2J ", count: 100_000)] {
      let text = refusal(deck(head + body))
      #expect(text.count < 1000 && text.contains("line 7: "), "\(text.prefix(300))")
      #expect(!text.unicodeScalars.contains("\u{1b}"))
    }
  }

  /// Twelve lines that say 10^11 resistors.
  @Test func subcircuitsOfSubcircuitsAreCountedBeforeTheyAreMade() {
    var lines = ["* t", "V1 a 0 1", "X0 a 0 g9", ".op", ".subckt g0 a b", "R1 a b 1", ".ends"]
    for level in 1...9 {
      lines += [".subckt g\(level) a b"] + (0..<16).map { "X\($0) a b g\(level - 1)" } + [".ends"]
    }
    #expect(refusal(lines.joined(separator: "\n")).contains("d.cir, line 3: with this the circuit has more than 2000000"))
    let circle = "* t\nV1 a 0 1\nX0 a 0 g\n.op\n.subckt g a b\nX1 a b g\nX2 a b g\n.ends\n"
    #expect(refusal(circle).contains("contain each other"))
  }

  /// Twenty thousand lines, all of them edited, and in another order.
  @Test(.timeLimit(.minutes(2))) func manyEditsArePointedAt() async throws {
    func text(_ value: Int) -> String {
      let cards = (0..<5000).map { "R\($0) a\($0 % 10) 0 \(value + $0)" }.joined(separator: "\n")
      return "* t\n* expect v(a0) = 1 V\n" + (0..<10).map { "V\($0) a\($0) 0 1\n" }.joined() + cards + "\n.op\n.end\n"
    }
    let file = try ExpectationFile(
      dialect: .ngspice, version: "", engine: nil,
      figures: [
        .init(name: "v(a0)", unit: "V", value: 1, relativeTolerance: 1e-6, absoluteTolerance: 0, meaning: "")
      ], deck: text(1)
    ).json()
    let check = try await checked(text(100_000), expectation: file)
    #expect(check.passes && check.edits?.count == 5000 && check.edits?.first?.written == "R0 a0 0 1")
    #expect(check.table.contains("and 4980 more"))
  }

  @Test func libraryCardsOfMoreThanAMegabyteAreRefused() {
    let error = #expect(throws: NetlistError.self) {
      try ModelLibrary(text: ".model d d\n.model e d is=1 \(String(repeating: "{a: ", count: 300_000))", source: "x.lib")
    }
    #expect(error?.description.contains("x.lib, line 2: a card of more than 1000000 letters") == true)
  }

  @Test func namesWithHugeNumbersAreNoCells() {
    for number in ["9223372036854775807", "12345678", "99999999999999999999"] {
      #expect(refusal(deck("R1 a 0 1").replacing("XCELL_0_0", with: "XCELL_\(number)_0")).contains("it has no cells"))
    }
  }
}
