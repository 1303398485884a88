import Synchronization

/// The names of the files that a run has written, so that those of an earlier run are not taken for its own.
final class WrittenFiles: Sendable {
  private let recorded = Mutex<Set<String>>([])

  var names: Set<String> { recorded.withLock { $0 } }

  func record(_ name: String) { recorded.withLock { _ = $0.insert(name) } }
}
