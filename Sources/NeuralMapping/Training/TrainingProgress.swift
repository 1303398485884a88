/// The state of a training after an epoch.
public struct TrainingProgress: Hashable, Sendable {
  /// The epoch that has just ended, counted from 1.
  public let epoch: Int
  /// Epochs in all.
  public let epochs: Int
  /// Mean cross-entropy over the epoch's images, in nats; each was computed before the step of its mini-batch.
  public let meanLoss: Double
}
