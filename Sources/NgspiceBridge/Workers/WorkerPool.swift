import CircuitSimulation
import Netlisting

/// How to start a worker process: a program, and the arguments with which it calls `NgspiceWorker.serve`.
public struct WorkerProgram: Hashable, Sendable {
  public var path: String
  public var arguments: [String]

  public init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }
}

/// ngspice in several processes.
///
/// libngspice keeps its state in globals, so a process is the unit of parallelism; it is also what can be ended when
/// ngspice hangs, and what may die without taking a run with it. A deck whose worker is lost goes to a fresh one, once.
public actor WorkerPool: SpiceEngine {
  public nonisolated let capacity: Int
  private let program: WorkerProgram
  private let timeLimit: Duration
  private var idle: [WorkerProcess] = []
  private var started = 0
  private var waiting: [Waiting] = []
  private var nextTicket = 0
  private var known: EngineIdentity?
  /// Workers that were lost, and what became of their decks; in the order of the losses.
  public private(set) var losses: [String] = []

  private struct Waiting {
    let ticket: Int
    let continuation: CheckedContinuation<WorkerProcess?, any Error>
  }

  /// - Parameters:
  ///   - workers: most processes at a time; each is started when first needed.
  ///   - timeLimit: of a simulation that has none of its own: a worker may be stopped for good, and never answer.
  public init(_ program: WorkerProgram, workers: Int, timeLimit: Duration = .longestSimulation) {
    precondition(workers > 0, "a pool has workers")
    self.program = program
    self.timeLimit = timeLimit
    capacity = workers
  }

  public var identity: EngineIdentity {
    get async throws {
      if let known { return known }
      do {
        release(try await acquire())
      } catch let loss as WorkerProcess.Lost {
        throw loss.atStart
      }
      guard let known else { throw SimulationError.engineUnavailable("no worker told its version") }
      return known
    }
  }

  public func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    let timeLimit = timeLimit ?? self.timeLimit
    do { try deck.validate() } catch { throw SimulationError.refused(error) }
    var lost: [String] = []
    while true {
      let worker: WorkerProcess
      do {
        worker = try await acquire()
      } catch let loss as WorkerProcess.Lost {
        try note(loss, deck, &lost)
        continue
      }
      do {
        let job = NgspiceJob(deck, writer: NgspiceWriter(for: worker.identity))
        let result = try await worker.simulate(job, timeLimit: timeLimit)
        release(worker)
        return result
      } catch let loss as WorkerProcess.Lost {
        release(nil)
        try Task.checkCancellation()
        if let limit = loss.exceeded { throw SimulationError.timeLimitExceeded(limit) }
        try note(loss, deck, &lost)
      } catch SimulationError.engineLost(let message) {
        // Only a new process helps, and the pool has more of them.
        release(nil)
        throw SimulationError.circuitRejected(line: nil, engineMessage: message)
      } catch {
        release(worker)
        throw error
      }
    }
  }

  /// - Parameter lost: why workers were lost over this deck before.
  /// - Throws: `SimulationError.analysisFailed` when it is not to be tried again.
  private func note(_ loss: WorkerProcess.Lost, _ deck: Deck, _ lost: inout [String]) throws {
    lost.append(loss.reason)
    losses.append(
      "a worker process was lost (\(loss.reason)); "
        + (lost.count == 1 ? "its simulation was repeated" : "its simulation, repeated once, counts as failed"))
    guard lost.count > 1 else { return }
    throw SimulationError.analysisFailed(
      analysis: deck.analysis.name, element: nil,
      engineMessage: "the process that simulated it was lost twice: \(lost.joined(separator: "; "))")
  }

  // MARK: Workers

  /// An idle worker, or a new one while there may be more of them, or the next one that gets free.
  private func acquire() async throws -> WorkerProcess {
    try Task.checkCancellation()
    if let worker = idle.popLast() { return worker }
    if started == capacity {
      nextTicket += 1
      let ticket = nextTicket
      let worker = try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { waiting.append(Waiting(ticket: ticket, continuation: $0)) }
      } onCancel: {
        Task { await self.cancel(ticket) }
      }
      if let worker { return worker }
    } else {
      started += 1
    }
    do {
      let worker = try await WorkerProcess.start(program)
      known = worker.identity
      return worker
    } catch {
      release(nil)
      throw error
    }
  }

  /// Gives a worker back; nil if it was lost, which leaves room for a new one.
  private func release(_ worker: WorkerProcess?) {
    if !waiting.isEmpty {
      waiting.removeFirst().continuation.resume(returning: worker)
    } else if let worker {
      idle.append(worker)
    } else {
      started -= 1
    }
  }

  private func cancel(_ ticket: Int) {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiting.remove(at: index).continuation.resume(throwing: CancellationError())
  }
}
