import Foundation
import Testing

@Suite struct HelpTests {
  @Test(arguments: [
    ("digits", ["--seed", "--bits", "--hidden", "--epochs", "--images", "--out", "--json", "--max-write-voltage", "--attempts"]),
    (
      "netlist read",
      [
        "--rows", "--columns", "--row", "--column", "--seed", "--out", "--cells", "--layer", "--dialect", "--flat",
        "--self-contained", "--frozen",
      ]
    ),
  ])
  func listsEveryOption(command: String, options: [String]) async throws {
    let help = try await Outcome.of(
      .path(Mxbar.path), command.split(separator: " ").map(String.init) + ["--help"], in: NSTemporaryDirectory())
    #expect(help.status == 0 && help.errors.isEmpty)
    let shared = [
      "--write-voltage", "--gate-voltage", "--reset-gate-boost", "--pulse-width", "--read-voltage", "--read-gate-voltage",
      "--transistor-width", "--transistor-length", "--wire-resistance", "--driver-resistance", "--scope",
      "--transistor-model", "--device",
    ]
    for option in options + shared {
      #expect(help.output.contains("  \(option) ") || help.output.contains(", \(option) "), "\(option)")
    }
  }

  @Test func namesCommandsAndExitStatus() async throws {
    let help = try await Mxbar.run("--help")
    for word in ["digits", "netlist", "Exit status", "130 interrupted"] { #expect(help.output.contains(word)) }
    let versions = try await Mxbar.run("--version").output
    #expect(versions.contains(/^mxbar 0\.1\.0, revision [0-9a-f]{9}( with changes)?\nngspice [0-9.]+/), "\(versions)")
  }
}
