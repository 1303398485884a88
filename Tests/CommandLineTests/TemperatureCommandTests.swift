import Foundation
import Testing

/// `--temperature` as a user gives it.
@Suite struct TemperatureCommandTests {
  @Test(arguments: [
    ["sizing"], ["digits"], ["device", "retention"], ["device", "show", "stanford"], ["netlist", "set"], ["sneak"],
  ])
  func whatNoCircuitHasIsRefused(command: [String]) async throws {
    for (given, told) in [("-300", "-300"), ("301C", "301")] {
      let outcome = try await Outcome.of(
        .path(Mxbar.path), command + ["--temperature", given], in: FileManager.default.temporaryDirectory.path)
      #expect(outcome.status != 0 && outcome.output.isEmpty)
      #expect(
        outcome.errors.contains("--temperature is \(told) C; allowed is more than -273.15 to 300 C."), "\(outcome.errors)")
    }
    let kelvin = try await Mxbar.run("sizing", "--temperature", "300K")
    #expect(kelvin.status != 0 && kelvin.errors.contains("--temperature"), "\(kelvin.errors)")
  }

  /// What does not depend on temperature is said on stderr, in run.json and on the page; what was asked for is a setting.
  @Test func aDeviceWithoutATemperatureIsTold() async throws {
    try await withTemporaryFolder { folder in
      let words = ["--count", "1", "--longest", "1", "--out", "out"]
      let outcome = try await Outcome.of(
        .path(Mxbar.path), ["device", "retention", "--temperature", "85"] + words, in: folder)
      let warning = "the equations of the device 'ag-mos2' do not depend on temperature"
      #expect(outcome.status == 0 && outcome.errors.contains(warning), "\(outcome.errors)")
      #expect(outcome.output.contains("surroundings at 85 C"))
      let record = try read("\(folder)/out/run.json")
      #expect(record.contains(warning) && record.contains("\"temperature_C\" : 85"))
      #expect(try read("\(folder)/out/report.html").contains("do not depend on temperature"))
      let deck = try await Outcome.of(.path(Mxbar.path), ["netlist", "set", "--temperature", "85"], in: folder)
      #expect(deck.status == 0 && deck.errors.contains(warning), "\(deck.errors)")
      #expect(deck.output.contains("* surroundings at 85 C") && deck.output.contains(" temp=85 "))
      let usual = try await Outcome.of(.path(Mxbar.path), ["netlist", "set"], in: folder)
      #expect(!usual.errors.contains("temperature") && !usual.output.contains("surroundings"))
    }
  }

  /// Any study over temperature, by the sweep of options: the strongest filaments of the published device conduct as they
  /// did, and what the pulses leave differs.
  @Test func temperatureIsSwept() async throws {
    try await withTemporaryFolder { folder in
      let words = [
        "sweep", "--vary", "temperature=-40,27,125", "--out", "out", "--", "device", "compliance", "--device", "stanford",
        "--count",
        "1", "--compliances", "1e-4",
      ]
      let outcome = try await Outcome.of(.path(Mxbar.path), words, in: folder)
      #expect(outcome.status == 0 && !outcome.errors.contains("do not depend"), "\(outcome.errors)")
      #expect(outcome.output.contains("over temperature: 3 points"), "\(outcome.output)")
    }
  }

  /// A deck in a folder of its own at the temperature that it states, and back.
  @Test func aDeckIsAtItsTemperatureAlsoElsewhere() async throws {
    try await withTemporaryFolder { folder in
      let written = try await Outcome.of(
        .path(Mxbar.path),
        [
          "netlist", "reset", "--device", "stanford", "--temperature", "125", "--ratings", "100", "--scope",
          "array", "-o", "decks/",
        ], in: folder)
      #expect(written.status == 0 && written.errors.isEmpty, "\(written.errors)")
      let check = try await Outcome.of(.path(Mxbar.path), ["netlist", "check", "decks/reset-4x4.cir"], in: folder)
      #expect(check.status == 0 && check.output.contains("figures agree"), "\(check.output)\(check.errors)")
      let taken = try await Outcome.of(.path(Mxbar.path), ["netlist", "import", "decks/reset-4x4.cir"], in: folder)
      #expect(taken.status == 0 && taken.output.contains("surroundings at 125 C"), "\(taken.output)\(taken.errors)")
      #expect(!taken.output.contains("another") && !taken.output.contains(" %"), "\(taken.output)")
    }
  }
}
