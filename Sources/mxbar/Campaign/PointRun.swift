import ArgumentParser
import Campaigns
import MemristorCrossbar

/// The run of one point of a sweep or a campaign.
struct PointRun: Sendable {
  /// The combination of values, with its label and folder name.
  let point: OptionSweepPoint
  private let run: ProgramRun

  /// - Parameters:
  ///   - folder: for the point's results.
  ///   - options: further options that do not change results, such as `--jobs=1`.
  init(_ point: OptionSweepPoint, of target: SweptCommand, folder: String, options: [String] = []) throws {
    self.point = point
    run = ProgramRun(arguments: try target.arguments(for: point, folder: folder, options: options), folder: folder)
  }

  /// Why the command rejects the point's options; nil if it accepts them. In debug builds this takes seconds.
  var refusal: String? {
    do {
      _ = try MxbarCommand.parseAsRoot(run.arguments)
      return nil
    } catch {
      return MxbarCommand.message(for: error)
    }
  }

  /// Runs the point, or keeps the results of an earlier run. Failures are part of the outcome.
  ///
  /// - Parameter keepingFinished: whether results of an earlier run with the same options, inputs and version are kept.
  /// - Throws: `CancellationError`, after the process has ended; `ProgramRun.Killed`.
  func outcome(keepingFinished: Bool) async throws -> PointOutcome {
    outcome(of: try await run.ending(keepingFinished: keepingFinished))
  }

  /// Results of an earlier run of this point; nil unless it had this version, the same options and the same input files.
  var finished: PointOutcome? { run.finished.map(outcome) }

  private func outcome(of ending: ProgramRun.Ending) -> PointOutcome {
    PointOutcome(
      point, ending.results == nil ? .failed : ending.isKept ? .kept : .done, results: ending.results, remark: ending.remark,
      inputs: ending.inputs)
  }
}
