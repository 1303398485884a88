import CrossbarPrimitives

/// Waveforms in ngspice's own file format: `ngspice` loads the file with `load waveforms.raw`, and so do wave viewers
/// that read this format.
///
/// Written in the ASCII form of the format (ngspice manual, "rawfile"), with every number in the shortest text that reads
/// back as the same number.
package struct RawFile: Hashable, Sendable {
  /// What a variable is, from which viewers take its unit.
  package enum Kind: String, Hashable, Sendable {
    case time, voltage, current
    /// Without a unit.
    case other = "notype"
  }

  /// The name and kind of one waveform.
  package struct Variable: Hashable, Sendable {
    /// As ngspice writes it: `time`, `v(bl)`, `i(vbl)`.
    package var name: String
    package var kind: Kind

    package init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// One line; line breaks become spaces.
  package var title: String
  /// The kind of analysis, such as `Transient Analysis`.
  package var plot: String
  /// The first is the scale, such as the time.
  package var variables: [Variable]
  /// Variables × points, in SI units.
  package var values: [[Double]]

  /// - Precondition: as many waveforms as variables, at least one, and all of one length.
  package init(title: String, plot: String, variables: [Variable], values: [[Double]]) {
    precondition(!variables.isEmpty && variables.count == values.count, "as many variables as waveforms")
    precondition(Set(values.map(\.count)).count == 1, "all waveforms are of one length")
    self.title = title
    self.plot = plot
    self.variables = variables
    self.values = values
  }

  /// The contents of the file.
  package var text: String {
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
