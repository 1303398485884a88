import CrossbarPrimitives

/// What can go wrong while results are written or drawn. The description says what to do about it.
public enum ReportingError: Error, Equatable {
  /// The output folder cannot be created or written to, or another run is using it.
  case unusableFolder(path: String, reason: String)
  /// The output folder holds files that this run must not mix with.
  case occupiedFolder(path: String, reason: String)
  /// A result file cannot be written, removed or recorded; `reason` is the operating system's message.
  case unwritableFile(path: String, reason: String)
  /// An input file or an earlier result cannot be read.
  case unreadableFile(path: String, reason: String)
  /// A table that a run is to be resumed from has a wrong line, counted from 1.
  case damagedLog(path: String, line: Int, reason: String)
  /// A file name inside the output folder that is empty or absolute, leads out of the folder, or has characters that are
  /// not allowed.
  case invalidFileName(String)
  /// gnuplot, which draws the charts, is not installed.
  case gnuplotMissing(executable: String)
  /// gnuplot ran and failed; `message` is its own.
  case gnuplotFailed(script: String, message: String)
  /// A chart has no value that its axes can show.
  case nothingToDraw(chart: String, reason: String)
}

extension ReportingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unusableFolder(let path, let reason):
      "cannot write results into the folder '\(path)': \(reason). Name another output folder, or make this one usable."
    case .occupiedFolder(let path, let reason):
      "the folder '\(path)' holds \(reason). Or name another folder with --out."
    case .unwritableFile(let path, let reason):
      "cannot write '\(path)': \(reason). Check free space and permissions, or write elsewhere."
    case .unreadableFile(let path, let reason):
      "cannot read '\(path)': \(reason)."
    case .damagedLog(let path, let line, let reason):
      "'\(path)', line \(line): \(printable(reason, limit: 400)); the run cannot be resumed from it. Begin anew with --overwrite."
    case .invalidFileName(let name):
      "'\(name)' is no name for a result file: use letters, digits, '-', '_' and '.', with '/' between folders."
    case .gnuplotMissing(let executable):
      "cannot draw charts: there is no program '\(executable)'. Install the package gnuplot-nox (apt-get install gnuplot-nox)."
    case .gnuplotFailed(let script, let message):
      "gnuplot could not draw '\(script)'. It said: \(message)"
    case .nothingToDraw(let chart, let reason):
      "the chart '\(chart)' has nothing to draw: \(reason)."
    }
  }
}
