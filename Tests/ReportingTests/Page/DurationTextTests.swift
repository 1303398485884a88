import CrossbarPrimitives
import Testing

@testable import Reporting

@Suite struct DurationTextTests {
  @Test(arguments: [(0.44, "0.4 s"), (59.94, "59.9 s"), (200, "3 min 20 s"), (3600, "1 h 0 min"), (7512, "2 h 5 min")])
  func durationsAreForPeople(seconds: Double, text: String) {
    #expect(durationText(.seconds(seconds)) == text)
  }
}
