import CrossbarPrimitives
import Synchronization
import Testing

@Suite struct ConcurrentMapTests {
  @Test(arguments: [1, 3, 100])
  func keepsTheOrderAndTheLimit(limit: Int) async throws {
    let underWay = Mutex((now: 0, most: 0))
    var told: [Int: Int] = [:]
    let outcomes = try await (0..<20).mapConcurrently(atMost: limit, finished: { told[$0] = $1 }) { number in
      underWay.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      // Later elements end sooner.
      try await Task.sleep(for: .milliseconds(20 - number))
      underWay.withLock { $0.now -= 1 }
      return number * number
    }
    #expect(outcomes == (0..<20).map { $0 * $0 })
    #expect(told == Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, $0 * $0) }))
    #expect(underWay.withLock { $0.most } == min(limit, 20))
  }

  /// Until the last element is done, and no longer.
  @Test func ticksComeWhileElementsAreInProgress() async throws {
    let waiting = Mutex(true)
    var ticks = 0
    let outcomes = try await [7].mapConcurrently(
      atMost: 1, finished: { _, _ in }, every: .milliseconds(1),
      tick: {
        ticks += 1
        if ticks == 3 { waiting.withLock { $0 = false } }
      }
    ) { number in
      while waiting.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
      return number
    }
    #expect(outcomes == [7] && ticks >= 3)
    await #expect(throws: CancellationError.self) {
      _ = try await [7].mapConcurrently(
        atMost: 1, finished: { _, _ in }, every: .milliseconds(1), tick: { throw CancellationError() }
      ) { _ in try await Task.sleep(for: .seconds(1000)) }
    }
    #expect(try await [Int]().mapConcurrently(atMost: 1, finished: { _, _ in }, every: .seconds(1000), tick: {}) { $0 } == [])
  }

  @Test func anErrorEndsTheRest() async {
    struct Broken: Error {}
    let begun = Mutex(0)
    await #expect(throws: Broken.self) {
      _ = try await (0..<100).mapConcurrently(atMost: 2) { number in
        begun.withLock { $0 += 1 }
        if number == 3 { throw Broken() }
        return number
      }
    }
    #expect(begun.withLock { $0 } < 100)
  }
}
