import ArgumentParser
import Foundation
import MemristorCrossbar
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The run of one point of a sweep: this same program in a process of its own, with its own result folder.
struct SweepPointRun: Sendable {
  /// The combination of values, with its label and folder name.
  let point: OptionSweepPoint
  /// Why the command rejects the point's options; nil if it accepts them.
  let refusal: String?
  /// The point's command line after the program's name.
  private let arguments: [String]
  /// Path of the point's result folder.
  private let folder: String

  init(_ point: OptionSweepPoint, of target: SweptCommand, folder: String) throws {
    self.point = point
    self.folder = folder
    arguments = try target.arguments(for: point, folder: folder)
    do {
      _ = try MxbarCommand.parseAsRoot(arguments)
      refusal = nil
    } catch {
      refusal = MxbarCommand.message(for: error)
    }
  }

  /// Runs the point, or keeps the results of an earlier sweep. Failures are part of the outcome.
  ///
  /// - Parameter keepingFinished: whether results of an earlier run with the same options, inputs and version are kept.
  /// - Throws: `CancellationError`, after the process has ended.
  func outcome(keepingFinished: Bool) async throws -> OptionSweepOutcome {
    if let refusal { return OptionSweepOutcome(point, .failed, remark: refusal) }
    if keepingFinished, let results = finishedResults {
      return OptionSweepOutcome(point, .kept, figures: OptionSweepOutcome.figures(of: results))
    }
    let remark = try await runProcess()
    // The manifest is removed when a run begins and written last, so its results are complete even if charts failed.
    guard let results = manifest?["results"] else {
      return OptionSweepOutcome(point, .failed, remark: remark ?? "it ended without \(ResultFolder.manifestName)")
    }
    return OptionSweepOutcome(point, .done, figures: OptionSweepOutcome.figures(of: results), remark: remark)
  }

  /// - Returns: its error message, if it did not succeed.
  private func runProcess() async throws -> String? {
    // A run that fails before it opens its folder would leave an earlier manifest there.
    try? FileManager.default.removeItem(atPath: manifestPath)
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
      return said.isEmpty ? "\(result.terminationStatus)" : String(said.prefix(2000))
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      return "its process could not be run: \(error)"
    }
  }

  private var manifestPath: String { "\(folder)/\(ResultFolder.manifestName)" }

  /// Nil without a readable manifest, that is for a run that has not ended.
  private var manifest: RecordValue? {
    (try? Data(contentsOf: URL(fileURLWithPath: manifestPath))).flatMap { try? RecordValue(json: $0) }
  }

  /// Results of an earlier run of this point; nil unless it had this version, the same options and the same input files.
  private var finishedResults: RecordValue? {
    guard let manifest, manifest["version"]?.text == ProgramVersion.text,
      let earlier = manifest["arguments"]?.list?.compactMap(\.text), earlier.dropFirst().elementsEqual(arguments),
      let inputs = manifest["input_sha256"]?.fields,
      let digests = try? SHA256.hexadecimalDigests(ofFiles: inputs.map(\.key)),
      inputs.allSatisfy({ digests[$0.key] == $0.value.text })
    else { return nil }
    return manifest["results"]
  }
}
