import Foundation
import MemristorCrossbar
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A run of this same program in a process of its own, with its own result folder: a point of a sweep, or a run of a
/// published result.
struct ProgramRun: Sendable {
  /// The command line after the program's name; its results go to `folder`.
  let arguments: [String]
  /// Path of the result folder; nil for a command that keeps nothing, whose figures are the JSON that it prints.
  let folder: String?
  /// Where the program is started; nil for the current directory.
  var directory: String?
  /// A digest of what decides on the results besides the command line and the files that the run names; may be empty.
  var surroundings = ""

  /// The figures of a run, and what went wrong.
  struct Ending: Sendable {
    /// Nil if the run failed.
    var results: RecordValue?
    /// Whether they are those of an earlier run.
    var isKept = false
    /// Why the run failed, or what went wrong without making it fail; nil for nothing.
    var remark: String?
    /// SHA-256 of the files that the run has read, by path; empty if it failed.
    var inputs: [String: String] = [:]
  }

  /// The process was ended by a signal, as by one who kills it or a system short of memory: that says nothing of the run.
  struct Killed: Error, CustomStringConvertible {
    let command: String
    let status: String
    var description: String { "the run '\(command)' was ended from outside: \(status)" }
  }

  /// Runs the program, or keeps the results of an earlier run. Failures are part of the ending.
  ///
  /// - Parameter keepingFinished: whether results of an earlier run with the same options, inputs and version are kept.
  /// - Throws: `CancellationError`, after the process has ended; `Killed`.
  func ending(keepingFinished: Bool) async throws -> Ending {
    if keepingFinished, let finished { return finished }
    let (printed, remark) = try await runProcess()
    // The manifest is removed when a run begins and written last, so its results are complete even if charts failed.
    guard let results = folder == nil ? try? RecordValue(json: Data(printed.utf8)) : manifest?["results"] else {
      return Ending(results: nil, remark: remark ?? "it ended without \(ResultFolder.manifestName)")
    }
    // Read back if this is taken over.
    if let endPath { try? Data((surroundings + (remark ?? "")).utf8).write(to: URL(fileURLWithPath: endPath)) }
    return Ending(results: results, remark: remark, inputs: inputs)
  }

  /// - Returns: what it printed, and its error message, if it did not succeed.
  private func runProcess() async throws -> (printed: String, remark: String?) {
    // A run that fails before it opens its folder would leave an earlier manifest there.
    for path in [manifestPath, endPath].compactMap({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    var options = PlatformOptions()
    // Lets the command end cleanly; a second is plenty, but a busy machine may need more.
    options.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(20))]
    do {
      let result = try await Subprocess.run(
        .path(FilePath(MxbarCommand.programPath)), arguments: Arguments(arguments),
        workingDirectory: directory.map { FilePath($0) }, platformOptions: options, input: .none,
        output: .string(limit: 1 << 28), error: .string(limit: 1 << 24))
      try Task.checkCancellation()
      if result.terminationStatus.isSuccess { return (result.standardOutput, nil) }
      let said = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines).replacing("mxbar: ", with: "")
      // A signal that the run itself has caught is its exit status.
      switch result.terminationStatus {
      case .signaled(let signal): throw Killed(command: arguments.joined(separator: " "), status: "signal \(signal)")
      case .exited(let code) where code > 128: throw Killed(command: arguments.joined(separator: " "), status: said)
      default: return (result.standardOutput, said.isEmpty ? "\(result.terminationStatus)" : String(said.prefix(2000)))
      }
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      return ("", "its process could not be run: \(error)")
    }
  }

  private var manifestPath: String? { folder.map { "\($0)/\(ResultFolder.manifestName)" } }

  /// Nil without a readable manifest, that is for a run that has not ended.
  private var manifest: RecordValue? {
    manifestPath.flatMap { try? Data(contentsOf: URL(fileURLWithPath: $0)) }.flatMap { try? RecordValue(json: $0) }
  }

  /// The digest of the surroundings, and what the process said at its end. Written after everything else.
  private var endPath: String? { folder.map { "\($0)/.mxbar-end" } }

  private var inputs: [String: String] {
    Dictionary((manifest?["input_sha256"]?.fields ?? []).map { ($0.key, $0.value.text ?? "") }) { first, _ in first }
  }

  /// The ending of an earlier run; nil unless it had this version, the same options and the same input files.
  var finished: Ending? {
    guard let end = endPath.flatMap({ FileManager.default.contents(atPath: $0) }).map({ String(decoding: $0, as: UTF8.self) }),
      end.hasPrefix(surroundings), let manifest,
      manifest["version"]?.text == ProgramVersion.text, let results = manifest["results"],
      let earlier = manifest["arguments"]?.list?.compactMap(\.text),
      Self.deciding(earlier.dropFirst()) == Self.deciding(arguments[...])
    else { return nil }
    func located(_ file: String) -> String { file.hasPrefix("/") ? file : (directory.map { $0 + "/" } ?? "") + file }
    let inputs = inputs
    guard let digests = try? SHA256.hexadecimalDigests(ofFiles: inputs.keys.map(located)),
      inputs.allSatisfy({ digests[located($0.key)] == $0.value })
    else { return nil }
    let remark = String(end.dropFirst(surroundings.count))
    return Ending(results: results, isKept: true, remark: remark.isEmpty ? nil : remark, inputs: inputs)
  }

  /// Without the options that decide on nothing but where results go and how fast they come.
  private static func deciding(_ arguments: ArraySlice<String>) -> [String] {
    arguments.filter { !$0.hasPrefix("--out=") && !$0.hasPrefix("--jobs=") }
  }
}
