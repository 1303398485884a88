/// Where a training stands after an epoch.
public struct TrainingProgress: Hashable, Sendable {
  /// The epoch that has just ended, counted from 1.
  public let epoch: Int
  public let epochs: Int
  /// Mean cross-entropy over the epoch's images, in nats, each taken before its mini-batch's step.
  public let meanLoss: Double
}
