import Netlisting

/// A validated deck as ngspice is to get it: everything that the process which holds the library needs to know.
struct NgspiceJob: Codable, Sendable {
  let lines: [String]
  let analysis: Analysis
  let probes: [Probe]
  /// What ngspice calls each probe's vector.
  let vectors: [String]

  init(_ deck: Deck, writer: NgspiceWriter) {
    lines = writer.lines(deck)
    analysis = deck.analysis
    probes = deck.probes
    vectors = deck.probes.map(writer.vectorName)
  }
}
