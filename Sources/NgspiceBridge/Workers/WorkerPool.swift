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
  private let places: WorkPlaces<WorkerProcess>
  private var known: EngineIdentity?
  /// Workers that were lost, and what became of their decks; in the order of the losses.
  public private(set) var losses: [String] = []

  public var notes: [String] { losses }

  /// - Parameters:
  ///   - workers: most processes at a time; each is started when first needed.
  ///   - timeLimit: of a simulation that has none of its own: a worker may be stopped for good, and never answer.
  public init(_ program: WorkerProgram, workers: Int, timeLimit: Duration = .longestSimulation) {
    self.program = program
    self.timeLimit = timeLimit
    capacity = workers
    places = WorkPlaces(count: workers)
  }

  public var identity: EngineIdentity {
    get async throws {
      if let known { return known }
      do {
        await places.giveBack(try await acquire())
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
        await places.giveBack(worker)
        return result
      } catch let loss as WorkerProcess.Lost {
        await places.giveBack(nil)
        try Task.checkCancellation()
        if let limit = loss.exceeded { throw SimulationError.timeLimitExceeded(limit) }
        try note(loss, deck, &lost)
      } catch SimulationError.engineLost(let message) {
        // Only a new process helps, and the pool has more of them.
        await places.giveBack(nil)
        throw SimulationError.circuitRejected(line: nil, engineMessage: message)
      } catch {
        await places.giveBack(worker)
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

  /// An idle worker, or a new one while there may be more of them, or the next one that gets free.
  private func acquire() async throws -> WorkerProcess {
    if let worker = try await places.take() { return worker }
    do {
      let worker = try await WorkerProcess.start(program)
      known = worker.identity
      return worker
    } catch {
      await places.giveBack(nil)
      throw error
    }
  }
}
