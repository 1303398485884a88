import Dispatch

/// Runs an actor's jobs one after another on a queue of its own, so that calls that block in C or on a socket never hold a
/// thread of the cooperative pool.
///
/// An actor uses it by returning it as its `unownedExecutor`.
final class SerialQueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
