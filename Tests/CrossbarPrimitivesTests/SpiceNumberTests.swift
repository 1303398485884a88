import CrossbarPrimitives
import Testing

@Suite struct SpiceNumberTests {
  @Test(arguments: [
    ("2.2k", 2200.0), ("10MEG", 1e7), ("5uA", 5e-6), ("1e-9", 1e-9), ("-3.5E+2", -350), ("7m", 0.007), ("1e3k", 1e6), ("4ohm", 4),
  ])
  func parsesSuffixes(text: String, value: Double) { #expect(SpiceNumber.parse(text) == value) }

  @Test(arguments: ["", "k", "1.2.3", "1 k", "0x10", "1k2", "--1", "e5", "+"])
  func refuses(text: String) { #expect(SpiceNumber.parse(text) == nil) }

  @Test func shortestTextReadsBackExactly() {
    var stream = RandomStream(seed: 1, purpose: "numbers")
    for _ in 0..<1000 {
      let value = Double(bitPattern: stream.next())
      guard value.isFinite else { continue }
      #expect(SpiceNumber.parse(SpiceNumber.shortest(value)) == value)
    }
    #expect(SpiceNumber.shortest(5) == "5")
    #expect(SpiceNumber.shortest(Current.microamperes(50).si) == "5e-05")
  }
}
