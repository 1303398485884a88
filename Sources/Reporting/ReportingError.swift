import CrossbarPrimitives

/// What can go wrong while results are written or drawn.
public enum ReportingError: Error, Equatable {
  /// The output folder cannot be created or written into.
  case unusableFolder(path: String, reason: String)
  /// The output folder holds what this run must not mix with.
  case occupiedFolder(path: String, reason: String)
  case unwritableFile(path: String, reason: String)
  case unreadableFile(path: String, reason: String)
  /// A line, counted from 1, of a table that a run is to be resumed from.
  case damagedLog(path: String, line: Int, reason: String)
  /// A file name inside the output folder that is empty, absolute, leads out of the folder or has odd characters.
  case invalidFileName(String)
  /// Charts are drawn by gnuplot, and it is not installed.
  case gnuplotMissing(executable: String)
  /// gnuplot ran and complained; `message` is in its own words.
  case gnuplotFailed(script: String, message: String)
  /// A chart without a single value that its axes can show.
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
