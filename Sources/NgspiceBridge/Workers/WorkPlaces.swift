/// Places for so many resources, such as processes; whoever finds none free waits for the next one, in the order of asking.
actor WorkPlaces<Resource: Sendable> {
  private let count: Int
  private var idle: [Resource] = []
  private var taken = 0
  private var waiting: [Waiting] = []
  private var nextTicket = 0

  private struct Waiting {
    let ticket: Int
    let continuation: CheckedContinuation<Resource?, any Error>
  }

  init(count: Int) {
    precondition(count > 0, "there is a place")
    self.count = count
  }

  /// A resource that is idle; nil for a place in which one may be made.
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

  /// Gives a place back, with what is in it; nil if that is of no use any more.
  func giveBack(_ resource: Resource?) {
    if !waiting.isEmpty {
      waiting.removeFirst().continuation.resume(returning: resource)
    } else if let resource {
      idle.append(resource)
    } else {
      taken -= 1
    }
  }

  private func cancel(_ ticket: Int) {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    waiting.remove(at: index).continuation.resume(throwing: CancellationError())
  }
}
