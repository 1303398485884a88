import Foundation
import MemristorCrossbar

/// How far work is, on stderr: on a terminal in one line that is overwritten; elsewhere a line every half minute, the first of
/// which comes early where it will take long.
final class ProgressLine {
  private let terminal = Terminal.standardError
  private var meter = ProgressMeter()
  private let start = ContinuousClock.now
  /// When the last line was shown; on a terminal the first may follow at once.
  private var lastShown: Duration?
  private var hasEstimate = false

  /// Shows progress at most ten times a second, and always the end.
  func show(_ progress: StudyProgress) {
    let now = ContinuousClock.now - start
    // Asked at every step, since the stage's pace counts from its first one.
    let left = meter.timeLeft(progress, at: now)
    if terminal.isTerminal {
      let isDue = lastShown.map { now - $0 > .milliseconds(100) } ?? true
      guard isDue || progress.done == progress.total else { return }
      lastShown = now
      // A line that wraps could not be overwritten.
      writeToStandardError("\r\u{1B}[K" + meter.text(progress, at: now).prefix(terminal.width - 1))
    } else {
      let isLong = !hasEstimate && now > Self.untilEstimate && left.map { now + $0 > Self.interval * 2 } == true
      guard isLong || now - (lastShown ?? .zero) > Self.interval else { return }
      (lastShown, hasEstimate) = (now, true)
      writeToStandardError("mxbar: \(meter.text(progress, at: now))\n")
    }
  }

  /// Empties the line for the next output.
  func clear() { if terminal.isTerminal, lastShown != nil { writeToStandardError("\r\u{1B}[K") } }

  /// Between lines that are not overwritten.
  private static let interval = Duration.seconds(30)
  /// What is measured before the first of them says how long it will take.
  private static let untilEstimate = Duration.seconds(5)
}

/// Shows the progress of work unless that is to be quiet, and empties the line when it ends, fails or is interrupted.
func withProgress<Result>(
  quiet isQuiet: Bool, _ work: (@escaping (StudyProgress) throws -> Void) async throws -> Result
) async throws -> Result {
  guard !isQuiet else { return try await work { _ in } }
  let line = ProgressLine()
  defer { line.clear() }
  return try await work { line.show($0) }
}
