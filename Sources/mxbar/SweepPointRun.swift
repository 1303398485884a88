import ArgumentParser
import MemristorCrossbar

/// The run of one point of a sweep: a run of this same program with the point's options.
struct SweepPointRun: Sendable {
  /// The combination of values, with its label and folder name.
  let point: OptionSweepPoint
  /// Why the command rejects the point's options; nil if it accepts them.
  let refusal: String?
  private let run: ProgramRun

  init(_ point: OptionSweepPoint, of target: SweptCommand, folder: String) throws {
    self.point = point
    run = ProgramRun(arguments: try target.arguments(for: point, folder: folder), folder: folder)
    do {
      _ = try MxbarCommand.parseAsRoot(run.arguments)
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
    let ending = try await run.ending(keepingFinished: keepingFinished)
    guard let results = ending.results else { return OptionSweepOutcome(point, .failed, remark: ending.remark) }
    return OptionSweepOutcome(
      point, ending.isKept ? .kept : .done, figures: OptionSweepOutcome.figures(of: results), remark: ending.remark)
  }
}
