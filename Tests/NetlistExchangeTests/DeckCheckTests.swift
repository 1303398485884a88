import CrossbarArrays
import Foundation
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

@Suite struct DeckCheckTests {
  /// A read of two cells, with its expectation, in a folder of its own.
  private func withDeck(
    _ edit: (String) -> String = { $0 }, _ body: (String, String) async throws -> Void
  ) async throws {
    var export = try ExportedOperation.frozenRead.export(on: drawnArray(rows: 1, columns: 2), scope: .array)
    export.expected = try await export.expectedFigures(
      on: NgspiceEngine.shared, tolerance: .usual(.ngspice, export.deck.analysis))
    let written = try NgspiceWriter().text(export)
    let json = try ExpectationFile(
      dialect: .ngspice, version: "test", engine: nil, figures: export.expected, deck: written
    ).json()
    let text = edit(written)
    try await withTemporaryFolder { folder in
      let path = folder + "/deck.cir"
      try write(text, to: path)
      try write(json, to: ExpectationFile.path(besides: path))
      try await body(path, text)
    }
  }

  @Test func aDeckAsWrittenPasses() async throws {
    try await withDeck { path, text in
      let check = try await DeckCheck.run(deck: path, text: text)
      #expect(check.passes && check.edits == [] && check.verdicts.count == 2)
      #expect(check.table.contains("all 2 figures agree") && !check.table.contains("FAIL"))
    }
  }

  @Test func anEditIsFoundAndPointedAt() async throws {
    try await withDeck({ $0.replacing("RBL_0_1 bl1 bl_0_1 10.5", with: "RBL_0_1 bl1 bl_0_1 99") }) { path, text in
      let check = try await DeckCheck.run(deck: path, text: text)
      #expect(check.verdicts.map(\.passes) == [true, false], "\(check.table)")
      let edit = try #require(check.edits?.first)
      #expect(check.edits?.count == 1 && edit.written == "RBL_0_1 bl1 bl_0_1 10.5" && edit.now == "RBL_0_1 bl1 bl_0_1 99")
      #expect(
        text.split(separator: "\n", omittingEmptySubsequences: false)[try #require(edit.line) - 1] == "RBL_0_1 bl1 bl_0_1 99")
      #expect(check.table.contains("FAIL  i_vsl1") && check.table.contains("RBL_0_1: 99, was 10.5"), "\(check.table)")
    }
  }

  @Test func aMeasureThatIsGoneFails() async throws {
    try await withDeck({ $0.replacing("print i_vsl1\n", with: "") }) { path, text in
      let check = try await DeckCheck.run(deck: path, text: text)
      #expect(check.verdicts.map(\.passes) == [true, false] && check.verdicts[1].found == nil)
      #expect(check.edits?.contains { $0.line == nil && $0.written == "print i_vsl1" } == true)
    }
  }

  @Test func withoutTheFileTheCommentsSayWhatIsExpected() async throws {
    try await withDeck { path, text in
      try FileManager.default.removeItem(atPath: ExpectationFile.path(besides: path))
      let check = try await DeckCheck.run(deck: path, text: text)
      #expect(check.passes && check.edits == nil && check.verdicts.count == 2)
      let bare = text.split(separator: "\n").filter { !$0.contains("expect ") }.joined(separator: "\n")
      await #expect(throws: ExchangeError.noExpectation(deck: path)) { try await DeckCheck.run(deck: path, text: bare) }
    }
  }

  @Test func whatCannotBeRunSaysWhy() async throws {
    try await withDeck { path, text in
      await #expect(throws: ExchangeError.simulatorMissing(program: "no-such-ngspice", package: "ngspice")) {
        try await DeckCheck.run(deck: path, text: text, program: "no-such-ngspice")
      }
      let endless = path + ".sh"
      try write("#!/bin/sh\nexec sleep 60\n", to: endless)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: endless)
      await #expect(throws: ExchangeError.timeLimitExceeded(program: endless, seconds: 1)) {
        try await DeckCheck.run(deck: path, text: text, program: endless, timeLimit: .seconds(1))
      }
      try write("{", to: ExpectationFile.path(besides: path))
      await #expect(throws: ExchangeError.self) { try await DeckCheck.run(deck: path, text: text) }
    }
    #expect(throws: ExchangeError.self) { try ExternalSimulator(.hspice) }
  }

  @Test func aDeckThatNgspiceCannotReadIsAFailureInItsWords() async throws {
    try await withDeck({ $0.replacing("access_nmos w=", with: "no_such_model w=") }) { path, text in
      do {
        _ = try await DeckCheck.run(deck: path, text: text)
        Issue.record("it ran")
      } catch ExchangeError.simulatorFailed(let program, let message) {
        #expect(program == "ngspice" && message.contains("no_such_model"), "\(message)")
      }
    }
  }

  @Test(arguments: [
    (1.0, 1 + 0.9e-6, true), (1.0, 1 + 1.1e-6, false), (-2e-3, -2e-3 * (1 + 0.9e-6), true), (0.0, 0.9e-9, true),
    (0.0, 1.1e-9, false),
  ])
  func figuresAgreeWithinTheirTolerance(value: Double, found: Double, agrees: Bool) {
    let figure = ExpectedFigure(
      name: "i", unit: "A", value: value, relativeTolerance: 1e-6, absoluteTolerance: value == 0 ? 1e-9 : 0, meaning: "")
    #expect(figure.agrees(with: found) == agrees)
    #expect(!figure.agrees(with: nil) && !figure.agrees(with: .nan))
  }

  /// A level that is never passed is expected not to be found.
  @Test func noneIsAFigureToo() throws {
    let figure = ExpectedFigure(
      name: "t_switch_0", unit: "s", value: nil, relativeTolerance: 1e-6, absoluteTolerance: 0,
      meaning: "when: it switches (w = 0.05)")
    #expect(figure.agrees(with: nil) && !figure.agrees(with: 1))
    for unit in ["s", "V s", "A", "1"] {
      var other = figure
      other.unit = unit
      other.value = unit == "s" ? nil : -1.5e-19
      let text =
        "expect \(other.name) = \(other.value.map { "\($0)" } ?? "none") \(unit) (relative 1e-06, absolute 0): \(other.meaning)"
      #expect(try ExpectedFigure.read(text) == other)
    }
  }
}
