import ArgumentParser
import Foundation
import MemristorCrossbar

/// Writes results to standard output. A full disk or a closed pipe must not pass for success.
enum StandardOutput {
  /// Standard output cannot be written; the reason is the system's.
  struct Failure: Error, CustomStringConvertible {
    let reason: String
    var description: String { "cannot write to standard output: \(reason)" }
  }

  /// - Throws: `Failure`; `ExitCode(1)` without a message if the reader of a pipe has ended, as `head` does when it has
  ///   enough.
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

  /// Makes `write` fail for a closed pipe, in place of a signal that ends the process.
  static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }
}

/// A message for people on standard error; ignored if it cannot be written. Control characters in quoted names and lines
/// are shown as codes.
func printError(_ text: String) { printMessage(text, .red) }

/// The same for what does not keep the work from being done.
func printWarning(_ text: String) { printMessage(text, .yellow) }

private func printMessage(_ text: String, _ colour: Terminal.Colour) {
  let terminal = Terminal.standardError
  let message = terminal.fitted("mxbar: " + printable(text, limit: 4000, longestWord: 400))
  writeToStandardError(terminal.coloured("mxbar:", colour) + message.dropFirst("mxbar:".count) + "\n")
}

/// Writes the text as it is, without a prefix.
func writeToStandardError(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
