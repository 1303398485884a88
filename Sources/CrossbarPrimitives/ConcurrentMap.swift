extension Collection where Element: Sendable {
  /// Maps the elements concurrently, with a limit on how many run at a time, as the function below.
  public func mapConcurrently<Outcome: Sendable>(
    atMost limit: Int, finished: (Int, Outcome) throws -> Void = { _, _ in },
    _ work: @escaping @Sendable (Element) async throws -> Outcome
  ) async throws -> [Outcome] {
    try await mapConcurrently(atMost: limit, finished: finished, every: nil, tick: {}, work)
  }

  /// Maps the elements concurrently, as the function below, and tells how far it is.
  /// - Parameter progress: called with the numbers of finished elements and of all after each one; what it throws ends the map.
  public func mapConcurrently<Outcome: Sendable>(
    atMost limit: Int, progress: (Int, Int) throws -> Void, _ work: @escaping @Sendable (Element) async throws -> Outcome
  ) async throws -> [Outcome] {
    var done = 0
    return try await mapConcurrently(
      atMost: limit,
      finished: { _, _ in
        done += 1
        try progress(done, count)
      }, work)
  }

  /// Maps the elements concurrently, with a limit on how many run at a time.
  ///
  /// The loop in the body is sequential: only `work` runs in other tasks, so `finished` needs no lock.
  ///
  /// - Parameters:
  ///   - limit: elements in progress at a time, 1 or more.
  ///   - finished: called with the index and the outcome of each element as it becomes known, in order of completion.
  ///     What it has stored survives when a later element fails or the run is interrupted.
  ///   - interval: time between calls of `tick`; nil for none.
  ///   - tick: called again and again while elements are in progress, as to tell how far they are.
  ///   - work: computes the outcome of one element.
  /// - Returns: the outcomes in the order of the elements.
  /// - Throws: the first error of `work` or `finished`; elements still in progress are then cancelled.
  public func mapConcurrently<Outcome: Sendable>(
    atMost limit: Int, finished: (Int, Outcome) throws -> Void, every interval: Duration?, tick: () throws -> Void,
    _ work: @escaping @Sendable (Element) async throws -> Outcome
  ) async throws -> [Outcome] {
    precondition(limit > 0, "nothing can be under way")
    return try await withThrowingTaskGroup(of: (Int, Outcome)?.self) { group in
      var outcomes = [Outcome?](repeating: nil, count: count)
      var rest = enumerated().makeIterator()
      func startNext() {
        guard let (index, element) = rest.next() else { return }
        group.addTask { (index, try await work(element)) }
      }
      func startWaiting() {
        guard let interval else { return }
        group.addTask {
          try await Task.sleep(for: interval)
          return nil
        }
      }
      for _ in 0..<limit { startNext() }
      startWaiting()
      var left = count
      while left > 0, let next = try await group.next() {
        guard let (index, outcome) = next else {
          try tick()
          startWaiting()
          continue
        }
        outcomes[index] = outcome
        try finished(index, outcome)
        left -= 1
        startNext()
      }
      group.cancelAll()
      return outcomes.compactMap { $0 }
    }
  }
}
