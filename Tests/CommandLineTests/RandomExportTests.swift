import CrossbarPrimitives
import Foundation
import Testing

/// Decks of random arrays and operations, run again by ngspice and gnucap. `MXBAR_RANDOM_EXPORTS` says how many, and
/// `bin/nightly` runs 200.
@Suite struct RandomExportTests {
  static let count = ProcessInfo.processInfo.environment["MXBAR_RANDOM_EXPORTS"].flatMap { Int($0) } ?? 30

  /// The arguments of export number `index`: every operation, both scopes, one level or three, 1 x 1 to 16 x 16.
  static func arguments(_ index: Int) -> [String] {
    var stream = RandomStream(seed: 11, purpose: "random export", index: index)
    func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &stream)] }
    let operation = ["read", "set", "reset", "sneak", "vmm", "iv"][index % 6]
    let scope = operation == "sneak" ? "array" : ["array", "line"][(index / 6) % 2]
    let isStatic = ["sneak", "vmm"].contains(operation)
    let dialect = isStatic || operation == "read" ? pick(["ngspice", "gnucap"]) : "ngspice"
    let (rows, columns) = (Int.random(in: 1...16, using: &stream), Int.random(in: 1...16, using: &stream))
    // In one order, so that an export's number stands for the same deck whatever its operation takes.
    let options = [
      ("--row", "\(Int.random(in: 0..<rows, using: &stream))"), ("--column", "\(Int.random(in: 0..<columns, using: &stream))"),
      ("--seed", "\(Int.random(in: 1...1_000_000, using: &stream))"), ("--wire-resistance", pick(["0", "0.5", "2.5", "10"])),
      ("--driver-resistance", pick(["0", "10", "100"])), ("--transistor-width", pick(["10", "60"])),
      ("--read-voltage", pick(["0.05", "0.1", "0.3"])),
    ]
    let withoutEffect =
      switch operation {
      case "set", "reset": ["--read-voltage"]
      case "sneak": ["--transistor-width"]
      case "vmm": scope == "line" ? ["--column"] : ["--column", "--row"]
      default: [String]()
      }
    var arguments = [
      "netlist", operation, "--scope", scope, "--dialect", dialect, "--rows", "\(rows)", "--columns", "\(columns)",
    ]
    for (name, value) in options where !withoutEffect.contains(name) { arguments += [name, value] }
    if pick([true, false]) { arguments.append("--flat") }
    if operation == "sneak" { arguments += ["--scheme", pick(["floating", "half", "third", "grounded"])] }
    if operation == "read", pick([true, false]) { arguments.append("--frozen") }
    return arguments
  }

  @Test(arguments: 0..<count)
  func agreesWithTheOtherProgram(index: Int) async throws {
    let arguments = Self.arguments(index)
    try await withTemporaryFolder { folder in
      let written = try await Outcome.of(.path(Mxbar.path), arguments + ["-o", "deck.cir"], in: folder)
      try #require(written.status == 0, "\(arguments.joined(separator: " ")): \(written.errors)")
      let check = try await Mxbar.run("netlist", "check", "deck.cir", in: folder)
      #expect(check.status == 0, "\(arguments.joined(separator: " "))\n\(check.output)\(check.errors)")
    }
  }
}
