import Foundation
import Testing

/// `mxbar yield` as a user runs it.
@Suite struct YieldCommandTests {
  private static let small = [
    "yield", "--device", "sky130-hfo2", "--measures", "reset,read", "--rows", "4", "--budget", "600", "--check", "4",
    "--columns", "16", "--word-bits", "8", "--ecc", "1", "--shared", "die=0.2,line=0.1", "--sensitivity", "4", "--seed", "3",
  ]

  private static func files(_ folder: String) throws -> [String: Data] {
    let names = [
      "evaluations.csv", "measures.csv", "parameters.csv", "arrays.csv", "worst-reset.cir", "worst-reset-read.cir",
      "worst-read-set.cir", "worst-read-set-read.cir", "worst-read-reset.cir", "worst-read-reset-read.cir",
    ]
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) })
  }

  /// Workers and an interruption change no byte.
  @Test func theSameSeedGivesTheSameBytes() async throws {
    try await withTemporaryFolder { folder in
      for (name, options) in [("one", ["--jobs", "1"]), ("two", ["--jobs", "2"])] {
        let outcome = try await Outcome.of(.path(Mxbar.path), Self.small + ["--out", name] + options, in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("the yield of an array is"))
      }
      let first = try Self.files(folder + "/one")
      #expect(try Self.files(folder + "/two") == first)
      // What a killed run leaves: a table that ends in the middle of a row.
      let table = String(decoding: try #require(first["evaluations.csv"]), as: UTF8.self)
      try table.prefix(table.count * 2 / 3).write(
        toFile: folder + "/one/evaluations.csv", atomically: true, encoding: .utf8)
      let resumed = try await Outcome.of(.path(Mxbar.path), Self.small + ["--out", "one", "--resume"], in: folder)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try Self.files(folder + "/one") == first)
      // The worst cell's deck is one that ngspice runs, and finds as stated.
      let check = try await Outcome.of(.path(Mxbar.path), ["netlist", "check", "one/worst-reset.cir"], in: folder)
      #expect(check.status == 0, "\(check.errors)")
    }
  }

  @Test(arguments: [
    (["--measures", "set,sett"], 64, "--measures"),
    (["--relative-error", "0"], 64, "--relative-error is 0 ; allowed is more than 0 to 1"),
    (["--ecc", "1"], 64, "--ecc has no effect: it is for an array; give --columns or --cells"),
    (["--columns", "8", "--ecc", "1"], 64, "--ecc is 1; allowed is less than --word-bits (1)."),
    (["--columns", "10", "--word-bits", "8"], 64, "--word-bits is 8; allowed are parts of --columns (10) without a rest."),
    (["--cells", "1000"], 64, "--cells is 1000; allowed are multiples of --columns (1024)."),
    (["--columns", "8", "--shared", "die=2"], 64, "--shared"),
    (["--reads", "10"], 64, "--reads has no effect: it is for --measures disturb, which is not given"),
    (["--spread", "off", "--fluctuations", "off"], 1, "all cells are alike"),
  ])
  func badInputIsRefusedWithWhatIsAllowed(options: [String], status: Int, message: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(.path(Mxbar.path), ["yield", "--out", "out"] + options, in: folder)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.status): \(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
  }
}
