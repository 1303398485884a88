import NetlistExchange
import Netlisting
import Testing

/// `* expect` lines as people write them.
@Suite struct ExpectLineTests {
  @Test(
    arguments: [
      ("expect ib2 = 9.9 A", "ib2", 9.9, "A", 1e-3),
      ("EXPECT ib2 = 9.9 A (Relative 1e-06, Absolute 0): x", "ib2", 9.9, "A", 1e-6),
      ("expect ib2=9.9", "ib2", 9.9, "", 1e-3), ("Expect: vout = 500m", "vout", 0.5, "", 1e-3),
      ("expect i = 2.4 uA", "i", 2.4e-6, "A", 1e-3), ("expect r = 1.5 kohm (relative 0.1)", "r", 1500, "ohm", 0.1),
      ("expect v(out) = -1e-3 v : of the output", "v(out)", -1e-3, "V", 1e-3), ("expect q = 3 V s", "q", 3, "V s", 1e-3),
      ("expect r = 2 megohm (absolute 1, relative 0.5)", "r", 2e6, "ohm", 0.5),
    ] as [(String, String, Double, String, Double)])
  func areRead(text: String, name: String, value: Double, unit: String, relative: Double) throws {
    let figure = try #require(try ExpectedFigure.read(text))
    let found = try #require(figure.value)
    #expect(figure.name == name && abs(found / value - 1) < 1e-12 && figure.unit == unit && figure.relativeTolerance == relative)
  }

  @Test(arguments: [
    "expect about half a volt", "expect ib2", "expect ib2 =", "expect ib2 = nine", "expect ib2 = 9.9 bananas", "expect = 3",
    "expect ib2 = 9.9 A (5 %)", "expect ib2 = 9.9 A (relative 2)", "expect ib2 = 9.9 A (relative -1)", "expect ib2 = inf A",
    "expect ib2 = 9.9 A (relative 1e-6) and more", "expect ib2 = 9.9 MA", "expected ib2 = 9.9 A", "expect ib2 = 1e999",
    "expect \u{1b}[2J = 3",
  ])
  func orRefused(text: String) { #expect(throws: ExpectedFigure.Problem.self) { try ExpectedFigure.read(text) } }

  @Test(arguments: ["", "the figures marked 'expect' were found by ngspice", "expected of a divider: half", "unexpected = 3"])
  func otherCommentsAreNone(text: String) throws { #expect(try ExpectedFigure.read(text) == nil) }

  /// The second figure is off by a factor of 5.5e6 however it is written, and a line that cannot be read is no pass.
  @Test func whatIsWrittenOtherwiseIsChecked() async throws {
    let first = "* expect ib1 = 2.4e-6 A (relative 1e-06, absolute 0): current of bit line 1"
    for second in ["* expect ib2 = 9.9 A", "* EXPECT ib2 = 9.9 A (relative 1e-06, absolute 0): x", "*expect IB2=9.9"] {
      let check = try await checked(exerciseDeck(first, second))
      #expect(check.verdicts.map(\.passes) == [true, false], "\(check.table)")
    }
    for text in [exerciseDeck(first, "* expect ib2 9.9 A"), exerciseDeck(first, "* EXPECT the rest is zero")] {
      let error = await #expect(throws: NetlistError.self) { try await checked(text) }
      guard case .library(let source, 3, let line, let reason) = error else { Issue.record("\(error as Any)"); continue }
      #expect(source.hasSuffix("deck.cir") && text.contains(line) && reason.contains("* expect name = value"))
    }
  }

  /// As the same deck with plain line ends; the currents are 1.2 V over two resistors each.
  @Test(arguments: ["\r\n", "\r", "\u{feff}"])
  func lineEndsDoNotMatter(end: String) async throws {
    let plain = exerciseDeck("* expect ib1 = 2.4e-6 A (relative 1e-9)", "* expect ib2 = 1.8 uA (relative 1e-9)")
    let text = end == "\u{feff}" ? end + plain : plain.replacing("\n", with: end)
    let check = try await checked(text)
    #expect(check.passes && check.verdicts.count == 2, "\(check.table)")
    let file = try ExpectationFile(
      dialect: .ngspice, version: "test", engine: nil, figures: check.verdicts.map(\.expected), deck: plain
    ).json()
    #expect(try await checked(text, expectation: end == "\u{feff}" ? end + file : file).edits == [])
    #expect(try imported(importable(text)).expected.count == 2)
  }

  /// The same with the names that an import wants.
  private func importable(_ text: String) -> String { text.replacing("R1", with: "RCELL_0_").replacing("R2", with: "RCELL_1_") }
}

/// A crossbar of four resistors, as a course has it.
func exerciseDeck(_ lines: String...) -> String {
  """
  * 2x2 crossbar
  \(lines.joined(separator: "\n"))
  V1 w1 0 DC 1.2
  V2 w2 0 DC 1.2
  R11 w1 b1 1MEG
  R12 w1 b2 1MEG
  R21 w2 b1 1MEG
  R22 w2 b2 2MEG
  Vb1 b1 0 DC 0
  Vb2 b2 0 DC 0
  .op
  .control
  op
  let ib1 = i(vb1)
  let ib2 = i(vb2)
  print ib1 ib2
  .endc
  .end

  """
}

/// Checks a deck in a folder of its own, with other files beside it.
@discardableResult
func checked(
  _ text: String, expectation: String? = nil, files: [String: String] = [:], program: String? = nil,
  timeLimit: Duration = .seconds(100), compatibility: String? = nil
) async throws -> DeckCheck {
  try await withTemporaryFolder { folder in
    let path = folder + "/deck.cir"
    try write(text, to: path)
    if let expectation { try write(expectation, to: ExpectationFile.path(besides: path)) }
    for (name, text) in files { try write(text.replacing("FOLDER", with: folder), to: "\(folder)/\(name)") }
    return try await DeckCheck.run(
      deck: path, text: text.replacing("FOLDER", with: folder), program: program, timeLimit: timeLimit,
      compatibility: compatibility)
  }
}
