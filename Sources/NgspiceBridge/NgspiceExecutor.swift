import Dispatch

/// Runs the engine's jobs one after another on a queue of its own, so that a simulation never holds a thread of the
/// cooperative pool.
final class NgspiceExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "ngspice", qos: .userInitiated)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
