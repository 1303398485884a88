import CircuitSimulation
import Netlisting

/// A request to a worker process.
enum WorkerRequest: Codable, Sendable {
  /// Simulate a deck; the worker keeps the time limit itself unless ngspice hangs.
  case simulate(NgspiceJob, timeLimit: Duration?)
  /// Expand a foundry's library; the last request to this worker.
  case expand(ExpansionRequest)
}

/// A message from a worker process: `ready` once, then one answer to each request.
enum WorkerReply: Codable, Sendable {
  /// ngspice has started.
  case ready(EngineIdentity)
  /// A result. Its arrays follow the message as numbers, the scale first; `lengths` has one entry per array.
  case result(lengths: [Int], warnings: [String])
  case expansion(LibraryExpansion)
  /// The request failed; after `engineLost` the worker ends.
  case failure(SimulationError)
}

extension SimulationResult {
  /// Reassembles the arrays that followed a `WorkerReply.result`; nil if their lengths do not fit.
  /// - Parameter lengths: of the scale, then of each probe's values.
  init?(_ probes: [Probe], lengths: [Int], numbers: [Double], warnings: [String]) {
    guard lengths.count == probes.count + 1, lengths.allSatisfy({ $0 >= 0 }), lengths.reduce(0, +) == numbers.count else {
      return nil
    }
    var arrays: [[Double]] = []
    var start = 0
    for length in lengths {
      arrays.append(Array(numbers[start..<start + length]))
      start += length
    }
    self.init(scale: arrays[0], probes: probes, values: Array(arrays.dropFirst()), warnings: warnings)
  }
}
