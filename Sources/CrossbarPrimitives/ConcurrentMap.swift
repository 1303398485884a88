extension Collection where Element: Sendable {
  /// Maps the elements concurrently, with a limit on how many run at a time.
  ///
  /// The loop in the body is sequential: only `work` runs in other tasks, so `finished` needs no lock.
  ///
  /// - Parameters:
  ///   - limit: elements in progress at a time, 1 or more.
  ///   - finished: called with the index and the outcome of each element as it becomes known, in order of completion.
  ///     What it has stored survives when a later element fails or the run is interrupted.
  ///   - work: computes the outcome of one element.
  /// - Returns: the outcomes in the order of the elements.
  /// - Throws: the first error of `work` or `finished`; elements still in progress are then cancelled.
  public func mapConcurrently<Outcome: Sendable>(
    atMost limit: Int, finished: (Int, Outcome) throws -> Void = { _, _ in },
    _ work: @escaping @Sendable (Element) async throws -> Outcome
  ) async throws -> [Outcome] {
    precondition(limit > 0, "nothing can be under way")
    return try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      var outcomes = [Outcome?](repeating: nil, count: count)
      var rest = enumerated().makeIterator()
      func startNext() {
        guard let (index, element) = rest.next() else { return }
        group.addTask { (index, try await work(element)) }
      }
      for _ in 0..<limit { startNext() }
      while let (index, outcome) = try await group.next() {
        outcomes[index] = outcome
        try finished(index, outcome)
        startNext()
      }
      return outcomes.compactMap { $0 }
    }
  }
}
