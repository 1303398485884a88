import Foundation
import Testing

/// What a person sees on a terminal, and what pipes get. The terminal is a pseudo-terminal of `script`.
@Suite struct TerminalTests {
  /// What a command shows on a terminal of 80 columns.
  private func shown(_ command: String, colours: Bool, in folder: String) async throws -> String {
    let outcome = try await Outcome.of(
      .name("script"),
      ["-qec", "stty cols 80; \(colours ? "TERM=xterm NO_COLOR=" : "NO_COLOR=1") '\(try Mxbar.path)' \(command)", "/dev/null"],
      in: folder)
    return outcome.output.replacing("\r\n", with: "\n")
  }

  @Test func nothingIsWiderThanTheTerminal() async throws {
    try await withTemporaryFolder { folder in
      let wide = try await Outcome.of(
        .path(Mxbar.path), ["sneak", "--cell", "1T1R", "--rows", "4", "--columns", "4", "--out", "piped"], in: folder)
      #expect(wide.output.split(separator: "\n").contains { $0.count > 100 }, "a pipe gets lines as they are: \(wide.output)")
      let text = try await shown("sneak --cell 1T1R --rows 4 --columns 4 --quiet --out shown", colours: false, in: folder)
      #expect(text.contains("read margin") && text.contains("results in shown"), "\(text)")
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func progressIsOneLineOfATerminalUnlessQuiet() async throws {
    try await withTemporaryFolder { folder in
      let loud = try await shown("sneak --rows 3 --columns 3 --out loud", colours: false, in: folder)
      #expect(loud.contains("\r\u{1B}[K3 x 3 1R: ") && loud.contains("(100 %)"), "\(loud)")
      let quiet = try await shown("sneak --rows 3 --columns 3 --quiet --out quiet", colours: false, in: folder)
      #expect(!quiet.contains("\u{1B}") && quiet.contains("results in quiet"), "\(quiet)")
    }
  }

  @Test func verdictsAndWarningsHaveAColourUnlessNoneIsWanted() async throws {
    try await withTemporaryFolder { folder in
      let deck = NetlistTests.root + "/set-4x4.cir"
      let edited = try read(deck).replacing("RBL_0_1 bl1 bl_0_1 10.5", with: "RBL_0_1 bl1 bl_0_1 5e4")
      try write(edited, to: folder + "/deck.cir")
      let coloured = try await shown("netlist check deck.cir", colours: true, in: folder)
      #expect(coloured.contains("\u{1B}[32mpass\u{1B}[0m") && coloured.contains("\u{1B}[31mFAIL\u{1B}[0m"), "\(coloured)")
      let plain = try await shown("netlist check deck.cir", colours: false, in: folder)
      #expect(plain.contains("  FAIL  ") && !plain.contains("\u{1B}"), "\(plain)")
    }
  }
}
