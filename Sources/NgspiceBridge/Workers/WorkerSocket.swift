import Foundation

/// One end of the socket between a worker process and its parent.
///
/// A message is two counts, a small JSON header, and after it bare numbers: waveforms as JSON would be slow. Both ends run on
/// the same machine, so numbers have the machine's own byte order.
final class WorkerSocket: Sendable {
  let descriptor: CInt

  /// Without this flag, writing to a process that has ended would end this one too (SIGPIPE).
  private static let noSignal = CInt(MSG_NOSIGNAL)

  /// Why no message came or went.
  enum Failure: Error {
    /// The other process has ended, or closed its end.
    case closed
    /// No complete message arrived in time.
    case timedOut
    /// What arrived is no message, or none that fits.
    case garbled
  }

  /// Takes over the descriptor, which is closed with this object.
  init(descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Two connected ends, the second as a descriptor for a child process; no other child inherits either. Nil if the system
  /// provides none, with the reason in `errno`.
  static func pair() -> (WorkerSocket, CInt)? {
    var ends: [CInt] = [0, 0]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return nil }
    return (WorkerSocket(descriptor: ends[0]), ends[1])
  }

  /// Sends one message; blocks while the socket's buffer is full.
  /// - Throws: `Failure.closed`.
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
  /// - Parameter timeLimit: for the whole message; nil waits without limit.
  /// - Throws: `Failure`.
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

  /// Reads exactly as many bytes as the buffer has.
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

  /// Blocks until there is something to read.
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
