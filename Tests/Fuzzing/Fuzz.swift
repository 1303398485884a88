import Foundation

/// What a reader of foreign input is held to, whatever the input: no trap, no long wait, no great memory, and a result or an
/// error fit to be printed.
public struct FuzzLimits: Sendable {
  /// CPU seconds of one input.
  public var seconds = 10.0
  /// Growth of the process's memory during one input, bytes.
  public var memory = 500 << 20
  /// Letters of an error's text.
  public var errorLength = 2000

  public init() {}
}

/// How many mutated inputs each reader gets: `MXBAR_FUZZ_INPUTS`, else 200. `bin/nightly` sets 10,000.
public let fuzzInputCount = ProcessInfo.processInfo.environment["MXBAR_FUZZ_INPUTS"].flatMap { Int($0) } ?? 200

/// Gives a reader mutations of good inputs, and collects what it did wrong.
///
///     #expect(fuzz("npz", seeds: [archive]) { bytes in _ = try NPZArchive(data: Data(bytes)) } == [])
///
/// The input at work lies in a file of the temporary folder, `mxbar-fuzz-NAME-PID.input`: after a trap it is still there, and
/// it is named when the process is ended for an input that never comes back.
/// - Parameters:
///   - name: letters and `-`; part of the stream of mutations.
///   - seeds: good inputs, made by the project's own writers. They go through `read` too, and must not be refused.
///   - words: keywords of the format, put in place of others.
///   - folder: where inputs are kept.
///   - isRefusal: whether an error is one that the reader may throw.
///   - read: the reader, which returns or throws.
/// - Returns: a complaint for each input that broke a limit, at most ten.
public func fuzz(
  _ name: String, seeds: [[UInt8]], words: [String] = [], count: Int = fuzzInputCount, limits: FuzzLimits = .init(),
  folder: URL = FileManager.default.temporaryDirectory, isRefusal: (any Error) -> Bool = { _ in true },
  _ read: ([UInt8]) throws -> Void
) -> [String] {
  var complaints: [String] = []
  let file = folder.appendingPathComponent("mxbar-fuzz-\(name)-\(getpid()).input")
  let mutator = Mutator(seed: name.utf8.reduce(1) { $0 &* 31 &+ UInt64($1) }, words: words)
  defer { if complaints.isEmpty { try? FileManager.default.removeItem(at: file) } }
  for (number, seed) in seeds.enumerated() {
    do { try read(seed) } catch { complaints.append("\(name): the unspoilt input \(number) is refused: \(error)") }
  }
  for index in 0..<max(0, count) where !seeds.isEmpty {
    let input = mutator.mutation(of: seeds[index % seeds.count], index: index)
    do { try Data(input).write(to: file) } catch { complaints.append("\(file.path) cannot be written: \(error)") }
    for complaint in watch(input, file: file.path, limits, isRefusal: isRefusal, read) {
      let kept = file.path.replacing(".input", with: "-\(index).input")
      try? Data(input).write(to: URL(fileURLWithPath: kept))
      complaints.append("\(name), input \(index) (\(kept)): \(complaint)")
    }
    if complaints.count >= 10 { break }
  }
  return complaints
}

private func watch(
  _ input: [UInt8], file: String, _ limits: FuzzLimits, isRefusal: (any Error) -> Bool, _ read: ([UInt8]) throws -> Void
) -> [String] {
  var complaints: [String] = []
  let watchdog = Watchdog(seconds: 12 * limits.seconds, input: file)
  defer { watchdog.stop() }
  let memory = ProcessMemory.beginPeak()
  let start = threadSeconds()
  do {
    try read(input)
  } catch {
    let text = "\(error)"
    if !isRefusal(error) { complaints.append("an error of the wrong type, \(type(of: error)): \(text.prefix(200))") }
    if text.count > limits.errorLength { complaints.append("an error of \(text.count) letters: \(text.prefix(200))") }
    if let control = text.unicodeScalars.first(where: { isControl($0) }) {
      complaints.append("a control character, \(String(control.value, radix: 16)), in: \(text.debugDescription.prefix(400))")
    }
  }
  let seconds = threadSeconds() - start
  if seconds > limits.seconds { complaints.append("\(seconds) s") }
  let growth = ProcessMemory.peak() - memory
  if growth > limits.memory { complaints.append("\(growth >> 20) MB") }
  return complaints
}

/// What a terminal obeys instead of showing it; the ends of lines are allowed.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar != "\n" && [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
}
