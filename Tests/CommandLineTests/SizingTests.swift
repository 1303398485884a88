import Foundation
import Subprocess
import Testing

/// `mxbar sizing` as a user runs it.
@Suite(.serialized) struct SizingTests {
  private func run(_ folder: String, _ arguments: String...) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), ["sizing"] + arguments, in: folder)
  }

  private func results(_ folder: String) throws -> [String: Any] {
    let manifest = try JSONSerialization.jsonObject(with: Data(try read(folder + "/run.json").utf8)) as? [String: Any]
    return try #require(manifest)
  }

  @Test func tellsTheSmallestWidthAndLeavesItsFiles() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        folder, "--widths", "3,60", "--gate-voltages", "1,1.12", "--count", "8", "--target", "0.7", "--out", "out", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect((json["points"] as? [Any])?.count == 4 && (json["answers"] as? [Any])?.count == 2)
      for name in [
        "cells.csv", "points.csv", "load-curves.csv", "demands.csv", "set.cir", "reset.cir", "success-against-width-1.png",
        "set-limit-2.svg", "compliance-against-gate.png", "r-lrs-against-gate.png", "run.json",
      ] { #expect(exists("\(folder)/out/\(name)"), "\(name)") }
      // 2 widths, each with a RESET and two SETs.
      #expect(try read(folder + "/out/cells.csv").split(separator: "\n").count == 1 + 2 * 3 * 8)
      for deck in ["set.cir", "reset.cir"] {
        let spice = try await Outcome.of(.name("ngspice"), ["-b", deck], in: folder + "/out")
        #expect(spice.output.contains("v_xcell_15_0_w ") && !spice.output.contains("failed"), "\(spice.output)\(spice.errors)")
      }
    }
  }

  @Test func workersChangeNothing() async throws {
    try await withTemporaryFolder { folder in
      var tables: [String] = []
      for jobs in ["1", "2"] {
        let outcome = try await run(folder, "--widths", "20", "--count", "6", "--jobs", jobs, "--out", jobs)
        #expect(outcome.status == 0, "\(outcome.errors)")
        tables.append(try read("\(folder)/\(jobs)/cells.csv"))
      }
      #expect(tables[0] == tables[1])
    }
  }

  /// A memristor model whose circuit has no solution for some devices: an algebraic loop without a fixed point.
  @Test func numericalFailuresAreCountedAndTheirDecksKept() async throws {
    try await withTemporaryFolder { folder in
      let model = try read("models/ag-mos2/ag-mos2.sub").replacing(
        ".param v_hold_own",
        with:
          ".param never='max(min(r_lrs-1000,1),0)'\nBnever never 0 V = {never}*max(min(1e9*(0.5-V(never)),1),0)\n.param v_hold_own"
      )
      try write(model, to: folder + "/looped.sub")
      try write("{name: looped, like: ag-mos2, model: {file: looped.sub}}", to: folder + "/looped.yaml")
      let outcome = try await run(
        folder, "--widths", "60", "--count", "12", "--device", "looped.yaml", "--engine", "ngspice", "--out", "out")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let run = try results(folder + "/out")
      let failed = try #require((run["results"] as? [String: Any])?["numerical_failures"] as? Int)
      #expect(failed > 0 && failed < 24)
      #expect(outcome.errors.contains("\(failed) simulation") && outcome.output.contains("\(failed) simulation"))
      #expect(outcome.output.contains("gave no result (numerical failures): those cells are in no share"))
      let cells = try read(folder + "/out/cells.csv")
      #expect(cells.components(separatedBy: "analysis failed").count == failed + 1)
      #expect(try read(folder + "/out/failed/analysis-1.cir").contains("* failed: the transient analysis failed"))
      let notes = try #require(run["notes"] as? [String])
      #expect(
        notes.count == 2 && notes[0].contains("could not finish \(failed) simulations; with other steps and tolerances 0"),
        "\(notes)")
    }
  }

  @Test func anInterruptKeepsTheCellsThatAreDone() async throws {
    try await withTemporaryFolder { folder in
      let process = try start(folder, ["--widths", "60", "--count", "5000"])
      _ = try await waitForCells(20, folder)
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let lines = try read(folder + "/out/cells.csv").split(separator: "\n", omittingEmptySubsequences: false)
      let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false).count
      #expect(lines.count > 20 && lines.last == "")
      #expect(lines.dropLast().allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == columns })
      #expect(!exists(folder + "/out/run.json"))
    }
  }

  @Test func aKilledWorkerCostsNothing() async throws {
    try await withTemporaryFolder { folder in
      // In circuits, so that workers are busy to the end.
      let arguments = ["--engine", "ngspice", "--widths", "60", "--count", "200", "--jobs", "2"]
      let process = try start(folder, arguments)
      let parent = process.processIdentifier
      // On a thread of its own: tests that compute may keep this one waiting until the run has ended.
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        Thread.detachNewThread {
          continuation.resume(
            with: Result {
              let end = ContinuousClock.now + .seconds(60)
              while Self.cells(folder) <= 5, ContinuousClock.now < end { usleep(20_000) }
              let worker = try #require(try Self.workers(of: parent).first)
              // Stopped, so that it has a simulation when it is killed and is not between two.
              kill(worker, SIGSTOP)
              usleep(300_000)
              kill(worker, SIGKILL)
            })
        }
      }
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let notes = try #require(try results(folder + "/out")["notes"] as? [String])
      #expect(notes.contains { $0.contains("signal 9") && $0.contains("repeated") }, "\(notes)")
      let disturbed = try read(folder + "/out/cells.csv")
      #expect(try await Outcome.of(.path(Mxbar.path), ["sizing", "--out", "out"] + arguments, in: folder).status == 0)
      #expect(try read(folder + "/out/cells.csv") == disturbed)
    }
  }

  @Test func theExamplesConfigurationRuns() async throws {
    try await withTemporaryFolder { folder in
      let root = FileManager.default.currentDirectoryPath
      let outcome = try await run(
        folder, "--config", root + "/examples/sizing/corners.yaml", "--count", "4", "--widths", "10,60", "--out", "out", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let points = try read(folder + "/out/points.csv").split(separator: "\n").dropFirst()
      #expect(points.map { $0.prefix(2) } == ["ss", "ss", "tt", "tt", "ff", "ff"])
      // The deck holds the flat transistor and not the library.
      let deck = try read(folder + "/out/set.cir")
      #expect(deck.contains(".subckt access_transistor d g s b") && !deck.contains("\n.lib") && deck.utf8.count < 10_000)
      let engine = try cellEngine(folder + "/out")
      #expect(engine["engine"] as? String == "compiled" && engine["runs_given_to_ngspice"] as? Int == 0)
      let error = try #require(engine["transistor_table_error"] as? Double)
      #expect(error > 0 && error < 1e-3)
      // Faster corners pass more.
      let column = try #require(
        try read(folder + "/out/points.csv").split(separator: "\n").first?.split(separator: ",").firstIndex(
          of: "set.current_A.median"))
      let currents = points.map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[column]) ?? 0 }
      #expect(currents[0] < currents[2] && currents[2] < currents[4], "\(currents)")
    }
  }

  @Test func anIdealSwitchIsCompiled() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        folder, "--transistor", "ideal-switch", "--count", "20", "--check", "10", "--engine", "compiled", "--out", "out")
      #expect(outcome.status == 0 && outcome.output.contains("transistors by tables within"), "\(outcome)")
      let engine = try cellEngine(folder + "/out")
      #expect(engine["runs"] as? Int ?? 0 >= 80 && engine["runs_given_to_ngspice"] as? Int == 0)
      #expect(try #require(engine["transistor_table_error"] as? Double) < 1e-6)
    }
  }

  /// A foundry's transistor has charges, which a table leaves out.
  @Test func pulsesTooShortForATableRunInNgspice() async throws {
    try await withTemporaryFolder { folder in
      let root = FileManager.default.currentDirectoryPath
      let arguments = [
        "--config", root + "/examples/sizing/corners.yaml", "--corners", "tt", "--count", "1", "--widths", "10",
        "--pulse-width", "1e-5", "--out", "out",
      ]
      let outcome = try await Outcome.of(.path(Mxbar.path), ["sizing"] + arguments, in: folder)
      #expect(outcome.status == 0 && outcome.errors.contains("pulses are too short for compiled cells"), "\(outcome)")
      let engine = try cellEngine(folder + "/out")
      #expect(engine["engine"] as? String == "compiled" && (engine["runs_too_short"] as? Int ?? 0) > 0, "\(engine)")
      #expect((engine["transistor_charge_share"] as? Double ?? 0) > 2e-3, "\(engine)")
    }
  }

  private func cellEngine(_ folder: String) throws -> [String: Any] {
    try #require((try results(folder)["results"] as? [String: Any])?["cell_engine"] as? [String: Any])
  }

  @Test func librariesThatCannotBeUsedAreNamed() async throws {
    try await withTemporaryFolder { folder in
      try write(".lib tt\n.model n nmos level=1\n.endl\n", to: folder + "/fab.lib")
      for (arguments, words) in [
        (["--transistor-library", "none.lib", "--transistor-name", "n"], "none.lib"),
        (
          ["--transistor-library", "fab.lib", "--transistor-name", "n", "--corners", "ff"],
          "it has no section 'ff'; there are: tt"
        ),
        (
          ["--transistor-library", "fab.lib", "--transistor-name", "n", "--corners", "tt"],
          "'n' is a model card; give --transistor-kind card"
        ),
      ] {
        let outcome = try await Outcome.of(
          .path(Mxbar.path), ["sizing", "--count", "2", "--widths", "10"] + arguments, in: folder)
        #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.errors)")
      }
    }
  }

  // MARK: Running processes

  private func start(_ folder: String, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Mxbar.path.string)
    process.arguments = ["sizing", "--out", "out"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func waitForCells(_ count: Int, _ folder: String) async throws {
    for _ in 0..<1500 {
      if Self.cells(folder) > count { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("no \(count) cells within 30 s")
  }

  /// Lines of the table of cells so far, its header among them.
  private static func cells(_ folder: String) -> Int {
    (try? read(folder + "/out/cells.csv"))?.split(separator: "\n").count ?? 0
  }

  private static func workers(of parent: Int32) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter { process in
      (try? read("/proc/\(process)/status"))?.contains("\nPPid:\t\(parent)\n") ?? false
    }
  }
}
