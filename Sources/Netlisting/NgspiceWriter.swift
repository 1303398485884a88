import CrossbarPrimitives

/// The dialect of ngspice 39 and later.
public struct NgspiceWriter: SpiceWriter {
  /// Extra names for `.options`, such as `klu` where the engine has it.
  public var engineOptions: [String]
  /// Whether the deck prints its probes when run alone by `ngspice -b`.
  public var printsProbes: Bool

  public init(engineOptions: [String] = [], printsProbes: Bool = false) {
    self.engineOptions = engineOptions
    self.printsProbes = printsProbes
  }

  public func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    let values: [(String, Double)] = [
      ("reltol", options.relativeTolerance), ("abstol", options.currentTolerance), ("vntol", options.voltageTolerance),
      ("chgtol", options.chargeTolerance), ("gmin", options.minimumConductance), ("temp", options.temperature),
    ]
    // Gear damps the ringing that the trapezoidal rule shows behind an abrupt SET.
    let words = values.map { "\($0)=\(formatNumber($1))" } + ["method=gear"] + engineOptions
    lines.append(".options " + words.joined(separator: " "))
  }

  public func writeProbes(_ deck: Deck, to lines: inout [String]) {
    for probe in deck.probes { lines.append(".save \(formatProbe(probe))") }
  }

  public func writeAnalysis(_ analysis: Analysis, to lines: inout [String]) {
    switch analysis {
    case .operatingPoint: lines.append(".op")
    case .sweep(let source, let start, let stop, let step):
      lines.append(".dc \(source) \(formatNumber(start)) \(formatNumber(stop)) \(formatNumber(step))")
    case .transient(let stop, let maximumStep):
      // The print step only bounds the first step; initial states come from the memristors' own capacitors (uic).
      let step = formatNumber(maximumStep.si)
      lines.append(".tran \(step) \(formatNumber(stop.si)) 0 \(step) uic")
    }
  }

  public func writeClosing(_ deck: Deck, to lines: inout [String]) {
    if printsProbes {
      lines.append(".control")
      lines.append("run")
      for probe in deck.probes { writePrinting(of: probe, in: deck.analysis, to: &lines) }
      lines.append("quit")
      lines.append(".endc")
    }
    lines.append(".end")
  }

  public func formatProbe(_ probe: Probe) -> String {
    switch probe {
    case .voltage(let node): "v(\(node.name.lowercased()))"
    case .current(let source): "i(\(source.lowercased()))"
    case .inner(let instance, let node): "v(\(instance.lowercased()).\(node.lowercased()))"
    }
  }

  /// The name ngspice keeps the probe's vector under.
  public func vectorName(_ probe: Probe) -> String {
    switch probe {
    case .voltage(let node): node.name.lowercased()
    case .current(let source): "\(source.lowercased())#branch"
    case .inner(let instance, let node): "\(instance.lowercased()).\(node.lowercased())"
    }
  }

  private func writePrinting(of probe: Probe, in analysis: Analysis, to lines: inout [String]) {
    let vector = formatProbe(probe)
    // A bracketed index takes the last point of a waveform: its value at the end of the run.
    if case .operatingPoint = analysis {
      lines.append("print \(vector)")
    } else {
      lines.append("print \(vector)[length(\(vector))-1]")
    }
  }
}
