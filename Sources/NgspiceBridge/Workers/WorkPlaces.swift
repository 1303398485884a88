/// A limited number of places for resources such as processes. If none is free, callers wait, first come, first served.
///
/// Every `take` must be followed by one `giveBack`.
actor WorkPlaces<Resource: Sendable> {
  private let count: Int
  /// Resources that nobody uses; their places count as taken.
  private var idle: [Resource] = []
  /// Places that hold a resource or have been given out to make one.
  private var taken = 0
  private var waiting: [Waiting] = []
  private var nextTicket = 0

  /// A caller that waits; the ticket identifies it if it is cancelled.
  private struct Waiting {
    let ticket: Int
    let continuation: CheckedContinuation<Resource?, any Error>
  }

  /// - Parameter count: the number of places, 1 or more.
  /// - Parameter count: the number of places, 1 or more.
  init(count: Int) {
    precondition(count > 0, "there is a place")
    self.count = count
  }

  /// An idle resource, the one used last; nil for a free place, in which the caller may make one.
  /// - Throws: `CancellationError`.
  func take() async throws -> Resource? {
    try Task.checkCancellation()
    if let resource = idle.popLast() { return resource }
    guard taken == count else {
      taken += 1
      return nil
    }
    nextTicket += 1
    let ticket = nextTicket
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiting.append(Waiting(ticket: ticket, continuation: $0)) }
    } onCancel: {
      Task { await self.cancel(ticket) }
    }
  }

  /// Returns a place.
  /// - Parameter resource: what is in it now; nil if it is empty or its resource cannot be used any more.
  func giveBack(_ resource: Resource?) {
    if !waiting.isEmpty {
      waiting.removeFirst().continuation.resume(returning: resource)
    } else if let resource {
      idle.append(resource)
    } else {
      taken -= 1
    }
  }

  /// Ends a wait; does nothing if the caller has been served meanwhile.
  private func cancel(_ ticket: Int) {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiting.remove(at: index).continuation.resume(throwing: CancellationError())
  }
}
