import Records

/// The result of one point: one run of the command.
package struct PointOutcome: Sendable {
  /// How the point's figures came about.
  package enum Status: String, Sendable {
    /// Run now.
    case done
    /// Taken over from an earlier run.
    case kept
    /// The run ended with an error; it has no figures.
    case failed
  }

  package let point: OptionSweepPoint
  package let status: Status
  /// Every innermost value of the run's results by its path, as in `accuracy.read_back`, in the order of the paths; empty if
  /// the run failed.
  package let values: [(path: String, value: RecordValue)]
  /// The numbers among `values`.
  package let figures: [String: Double]
  /// Why the run failed, or what went wrong without making it fail; nil for nothing.
  package internal(set) var remark: String?
  /// SHA-256 of the files that the run has read, by path.
  package let inputs: [String: String]

  /// - Parameter results: those of the run's `run.json`; nil if it failed.
  package init(
    _ point: OptionSweepPoint, _ status: Status, results: RecordValue? = nil, remark: String? = nil,
    inputs: [String: String] = [:]
  ) {
    self.point = point
    self.status = status
    values = (results?.leaves ?? []).sorted { $0.path < $1.path }
    figures = Dictionary(
      values.compactMap { leaf in leaf.value.double.map { (leaf.path, $0) } }, uniquingKeysWith: { $1 })
    self.remark = remark
    self.inputs = inputs
  }
}
