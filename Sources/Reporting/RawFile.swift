import CrossbarPrimitives

/// Waveforms as ngspice keeps them: `ngspice` loads the file with `load waveforms.raw`, and so do the wave viewers that
/// read its files.
///
/// The format's ASCII form (ngspice manual, "rawfile"), with every number in the shortest text that reads back the same.
public struct RawFile: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case time, voltage, current
    /// Without a unit of its own.
    case other = "notype"
  }

  public struct Variable: Hashable, Sendable {
    /// As ngspice writes it: `time`, `v(bl)`, `i(vbl)`.
    public var name: String
    public var kind: Kind

    public init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  public var title: String
  /// Such as `Transient Analysis`.
  public var plot: String
  /// The first one is the scale.
  public var variables: [Variable]
  /// By variable; all of the same length.
  public var values: [[Double]]

  public init(title: String, plot: String, variables: [Variable], values: [[Double]]) {
    precondition(!variables.isEmpty && variables.count == values.count, "as many variables as waveforms")
    precondition(Set(values.map(\.count)).count == 1, "all waveforms are of one length")
    self.title = title
    self.plot = plot
    self.variables = variables
    self.values = values
  }

  public var text: String {
    var lines = [
      "Title: \(ChartText.oneLine(title))", "Plotname: \(ChartText.oneLine(plot))", "Flags: real",
      "No. Variables: \(variables.count)", "No. Points: \(values[0].count)", "Variables:",
    ]
    lines += variables.enumerated().map { "\t\($0)\t\($1.name)\t\($1.kind.rawValue)" }
    lines.append("Values:")
    for point in values[0].indices {
      for (index, waveform) in values.enumerated() {
        lines.append((index == 0 ? " \(point)\t" : "\t") + SpiceNumber.shortest(waveform[point]))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
