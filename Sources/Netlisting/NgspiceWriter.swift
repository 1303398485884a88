import CrossbarPrimitives

/// The dialect of ngspice 39 and later.
public struct NgspiceWriter: SpiceWriter {
  /// Extra names for `.options`, such as `klu` where the engine has it.
  public var engineOptions: [String]
  /// What the deck prints of its probes when it is run alone by `ngspice -b`.
  public var printing: Printing

  public enum Printing: Hashable, Sendable {
    /// Nothing: the deck is for an engine, which takes what it needs.
    case nothing
    /// The last value of each probe.
    case finalValues
    /// The value of each probe at a time of a transient, as a measurement named after it: `i_vsl3`.
    case values(at: Time)
  }

  public init(engineOptions: [String] = [], printing: Printing = .nothing) {
    self.engineOptions = engineOptions
    self.printing = printing
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
    // ngspice compares each name with each vector: 20 s for a 64 x 64 array. One value of every vector costs nothing.
    if case .operatingPoint = deck.analysis, deck.probes.count > Self.fewProbes { return lines.append(".save all") }
    for probe in deck.probes { lines.append(".save \(formatProbe(probe))") }
  }

  private static let fewProbes = 100

  public func writeAnalysis(_ analysis: Analysis, to lines: inout [String]) {
    switch analysis {
    case .operatingPoint: lines.append(".op")
    case .sweep(let source, let start, _, let step):
      // Half a step beyond the last point: ngspice adds up steps, and the sum's rounding must not decide on that point.
      let stop = start + (Double(analysis.sweepPointCount ?? 1) - 0.5) * step
      lines.append(".dc \(source) \(formatNumber(start)) \(formatNumber(stop)) \(formatNumber(step))")
    case .transient(let stop, let maximumStep):
      // The print step only bounds the first step; initial states come from the memristors' own capacitors (uic).
      let step = formatNumber(maximumStep.si)
      lines.append(".tran \(step) \(formatNumber(stop.si)) 0 \(step) uic")
    }
  }

  public func writeClosing(_ deck: Deck, to lines: inout [String]) {
    if printing != .nothing {
      lines += [".control", "run"]
      lines += deck.probes.map { formatPrinting(of: $0, in: deck.analysis) }
      lines += ["quit", ".endc"]
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

  private func formatPrinting(of probe: Probe, in analysis: Analysis) -> String {
    let vector = formatProbe(probe)
    switch (analysis, printing) {
    case (.transient, .values(let time)):
      let name = vector.dropLast().map { $0 == "(" || $0 == "." ? "_" : $0 }
      return "meas tran \(String(name)) find \(vector) at=\(formatNumber(time.si))"
    case (.operatingPoint, _): return "print \(vector)"
    // A bracketed index takes the last point of a waveform: its value at the end of the run.
    default: return "print \(vector)[length(\(vector))-1]"
    }
  }
}
