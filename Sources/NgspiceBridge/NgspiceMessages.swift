import Dispatch
import Synchronization

/// What ngspice says through its callbacks, which may come from its background thread.
final class NgspiceMessages: Sendable {
  struct State {
    var lines: [String] = []
    /// Set once by ControlledExit; from then on the library must not be called again.
    var exitMessage: String?
  }

  private let state = Mutex(State())
  /// Signalled each time a background run has ended.
  let runEnded = DispatchSemaphore(value: 0)

  func append(_ line: String) {
    state.withLock { $0.lines.append(line) }
  }

  func exited(status: Int32) {
    state.withLock { state in
      let words = state.lines.suffix(4).joined(separator: " / ")
      state.exitMessage = "exit with status \(status) (\(words))"
    }
    // A run that ends this way never reports its end, and someone may be waiting.
    runEnded.signal()
  }

  var exitMessage: String? { state.withLock { $0.exitMessage } }

  /// The lines since the last call.
  func take() -> [String] {
    state.withLock { state in
      defer { state.lines = [] }
      return state.lines
    }
  }
}
