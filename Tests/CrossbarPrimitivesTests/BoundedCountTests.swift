import CrossbarPrimitives
import Testing

@Suite struct BoundedCountTests {
  @Test(
    arguments: [
      (3.7, 3), (-2.5, 0), (0, 0), (9.99, 9), (1e300, 10), (.infinity, 10), (-.infinity, 0), (.nan, 0), (1e-300, 0),
    ] as [(Double, Int)])
  func staysWithinItsRange(value: Double, expected: Int) { #expect(Int(value, within: 0...10) == expected) }

  @Test func sourcesBoundTheVoltages() throws {
    let range = try #require(VoltageRange(ofSources: [0, 2.5, 5]))
    #expect(range.contains(5) && range.contains(0) && range.contains(5.000004) && !range.contains(5.001))
    #expect(!range.contains(-0.001) && !range.contains(.nan) && !range.contains(.infinity))
    #expect(VoltageRange(ofSources: []) == nil && VoltageRange(ofSources: [.nan]) == nil)
  }
}
