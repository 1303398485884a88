import ArgumentParser
import Foundation
import MemristorCrossbar
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The run of one point of a sweep: this very program, as a process with a result folder of its own.
struct SweepPointRun: Sendable {
  let point: OptionSweepPoint
  /// Why the command will not take the point's options; nil if it does.
  let refusal: String?
  private let arguments: [String]
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

  /// Runs the point, or keeps what an earlier sweep has found. Whatever fails in it is in the outcome.
  /// - Throws: `CancellationError`, when the process has ended.
  func outcome(keepingFinished: Bool) async throws -> OptionSweepOutcome {
    if let refusal { return OptionSweepOutcome(point, .failed, remark: refusal) }
    if keepingFinished, let results = finishedResults {
      return OptionSweepOutcome(point, .kept, figures: OptionSweepOutcome.figures(of: results))
    }
    let remark = try await runProcess()
    // The manifest is removed when a run begins and comes back last: its results are whole even where pictures failed.
    guard let results = manifest?["results"] else {
      return OptionSweepOutcome(point, .failed, remark: remark ?? "it ended without \(ResultFolder.manifestName)")
    }
    return OptionSweepOutcome(point, .done, figures: OptionSweepOutcome.figures(of: results), remark: remark)
  }

  /// - Returns: what it said if it did not end well.
  private func runProcess() async throws -> String? {
    // A run that does not get as far as opening its folder would leave an earlier manifest in it.
    try? FileManager.default.removeItem(atPath: manifestPath)
    var options = PlatformOptions()
    // The command's own clean end; a second is plenty, but a busy machine may take longer.
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

  private var manifest: RecordValue? {
    (try? Data(contentsOf: URL(fileURLWithPath: manifestPath))).flatMap { try? RecordValue(json: $0) }
  }

  /// The results of an earlier run of this point, if it was of this version, with the same options and input files.
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
