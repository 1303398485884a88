import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

private let small = [
  "--amplitudes", "2,5", "--widths", "20", "--gate-voltages", "0.8,1.12", "--count", "3", "--disturb-corners", "1",
  "--confirm", "0", "--ratings", "100",
]

private func window(_ arguments: String..., in folder: String) async throws -> Outcome {
  try await Outcome.of(.path(Mxbar.path), ["window"] + small + arguments, in: folder)
}

@Suite struct WindowTests {
  @Test func twoWorkersFindWhatOneFinds() async throws {
    try await withTemporaryFolder { folder in
      for jobs in ["1", "2"] {
        let outcome = try await window("--jobs", jobs, "--out", jobs, in: folder)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output.contains("3 cells written at each of 4 settings (seed 1)"))
      }
      let points = try read(folder + "/1/points.csv")
      #expect(try read(folder + "/2/points.csv") == points)
      #expect(points.split(separator: "\n").count == 1 + 4)
      let other = try await window("--seed", "2", "--out", "3", in: folder)
      #expect(other.status == 0)
      #expect(try read(folder + "/3/points.csv") != points)
    }
  }

  @Test func printsOneJSONObjectAndKeepsItInTheManifest() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await window("--json", "--target", "0.5", "--out", "out", in: folder)
      #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 1)
      let summary = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect(summary["cells"] as? Int == 3 && (summary["points"] as? [Any])?.count == 4)
      let candidate = try #require(summary["candidate"] as? [String: Any])
      #expect(Set(candidate.keys) == ["point", "confirmation", "checks", "margin_steps", "room"] && summary["nearest"] is NSNull)
      let point = try #require(candidate["point"] as? [String: Any])
      #expect(
        Set(point.keys).isSuperset(of: [
          "set_success", "reset_success", "volatile", "overprogrammed", "disturbed", "disturb_voltage_V", "set_energy_J",
        ]))
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: Data(read(folder + "/out/run.json").utf8)) as? [String: Any])
      #expect(manifest["results"] as? NSDictionary == summary as NSDictionary)
      for picture in ["window", "set-success", "reset-success", "volatile", "overprogrammed", "energy"] {
        #expect(exists("\(folder)/out/\(picture).png") && exists("\(folder)/out/\(picture).svg"), "\(picture)")
      }
    }
  }

  @Test func aTargetOutOfReachIsSaidToBe() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await window("--amplitudes", "0.5", "--json", "--target", "1", "--out", "out", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let summary = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect(summary["recommended"] is NSNull && summary["met_points"] as? Int == 0)
      let missed = try #require((summary["nearest"] as? [String: Any])?["missed"] as? [[String: Any]])
      #expect(missed.contains { $0["limit"] as? String == "set_success" && $0["allowed"] as? Double == 1 })
      #expect(
        (summary["conclusion"] as? String)?.hasPrefix("No setting of the grid meets the limits; nearest comes 0.5 V") == true)
    }
  }

  /// The raw files hold what the CSV files hold, by ngspice's own reading.
  @Test func waveformsAreThereForNgspiceToo() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await window(
        "--waveforms", "--cell-index", "4", "--waveform-amplitude", "6", "--waveform-gate-voltage", "1.2",
        "--waveform-width", "10", "--out", "out", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      for (name, driver) in [("set", 1), ("reset", 2)] {
        let rows = try read("\(folder)/out/waveforms-\(name).csv").split(separator: "\n").dropFirst().map { line in
          line.split(separator: ",").compactMap { Double($0) }
        }
        let middle = rows.count / 2
        try write(
          """
          * waveforms
          .control
          set numdgt=12
          load waveforms-\(name).raw
          print length(time) time[\(middle)] v(bl_driver)[\(middle)] v(sl_driver)[\(middle)] v(m)[\(middle)] i(vsl)[\(middle)] w[\(middle)]
          quit
          .endc
          .end

          """, to: "\(folder)/out/\(name).sp")
        let ngspice = try await Outcome.of(.name("ngspice"), ["-n", "-b", "\(name).sp"], in: folder + "/out")
        let printed = ngspice.output.split(separator: "\n").filter { $0.contains(" = ") }.compactMap {
          $0.split(separator: "=").last.flatMap { Double($0.trimmingCharacters(in: .whitespaces)) }
        }
        let row = rows[middle]
        let expected = [Double(rows.count), row[0], row[1], row[2], row[5], row[7], row[8]]
        #expect(printed.count == expected.count, "\(ngspice.output) \(ngspice.errors)")
        for (found, value) in zip(printed, expected) { #expect(abs(found - value) <= 1e-6 * abs(value), "\(name)") }
        // The driven line is at 6 V on the plateau, the other one at 0 V; the pulse of 10 ms ends at zero.
        let plateau = try #require(rows.first { $0[0] > 5e-3 })
        #expect(plateau[driver] == 6 && plateau[3 - driver] == 0)
        #expect(try #require(rows.last)[0] > 10e-3 && rows.last?[driver] == 0)
        #expect(exists("\(folder)/out/waveforms-\(name).png") && exists("\(folder)/out/waveforms-\(name).svg"))
      }
    }
  }

  @Test func anInterruptKeepsFinishedPoints() async throws {
    try await withTemporaryFolder { folder in
      let table = folder + "/out/cells.csv"
      // As many points as no machine is done with before it is interrupted, however late that comes among other tests.
      let gates = (0..<10_000).map { "\(1 + Double($0) / 1e5)" }.joined(separator: ",")
      let result = try await Subprocess.run(
        .path(Mxbar.path),
        arguments: [
          "window", "--count", "10", "--disturb-corners", "1", "--amplitudes", "5", "--widths", "20", "--gate-voltages", gates,
          "--jobs", "1", "--engine", "ngspice", "--out", "out",
        ],
        workingDirectory: FilePath(folder), input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
      ) { execution in
        func lines() -> Int { ((try? read(table)) ?? "").split(separator: "\n").count }
        for _ in 0..<6000 where lines() < 30 { try await Task.sleep(for: .milliseconds(10)) }
        try execution.send(signal: .interrupt)
      }
      let outcome = Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
      #expect(outcome.status == 130 && outcome.output.isEmpty, "\(outcome.errors)")
      let lines = try read(table).split(separator: "\n")
      #expect(lines.count >= 30 && lines.count < 10_001 * 13)
      #expect(Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }).count == 1, "whole lines")
      #expect(!exists(folder + "/out/run.json"))
    }
  }

  /// A memristor that no solver can follow beyond 3 V: the points above it are reported as such, the others are whole.
  @Test func pointsThatCannotBeSimulatedAreReported() async throws {
    try await withTemporaryFolder { folder in
      try write(
        """
        .subckt ag_mos2 te be params: v_set=1 v_reset=1 r_lrs=1k r_hrs=1e6 w0=0 g_stable=1e-4 can_reset=1
        Bcell te be I = V(te,be)/1000 + 1e30*max(min(1e9*(abs(V(te,be))-2.5),1),0)
        Rw w 0 1
        Cw w 0 1e-9 ic={w0}
        .ends

        """, to: folder + "/abrupt.sub")
      try write("{name: abrupt, like: ag-mos2, model: {file: abrupt.sub}}", to: folder + "/abrupt.yaml")
      let outcome = try await window(
        "--gate-voltages", "5", "--device", "abrupt.yaml", "--json", "--out", "out", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let rows = try read(folder + "/out/points.csv").split(separator: "\n").map(String.init)
      #expect(rows.count == 3 && rows[1].hasPrefix("2,") && rows[1].hasSuffix(",0,0,"))
      #expect(rows[2].hasPrefix("5,") && rows[2].contains("the simulator returned"), "\(rows[2])")
      let deck = try read(folder + "/out/failed/analysis-1.cir")
      #expect(deck.contains("failed: the simulator returned") && deck.contains("abs(V(te,be))-2.5"))
      #expect(try read(folder + "/out/run.json").contains("simulations failed"))
      #expect(outcome.errors.contains("out/failed"))
    }
  }

  @Test(arguments: [
    (["--amplitudes", "5,-1"], "--amplitudes is -1 V; allowed is more than 0 to 100 V."),
    (["--amplitudes", "5,5"], "--amplitudes names a value twice"),
    (["--widths", "0"], "--widths is 0 ms; allowed is more than 0 to 1000000 ms."),
    (["--gate-voltages", "1,x"], "--gate-voltages is 'x', which is no number"),
    (["--target", "95"], "--target is 95; allowed is 0 to 1."),
    (["--max-volatile", "nan"], "--max-volatile is nan; allowed is 0 to 1."),
    (["--count", "0"], "--count is 0; allowed is 1 to 100000."),
    (["--rows", "1"], "--rows is 1; allowed is 2 to 1024."),
    (["--confirm", "-1"], "--confirm is -1; allowed is 0 to 1000000."),
    (["--jobs", "0"], "--jobs is 0; allowed is 1 to 1024."),
    (["--waveforms", "--cell-index", "-1"], "--cell-index is -1; allowed is 0 to 1000000."),
    (["--waveforms", "--waveform-width", "inf"], "--waveform-width is inf ms; allowed is more than 0 to 1000000 ms."),
    (["--rest", "0"], "--rest is 0 s; allowed is more than 0 to 1000000000 s."),
  ])
  func optionsAreRefusedWithWhatIsAllowed(arguments: [String], message: String) async throws {
    let outcome = try await Outcome.of(.path(Mxbar.path), ["window"] + arguments, in: NSTemporaryDirectory())
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func aModelThatNgspiceCannotReadIsNamed() async throws {
    try await withTemporaryFolder { folder in
      try write(".model odd nmos level=99 vto=0.7\n", to: folder + "/odd.mod")
      let outcome = try await window("--transistor-model", "odd.mod", "--out", "out", in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains("'odd.mod'"), "\(outcome.errors)")
      #expect(!exists(folder + "/out/run.json"))
    }
  }

  @Test func theExampleRuns() async throws {
    let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("examples/window/window.yaml")
    try await withTemporaryFolder { folder in
      let outcome = try await window("--config", examples.path, "--json", "--out", "out", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: Data(read(folder + "/out/run.json").utf8)) as? [String: Any])
      let configuration = try #require(manifest["configuration"] as? [String: Any])
      #expect(configuration["target"] as? Double == 0.95 && configuration["gate_voltages_V"] as? [Double] == [0.8, 1.12])
      #expect(try read(folder + "/out/waveforms-set.raw").hasPrefix("Title: SET of cell 4: "))
    }
  }
}
