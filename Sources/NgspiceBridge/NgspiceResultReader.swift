import CircuitSimulation
import Netlisting

/// Copies the probes of a job out of one plot, and believes none of them before it has looked.
struct NgspiceResultReader {
  let library: NgspiceLibrary
  let plot: String

  /// No voltage or current of a crossbar comes near; floating nodes do.
  private static let largestBelievable = 1e6

  func read(_ job: NgspiceJob) throws(SimulationError) -> SimulationResult {
    let scale = try readScale(job.analysis)
    let count = scale?.count ?? 1
    var values: [[Double]] = []
    for (probe, name) in zip(job.probes, job.vectors) {
      let vector = try vector("\(plot).\(name)", named: probe.description)
      guard vector.count == count else {
        throw .wrongLength(probe: probe.description, expected: "\(count)", found: vector.count)
      }
      try check(vector, named: probe.description)
      values.append(vector)
    }
    return SimulationResult(scale: scale ?? [], probes: job.probes, values: values)
  }

  private func readScale(_ analysis: Analysis) throws(SimulationError) -> [Double]? {
    switch analysis {
    case .operatingPoint: return nil
    case .transient(let stop, _):
      let time = try vector("\(plot).time", named: "time")
      guard let last = time.last, last >= stop.si * (1 - 1e-9) else {
        throw .analysisFailed(
          analysis: "transient", element: nil,
          engineMessage: "it ended at \(time.last ?? 0) s, before its stop at \(stop.si) s")
      }
      return time
    case .sweep:
      let expected = analysis.sweepPointCount ?? 0
      // ngspice names the scale after the kind of source that is swept.
      let scale = library.vector("\(plot).v-sweep") ?? library.vector("\(plot).i-sweep")
      guard let scale else { throw .missingVector(probe: "sweep", engineMessage: "the plot has no scale") }
      guard scale.count == expected else { throw .wrongLength(probe: "sweep", expected: "\(expected)", found: scale.count) }
      return scale
    }
  }

  private func vector(_ name: String, named probe: String) throws(SimulationError) -> [Double] {
    guard let vector = library.vector(name) else {
      let words = NgspiceLog(library.messages.take()).failure ?? "there is no vector '\(name)'"
      throw .missingVector(probe: probe, engineMessage: words)
    }
    return vector
  }

  private func check(_ values: [Double], named probe: String) throws(SimulationError) {
    for value in values {
      if !value.isFinite { throw .nonFiniteValue(probe: probe, value: value) }
      if abs(value) > Self.largestBelievable {
        throw .absurdValue(probe: probe, value: value, limit: Self.largestBelievable)
      }
    }
  }
}
