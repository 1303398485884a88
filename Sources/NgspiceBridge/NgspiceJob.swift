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

  var lines: [String] { text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) } }
}
