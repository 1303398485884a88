import Foundation
import Testing

/// Lines that take their time, as a user asks for them.
@Suite struct LineDelayOptionTests {
  private func run(_ arguments: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), arguments, in: folder)
  }

  /// The figures beside a deck, by name.
  private func figures(_ arguments: [String], in folder: String) async throws -> [String: Double] {
    let written = try await run(["netlist"] + arguments + ["-o", "deck.cir"], in: folder)
    #expect(written.status == 0, "\(written.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(read(folder + "/deck.cir.expected.json").utf8)) as? [String: Any])
    let measures = try #require(json["figures"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: measures.compactMap { measure in
        (measure["name"] as? String).flatMap { name in (measure["value"] as? Double).map { (name, $0) } }
      })
  }

  /// A filament begins to grow at the cell's V_SET, which slow drivers reach late; what the plateau makes of it is the same.
  @Test func slowDriversSwitchLater() async throws {
    try await withTemporaryFolder { folder in
      let fast = try await figures(["set"], in: folder)
      let slow = try await figures(["set", "--line-rise", "2m"], in: folder)
      let deck = try read(folder + "/deck.cir")
      #expect(deck.contains("PULSE(0 5 0 0.002 0.002 0.02)"), "\(deck)")
      let threshold = try #require(deck.firstMatch(of: /v_set_0_0=([0-9.]+)/).flatMap { Double($0.1) })
      let (before, after) = (try #require(fast["t_switch_0"]), try #require(slow["t_switch_0"]))
      #expect(after > 0.98 * 2e-3 * threshold / 5 && after < 2e-3 + before, "\(before) \(after)")
      let (state, other) = (try #require(fast["w_0_0"]), try #require(slow["w_0_0"]))
      #expect(abs(state - other) < 1e-3, "\(state) \(other)")
    }
  }

  /// Pulses of slow drivers on compiled cells are held against ngspice like any other.
  @Test func compiledCellsFollowSlowDrivers() async throws {
    try await withTemporaryFolder { folder in
      let sized = try await run(
        ["sizing", "--widths", "60", "--count", "10", "--line-rise", "5m", "--check", "20", "--json", "--out", "out"], in: folder)
      #expect(sized.status == 0, "\(sized.errors)")
      let json = try #require(try JSONSerialization.jsonObject(with: Data(sized.output.utf8)) as? [String: Any])
      let check = try #require((json["cell_engine"] as? [String: Any])?["check"] as? [String: Any], "\(json.keys)")
      #expect(check["cells"] as? Int == 20 && check["passes"] as? Bool == true, "\(check)")
      #expect(check["bits_that_differ"] as? Int == 0, "\(check)")
    }
  }

  @Test func aWordLineAddsItsDelayToARow() async throws {
    try await withTemporaryFolder { folder in
      // 25.6 kohm and 10.24 pF in all: half of a step is at the end of a distributed line after 0.377 R C = 98.9 ns.
      let line = [
        "set", "--rows", "2", "--columns", "256", "--column", "255", "--pulse-width", "2e-4", "--device", "sky130-hfo2",
      ]
      let written = try await run(
        ["netlist"] + line + [
          "--word-line-resistance", "100", "--gate-capacitance", "40", "--driver-resistance", "0", "-o", "deck.cir",
        ],
        in: folder)
      #expect(written.status == 0, "\(written.errors)")
      #expect(try read(folder + "/deck.cir").contains("of a word line after 98.9 ns"))
      let checked = try await run(["netlist", "check", "deck.cir"], in: folder)
      #expect(checked.status == 0 && checked.output.contains("figures agree"), "\(checked)")
    }
  }

  @Test(arguments: [
    (
      ["netlist", "set", "--line-rise", "1"], "--line-rise is 1 s; allowed is up to the width of a pulse, 0.02 s (--pulse-width)"
    ),
    (["netlist", "set", "--line-rise", "0"], "--line-rise is 0 s; allowed is more than 0"),
    (["netlist", "vmm", "--line-rise", "1e-3"], "--line-rise has no effect: it is no part of a product"),
    (["netlist", "iv", "--line-rise", "1e-3"], "--line-rise has no effect: it is no part of a sweep"),
    (["window", "--line-rise", "0.1"], "--line-rise is 0.1 s; allowed is up to the width of a pulse, 0.001 s (--widths)"),
    (["netlist", "set", "--wire-capacitance", "-1"], "--wire-capacitance is -1 fF; allowed is 0 to 1000000000 fF"),
    (
      ["netlist", "set", "--word-line-rise", "0.1"],
      "--word-line-rise is 0.1 s; allowed is less than the width of a pulse, 0.02 s"
    ),
  ])
  func whatCannotBeIsRefused(arguments: [String], words: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(arguments, in: folder)
      #expect(outcome.status == 64 || outcome.status == 2 || outcome.status == 1, "\(outcome)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
