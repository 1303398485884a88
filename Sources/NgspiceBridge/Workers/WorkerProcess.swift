import CircuitSimulation
import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// One worker process as seen by its parent. It has one request at a time.
actor WorkerProcess {
  /// The process ended, or had to be killed, before it answered.
  struct Lost: Error {
    /// How it ended, for notes and messages.
    let reason: String
    /// The time limit that the process did not keep by itself; nil if that was not the reason.
    var exceeded: Duration?

    /// The error for callers that do not try again.
    var atStart: SimulationError { .engineUnavailable("a worker process did not start: \(reason)") }
  }

  /// As the worker announced it.
  nonisolated let identity: EngineIdentity
  private let socket: WorkerSocket
  /// Ends when the process does; cancelling it kills the process.
  private let process: Task<TerminationStatus, any Error>
  private let executor = SerialQueueExecutor(label: "worker")

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// How long a worker may exceed a simulation's time limit before it is killed. It keeps the limit itself unless ngspice hangs.
  private static let grace = Duration.seconds(10)

  private init(identity: EngineIdentity, socket: WorkerSocket, process: Task<TerminationStatus, any Error>) {
    self.identity = identity
    self.socket = socket
    self.process = process
  }

  /// Starts a worker process and waits until its ngspice is ready.
  /// - Throws: `SimulationError.engineUnavailable`; `Lost` if the process was ended by a signal.
  static func start(_ program: WorkerProgram) async throws -> WorkerProcess {
    guard let (socket, childEnd) = WorkerSocket.pair() else {
      throw SimulationError.engineUnavailable("no socket to a worker process: \(String(cString: strerror(errno)))")
    }
    let folder: PrivateFolder
    do { folder = try PrivateFolder() } catch {
      throw SimulationError.engineUnavailable("no folder for a worker process: \(error)")
    }
    let environment = Environment.inherit.updating(
      Dictionary(uniqueKeysWithValues: folder.environment.map { (Environment.Key(stringLiteral: $0), $1) }))
    let process = Task {
      defer { folder.remove() }
      return try await Subprocess.run(
        .path(FilePath(program.path)), arguments: Arguments(program.arguments), environment: environment,
        workingDirectory: FilePath(folder.path),
        input: .fileDescriptor(FileDescriptor(rawValue: childEnd), closeAfterSpawningProcess: true),
        output: .discarded, error: .discarded
      ).terminationStatus
    }
    do {
      let greeting = try await Greeting(socket: socket).wait()
      return WorkerProcess(identity: greeting, socket: socket, process: process)
    } catch let error as SimulationError {
      throw error
    } catch {
      process.cancel()
      let end = await process.result
      if case WorkerSocket.Failure.closed = error, case .success(.signaled) = end { throw Lost(reason: describe(end)) }
      throw SimulationError.engineUnavailable("the worker process '\(program.path)' did not start: \(describe(end))")
    }
  }

  /// Has a deck simulated. If the task is cancelled, the process is killed.
  /// - Throws: `SimulationError` as the worker reports it; `Lost`.
  func simulate(_ job: NgspiceJob, timeLimit: Duration?) async throws -> SimulationResult {
    try await ask(.simulate(job, timeLimit: timeLimit), timeLimit: timeLimit) { reply, numbers in
      guard case .result(let lengths, let warnings) = reply else { return nil }
      return SimulationResult(job.probes, lengths: lengths, numbers: numbers, warnings: warnings)
    }
  }

  /// Has a library expanded. The process must not be used for anything else afterwards.
  /// - Throws: `SimulationError` as the worker reports it; `Lost`.
  func expand(_ request: ExpansionRequest, timeLimit: Duration) async throws -> LibraryExpansion {
    try await ask(.expand(request), timeLimit: timeLimit) { reply, _ in
      guard case .expansion(let expansion) = reply else { return nil }
      return expansion
    }
  }

  /// Sends a request and waits for the answer.
  /// - Parameter read: converts the answer; nil if it does not fit the request.
  private func ask<Answer>(
    _ request: WorkerRequest, timeLimit: Duration?, read: (WorkerReply, [Double]) -> Answer?
  ) async throws -> Answer {
    do {
      return try await withTaskCancellationHandler {
        try socket.send(request)
        let (reply, numbers) = try socket.receive(WorkerReply.self, timeLimit: timeLimit.map { $0 + Self.grace })
        if case .failure(let error) = reply { throw error }
        guard let answer = read(reply, numbers) else { throw WorkerSocket.Failure.garbled }
        return answer
      } onCancel: {
        process.cancel()
      }
    } catch let failure as WorkerSocket.Failure {
      process.cancel()
      let end = await process.result
      if case .timedOut = failure { throw Lost(reason: "it did not keep its time limit", exceeded: timeLimit) }
      throw Lost(reason: Self.describe(end))
    }
  }

  private static func describe(_ end: Result<TerminationStatus, any Error>) -> String {
    switch end {
    case .success(let status): "it \(status.words)"
    case .failure(let error): "\(error)"
    }
  }
}

/// Waits for a worker's first message on a queue of its own, outside of the cooperative pool.
private actor Greeting {
  private let socket: WorkerSocket
  private let executor = SerialQueueExecutor(label: "worker start")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(socket: WorkerSocket) { self.socket = socket }

  func wait() throws -> EngineIdentity {
    guard case .ready(let identity) = try socket.receive(WorkerReply.self, timeLimit: .seconds(30)).header else {
      throw WorkerSocket.Failure.garbled
    }
    return identity
  }
}
