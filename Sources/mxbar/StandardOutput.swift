import ArgumentParser
import Foundation
import MemristorCrossbar

/// What a command has found, on standard output: a disk that is full or a pipe that is closed must not pass for success.
enum StandardOutput {
  struct Failure: Error, CustomStringConvertible {
    let reason: String
    var description: String { "cannot write to standard output: \(reason)" }
  }

  /// - Throws: `Failure`; `ExitCode(1)` without words where the reader of a pipe has gone, as `head` does when it has enough.
  static func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        if errno == EPIPE { throw ExitCode(1) }
        throw Failure(reason: String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(count)
    }
  }

  /// A pipe that is closed makes `write` fail in place of ending the process.
  static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }
}

/// Words for people on standard error; where nobody can read them, nobody is told. Names and lines of files reach a
/// terminal only as what it can show.
func printError(_ text: String) {
  writeToStandardError("mxbar: \(printable(text, limit: 4000, longestWord: 400))\n")
}

func writeToStandardError(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
