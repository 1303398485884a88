import CircuitSimulation
import Netlisting

/// How a worker process is started: a program, with arguments that make it call `NgspiceWorker.serve`.
public struct WorkerProgram: Hashable, Sendable {
  /// The program's file; it is usually this program itself.
  public var path: String
  /// Without the program's own name; they must make it serve as a worker.
  public var arguments: [String]

  /// The path should be absolute, since each worker runs in a folder of its own; PATH is not searched.
  public init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }
}

/// ngspice as a library in several processes.
///
/// libngspice keeps its state in globals, so parallel simulations need processes. A process can also be killed when ngspice
/// hangs, and may crash without ending the run. A deck whose worker is lost is repeated once in a new one.
public actor WorkerPool: SpiceEngine {
  /// The largest number of worker processes.
  public nonisolated let capacity: Int
  private let program: WorkerProgram
  private let timeLimit: Duration
  /// The workers, idle ones included.
  private let places: WorkPlaces<WorkerProcess>
  /// The identity of the worker that was started last.
  private var known: EngineIdentity?
  /// A note for each worker that was lost, and what became of its deck, in the order of the losses.
  public private(set) var losses: [String] = []

  public var notes: [String] { losses }

  /// - Parameters:
  ///   - workers: the largest number of processes; each is started when it is first needed.
  ///   - timeLimit: for simulations that state none. There is always one, since a worker that is stopped never answers.
  public init(_ program: WorkerProgram, workers: Int, timeLimit: Duration = .longestSimulation) {
    self.program = program
    self.timeLimit = timeLimit
    capacity = workers
    places = WorkPlaces(count: workers)
  }

  /// Starts a worker if there has been none.
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

  /// - Throws: `SimulationError`; `.analysisFailed` also for a deck over which two workers were lost.
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

  /// Records the loss of a worker.
  /// - Parameter lost: why workers were lost over this deck; the new reason is added.
  /// - Throws: `SimulationError.analysisFailed` if the deck is not to be tried again.
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

  /// An idle worker, a new one if there may be more, or the next one that becomes free.
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
