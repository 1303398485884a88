import Dispatch
import Synchronization

/// What ngspice reports through its callbacks, which its background thread may call at any time.
final class NgspiceMessages: Sendable {
  /// What the mutex protects.
  struct State {
    /// Printed since the last `take`, in order.
    var lines: [String] = []
    /// Set once by ngspice's ControlledExit; from then on the library must not be called any more.
    var exitMessage: String?
  }

  private let state = Mutex(State())
  /// Signalled each time a background run has ended, also if ngspice gave up during it.
  let runEnded = DispatchSemaphore(value: 0)

  /// Called for each line that ngspice prints.
  func append(_ line: String) {
    state.withLock { $0.lines.append(line) }
  }

  /// Called when ngspice gives up; the last four lines that it printed become part of the message, and before them the
  /// first undefined parameter, which is the cause of all that follows.
  func exited(status: Int32) {
    state.withLock { state in
      let cause = state.lines.first { $0.contains("Undefined parameter") }
      let words = ((cause.map { [$0] } ?? []) + state.lines.suffix(4)).joined(separator: " / ")
      state.exitMessage = "exit with status \(status) (\(words))"
    }
    // A run that ends this way never reports its end, and a task may be waiting for it.
    runEnded.signal()
  }

  /// Why ngspice gave up; nil while it works.
  var exitMessage: String? { state.withLock { $0.exitMessage } }

  /// The lines since the last call; they are handed out once.
  func take() -> [String] {
    state.withLock { state in
      defer { state.lines = [] }
      return state.lines
    }
  }
}
