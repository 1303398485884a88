import Foundation
import Subprocess

/// The program that draws the charts, run as a process of its own for each chart.
public struct Gnuplot: Hashable, Sendable {
  /// A name to look up in PATH, or a path if it contains a slash.
  public var executable: String

  /// The program is looked up when a script is run, not here.
  public init(executable: String = "gnuplot") { self.executable = executable }

  /// Runs a script in its folder, where it also writes its pictures.
  ///
  /// - Parameter script: its file name, relative to the folder.
  /// - Throws: `ReportingError.gnuplotMissing`, or `ReportingError.gnuplotFailed` with gnuplot's own message.
  public func run(script: String, in folder: URL) async throws {
    let result: ExecutionResult<Void, DiscardedOutput, StringOutput<UTF8>>
    do {
      result = try await Subprocess.run(
        executable.contains("/") ? .path(.init(executable)) : .name(executable),
        // -d: nobody's own settings, so that a chart looks the same everywhere.
        arguments: ["-d", script],
        environment: .inherit.updating(["LC_ALL": nil, "LC_NUMERIC": "C"]),
        workingDirectory: .init(folder.path), output: .discarded, error: .string(limit: 1 << 20))
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw ReportingError.gnuplotMissing(executable: executable)
    } catch let error as SubprocessError {
      throw ReportingError.gnuplotFailed(script: script, message: error.description)
    }
    guard result.terminationStatus.isSuccess else {
      let said = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
      throw ReportingError.gnuplotFailed(script: script, message: said.isEmpty ? "\(result.terminationStatus)" : said)
    }
  }
}
