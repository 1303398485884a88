import Foundation
import NetlistExchange
import Netlisting
import Testing

/// Decks that want more than a simulation.
@Suite struct ForeignDeckTests {
  /// A divider whose output is a third of a volt.
  private func divider(_ control: String = "run\nlet vout = v(out)\nprint vout", cards: String = "", expect: String = "0.5 V")
    -> String
  {
    """
    * divider
    * expect vout = \(expect)
    V1 a 0 1
    R1 a out 2k
    R2 out 0 1k
    \(cards.isEmpty ? "* no more" : cards)
    .op
    .control
    \(control)
    .endc
    .end

    """
  }

  private func expectRefusal(
    _ text: String, line: Int, words: String, files: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    do {
      let check = try await checked(text, files: files)
      Issue.record("it ran: \(check.table)", sourceLocation: sourceLocation)
    } catch {
      #expect("\(error)".contains("line \(line): ") && "\(error)".contains(words), "\(error)", sourceLocation: sourceLocation)
    }
  }

  @Test func theFigureIsTheSimulations() async throws {
    #expect(try await checked(divider(expect: "0.3333333333 V (relative 1e-9)")).passes)
    #expect(try await !checked(divider()).passes)
  }

  /// Whatever a deck prints, the figure is what ngspice computed: none here, or a third.
  @Test(arguments: ["echo vout = 0.5", "run\necho \"vout = 5.000000e-01\"", "run\nsettype voltage vout = 0.5"])
  func whatADeckEchoesIsNoFigure(control: String) async throws {
    await #expect(throws: ExchangeError.simulatorFailed(program: "ngspice", message: "")) { try await checked(divider(control)) }
    let check = try await checked(divider("run\nlet vout = v(out)\nprint vout\n\(control)"))
    let found = try #require(check.verdicts.first?.found)
    #expect(abs(found - 1.0 / 3) < 1e-9 && !check.passes)
  }

  @Test(arguments: [
    "let vout = 0.5", "let half = 1/2\nlet vout = half*1.0e0", "let vout = sqrt(0.25)", "let vout = vector(1)+pi*0+0.5",
    "run\nlet out = 0.5\nlet vout = out",
  ])
  func aNumberOfTheDecksOwnIsNoFigure(control: String) async {
    let lines = control.split(separator: "\n").count
    await expectRefusal(divider(control + "\nprint vout"), line: 9 + lines, words: "comes from no analysis")
  }

  @Test func aTitleLikeGnucapsTableIsNoFigure() async throws {
    func text(_ value: String) -> String {
      "#  v(out)\n* dialect gnucap\n* expect v(out) = \(value)\nV1 a 0 1\nR1 a out 2k\nR2 out 0 1k\n.title #  v(out)\n"
        + ".print op v(out)\n.op 27\n.end\n"
    }
    #expect(try await checked(text("0.333333 V (relative 1e-5)")).passes)
    #expect(try await checked(text("0.5")).verdicts.map(\.passes) == [false])
  }

  @Test(arguments: [
    ("shell touch FOLDER/../pwned", "the command 'shell'"), ("run\nprint `touch x`", "'`' is not allowed"),
    ("run\nprint vout > pwned", "'>' is not allowed"), ("write pwned all", "the command 'write'"),
    ("source /etc/passwd", "the command 'source'"), ("load x", "the command 'load'"), ("alias run shell", "the command 'alias'"),
    ("set sourcepath = ( / )", "variables that may be set"), ("run | tee x", "'|' is not allowed"),
    ("codemodel ./x.cm", "the command 'codemodel'"), ("cd /", "the command 'cd'"), ("!touch x", "the command '!touch'"),
    ("define mean(x) 0.5", "the command 'define'"), ("echo x > pwned", "'>' is not allowed"),
    ("pre_osdi x.osdi", "the command 'pre_osdi'"), ("wrdata x v(out)", "the command 'wrdata'"),
  ])
  func commandsThatDoMoreThanSimulateAreRefusedByLine(command: String, words: String) async throws {
    let line = 8 + command.split(separator: "\n").count
    await expectRefusal(divider(command), line: line, words: words)
    let text = divider(command).replacing("R2", with: "RCELL_0_0")
    let error = #expect(throws: NetlistError.self) { try imported(text, as: "d.cir") }
    #expect(error?.description.contains("d.cir, line \(line): ") == true && error?.description.contains(words) == true)
  }

