import Foundation
import Testing

/// `mxbar netlist check` and `import` on decks from anybody, as a user meets them.
@Suite struct ForeignDeckCommandTests {
  private func deck(_ command: String) -> String {
    "* d\n* expect vout = 0.5 V\nV1 a 0 1\nR1 a out 1k\nRCELL_0_0 out 0 1k\n.op\n.control\nrun\nlet vout = v(out)\nprint vout\n"
      + command + "\n.endc\n.end\n"
  }

  @Test(arguments: ["check", "import"])
  func aDeckThatStartsAProgramIsRefusedByLine(command: String) async throws {
    try await withTemporaryFolder { folder in
      try write(deck("shell touch \(folder)/pwned"), to: folder + "/deck.cir")
      let outcome = try await Mxbar.run("netlist", command, "deck.cir", in: folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.output)")
      #expect(outcome.errors.hasPrefix("mxbar: deck.cir, line 11: the command 'shell' is not run"), "\(outcome.errors)")
      try write(deck("* nothing"), to: folder + "/deck.cir")
      guard command == "check" else { return }
      try write("shell touch \(folder)/pwned\noption tnom=100\n", to: folder + "/.spiceinit")
      #expect(try await Mxbar.run("netlist", command, "deck.cir", in: folder).status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [".spiceinit", "deck.cir"])
    }
  }

  /// ESC, and its single-letter form of eight bits.
  @Test func nothingThatATerminalObeysIsPrinted() async throws {
    try await withTemporaryFolder { folder in
      let (escape, name) = ("\u{1b}[2J\u{9b}31m", "\u{1b}[2J.cir")
      for text in [
        deck("\(escape)"), deck("* x").replacing("RCELL", with: "R\u{9b}CELL"),
        deck("* \(escape)").replacing("* d", with: "* \u{9b}d"),
        deck("* x").replacing("0.5 V", with: "0.5 \u{9b}V"), deck("* x").replacing("vout = 0.5", with: "v\u{9b}out = 0.5"), "",
      ] {
        try write(text, to: "\(folder)/\(name)")
        for arguments in [["check", name], ["import", name], ["check", name, "--json"]] {
          let outcome = try await Outcome.of(.path(Mxbar.path), ["netlist"] + arguments, in: folder)
          let said = outcome.output + outcome.errors
          #expect(!said.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (127..<160).contains($0.value) }, "\(arguments)")
          #expect(outcome.status != -5 && outcome.status != -11)
        }
      }
    }
  }

  @Test func optionsOfCheckAreTested() async throws {
    for (option, words) in [("--compatibility=xyz", "'xyz'; allowed are hs,"), ("--time-limit=0", "--time-limit")] {
      let outcome = try await Mxbar.run("netlist", "check", option, "none.cir")
      #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
