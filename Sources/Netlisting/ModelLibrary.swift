import CrossbarPrimitives

/// A text of SPICE models and subcircuits, with the names that it defines.
///
/// ngspice is given the text unchanged. It is read here so that a circuit's references can be checked, and because one
/// undefined `{parameter}` leaves ngspice's library unusable for the rest of the process.
///
///     let library = try ModelLibrary(text: ".model dx d(is=1e-14)", source: "dx.lib")
///     library.models    // ["dx": "d"]
public struct ModelLibrary: Hashable, Sendable {
  /// Where the text came from, for errors: a path, or the name of an embedded model.
  public let source: String
  /// The text with `\n` line ends and without a trailing one.
  public let text: String
  /// Subcircuits by lower-case name.
  public let subcircuits: [String: Subcircuit]
  /// The type (`nmos`, `d`, …) of each model that is outside of subcircuits, by lower-case name.
  public let models: [String: String]
  /// Whether it holds parts of a circuit, such as the rows of an array, and no models of devices.
  let isGenerated: Bool
  /// The foundry's library that the text refers to; nil for one whose text is here.
  let reference: FoundryTransistor?
  /// The library as data, or the first line that data cannot hold.
  private let data: Result<TypedLibrary, NetlistError>

  /// The interface of a subcircuit: what an instance of it must and may give.
  public struct Subcircuit: Hashable, Sendable {
    /// In the order in which an instance names its nodes.
    public let terminals: [String]
    /// The parameters that an instance may set, lower case.
    public let parameters: [String]
  }

  /// Reads a library.
  /// - Parameters:
  ///   - text: cards such as `.model`, `.subckt`, `.param` and `.func`, with any line ends.
  ///   - source: the name of the text in errors.
  /// - Throws: `NetlistError.library` with the first line that does not belong into a model library, or that ngspice would not
  ///   survive.
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
    reference = nil
    data = if let error = reader.beyond { .failure(error) } else { .success(reader.library) }
  }

  /// A library of subcircuits that a program made, with their text in ngspice's dialect.
  init(generated library: TypedLibrary, source: String) {
    var lines: [String] = []
    for model in library.models { NgspiceWriter().writeModel(model, to: &lines) }
    for definition in library.subcircuits { NgspiceWriter().writeSubcircuit(definition, to: &lines) }
    self.source = source
    text = lines.joined(separator: "\n")
    isGenerated = true
    reference = nil
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

  /// A library that is known by its interface.
  init(
    source: String, text: String, subcircuits: [String: Subcircuit], models: [String: String], isGenerated: Bool,
    reference: FoundryTransistor?, data: Result<TypedLibrary, NetlistError>
  ) {
    self.source = source
    self.text = text
    self.subcircuits = subcircuits
    self.models = models
    self.isGenerated = isGenerated
    self.reference = reference
    self.data = data
  }

  /// The contents as data, for dialects that cannot take ngspice's text.
  /// - Throws: `NetlistError.library` with the first line that not all dialects can express.
  package func typed() throws(NetlistError) -> TypedLibrary { try data.get() }

  /// Compares origin and text; names and data follow from them.
  public static func == (left: ModelLibrary, right: ModelLibrary) -> Bool {
    left.source == right.source && left.text == right.text && left.isGenerated == right.isGenerated
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(source)
    hasher.combine(text)
  }

  /// The source as a file name, without folders and extension; letters that would need quotes become `_`.
  var fileStem: String {
    let base = source.split(separator: "/").last.map(String.init) ?? source
    let stem = base.split(separator: ".").first.map(String.init) ?? base
    let safe = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "_" }
    return safe.isEmpty ? "models" : String(safe)
  }
}
