import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The run of one point of a sweep or a campaign: this same program in a process of its own, with its own result folder.
struct PointRun: Sendable {
  /// The combination of values, with its label and folder name.
  let point: OptionSweepPoint
  /// The point's command line after the program's name.
  private let arguments: [String]
  /// Path of the point's result folder.
  private let folder: String

  /// - Parameters:
  ///   - folder: for the point's results.
  ///   - options: further options that do not change results, such as `--jobs=1`.
  init(_ point: OptionSweepPoint, of target: SweptCommand, folder: String, options: [String] = []) throws {
    self.point = point
    self.folder = folder
    arguments = try target.arguments(for: point, folder: folder, options: options)
  }

  /// Why the command rejects the point's options; nil if it accepts them. In debug builds this takes seconds.
  var refusal: String? {
    do {
      _ = try MxbarCommand.parseAsRoot(arguments)
      return nil
    } catch {
      return MxbarCommand.message(for: error)
    }
  }

  /// Runs the point, or keeps the results of an earlier run. Failures are part of the outcome.
  ///
  /// - Parameter keepingFinished: whether results of an earlier run with the same options, inputs and version are kept.
  /// - Throws: `CancellationError`, after the process has ended; `Killed`.
  func outcome(keepingFinished: Bool) async throws -> PointOutcome {
    if keepingFinished, let finished { return finished }
    let remark = try await runProcess()
    // The manifest is removed when a run begins and written last, so its results are complete even if charts failed.
    guard let results = manifest?["results"] else {
      return PointOutcome(
        point, .failed, remark: remark ?? "it ended without \(ResultFolder.manifestName)", inputs: inputs)
    }
    // Read back if another attempt takes this over.
    try? Data((remark ?? "").utf8).write(to: URL(fileURLWithPath: endPath))
    return PointOutcome(point, .done, results: results, remark: remark, inputs: inputs)
  }

  /// The process was ended by a signal, as by one who kills it or a system short of memory: that says nothing of the point.
  struct Killed: Error, CustomStringConvertible {
    let point: String
    let status: String
    var description: String { "the run of \(point) was ended from outside: \(status)" }
  }

  /// - Returns: its error message, if it did not succeed.
  private func runProcess() async throws -> String? {
    // A run that fails before it opens its folder would leave an earlier manifest there.
    for path in [manifestPath, endPath] { try? FileManager.default.removeItem(atPath: path) }
    var options = PlatformOptions()
    // Lets the command end cleanly; a second is plenty, but a busy machine may need more.
    options.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(20))]
    do {
      let result = try await Subprocess.run(
        .path(FilePath(MxbarCommand.programPath)), arguments: Arguments(arguments), platformOptions: options, input: .none,
        output: .discarded, error: .string(limit: 1 << 24))
      try Task.checkCancellation()
      if result.terminationStatus.isSuccess { return nil }
      let said = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines).replacing("mxbar: ", with: "")
      // A signal that the run itself has caught is its exit status.
      switch result.terminationStatus {
      case .signaled(let signal): throw Killed(point: point.label, status: "signal \(signal)")
      case .exited(let code) where code > 128: throw Killed(point: point.label, status: said)
      default: return said.isEmpty ? "\(result.terminationStatus)" : String(said.prefix(2000))
      }
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      return "its process could not be run: \(error)"
    }
  }

  private var manifestPath: String { "\(folder)/\(ResultFolder.manifestName)" }

  /// What the process said at its end; empty for nothing. Written after everything else.
  private var endPath: String { "\(folder)/.mxbar-end" }

  /// Nil without a readable manifest, that is for a run that has not ended.
  private var manifest: RecordValue? {
    (try? Data(contentsOf: URL(fileURLWithPath: manifestPath))).flatMap { try? RecordValue(json: $0) }
  }

  /// SHA-256 of the files that the run has read, by path; empty for a run that has not ended.
  var inputs: [String: String] {
    Dictionary((manifest?["input_sha256"]?.fields ?? []).map { ($0.key, $0.value.text ?? "") }) { first, _ in first }
  }

  /// Results of an earlier run of this point; nil unless it had this version, the same options and the same input files.
  var finished: PointOutcome? {
    guard let end = FileManager.default.contents(atPath: endPath), let manifest,
      manifest["version"]?.text == ProgramVersion.text, let results = manifest["results"],
      let earlier = manifest["arguments"]?.list?.compactMap(\.text),
      Self.deciding(earlier.dropFirst()) == Self.deciding(arguments[...]),
      let digests = try? SHA256.hexadecimalDigests(ofFiles: Array(inputs.keys)), digests == inputs
    else { return nil }
    let remark = end.isEmpty ? nil : String(decoding: end, as: UTF8.self)
    return PointOutcome(point, .kept, results: results, remark: remark, inputs: inputs)
  }

  /// Without the options that `arguments(for:)` adds, which decide on nothing but where and how fast.
  private static func deciding(_ arguments: ArraySlice<String>) -> [String] {
    arguments.filter { !$0.hasPrefix("--out=") && !$0.hasPrefix("--jobs=") }
  }
}
