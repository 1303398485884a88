import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// How runs end when something from outside ends them, and what lies in a folder afterwards.
@Suite struct RunEndTests {
  private static let small = ["sneak", "--rows", "2", "--columns", "2"]

  /// A shell's command line, with the program as `$0`.
  private func shell(_ script: String, in folder: String) async throws -> Outcome {
    try await Outcome.of(.path("/bin/sh"), ["-c", script, try Mxbar.path.string], in: folder)
  }

  @Test(arguments: [
    "sneak --rows 2 --columns 2 --json", "sneak --rows 2 --columns 2", "--help", "netlist read --rows 1 --columns 1",
  ])
  func aFullDiskFails(command: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await shell("\"$0\" \(command) > /dev/full", in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.errors == "mxbar: cannot write to standard output: No space left on device\n", "\(outcome.errors)")
    }
  }

  @Test func aReaderThatHasEnoughIsNoTrouble() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await shell(
        "(\"$0\" sneak --rows 2 --columns 2; echo $? > status) | sh -c 'exec <&-; sleep 4'", in: folder)
      #expect(outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(try read(folder + "/status") == "1\n")
      #expect(exists(folder + "/mxbar-out/sneak/run.json"))
    }
  }

  @Test(arguments: [(Signal.terminate, 143, "SIGTERM"), (.terminalClosed, 129, "SIGHUP")])
  func aSignalEndsARunAsAnInterruptDoes(signal: Signal, status: Int, word: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await Subprocess.run(
        .path(Mxbar.path), arguments: ["digits", "--epochs", "1", "--bits", "8", "--out", "out"],
        workingDirectory: FilePath(folder), input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
      ) { execution in
        while !exists(folder + "/out") { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .milliseconds(500))
        try execution.send(signal: signal)
      }
      let outcome = Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
      #expect(outcome.status == status && outcome.output.isEmpty)
      #expect(outcome.errors.contains(word) && outcome.errors.contains("has no run.json"), "\(outcome.errors)")
    }
  }

  @Test func tooFewOpenFilesAreSaidAndAShellsOwnLimitIsRaised() async throws {
    try await withTemporaryFolder { folder in
      let command = "\"$0\" " + Self.small.joined(separator: " ")
      let hard = try await shell("ulimit -n 12; \(command)", in: folder)
      #expect(hard.status == 1 && hard.errors.contains("limit on open files is 12; needed are at least 64"), "\(hard.errors)")
      let soft = try await shell("ulimit -S -n 12; \(command)", in: folder)
      #expect(soft.status == 0 && soft.errors.isEmpty, "\(soft.errors)")
      let memory = try await shell("ulimit -v 400000; \(command)", in: folder)
      #expect(memory.status == 1 && memory.errors.contains("limit on address space is 390 MB"), "\(memory.errors)")
    }
  }

  // MARK: Start-up files

  @Test func aUsersStartUpFileChangesNothing() async throws {
    try await withTemporaryFolder { folder in
      try write("option tnom=100\nshell touch \(folder)/executed\n", to: folder + "/.spiceinit")
      let arguments = Self.small + ["--cell", "1T1R", "--json", "--overwrite"]
      let plain = try await Outcome.of(.path(Mxbar.path), arguments, in: FileManager.default.temporaryDirectory.path)
      let beside = try await Outcome.of(
        .path(Mxbar.path), arguments, in: folder, environment: .inherit.updating(["HOME": folder]))
      let timeless = { (text: String) in text.replacing(/"seconds":[0-9.e-]+/, with: "") }
      #expect(plain.status == 0 && timeless(beside.output) == timeless(plain.output))
      #expect(!exists(folder + "/executed"))
    }
  }

  @Test func aSystemsStartUpFileIsReported() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/lib/scripts", withIntermediateDirectories: true)
      try write("* own\nalias exit quit\nset num_threads=4\noption tnom=100\n", to: folder + "/lib/scripts/spinit")
      let outcome = try await Outcome.of(
        .path(Mxbar.path), Self.small + ["--cell", "1T1R", "--ratings", "100", "--out", "out"], in: folder,
        environment: .inherit.updating(["SPICE_LIB_DIR": folder + "/lib"]))
      let note = "ngspice's start-up file \(folder)/lib/scripts/spinit has 'option tnom=100', which may change results"
      #expect(outcome.errors == "mxbar: \(note)\n")
      #expect(try read(folder + "/out/run.json").contains(note))
      #expect(try read(folder + "/out/report.html").contains("option tnom=100"))
    }
  }

  /// BSIM3 writes what it thinks of a card into the current folder.
  @Test func ngspiceLeavesNoFilesWithTheUser() async throws {
    try await withTemporaryFolder { folder in
      try write(".model odd nmos level=49 version=3.3 tox=8e-9 vth0=0.7 u0=400 vsat=8e4 pscbe2=-1\n", to: folder + "/odd.mod")
      let outcome = try await Outcome.of(
        .path(Mxbar.path),
        ["netlist", "read", "--rows", "2", "--columns", "2", "--transistor-model", "odd.mod", "-o", "read.cir"],
        in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["odd.mod", "read.cir", "read.cir.expected.json"])
    }
  }

  // MARK: Folders

  @Test func resultsOfTwoRunsNeverLieInOneFolder() async throws {
    try await withTemporaryFolder { folder in
      func run(_ arguments: String...) async throws -> Outcome {
        try await Outcome.of(.path(Mxbar.path), arguments + ["--out", "out"], in: folder)
      }
      func refusal(_ outcome: Outcome) -> String? { outcome.status == 2 ? outcome.errors : nil }
      #expect(try await run("sneak", "--rows", "2", "--columns", "2", "--sizes", "2,3").status == 0)
      #expect(exists(folder + "/out/sizes.csv"))
      let before = try read(folder + "/out/run.json")
      // Another study, other settings.
      let device = try #require(refusal(try await run("device", "iv", "--cycles", "1")))
      #expect(device.contains("'out' holds the results of another run ('mxbar sneak"), "\(device)")
      #expect(refusal(try await run("sneak", "--rows", "2", "--columns", "2")) != nil)
      #expect(try read(folder + "/out/run.json") == before)
      // The same again, however it is written.
      #expect(try await run("sneak", "--sizes=2,3", "--columns", "2", "--rows=2", "--jobs", "1").status == 0)
      try write("mine", to: folder + "/out/mine.txt")
      #expect(try await run("sneak", "--rows", "2", "--columns", "2", "--overwrite").status == 0)
      #expect(!exists(folder + "/out/sizes.csv") && !exists(folder + "/out/growth.png"), "a file of the earlier run")
      #expect(try read(folder + "/out/mine.txt") == "mine")
      // The beginning of a run.
      try FileManager.default.removeItem(atPath: folder + "/out/run.json")
      let partial = try #require(refusal(try await run("sneak", "--rows", "2", "--columns", "2")))
      #expect(partial.contains("a run that did not end") && partial.contains("--overwrite"), "\(partial)")
    }
  }

  @Test func aFolderOfOtherFilesIsRefused() async throws {
    try await withTemporaryFolder { folder in
      try write("mine", to: folder + "/cells.csv")
      let arguments = Self.small + ["--out", "."]
      let refused = try await Outcome.of(.path(Mxbar.path), arguments, in: folder)
      #expect(
        refused.status == 2 && refused.errors.contains("files that are of no run known here (cells.csv)"), "\(refused.errors)")
      #expect(try read(folder + "/cells.csv") == "mine")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["cells.csv"])
    }
  }
}
