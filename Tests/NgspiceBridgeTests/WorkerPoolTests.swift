import CircuitSimulation
import Foundation
import Netlisting
import NgspiceBridge
import Testing

/// The built `mxbar` beside the test bundle, as a worker.
func mxbarWorker() throws -> WorkerProgram {
  let bundle = try #require(Bundle.main.executableURL)
  return WorkerProgram(path: bundle.deletingLastPathComponent().appendingPathComponent("mxbar").path, arguments: ["worker"])
}

/// Workers of the pool before may still be on their way out, and would be taken for those of this one.
private func makePool(workers count: Int = 2) async throws -> WorkerPool {
  try #require(try await waitForWorkers(0) == [])
  return WorkerPool(try mxbarWorker(), workers: count)
}

/// About a second of work.
private func long() throws -> Deck {
  var deck = try divider()
  try deck.circuit.add("C1", .capacitor("out", .ground, 1e-9))
  deck.analysis = .transient(stop: .seconds(0.05), maximumStep: .microseconds(0.1))
  deck.probes = [.voltage("out")]
  return deck
}

/// The child processes of a process that are workers, and not commands that other tests run meanwhile.
private func workers(of parent: Int32 = getpid()) throws -> [Int32] {
  try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter { process in
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return false }
    guard status.contains("\nPPid:\t\(parent)\n"), status.hasPrefix("Name:\tmxbar\n") else { return false }
    let arguments = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
    return arguments.split(separator: "\0").dropFirst().first == "worker"
  }
}

private func waitForWorkers(_ count: Int) async throws -> [Int32] {
  for _ in 0..<500 {
    let found = try workers()
    if found.count == count { return found }
    try await Task.sleep(for: .milliseconds(20))
  }
  return try workers()
}

extension NgspiceEngineTests {
  /// Processes are counted and ended here: one test at a time.
  @Suite(.serialized) struct Workers {
    @Test func aWorkerAnswersAsTheEngineInThisProcessDoes() async throws {
      let pool = try await makePool()
      for analysis in [
        Analysis.operatingPoint, .sweep(source: "V1", start: 0, stop: 1, step: 0.25),
        .transient(stop: .milliseconds(1), maximumStep: .microseconds(50)),
      ] {
        var deck = try divider()
        deck.analysis = analysis
        let (here, there) = (try await engine.simulate(deck), try await pool.simulate(deck))
        #expect(here == there)
      }
      #expect(try await pool.identity == engine.identity)
      await #expect(throws: SimulationError.refused(.noProbes)) {
        var deck = try divider()
        deck.probes = []
        _ = try await pool.simulate(deck)
      }
      let unreadable = try boxed("B1 a b I=foo(V(a))")
      var errors: [SimulationError] = []
      for engine in [engine, pool] as [any SpiceEngine] {
        do { _ = try await engine.simulate(unreadable) } catch let error as SimulationError { errors.append(error) }
      }
      #expect(errors.count == 2 && errors.first == errors.last)
    }

    @Test func moreDecksThanWorkersAllGetTheirAnswer() async throws {
      let pool = try await makePool()
      try await withThrowingTaskGroup(of: (Int, Double).self) { group in
        for index in 0..<100 {
          group.addTask {
            (index, try await pool.simulate(try divider(lower: .kiloohms(Double(index + 1)))).final(.voltage("out")))
          }
        }
        for try await (index, voltage) in group {
          #expect(abs(voltage - Double(index + 1) / Double(index + 2)) < 1e-9, "deck \(index)")
        }
      }
      #expect(try workers().count == 2)
      #expect(await pool.losses == [])
    }

    @Test func theDeckOfAKilledWorkerIsSimulatedAgain() async throws {
      let pool = try await makePool(workers: 1)
      let task = Task { try await pool.simulate(try long()) }
      let worker = try #require(try await waitForWorkers(1).first)
      try await Task.sleep(for: .milliseconds(200))
      kill(worker, SIGKILL)
      #expect(abs(try await task.value.final(.voltage("out")) - 0.75) < 1e-6)
      let losses = await pool.losses
      #expect(losses.count == 1 && losses[0].contains("signal 9") && losses[0].contains("repeated"))
    }

