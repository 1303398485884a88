import CrossbarPrimitives
import Testing

/// Numbers as people write them, and what is said of those that are none.
@Suite struct WrittenNumberTests {
  @Test(
    arguments: [
      ("5", .volts, 5), ("5V", .volts, 5), ("5v", .volts, 5), ("500mV", .volts, 0.5), ("100m", .volts, 0.1),
      ("0.5kV", .volts, 500),
      ("-3", .volts, -3), ("+.5", .volts, 0.5), ("1.5e3", .ohms, 1500), ("1k", .ohms, 1e3), ("10kohm", .ohms, 1e4),
      ("10 kohm", .ohms, 1e4), ("1meg", .ohms, 1e6), ("1MEG", .ohms, 1e6), ("1Megohm", .ohms, 1e6), ("10kΩ", .ohms, 1e4),
      ("2.2e3k", .ohms, 2.2e6), ("100n", .amperes, 1e-7), ("100uA", .amperes, 1e-4), ("100µA", .amperes, 1e-4),
      ("1mA", .amperes, 1e-3),
      ("5a", .amperes, 5), ("60", .micrometers, 60), ("60u", .micrometers, 60), ("60um", .micrometers, 60),
      ("600n", .micrometers, 0.6), ("600nm", .micrometers, 0.6), ("0.06mm", .micrometers, 60), ("1e-6m", .seconds, 1e-9),
      ("20", .milliseconds, 20), ("20m", .milliseconds, 20), ("20ms", .milliseconds, 20), ("20us", .milliseconds, 0.02),
      ("500u", .milliseconds, 0.5), ("1s", .milliseconds, 1000), ("1s", .seconds, 1), ("20ms", .seconds, 0.02),
      ("1k", .seconds, 1e3),
      ("530u", .siemens, 530e-6), ("530uS", .siemens, 530e-6), ("100mV/s", .voltsPerSecond, 0.1),
      ("85C", .celsius, 85), ("-40", .celsius, -40), ("125 degC", .celsius, 125), ("1n", .none, 1e-9),
      ("1e-9", .none, 1e-9),
    ] as [(String, WrittenUnit, Double)])
  func isReadInItsUnit(text: String, unit: WrittenUnit, value: Double) throws {
    // The very double that the value itself reads as.
    #expect(try WrittenNumber(text, in: unit).value == value)
    #expect(try Double(WrittenNumber(text, in: unit).text) == value)
  }

  @Test(
    arguments: [
      ("five", .volts, "is 'five', which is no number; expected a voltage such as 5, 0.5 or 500mV"),
      ("", .volts, "is empty; expected a voltage such as 5"), ("nan", .volts, "is 'nan', which is no number"),
      ("inf", .ohms, "is 'inf', which is no number"),
      ("0,5", .volts, "is '0,5', which has a comma; expected a voltage such as 5"),
      ("99%", .none, "is '99%', a percentage; write it as a share, such as 0.99 for 99%"),
      ("1e", .volts, "is '1e', whose 'e' is no scale (f p n u m k meg g t) and no unit of a voltage"),
      ("0x10", .ohms, "whose 'x10' is no scale"), ("1:30", .seconds, "whose ':30' is no scale"), ("1_000", .ohms, "whose '_000'"),
      ("5A", .volts, "is '5A', a current; expected a voltage"), ("5um", .volts, "is '5um', a length"),
      ("1mS", .seconds, "a conductance"),
      ("1M", .ohms, "whose M is milli in SPICE and mega elsewhere; write m or meg"), ("1Mohm", .ohms, "write m or meg"),
      ("60m", .micrometers, "which can be 60 mm or 60 m; write the unit"),
      ("1k", .milliseconds, "which can be 1k of ms or of s; write the unit"),
      ("5V", .none, "is '5V', a voltage; expected a number"),
      ("1e999", .ohms, "which is beyond all numbers"), ("4k7", .ohms, "whose 'k7' is no scale"),
      ("٣", .ohms, "is '٣', which is no number"),
      ("1\u{1b}[2J", .ohms, "is '1\\u{1b}[2J'"),
    ] as [(String, WrittenUnit, String)])
  func isRefusedInWords(text: String, unit: WrittenUnit, reason: String) {
    let problem = #expect(throws: WrittenNumber.Problem.self) { try WrittenNumber(text, in: unit) }
    #expect(problem?.reason.contains(reason) == true, "\(problem?.reason ?? "")")
  }

  @Test func countsAreWhole() throws {
    #expect(try WrittenNumber("1k", in: .none, isWhole: true).value == 1000)
    #expect(try WrittenNumber("2e3", in: .none, isWhole: true).value == 2000)
    let problem = #expect(throws: WrittenNumber.Problem.self) { try WrittenNumber("0.5", in: .none, isWhole: true) }
    #expect(problem?.reason == "is '0.5', which is no whole number; expected a whole number such as 12")
  }

  /// F is a farad, f is femto; a bare F could be either.
  @Test func capacitancesAreInFemtofarads() throws {
    for (text, value) in [("0.5", 0.5), ("2fF", 2), ("2f", 2), ("1.5pF", 1500), ("1e-15 F", 1)] {
      let read = try? WrittenNumber(text, in: .femtofarads).value
      #expect(text == "1e-15 F" ? read == nil : read == value, "\(text)")
    }
    for text in ["5F", "5V"] { #expect(throws: WrittenNumber.Problem.self) { try WrittenNumber(text, in: .femtofarads) } }
  }
}
