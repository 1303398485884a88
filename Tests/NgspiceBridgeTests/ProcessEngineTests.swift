import CircuitSimulation
import Foundation
import Netlisting
import NgspiceBridge
import Testing

extension NgspiceEngineTests {
  /// What only an engine that is a program can do, and fail in.
  @Suite struct Processes {
    /// The library's own figures, to the last digit.
    @Test func aProgramAnswersAsTheLibraryDoes() async throws {
      for analysis in [
        Analysis.operatingPoint, .sweep(source: "V1", start: 0, stop: 1, step: 0.25),
        .transient(stop: .milliseconds(1), maximumStep: .microseconds(50)),
      ] {
        var deck = try divider()
        deck.analysis = analysis
        #expect(try await EngineChoice.ngspiceProcess.tested.simulate(deck) == engine.simulate(deck))
      }
      let (library, program) = (try await engine.identity, try await EngineChoice.ngspiceProcess.tested.identity)
      #expect(library.version == program.version && library.features == program.features)
    }

    @Test func aMissingProgramIsToldOfWithWhatToInstall() async throws {
      for program in ["no-such-ngspice", "/no/such/ngspice"] {
        await #expect { try await NgspiceProcessEngine(program: program, processes: 1).simulate(try divider()) } throws: {
          error in
          guard case SimulationError.engineUnavailable(let message) = error else { return false }
          return message.contains(program) && message.contains("apt-get install ngspice")
        }
      }
    }

    @Test func anotherProgramIsNoEngine() async throws {
      await #expect { try await NgspiceProcessEngine(program: "true", processes: 1).simulate(try divider()) } throws: { error in
        guard case SimulationError.engineUnavailable(let message) = error else { return false }
        return message.contains("'true'")
      }
    }

    /// Says who it is as ngspice does, and then does something else.
    private func withProgram(_ text: String, _ body: (NgspiceProcessEngine) async throws -> Void) async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let path = folder.appendingPathComponent("script").path
      try "#!/bin/sh\ngrep -q version deck.cir && exec ngspice \"$@\"\n\(text)\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      try await body(NgspiceProcessEngine(program: path, processes: 1))
    }

    @Test func theTimeLimitKillsTheProcessAndWhatItStarted() async throws {
      let seconds = "7\(getpid())"
      try await withProgram("sleep \(seconds) & sleep \(seconds)") { engine in
        await #expect(throws: SimulationError.timeLimitExceeded(.milliseconds(100))) {
          try await engine.simulate(try divider(), timeLimit: .milliseconds(100))
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter {
        (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8))?.contains("sleep\0\(seconds)") == true
      }
      #expect(left == [])
    }

    @Test func cancellationEndsTheProcess() async throws {
      try await withProgram("sleep 600") { engine in
        let task = Task { try await engine.simulate(try divider()) }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Its place is free again.
        await #expect(throws: SimulationError.timeLimitExceeded(.milliseconds(50))) {
          try await engine.simulate(try divider(), timeLimit: .milliseconds(50))
        }
      }
    }

    @Test(arguments: [
      ("kill -9 $$", "was ended by signal 9"), ("exit 3", "ended with status 3"),
      ("echo Doing analysis at TEMP > log; echo nothing > result.raw", "a file of results with no values"),
    ])
    func aProgramThatFailsIsAFailedAnalysis(script: String, words: String) async throws {
      try await withProgram(script) { engine in
        await #expect { try await engine.simulate(try divider()) } throws: { error in
          guard case SimulationError.analysisFailed("operating point", nil, let message) = error else { return false }
          return message.contains(words)
        }
      }
    }
  }
}
