import CrossbarPrimitives
import Testing

@Suite struct WrappedTextTests {
  @Test func longLinesBreakBetweenWordsAndKeepTheirIndentation() {
    #expect(wrapped("  one two three four", to: 11) == "  one two\n  three\n  four")
    #expect(wrapped("a\n\n  b\n", to: 3) == "a\n\n  b\n")
  }

  @Test func whatFitsStaysAsItIs() {
    #expect(wrapped("width    SET    RESET", to: 21) == "width    SET    RESET")
    #expect(wrapped("width    SET    RESET", to: 20) == "width    SET\nRESET")
  }

  @Test func aWordThatIsTooLongStaysWhole() {
    #expect(wrapped("see /a/very/long/path now", to: 8) == "see\n/a/very/long/path\nnow")
    #expect(wrapped("            deep", to: 6) == "   deep")
  }

  @Test(arguments: [20, 40, 80]) func noLineIsWiderThanTheTerminalAndNoWordIsLost(width: Int) {
    let text = (1...200).map { String(repeating: "x", count: $0 % 13 + 1) }.joined(separator: " ")
    let lines = wrapped("   " + text, to: width).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines.flatMap { $0.split(separator: " ") } == text.split(separator: " "))
  }
}
