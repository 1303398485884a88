import CrossbarPrimitives
import Testing

@Suite struct PrintableTextTests {
  @Test func whatATerminalObeysIsShown() {
    #expect(printable("a\u{1b}[2Jb\u{7}\u{9b}1m\u{202e}c\u{0}\u{7f}") == "a\\u{1b}[2Jb\\u{7}\\u{9b}1m\\u{202e}c\\u{0}\\u{7f}")
    #expect(printable("two\nlines\tof µ and 電阻") == "two\nlines of µ and 電阻" && excerpt("two\nlines\r") == "two lines\\u{d}")
  }

  @Test func whatIsLongIsCut() {
    let long = String(repeating: "x", count: 5_000_000)
    #expect(excerpt(long).count == 81 && excerpt(long).hasSuffix("…"))
    // A word is cut, and what comes after it stays.
    #expect(printable("'\(long)' is no name").hasSuffix("… is no name"))
    #expect(printable(String(repeating: "a b ", count: 100_000)).count == 1501)
    // One letter to the eye, and a million codes.
    #expect(excerpt("e" + String(repeating: "\u{301}", count: 1_000_000)).unicodeScalars.count <= 82)
  }
}
