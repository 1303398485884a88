import Synchronization
import Testing

@testable import NeuralMapping

@Suite struct WorkerTeamTests {
  @Test(arguments: [0, 1, 2, 5]) func everyTaskIsDoneOnceByAWorkerOfTheTeam(count: Int) {
    let team = WorkerTeam(count: count)
    for taskCount in [0, 1, 3, 200] {
      let done = Mutex<[Int]>([])
      team.forEach(taskCount) { worker, task in
        #expect(worker >= 0 && worker < team.count)
        done.withLock { $0.append(task) }
      }
      #expect(done.withLock { $0.sorted() } == Array(0..<taskCount))
    }
  }
}
