import Foundation
import MemristorCrossbar

/// One line on stderr that is overwritten as work proceeds; silent if stderr is not a terminal.
final class ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastShown = ContinuousClock.now - .seconds(1)

  /// Shows progress at most ten times a second, and always the end.
  func show(_ progress: StudyProgress) {
    let now = ContinuousClock.now
    guard isTerminal, progress.done == progress.total || now - lastShown > .milliseconds(100) else { return }
    lastShown = now
    let percent = progress.total == 0 ? 100 : 100 * progress.done / progress.total
    write("\r\u{1B}[K\(progress.stage): \(progress.done) of \(progress.total) (\(percent) %)")
  }

  /// Empties the line for the next output.
  func clear() { if isTerminal { write("\r\u{1B}[K") } }

  private func write(_ text: String) { writeToStandardError(text) }
}

/// Shows the progress of work, and empties the line when it ends, fails or is interrupted.
func withProgress<Result>(
  _ work: (@escaping (StudyProgress) throws -> Void) async throws -> Result
) async throws -> Result {
  let line = ProgressLine()
  defer { line.clear() }
  return try await work { line.show($0) }
}
