/// What became of a cell that was written and read, as named in tables. The first that applies, in the order of
/// `CellOutcome.status`.
public enum CellStatus: String, Hashable, Codable, CaseIterable, Sendable {
  /// It reads as written.
  case ok
  /// The write pulses left it on the wrong side of the read threshold.
  case writeFailed = "write_failed"
  /// It is on the wrong side of the threshold since a read, not a write pulse, moved its filament.
  case readDisturb = "read_disturb"
  /// The read current shows nothing of the cell, since it flows backwards.
  case readFailed = "read_failed"
  /// It was verified, but the final read shows the other bit: the filament relaxed, or noise changed the reading.
  case changedSince = "changed_since"
  /// A simulation gave no result, so nothing is known of the cell. No share counts it.
  case numericalFailure = "numerical_failure"
}
