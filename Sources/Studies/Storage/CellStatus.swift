/// What became of a cell that was written and read, as tables name it.
public enum CellStatus: String, Hashable, Codable, CaseIterable, Sendable {
  /// It reads as written.
  case ok
  /// The write pulses left it on the wrong side of the threshold.
  case writeFailed = "write_failed"
  /// A read, and no write pulse, moved its filament across the threshold.
  case readDisturb = "read_disturb"
  /// The read current says nothing of the cell: it flows backwards.
  case readFailed = "read_failed"
  /// It was verified, and reads wrong all the same: it faded, or noise turned it.
  case changedSince = "changed_since"
  /// A simulation gave no result, so that nothing is known of the cell. It is in no share.
  case numericalFailure = "numerical_failure"
}