  @Test(arguments: [
    ("*# shell touch pwned", "'*#'"), (".control2", "'.control2' is not run"), (".exec x", "'.exec' is not run"),
    ("A1 %v(a) fs\n.model fs filesource (file=\"/etc/passwd\")", "reads a file or starts a program"),
    ("!shell x", "neither an element nor a card"), ("R9 a \u{1b}[2J 1", "this is not text"),
    (".include", "wanted is .include file"), (".param a=1, b=2", "never reads past a comma"),
  ])
  func cardsThatDoMoreThanDescribeAreRefused(card: String, words: String) async {
    await expectRefusal(divider(cards: card), line: card.contains("\n") ? 7 : 6, words: words)
  }

  @Test(arguments: [".!touch x", ".system touch x", ".load ./x.so", ".print op v(out) > x", ".log x", ".op | sh"])
  func gnucapsCommandsAreRefused(card: String) async {
    let text = "* d\n* dialect gnucap\n* expect v(out) = 0.5 V\nV1 a 0 1\nR1 a out 2k\nR2 out 0 1k\n\(card)\n.op 27\n.end\n"
    await expectRefusal(text, line: 7, words: card.contains { ">|".contains($0) } ? "names a file" : "is not run; allowed are")
  }

  /// The lines of the file that is included are never quoted, be they refused here or by ngspice.
  @Test func nothingOfAnIncludedFileIsQuoted() async throws {
    for secret in [
      "topsecret:x:0:0:hush:/root", "!topsecret hush", ".control\nshell hush topsecret\n.endc", "*# shell hush topsecret",
      ".subckt s a b\nR1 a b topsecret hush=\n.ends", ".topsecret hush", ".include topsecret-hush", "Rtopsecret hush",
    ] {
      let files = ["i.lib": secret]
      let text = divider(cards: ".include i.lib\nX1 a out s")
      do {
        let check = try await checked(text, files: files)
        #expect(!check.passes)
      } catch {
        #expect(!"\(error)".contains("topsecret") && !"\(error)".contains("hush"), "\(error)")
      }
      try await withTemporaryFolder { folder in
        try write(secret, to: folder + "/i.lib")
        let error = #expect(throws: (any Error).self) { try imported(text, as: folder + "/d.cir") }
        let words = error.map { "\($0)" } ?? ""
        #expect(!words.contains("topsecret") && !words.contains("hush"), "\(words)")
      }
    }
    // What the deck itself says is.
    let words = await #expect(throws: ExchangeError.self) {
      try await checked(divider(cards: ".include i.lib\nR7 a 0 frobnicate"), files: ["i.lib": "* nothing\n"])
    }
    #expect(words?.description.contains("frobnicate") == true)
  }

  /// By a relative and an absolute path, from a folder with a space, and a section of a library; a fifth over 1k and 1k.
  @Test func includedFilesAreFound() async throws {
    let model = ".subckt half a b\nR1 a b 1k\n.ends\n"
    for card in [
      ".include part.lib", ".include 'part.lib'", ".inc \"FOLDER/part.lib\"", ".lib part.lib tt", ".lib \"FOLDER/part.lib\" tt",
      ".include outer.lib",
    ] {
      let files = [
        "part.lib": card.hasPrefix(".lib") ? ".lib tt\n\(model).endl tt\n" : model, "outer.lib": ".include \"FOLDER/part.lib\"\n",
      ]
      let check = try await checked(divider(cards: "\(card)\nX1 out 0 half", expect: "0.2 V (relative 1e-6)"), files: files)
      #expect(check.passes, "\(card): \(check.table)")
    }
    await expectRefusal(divider(cards: ".include i.lib"), line: 1, words: "does more", files: ["i.lib": ".include i.lib"])
    await expectRefusal(divider(cards: ".include none.lib"), line: 6, words: "no such included file")
    await expectRefusal(divider(cards: ".include /dev/zero"), line: 6, words: "no ordinary file")
  }

  /// Level-1 diodes at two temperatures differ by percents; no figure here may move.
  @Test func startupFilesChangeNothingAndNothingIsLeftBehind() async throws {
    let text = divider(cards: ".model d d is=1e-9\nD1 out 0 d", expect: "1 V")
    let plain = try await checked(text).verdicts[0].found
    try await withTemporaryFolder { folder in
      try write(text, to: folder + "/deck.cir")
      for name in [".spiceinit", "spice.rc", ".gnucaprc"] {
        try write("* x\noption tnom=100\nset tnom=100\n", to: "\(folder)/\(name)")
      }
      let before = try FileManager.default.contentsOfDirectory(atPath: folder)
      let check = try await DeckCheck.run(deck: folder + "/deck.cir", text: text)
      #expect(check.verdicts[0].found == plain && plain != nil)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before.sorted())
    }
  }
}
