import CircuitSimulation
import Netlisting

/// A validated deck as ngspice is to get it: everything that the process which holds the library needs to know.
struct NgspiceJob: Codable, Sendable {
  /// One text, since a list of lines takes long to pass on to another process.
  private let text: String
  let analysis: Analysis
  let probes: [Probe]
  /// What ngspice calls each probe's vector.
  let vectors: [String]

  init(_ deck: Deck, writer: NgspiceWriter) {
    let lines = writer.lines(deck)
    // The title is the first line whatever it holds; other comments are for people.
    text = (lines.prefix(1) + lines.dropFirst().filter { !$0.hasPrefix("*") }).joined(separator: "\n")
    analysis = deck.analysis
    probes = deck.probes
    vectors = deck.probes.map(writer.vectorName)
  }

  /// The values of the probes in what ngspice left.
  /// - Parameters:
  ///   - scale: nil if it left none, as for an operating point.
  ///   - vector: by the name that ngspice has for it; nil where there is none.
  /// - Throws: `SimulationError.missingVector`, and as a result that is checked.
  func result(
    scale: [Double]?, warnings: [String], vector: (String) -> [Double]?
  ) throws(SimulationError) -> SimulationResult {
    var values: [[Double]] = []
    for (probe, name) in zip(probes, vectors) {
      guard let found = vector(name) else {
        throw .missingVector(probe: probe.description, engineMessage: "there is no vector '\(name)'")
      }
      values.append(found)
    }
    return try SimulationResult(checking: values, of: probes, scale: scale, analysis: analysis, warnings: warnings)
  }

  var lines: [String] { text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) } }
}
