import Dispatch
import Foundation
import Synchronization

/// Several threads that share the tasks of one loop after another.
///
/// Which thread does which task is left to chance, so a task's result must not depend on its worker. Then neither the
/// number of workers nor their speed changes a result.
struct WorkerTeam: Sendable {
  /// Threads at most, 1 or more.
  let count: Int

  static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  init(count: Int) { self.count = max(1, count) }

  /// Runs `body` once for each of `taskCount` tasks and waits for all of them.
  ///
  /// - Parameter body: called with the worker's number in `0..<count`, which selects scratch memory, and the task's
  ///   number.
  func forEach(_ taskCount: Int, _ body: @Sendable (_ worker: Int, _ task: Int) -> Void) {
    let active = min(count, taskCount)
    guard active > 1 else {
      var task = 0
      while task < taskCount {
        body(0, task)
        task += 1
      }
      return
    }
    let next = NextTask()
    DispatchQueue.concurrentPerform(iterations: active) { worker in
      while let task = next.take(below: taskCount) { body(worker, task) }
    }
  }
}

/// Hands out task numbers in ascending order, each once.
private final class NextTask: Sendable {
  private let number = Atomic(0)

  func take(below count: Int) -> Int? {
    let task = number.wrappingAdd(1, ordering: .relaxed).oldValue
    return task < count ? task : nil
  }
}
