import Foundation
import Testing

/// `mxbar advise` as a user runs it.
@Suite struct AdviseTests {
  private func run(_ arguments: [String], in folder: String) async throws -> [String: Any] {
    let outcome = try await Outcome.of(
      .path(Mxbar.path), arguments + ["--weights", "bars.npz", "--data", "data", "--bits", "2", "--limit", "20", "--json"],
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// Each way is what `infer` makes of the network with the same options, and the best comes first.
  @Test func everyWayIsThatOfInfer() async throws {
    try await withTemporaryFolder { folder in
      try writeBarData(in: folder)
      let advice = try await run(
        ["advise", "--codings", "twos-complement,differential-pairs", "--writings", "once,stepped", "--check", "2"], in: folder)
      let ways = try #require(advice["ways"] as? [[String: Any]])
      #expect(ways.count == 8)
      let left = ways.compactMap { $0["read_back"] as? Double }
      #expect(left == left.sorted(by: >) && left.count == 8)
      for (quantizer, coding, writing, options) in [
        ("paper", "twos-complement", "once", []), ("nearest", "differential-pairs", "stepped", ["--max-write-voltage", "8"]),
      ] {
        let way = try #require(
          ways.first {
            $0["quantizer"] as? String == quantizer && $0["coding"] as? String == coding && $0["writing"] as? String == writing
          })
        let alone = try await run(
          ["infer", "--quantizer", quantizer, "--coding", coding, "--check", "0", "--out", writing] + options, in: folder)
        #expect(way["read_back"] as? Double == (alone["accuracy"] as? [String: Any])?["read_back"] as? Double)
        #expect(way["bit_errors"] as? Int == (alone["ber"] as? [String: Any])?["errors"] as? Int)
        #expect(way["pulses"] as? Int == (alone["write"] as? [String: Any])?["pulses"] as? Int)
        #expect(way["cells"] as? Int == alone["cells"] as? Int)
      }
    }
  }

  @Test(arguments: [
    (["--quantizer", "paper"], "--quantizers and --codings choose among them"),
    (["--codings", "gray"], "--codings has 'gray'; allowed are, each once: twos-complement, sign-magnitude"),
    (["--writings", "once,once"], "--writings has 'once'; allowed are, each once: once, verified, stepped"),
    (["--quantizers", ""], "--quantizers"),
  ])
  func whatCannotBeTriedIsRefused(arguments: [String], words: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(
        .path(Mxbar.path), ["advise", "--weights", "bars.npz", "--data", "data"] + arguments, in: folder)
      #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome)")
    }
  }
}
