import CrossbarPrimitives

/// What to tell of work as it proceeds: how much is done, and how long the rest takes by the pace of the stage so far.
///
///     var meter = ProgressMeter()
///     print(meter.text(progress, at: .seconds(12)))    // writing cells: 300 of 1200 (25 %), 36 s left
public struct ProgressMeter {
  /// The stage, when it began, and what an earlier run had done of it.
  private var stage: (name: String, start: Duration, done: Int)?

  public init() {}

  /// One line, without its end.
  /// - Parameter now: time since any fixed moment.
  public mutating func text(_ progress: StudyProgress, at now: Duration) -> String {
    let percent = progress.total == 0 ? 100 : 100 * progress.done / progress.total
    let left = timeLeft(progress, at: now).map { ", \(Self.words($0)) left" } ?? ""
    return "\(progress.stage): \(progress.done) of \(progress.total) (\(percent) %)\(left)"
  }

  /// By the pace since the stage began; nil in its first second, before anything is done, and at its end.
  public mutating func timeLeft(_ progress: StudyProgress, at now: Duration) -> Duration? {
    if stage?.name != progress.stage { stage = (progress.stage, now, progress.done) }
    guard let stage, now - stage.start >= .seconds(1), progress.done > stage.done, progress.done < progress.total else {
      return nil
    }
    return (now - stage.start) / Double(progress.done - stage.done) * Double(progress.total - progress.done)
  }

  /// As in `36 s`, `12 min` or `3 h 20 min`: no finer than an estimate deserves.
  static func words(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    if seconds < 99.5 { return "\(Int(seconds.rounded(.up))) s" }
    let minutes = Int((seconds / 60).rounded())
    return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60 / 10 * 10) min"
  }
}
