import CircuitSimulation
import Netlisting

/// What a worker process is asked.
enum WorkerRequest: Codable, Sendable {
  case simulate(NgspiceJob, timeLimit: Duration?)
  case expand(ExpansionRequest)
}

/// What a worker process says: who it is, once; then an answer to each request.
enum WorkerReply: Codable, Sendable {
  case ready(EngineIdentity)
  /// The result's arrays follow as numbers, the scale first, each as long as told here.
  case result(lengths: [Int], warnings: [String])
  case expansion(LibraryExpansion)
  case failure(SimulationError)
}

extension SimulationResult {
  /// Puts the arrays together that came after a `WorkerReply.result`; nil if they do not add up.
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
