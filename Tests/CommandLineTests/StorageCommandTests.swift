import ArrayFiles
import CrossbarPrimitives
import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// `mxbar mnist` and `mxbar infer`, on a data set of bars that is made here.
@Suite struct StorageCommandTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private let small = ["--data", "data", "--bits", "2", "--quantizer", "nearest", "--tile", "16", "--max-write-voltage", "20"]

  private func withBars(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
      try writeBars(in: folder + "/data")
      try await body(folder)
    }
  }

  private func run(_ arguments: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), arguments, in: folder)
  }

  @Test func aTrainedNetworkIsStoredAndRun() async throws {
    try await withBars { folder in
      let outcome = try await run(
        ["mnist", "--hidden", "4", "--epochs", "20", "--seed", "3", "--mode", "analog", "--json", "--out", "out"] + small,
        in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let summary = try object(outcome.output)
      // 17 x 8 and 5 x 6 cells: two tiles one above the other, and one.
      #expect(summary["cells"] as? Int == 166 && summary["tiles"] as? Int == 3)
      let accuracy = try #require(summary["accuracy"] as? [String: Any])
      #expect(Set(accuracy.keys) == ["float", "quantized", "read_back", "analog"])
      #expect(accuracy["float"] as? Double == 1, "the bars are easy to tell apart")
      let rate = try #require(summary["ber"] as? [String: Any])
      #expect(Set(rate.keys) == ["cells", "errors", "value", "statistics_alone"])
      #expect((summary["ber_by_position"] as? [Any])?.count == 4)
      let cost = try #require(summary["cost"] as? [String: Double])
      #expect(cost.values.allSatisfy { $0 > 0 } && cost.count == 4)
      let read = try #require(summary["read"] as? [String: Any])
      #expect(read["bit_errors"] as? Int == rate["errors"] as? Int)
      for name in [
        "run.json", "cells.csv", "tiles.csv", "placement.csv", "bit-errors.png", "read-current-layer-1.png", "set.cir",
      ] {
        #expect(exists("\(folder)/out/\(name)"), "\(name)")
      }
      #expect(try self.read(folder + "/out/cells.csv").split(separator: "\n").count == 167)
    }
  }

  private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func aNetworkFromAFileIsStoredAndRun() async throws {
    try await withBars { folder in
      try writeBarWeights(to: folder + "/bars.npz")
      let outcome = try await run(["infer", "--weights", "bars.npz", "--json"] + small, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let summary = try object(outcome.output)
      #expect((summary["accuracy"] as? [String: Any])?["float"] as? Double == 1)
      #expect(summary["cells"] as? Int == 17 * 6)
      let wrong = try await run(["infer", "--weights", "data/t10k-labels-idx1-ubyte"] + small, in: folder)
      #expect(wrong.status == 2 && wrong.errors.contains("t10k-labels-idx1-ubyte"), "\(wrong.errors)")
    }
  }

  /// Interrupted while it writes, and gone on with: the same cells as in one go.
  @Test func anInterruptedRunIsResumed() async throws {
    try await withBars { folder in
      // Many cells are held against ngspice, so that the run is under way for long enough to be interrupted.
      let arguments = ["mnist", "--hidden", "8", "--epochs", "3", "--check", "600"] + small
      let result = try await Subprocess.run(
        .path(Mxbar.path), arguments: Arguments(arguments + ["--out", "parts"]), workingDirectory: FilePath(folder), input: .none,
        output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
      ) { execution in
        for _ in 0..<6000 {
          let size = (try? FileManager.default.attributesOfItem(atPath: folder + "/parts/cells.csv")[.size]) as? Int ?? 0
          if size > 3000 { break }
          try await Task.sleep(for: .milliseconds(10))
        }
        try execution.send(signal: .interrupt)
      }
      let stopped = Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
      #expect(stopped.status == 130 && !exists(folder + "/parts/run.json"), "\(stopped.errors)")
      let resumed = try await run(arguments + ["--resume", "--json", "--out", "parts"], in: folder)
      let whole = try await run(arguments + ["--json", "--out", "whole"], in: folder)
      #expect(resumed.status == 0 && whole.status == 0, "\(resumed.errors) \(whole.errors)")
      #expect(try read(folder + "/parts/cells.csv") == read(folder + "/whole/cells.csv"))
      var (first, second) = (try object(resumed.output), try object(whole.output))
      // How much was simulated is not the same: the first half was there.
      for key in ["spice", "cell_engine"] { (first[key], second[key]) = (nil, nil) }
      #expect(first as NSDictionary == second as NSDictionary)
      let other = try await run(arguments + ["--resume", "--seed", "2", "--out", "parts"], in: folder)
      #expect(other.status == 2 && other.errors.contains("cannot be resumed so: --seed=2 now"))
    }
  }

  /// Every cell of a tile moves, and tiles or columns of them are held against ngspice.
  @Test func wholeTilesAreCompiled() async throws {
    try await withBars { folder in
      let outcome = try await run(
        [
          "mnist", "--data", "data", "--hidden", "2", "--epochs", "1", "--bits", "2", "--tile", "8", "--limit", "5", "--scope",
          "array", "--engine", "compiled", "--check", "3", "--out", "out",
        ], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains(" cells held against ngspice: 0 bits differ"), "\(outcome.output)")
    }
  }

  @Test(arguments: [
    (["--coding", "ternary"], 2, "'ternary'"), (["--quantizer", "round"], 2, "'round'"),
    (["--tile", "1"], 2, "a tile of 1 columns"),
    (["--bits", "1", "--coding", "sign-magnitude"], 2, "bit"), (["--data", "nowhere"], 2, "nowhere"),
    (["--mode", "analog", "--coding", "sign-magnitude"], 2, "no weighted sum of its cells"),
    (["--mode", "analog", "--remap", "--stuck-on", "0.1"], 2, "leave out --remap"), (["--resume"], 2, "holds no run to resume"),
    (["--bits", "17"], 64, "--bits is 17; allowed is 1 to 16."), (["--sample", "0.5"], 64, "Unknown option '--sample'"),
    (["--stuck-on", "0.7", "--stuck-off", "0.7"], 64, "--stuck-on and --stuck-off is 1.4"),
    (["--spare-columns", "2"], 64, "--spare-columns is for --remap"),
    (["--hidden", "0"], 64, "--hidden has a layer of 0 neurons"), (["--limit", "0"], 64, "--limit is 0"),
    (["--mode", "analog", "--adc-bits", "0"], 64, "--adc-bits is 0; allowed is 1 to 24."),
    (["--mode", "analog", "--adc-percentile", "101"], 64, "--adc-percentile is 101 %; allowed is more than 0 to 100 %."),
    (["--mode", "analog", "--product-time", "0"], 64, "--product-time is 0 s; allowed is more than 0 to"),
    (["--clip", "-1"], 64, "--clip is -1"),
  ])
  func badInputIsRefusedWithWhatIsAllowed(options: [String], status: Int, message: String) async throws {
    try await withBars { folder in
      let usual = options.contains("--data") ? [] : ["--data", "data"]
      let outcome = try await run(["mnist", "--hidden", "2", "--epochs", "1", "--out", "out"] + usual + options, in: folder)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!exists(folder + "/out/run.json"))
    }
  }

  @Test(arguments: [("t10k-images-idx3-ubyte", 100), ("train-images-idx3-ubyte", 0), ("t10k-labels-idx1-ubyte", 12)])
  func filesOfTheDataSetThatAreCutShortAreRefused(name: String, length: Int) async throws {
    try await withBars { folder in
      let url = URL(fileURLWithPath: "\(folder)/data/\(name)")
      try Data(contentsOf: url).prefix(length).write(to: url)
      let outcome = try await run(["mnist", "--data", "data"], in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains(name), "\(outcome.errors)")
    }
  }
}