    /// Killed before it is ready, as by a machine short of memory.
    @Test func aWorkerKilledAtItsStartIsReplaced() async throws {
      try await withScript("[ -e \"$0.again\" ] && exec \"$@\"\ntouch \"$0.again\"\nkill -9 $$") { script in
        let worker = try mxbarWorker()
        let pool = WorkerPool(WorkerProgram(path: script, arguments: [worker.path] + worker.arguments), workers: 1)
        #expect(abs(try await pool.simulate(try divider()).final(.voltage("out")) - 0.75) < 1e-12)
        let losses = await pool.losses
        #expect(losses.count == 1 && losses[0].contains("signal 9"), "\(losses)")
      }
    }

    private func withScript(_ text: String, _ body: (String) async throws -> Void) async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("worker-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let path = folder.appendingPathComponent("script").path
      try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      try await body(path)
    }

    /// Nothing that a stopped process could be asked would wake it.
    @Test func aWorkerThatIsStoppedForGoodIsEndedAtTheTimeLimit() async throws {
      try #require(try await waitForWorkers(0) == [])
      let pool = WorkerPool(try mxbarWorker(), workers: 1, timeLimit: .milliseconds(300))
      _ = try await pool.identity
      let worker = try #require(try await waitForWorkers(1).first)
      kill(worker, SIGSTOP)
      await #expect(throws: SimulationError.timeLimitExceeded(.milliseconds(300))) { try await pool.simulate(try divider()) }
      #expect(try await waitForWorkers(0) == [])
    }

    @Test func aWorkerHasAFolderOfItsOwnAndLeavesNone() async throws {
      let pool = try await makePool(workers: 1)
      _ = try await pool.identity
      let worker = try #require(try await waitForWorkers(1).first)
      let folder = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(worker)/cwd")
      #expect(folder != FileManager.default.currentDirectoryPath)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      let environment = try String(contentsOfFile: "/proc/\(worker)/environ", encoding: .utf8).split(separator: "\0")
      #expect(environment.contains("HOME=\(folder)"))
      kill(worker, SIGKILL)
      #expect(try await waitForWorkers(0) == [])
      for _ in 0..<100 where FileManager.default.fileExists(atPath: folder) { try await Task.sleep(for: .milliseconds(20)) }
      #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func aDeckThatLosesTwoWorkersFails() async throws {
      let pool = try await makePool(workers: 1)
      let task = Task { try await pool.simulate(try long()) }
      let first = try #require(try await waitForWorkers(1).first)
      kill(first, SIGKILL)
      var second: Int32?
      for _ in 0..<500 where second == nil {
        try await Task.sleep(for: .milliseconds(20))
        second = try workers().first { $0 != first }
      }
      try await Task.sleep(for: .milliseconds(200))
      kill(try #require(second), SIGKILL)
      await #expect { try await task.value } throws: { error in
        guard case SimulationError.analysisFailed(_, _, let message) = error else { return false }
        return message.contains("lost twice")
      }
      // The pool goes on with a third.
      #expect(abs(try await pool.simulate(try divider()).final(.voltage("out")) - 0.75) < 1e-12)
    }

    @Test func cancellationEndsTheWorkerAndFreesThoseWhoWait() async throws {
      let pool = try await makePool(workers: 1)
      let tasks = (0..<3).map { _ in Task { try await pool.simulate(try long()) } }
      _ = try await waitForWorkers(1)
      try await Task.sleep(for: .milliseconds(200))
      for task in tasks { task.cancel() }
      for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
      #expect(try await waitForWorkers(0) == [])
      #expect(abs(try await pool.simulate(try divider()).final(.voltage("out")) - 0.75) < 1e-12)
    }

    @Test func theTimeLimitHoldsInAWorker() async throws {
      let pool = try await makePool(workers: 1)
      await #expect(throws: SimulationError.timeLimitExceeded(.milliseconds(100))) {
        try await pool.simulate(try long(), timeLimit: .milliseconds(100))
      }
      #expect(try workers().count == 1)
      #expect(abs(try await pool.simulate(try divider()).final(.voltage("out")) - 0.75) < 1e-12)
    }

    @Test func workersEndWithTheirPool() async throws {
      do {
        let pool = try await makePool()
        _ = try await pool.simulate(try divider())
      }
      #expect(try await waitForWorkers(0) == [])
    }

    @Test(arguments: ["/no/such/program", "/bin/true"])
    func aProgramThatIsNoWorkerIsToldOf(path: String) async throws {
      let pool = WorkerPool(WorkerProgram(path: path, arguments: []), workers: 1)
      await #expect { try await pool.simulate(try divider()) } throws: { error in
        guard case SimulationError.engineUnavailable(let message) = error else { return false }
        return message.contains(path)
      }
    }
  }
}
