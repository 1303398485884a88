import CircuitSimulation
import Netlisting

/// A validated deck in the form in which ngspice gets it: all that the process with the library needs to know.
struct NgspiceJob: Codable, Sendable {
  /// The lines as one text, since a list of lines takes long to send to another process.
  private let text: String
  /// To check the result against.
  let analysis: Analysis
  /// In the order of the result.
  let probes: [Probe]
  /// ngspice's name for the vector of each probe, in the order of `probes`.
  let vectors: [String]

  /// - Parameters:
  ///   - deck: must have passed `Deck.validate`.
  ///   - writer: suits the build of ngspice that will get the job.
  init(_ deck: Deck, writer: NgspiceWriter) {
    let lines = writer.lines(deck)
    // The title is the first line whatever it holds; other comments are for people.
    text = (lines.prefix(1) + lines.dropFirst().filter { !$0.hasPrefix("*") }).joined(separator: "\n")
    analysis = deck.analysis
    probes = deck.probes
    vectors = deck.probes.map(writer.vectorName)
  }

  /// Collects the values of the probes and checks them.
  /// - Parameters:
  ///   - scale: nil if ngspice left none, as for an operating point.
  ///   - vector: returns the vector of a name; nil if there is none.
  /// - Throws: `SimulationError.missingVector`, and as `SimulationResult.init(checking:)`.
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

  /// The deck line by line; the title is first.
  var lines: [String] { text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) } }
}
