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
  /// Whether it was made from a circuit, and is no model of a device.
  let isGenerated: Bool
  private let data: Result<TypedLibrary, NetlistError>

  public struct Subcircuit: Hashable, Sendable {
    public let terminals: [String]
    /// Parameters an instance may set, lower case.
    public let parameters: [String]
  }

  /// - Throws: `NetlistError.library` with the line that cannot be a model library's.
  public init(text: String, source: String) throws(NetlistError) {
    var body = withPlainLineEnds(text)
    while body.utf8.last == UInt8(ascii: "\n") { body.unicodeScalars.removeLast() }
    for (index, line) in physicalLines(body).enumerated() {
      if let problem = problem(inVerbatim: line) {
        throw .library(source: source, line: index + 1, text: String(line), reason: problem)
      }
    }
    var reader = LibraryReader(source: source, isVerbatim: true)
    for line in logicalLines(body) {
      let tokens = CardTokens(line)
      if try reader.take(tokens) { continue }
      switch tokens.keyword {
      case ".global", ".option", ".options", ".temp", ".nodeset":
        try reader.setBeyond(reader.refuse(line, "allowed in a library are .model, .subckt, .param and .func"))
      case let word where word.hasPrefix("."):
        throw reader.refuse(
          line, "'\(word)' does not belong into a model library; allowed are .model, .subckt, .ends, .param, .func")
      default:
        try reader.checkElement(tokens)
        throw reader.refuse(line, "an element stands outside of any .subckt")
      }
    }
    try reader.finish()
    if reader.subcircuits.isEmpty && reader.models.isEmpty {
      throw .library(source: source, line: 1, text: "", reason: "the file defines neither a .model nor a .subckt")
    }
    self.source = source
    self.text = body
    subcircuits = reader.subcircuits
    models = reader.models
    isGenerated = false
    data = if let error = reader.beyond { .failure(error) } else { .success(reader.library) }
  }

  /// A library of subcircuits made by a program, in ngspice's words.
  init(generated library: TypedLibrary, source: String) {
    var lines: [String] = []
    for model in library.models { NgspiceWriter().writeModel(model, to: &lines) }
    for definition in library.subcircuits { NgspiceWriter().writeSubcircuit(definition, to: &lines) }
    self.source = source
    text = lines.joined(separator: "\n")
    isGenerated = true
    data = .success(library)
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

  /// What it holds, as data.
  /// - Throws: `NetlistError.library` with the first line that is beyond what all dialects share.
  public func typed() throws(NetlistError) -> TypedLibrary { try data.get() }

  public static func == (left: ModelLibrary, right: ModelLibrary) -> Bool {
    left.source == right.source && left.text == right.text && left.isGenerated == right.isGenerated
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(source)
    hasher.combine(text)
  }

  /// The source's name as a file name: without folders, extension, and letters that need quotes somewhere.
  var fileStem: String {
    let base = source.split(separator: "/").last.map(String.init) ?? source
    let stem = base.split(separator: ".").first.map(String.init) ?? base
    let safe = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "_" }
    return safe.isEmpty ? "models" : String(safe)
  }
}
