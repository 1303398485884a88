import Foundation
import Synchronization

/// The names of the files that a run has written, both in memory and in the run's mark on disk. Safe to use from several
/// tasks.
final class WrittenFiles: Sendable {
  private struct State {
    var names: Set<String> = []
    var mark: RunMark?
    var hasBegun = false
  }

  private let folder: URL
  private let state: Mutex<State>

  /// - Parameters:
  ///   - mark: nil for a folder without a mark.
  ///   - beginsLater: whether the run begins with its first file; until then an earlier run in the folder stays complete.
  init(in folder: URL, mark: RunMark?, beginsLater: Bool) throws {
    self.folder = folder
    state = Mutex(State(mark: mark))
    if !beginsLater { try state.withLock { try begin(&$0) } }
  }

  var names: Set<String> { state.withLock { $0.names } }

  /// - Throws: what writing the mark throws.
  func record(_ name: String) throws {
    try state.withLock { state in
      if !state.hasBegun { try begin(&state) }
      state.names.insert(name)
      if state.mark?.files.insert(name).inserted == true { try state.mark?.write(in: folder) }
    }
  }

  /// Removes `run.json` and the page: from here on the folder holds no complete run until `run.json` is written.
  private func begin(_ state: inout State) throws {
    state.hasBegun = true
    for name in [ResultFolder.manifestName, ResultFolder.pageName] {
      let earlier = folder.appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: earlier.path) { try FileManager.default.removeItem(at: earlier) }
    }
    try state.mark?.write(in: folder)
  }
}
