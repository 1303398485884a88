import Foundation
import NgspiceBridge
import Testing

/// What simulates circuits is the user's to choose.
@Suite struct EngineTests {
  /// Where nothing is compiled, and where what simulates is chosen beside other ways.
  @Test(arguments: [
    ["device", "statistics", "--count", "2", "--max-voltage", "8", "--voltage-step", "0.05"],
    ["sneak", "--cell", "1T1R", "--rows", "3", "--columns", "2"], ["netlist", "read", "--rows", "2", "--columns", "2"],
    ["window", "--amplitudes", "3", "--widths", "0.01", "--count", "2"],
  ])
  func everyEngineGivesTheSameFigures(command: [String]) async throws {
    try await withTemporaryFolder { folder in
      var outputs: [String] = []
      for choice in EngineChoice.allCases {
        let options = command.first == "netlist" ? [] : ["--json", "--out", choice.rawValue]
        let outcome = try await Outcome.of(
          .path(Mxbar.path), command + ["--engine", choice.rawValue] + options, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Where the engine is named it has another name, and seconds are never the same.
        outputs.append(
          outcome.output.replacing("ngspice-process", with: "ngspice").replacing(/"seconds" *: *[0-9.e+-]+/, with: ""))
      }
      #expect(!outputs[0].isEmpty && outputs.allSatisfy { $0 == outputs[0] })
    }
  }

  @Test func theProgramIsLookedForWhenItIsChosen() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Mxbar.run(
        "device", "statistics", "--count", "1", "--engine", "ngspice-process", "--out", folder,
        environment: .inherit.updating(["PATH": folder]))
      #expect(outcome.status != 0 && outcome.errors.contains("no program 'ngspice'"), "\(outcome.errors)")
    }
  }

  @Test func anotherEngineIsRefusedWithThoseThereAre() async throws {
    for (command, others) in [(["device", "iv"], []), (["solve"], ["structured"]), (["window"], ["compiled"])] {
      let outcome = try await Outcome.of(.path(Mxbar.path), command + ["--engine", "xyce"], in: "/")
      for name in others + EngineChoice.allCases.map(\.rawValue) { #expect(outcome.errors.contains(name), "\(outcome.errors)") }
    }
  }
}
