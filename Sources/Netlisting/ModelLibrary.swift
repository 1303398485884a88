import CrossbarPrimitives

/// A text of SPICE models and subcircuits, read far enough to know what it defines.
///
/// The text is handed to a simulator as it stands. It is read here so that a circuit's references can be checked, and
/// because one undefined `{parameter}` leaves ngspice's library unusable for the rest of the process.
public struct ModelLibrary: Hashable, Sendable {
  /// Where the text came from, as errors name it: a path, or the name of an embedded model.
  public let source: String
  /// The text without a trailing newline.
  public let text: String
  /// Subcircuits by lower-case name.
  public let subcircuits: [String: Subcircuit]
  /// The type (`nmos`, `d`, …) of each model outside of subcircuits, by lower-case name.
  public let models: [String: String]
  /// What was generated, and need not be read again to be known.
  private let generated: TypedLibrary?

  public struct Subcircuit: Hashable, Sendable {
    public let terminals: [String]
    /// Parameters an instance may set, lower case.
    public let parameters: [String]
  }

  /// - Throws: `NetlistError.library` with the line that cannot be a model library's.
  public init(text: String, source: String) throws(NetlistError) {
    var reader = ModelLibraryReader(source: source)
    var body = withPlainLineEnds(text)
    while body.utf8.last == UInt8(ascii: "\n") { body.unicodeScalars.removeLast() }
    for (index, line) in physicalLines(body).enumerated() {
      // ngspice runs "*# command" as a command, and stops reading a line at a NUL.
      let isCommand = line.trimmingPrefix { $0.isWhitespace }.hasPrefix("*#")
      if isCommand || line.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\t" }) {
        throw .library(
          source: source, line: index + 1, text: String(line),
          reason: isCommand ? "ngspice takes '*#' for a command, which a model library may not hold" : "this is not text")
      }
    }
    for line in logicalLines(body) { try reader.read(line) }
    try reader.finish()
    self.source = source
    self.text = body
    subcircuits = reader.subcircuits
    models = reader.models
    generated = nil
  }

  /// A library of subcircuits made by a program, in ngspice's words.
  init(generated library: TypedLibrary, source: String) {
    var lines: [String] = []
    for model in library.models { NgspiceWriter().writeModel(model, to: &lines) }
    for definition in library.subcircuits { NgspiceWriter().writeSubcircuit(definition, to: &lines) }
    self.source = source
    text = lines.joined(separator: "\n")
    generated = library
    subcircuits = Dictionary(
      library.subcircuits.map {
        (
          $0.name.lowercased(),
          Subcircuit(terminals: $0.terminals.map(\.name), parameters: $0.parameters.map { $0.name.lowercased() })
        )
      }
    ) { first, _ in first }
    models = Dictionary(library.models.map { ($0.name.lowercased(), $0.type) }) { first, _ in first }
  }

  /// Whether it was made from a circuit, and is no model of a device.
  var isGenerated: Bool { generated != nil }

  /// What it holds, as data.
  /// - Throws: `NetlistError.library` with the first line that is beyond what all dialects share.
  func typed() throws(NetlistError) -> TypedLibrary {
    if let generated { return generated }
    return try TypedLibrary(self)
  }

  /// The source's name as a file name: without folders, extension, and letters that need quotes somewhere.
  var fileStem: String {
    let base = source.split(separator: "/").last.map(String.init) ?? source
    let stem = base.split(separator: ".").first.map(String.init) ?? base
    let safe = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "_" }
    return safe.isEmpty ? "models" : String(safe)
  }
}
