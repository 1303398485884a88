/// A simulator's way of writing a netlist. ngspice's is the one that engines use and that `DeckReader` reads back; the raw
/// value is the name in commands and in a deck's header.
public enum Dialect: String, Hashable, Sendable, CaseIterable, Codable {
  /// Decks for ngspice and gnucap are run in tests; those for the others follow the manuals alone.
  case ngspice, hspice, xyce, ltspice, spectre, gnucap

  /// Writes decks in this dialect, following the manual that `traits` names.
  package var writer: any SpiceWriter {
    switch self {
    case .ngspice: NgspiceWriter()
    case .hspice: HspiceWriter()
    case .xyce: XyceWriter()
    case .ltspice: LtspiceWriter()
    case .spectre: SpectreWriter()
    case .gnucap: GnucapWriter()
    }
  }
}

/// The differences between dialects: some that the writers use, others only for the table that people read.
package struct DialectTraits: Hashable, Sendable {
  /// Usual extension of a deck's file name, without the dot.
  package let deckExtension: String
  /// Usual extension of an included file's name, without the dot.
  package let includeExtension: String
  /// The characters that a comment line begins with.
  package let comment: String
  /// How a card continues on the next line.
  package let continuation: Continuation
  /// The character between the names of nested instances in a node's full name, as in `x1.x2.n`.
  package let hierarchySeparator: String
  /// Whether letter case matters in names.
  package let keepsCase: Bool
  /// The suffixes for 1e6 and 1e-3. The writers use exponents instead.
  package let suffixes: String
  /// How a parameter is computed and used. This and the following are examples for readers.
  package let parameterFormula: String
  /// How a source is given by a formula.
  package let behaviouralSource: String
  /// How a memristor's state at time 0 is set.
  package let initialState: String
  /// How a figure is taken from a transient.
  package let measure: String
  /// How a figure is taken from an operating point.
  package let operatingPoint: String
  /// The manual that the writer follows.
  package let manual: String

  /// The two ways in which dialects continue a card.
  package enum Continuation: Hashable, Sendable {
    /// `+` at the beginning of the next line.
    case plus
    /// `\` at the end of the line.
    case backslash
  }
}

extension Dialect {
  /// What is particular to this dialect, with the manual and version that it was taken from.
  package var traits: DialectTraits {
    switch self {
    case .ngspice:
      DialectTraits(
        deckExtension: "cir", includeExtension: "lib", comment: "*", continuation: .plus, hierarchySeparator: ".",
        keepsCase: false, suffixes: "MEG, m", parameterFormula: ".param w='a*b', r={w}",
        behaviouralSource: "B1 a b I = v(a,b)/{r}", initialState: "C1 … ic={w0}, .tran … uic",
        measure: ".meas tran n find v(x) at=t", operatingPoint: ".op, and print in .control",
        manual: "ngspice user's manual, version 39 (run in tests)")
    case .hspice:
      DialectTraits(
        deckExtension: "sp", includeExtension: "inc", comment: "*", continuation: .plus, hierarchySeparator: ".",
        keepsCase: false, suffixes: "MEG or X, m", parameterFormula: ".param w='a*b', r='w'",
        behaviouralSource: "G1 a b cur='v(a,b)/r', E1 a b vol='…'", initialState: "C1 … ic='w0', .tran … uic",
        measure: ".measure tran n find v(x) at=t", operatingPoint: ".dc v1 from to step, .measure dc n find i(v2) at=to",
        manual: "HSPICE User Guide: Simulation and Analysis")
    case .xyce:
      DialectTraits(
        deckExtension: "cir", includeExtension: "inc", comment: "*", continuation: .plus, hierarchySeparator: ":",
        keepsCase: false, suffixes: "MEG or X, m", parameterFormula: ".PARAM w={a*b}, r={w}",
        behaviouralSource: "B1 a b I={V(a,b)/r}", initialState: "C1 … IC={w0}, .TRAN … UIC",
        measure: ".MEASURE TRAN n FIND V(x) AT=t", operatingPoint: ".DC v1 from to step, .MEASURE DC n FIND I(v2) AT=to",
        manual: "Xyce Reference Guide")
    case .ltspice:
      DialectTraits(
        deckExtension: "net", includeExtension: "lib", comment: "*", continuation: .plus, hierarchySeparator: ":",
        keepsCase: false, suffixes: "MEG, m", parameterFormula: ".param w={a*b}, r={w}",
        behaviouralSource: "B1 a b I=V(a,b)/{r}", initialState: "C1 … ic={w0}, .tran … uic",
        measure: ".meas TRAN n FIND V(x) AT=t", operatingPoint: ".dc v1 from to step, .meas DC n FIND I(v2) AT=to",
        manual: "LTspice help")
    case .spectre:
      DialectTraits(
        deckExtension: "scs", includeExtension: "scs", comment: "//", continuation: .backslash, hierarchySeparator: ".",
        keepsCase: true, suffixes: "M, m (case counts)", parameterFormula: "parameters w=a*b, r=w",
        behaviouralSource: "b1 (a b) bsource i=v(a,b)/r", initialState: "c1 (…) capacitor ic=w0, tran skipdc=yes ic=all",
        measure: ".measure tran n find v(x) at=t, under simulator lang=spice",
        operatingPoint: "tran with constant sources, measured at its end",
        manual: "Spectre Circuit Simulator Reference")
    case .gnucap:
      DialectTraits(
        deckExtension: "ckt", includeExtension: "inc", comment: "*", continuation: .plus, hierarchySeparator: ".",
        keepsCase: false, suffixes: "MEG, m", parameterFormula: "none is written",
        behaviouralSource: "none; G1 a b a b fit v,i v,i … order=3",
        initialState: "none: frozen cells only", measure: "none", operatingPoint: ".print op i(v2), .op",
        manual: "gnucap manual, version 0.36 (run in tests)")
    }
  }

  /// The differences as a table in Markdown: one row per trait, one column per dialect.
  public static var table: String {
    let rows: [(String, (Dialect) -> String)] = [
      ("file", { "`.\($0.traits.deckExtension)`" }),
      ("comment line", { "`\($0.traits.comment)`" }),
      ("continuation", { $0.traits.continuation == .plus ? "`+` begins the next line" : "`\\` ends the line" }),
      ("upper and lower case", { $0.traits.keepsCase ? "differ; all is written in lower case" : "are one" }),
      ("1e6, 1e-3 (we write exponents)", { $0.traits.suffixes }),
      ("parameters", { code($0.traits.parameterFormula) }),
      ("formula source", { code($0.traits.behaviouralSource) }),
      ("state at the start", { code($0.traits.initialState) }),
      ("measure", { code($0.traits.measure) }),
      ("operating point", { code($0.traits.operatingPoint) }),
      ("node inside instances", { "`x1\($0.traits.hierarchySeparator)x2\($0.traits.hierarchySeparator)n`" }),
      ("manual", { $0.traits.manual }),
    ]
    func code(_ text: String) -> String { text.hasPrefix("none") ? text : "`\(text)`" }
    let head = "| | " + allCases.map(\.rawValue).joined(separator: " | ") + " |"
    let line = "|" + String(repeating: "---|", count: allCases.count + 1)
    let body = rows.map { title, cell in "| \(title) | " + allCases.map(cell).joined(separator: " | ") + " |" }
    return ([head, line] + body).joined(separator: "\n") + "\n"
  }
}
