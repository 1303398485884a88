import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Two drawings of four pixels and one hidden layer of two neurons: 16 cells a bit. The transistor withstands what it gets.
private let tiny = [
  "--images", "two.txt", "--hidden", "2", "--epochs", "20", "--bits", "2", "--json", "--ratings", "100",
]

private func digits(
  _ arguments: String..., in folder: String, environment: Environment = .inherit
) async throws -> Outcome {
  try write("0\n#.\n..\n1\n..\n.#\n", to: folder + "/two.txt")
  return try await Outcome.of(.path(Mxbar.path), ["digits"] + tiny + arguments, in: folder, environment: environment)
}

private func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

@Suite struct DigitsTests {
  /// A gate 4 V above a source line at 5 V is too much for the built-in transistor; with the gate at 5 V it is not.
  @Test func transistorsBeyondTheirRatingsAreSaid() async throws {
    try await withTemporaryFolder { folder in
      for (scheme, isBeyond) in [("boosted", true), ("plain", false)] {
        let outcome = try await digits("--ratings", "5.5", "--reset-scheme", scheme, "--out", scheme, in: folder)
        #expect(outcome.status == 0)
        let words =
          "mxbar: the access transistor is beyond its ratings: V_GS, V_GD, V_GB 9 V in half-selected cells of the row of a RESET, "
          + "above the rating of 5.5 V\n"
        #expect(outcome.errors == (isBeyond ? words : ""))
        let stress = try #require(try object(outcome.output)["stress"] as? [String: Any])
        #expect(stress["exceeded"] as? Bool == isBeyond)
        let pair = try #require(stress["gate_bulk"] as? [String: Any])
        #expect(pair["voltage_V"] as? Double == (isBeyond ? 9 : 5) && pair["rating_V"] as? Double == 5.5)
        let manifest = try object(read("\(folder)/\(scheme)/run.json"))
        #expect((manifest["notes"] as? [String])?.isEmpty == !isBeyond)
        #expect(try read("\(folder)/\(scheme)/report.html").contains("Stress of the access transistors"))
      }
    }
  }

  @Test func theSameSeedGivesTheSameCells() async throws {
    try await withTemporaryFolder { folder in
      for (seed, out) in [("7", "a"), ("7", "it's \"b\""), ("8", "c")] {
        let outcome = try await digits("--seed", seed, "--out", out, in: folder)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      }
      let cells = try read(folder + "/a/cells.csv")
      #expect(try read(folder + "/it's \"b\"/cells.csv") == cells)
      #expect(try read(folder + "/c/cells.csv") != cells)
      #expect(cells.split(separator: "\n").count == 1 + 32)
    }
  }

  @Test func printsOneJSONObjectAndKeepsItInTheManifest() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await digits("--out", "out", in: folder)
      #expect(outcome.output.split(separator: "\n").count == 1)
      let summary = try object(outcome.output)
      #expect(
        Set(summary.keys) == [
          "seed", "bits", "coding", "quantizer", "layers", "layer_names", "steps", "tiles", "tile", "cells", "images",
          "numerical_failures", "accuracy", "flip_accuracy", "verdict", "write", "read", "ber", "ber_by_position",
          "weights_changed", "faults", "cost", "stress", "analog", "levels", "spice", "cell_engine",
        ])
      func keys(_ name: String) -> Set<String> { Set((summary[name] as? [String: Any] ?? [:]).keys) }
      #expect(keys("accuracy") == ["float", "quantized", "read_back", "analog"])
      #expect(keys("flip_accuracy") == ["quantized", "read_back"])
      #expect(keys("read") == ["bit_errors", "read_disturb", "failed_reads", "large_gate_current", "threshold_ohm"])
      #expect(keys("write").isSuperset(of: ["attempts", "failed_cells", "voltage_V"]))
      #expect(keys("spice").isSuperset(of: ["version", "analyses", "seconds"]))
      #expect(summary["seed"] as? Int == 1 && summary["bits"] as? Int == 2 && summary["cells"] as? Int == 32)
      let manifest = try object(read(folder + "/out/run.json"))
      #expect(manifest["results"] as? NSDictionary == summary as NSDictionary)
      let inputs = try #require(manifest["input_sha256"] as? [String: String])
      #expect(inputs.keys.elementsEqual(["two.txt"]))
    }
  }

  @Test func aReadVoltageThatWritesIsWarnedOfBeforeTheRun() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await digits("--read-voltage", "1", "--out", "out", in: folder)
      let warning = "the read voltage of 1 V may write: by the device's statistics it reaches V_SET of 40 % of the cells"
      #expect(outcome.status == 0 && outcome.errors.contains(warning), "\(outcome.errors)")
      let notes = try #require(try object(read(folder + "/out/run.json"))["notes"] as? [String])
      #expect(notes.count { $0.contains(warning) } == 1)
      #expect(try read(folder + "/out/report.html").contains("may write"))
      let figures = try #require(try object(outcome.output)["read"] as? [String: Any])
      #expect(try #require(figures["read_disturb"] as? Int) > 0)
    }
  }

  @Test func withoutGnuplotTheNumbersAreKept() async throws {
    try await withTemporaryFolder { folder in
      #expect(try await digits("--out", "out", in: folder).status == 0)
      #expect(exists(folder + "/out/read-resistance.png"))
      let outcome = try await digits("--out", "out", in: folder, environment: .inherit.updating(["PATH": folder]))
      #expect(outcome.status == 1)
      #expect(try object(outcome.output)["cells"] as? Int == 32)
      #expect(outcome.errors.contains("there is no program 'gnuplot'") && outcome.errors.contains("gnuplot-nox"))
      for name in ["cells.csv", "run.json", "read-resistance.gp", "confusion-matrix-flipped.gp"] {
        #expect(exists("\(folder)/out/\(name)"), "\(name)")
      }
      #expect(!exists(folder + "/out/read-resistance.png"), "a picture of an earlier run")
    }
  }

  @Test func anInterruptLeavesNoManifest() async throws {
    try await withTemporaryFolder { folder in
      let manifest = folder + "/out/run.json"
      try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
      try write("old", to: manifest)
      let result = try await Subprocess.run(
        .path(Mxbar.path), arguments: ["digits", "--epochs", "1000000", "--ratings", "100", "--out", "out", "--overwrite"],
        workingDirectory: FilePath(folder), input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
      ) { execution in
        // The earlier run's manifest goes when the work begins; so many passes of training then take far longer than this.
        for _ in 0..<6000 where exists(manifest) { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(300))
        try execution.send(signal: .interrupt)
      }
      let outcome = Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
      #expect(outcome.status == 130 && outcome.output.isEmpty)
      #expect(
        outcome.errors == """
          mxbar: what was done is kept: the same command with --resume goes on from it
          mxbar: interrupted; the run is incomplete and has no run.json

          """)
      #expect(!exists(manifest))
    }
  }
}
