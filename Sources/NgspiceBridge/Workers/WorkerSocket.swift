import Foundation

/// One end of the socket between a worker process and the process that gives it work.
///
/// A message is a small JSON header and, behind it, bare numbers: waveforms would be slow as JSON. Both ends run on the
/// same machine, so numbers travel as they lie in memory.
final class WorkerSocket: Sendable {
  let descriptor: CInt

  /// Keeps a process that is gone from taking this one with it (SIGPIPE).
  private static let noSignal = CInt(MSG_NOSIGNAL)

  enum Failure: Error {
    /// The other process has ended, or closed its end.
    case closed
    /// Nothing came in time.
    case timedOut
    case garbled
  }

  /// Takes the descriptor over and closes it in the end.
  init(descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Two connected ends, the second as a bare descriptor for a child process; neither is inherited by other children.
  static func pair() -> (WorkerSocket, CInt)? {
    var ends: [CInt] = [0, 0]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return nil }
    return (WorkerSocket(descriptor: ends[0]), ends[1])
  }

  func send(_ header: some Encodable, numbers: [Double] = []) throws {
    let header = try JSONEncoder().encode(header)
    var message = Data()
    withUnsafeBytes(of: (UInt64(header.count), UInt64(numbers.count))) { message.append(contentsOf: $0) }
    message.append(header)
    numbers.withUnsafeBytes { message.append(contentsOf: $0) }
    try message.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws -> Void in
      var rest = bytes
      while !rest.isEmpty {
        let count = Foundation.send(descriptor, rest.baseAddress, rest.count, Self.noSignal)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw Failure.closed }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }

  /// Waits for the next message.
  /// - Parameter timeLimit: how long; nil waits for ever.
  func receive<Header: Decodable>(
    _ type: Header.Type, timeLimit: Duration? = nil
  ) throws -> (header: Header, numbers: [Double]) {
    let deadline = timeLimit.map { ContinuousClock.now + $0 }
    var sizes: (UInt64, UInt64) = (0, 0)
    try withUnsafeMutableBytes(of: &sizes) { try fill($0, until: deadline) }
    guard sizes.0 < 1 << 30, sizes.1 < 1 << 30 else { throw Failure.garbled }
    var header = Data(count: Int(sizes.0))
    try header.withUnsafeMutableBytes { try fill($0, until: deadline) }
    var numbers = [Double](repeating: 0, count: Int(sizes.1))
    try numbers.withUnsafeMutableBytes { try fill($0, until: deadline) }
    return (try JSONDecoder().decode(type, from: header), numbers)
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, until deadline: ContinuousClock.Instant?) throws {
    var rest = bytes
    while !rest.isEmpty {
      try waitForInput(until: deadline)
      let count = recv(descriptor, rest.baseAddress, rest.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure.closed }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  private func waitForInput(until deadline: ContinuousClock.Instant?) throws {
    guard let deadline else { return }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let left = max(0, (deadline - ContinuousClock.now) / .milliseconds(1))
      switch poll(&request, 1, CInt(min(left.rounded(.up), 1e9))) {
      case 0: throw Failure.timedOut
      case 1...: return
      default: if errno != EINTR { throw Failure.closed }
      }
    }
  }
}
