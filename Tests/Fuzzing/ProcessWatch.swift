import Foundation

/// CPU time of this thread, s: a busy machine makes no reader slow.
func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The process's memory as Linux counts it (proc(5)); 0 elsewhere.
enum ProcessMemory {
  /// Forgets earlier peaks.
  /// - Returns: bytes in use now.
  static func beginPeak() -> Int {
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    return field("VmRSS:")
  }

  static func peak() -> Int { field("VmHWM:") }

  private static func field(_ name: String) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return kilobytes << 10
  }
}

/// Ends the process when an input never comes back; nothing else can stop a reader.
final class Watchdog {
  private let timer: any DispatchSourceTimer

  init(seconds: Double, input: String) {
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      FileHandle.standardError.write(Data("a reader has not come back for \(seconds) s from \(input)\n".utf8))
      abort()
    }
    timer.schedule(deadline: .now() + seconds)
    timer.resume()
    self.timer = timer
  }

  func stop() { timer.cancel() }
}
