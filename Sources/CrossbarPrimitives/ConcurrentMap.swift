extension Collection where Element: Sendable {
  /// Does work on the elements side by side, so many at a time.
  ///
  /// - Parameters:
  ///   - limit: elements under way at a time, 1 or more.
  ///   - finished: called with the number and the outcome of each element when it is done, in the order in which they end:
  ///     what has been told here is not lost when the rest is interrupted.
  ///   - work: what is done with an element.
  /// - Returns: the outcomes in the order of the elements.
  /// - Throws: what `work` or `finished` throws first; the elements still under way are then cancelled.
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
