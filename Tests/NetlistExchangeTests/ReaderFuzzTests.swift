import DeviceFixtures
import Foundation
import Fuzzing
import MemristorDevices
import NetlistExchange
import Netlisting
import Testing

/// Readers of decks and what belongs to them, on spoilt inputs; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct ReaderFuzzTests {
  private static func isRefusal(_ error: any Error) -> Bool {
    error is NetlistError || error is ExchangeError || error is DeviceError
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let words = [
    ".include", "shell", ".!x", ".lib", ".subckt", ".ends", ".model", ".param", ".control", ".endc", ".op", ".tran", ".meas",
    ".end", "i.lib",
    "/etc/passwd", "/dev/zero", "pwl(", "pulse(", "uic", "expect", "XCELL_99999999999999999999_0", "XCELL_0_0",
    "XCELL_9223372036854775807_0", "XARRAY", "{w0}",
  ]

  private static func decks() throws -> [[UInt8]] {
    let array = try drawnArray(rows: 2, columns: 2, seed: 6)
    return try [ExportedOperation.set, .frozenRead, .sneak, .iv].flatMap { operation in
      var export = try operation.export(on: array, scope: .array)
      export.expected = export.measures.map {
        ExpectedFigure(
          name: $0.name, unit: $0.unit, value: 1, relativeTolerance: 1e-6, absoluteTolerance: 0, meaning: $0.meaning)
      }
      return [Array(try NgspiceWriter().text(export).utf8), Array(try NgspiceWriter().text(export.inLevels()).utf8)]
    }
  }

  @Test func decksThatAreTakenBack() throws {
    let complaints = fuzz("import", seeds: try Self.decks(), words: Self.words, isRefusal: Self.isRefusal) { bytes in
      _ = try imported(Self.text(bytes), as: "/nowhere/deck.cir").export.deck.validate()
    }
    #expect(complaints == [])
  }

  /// What ngspice and gnucap would be given; neither is started.
  @Test func decksThatAreChecked() throws {
    for dialect in [Dialect.ngspice, .gnucap] {
      let figures = ["i_vsl0", "v(out)", "w_0_0"]
      let complaints = fuzz(
        "check-\(dialect.rawValue)", seeds: dialect == .gnucap ? [Array(Self.gnucapDeck.utf8)] : try Self.decks(),
        words: Self.words, isRefusal: Self.isRefusal
      ) { bytes in
        let text = try ExternalSimulator(dialect).deckText(Self.text(bytes), path: "/nowhere/deck.cir", figures: figures)
        let harmful = ["*#", ".!", ".system", ".exec", "!"]
        for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces).lowercased() }) {
          if harmful.contains(where: line.hasPrefix) { throw GotThrough(line: line) }
        }
      }
      #expect(complaints == [], "\(dialect)")
    }
  }

  private struct GotThrough: Error { let line: String }

  private static let gnucapDeck = """
    * d
    * dialect gnucap
    * expect v(out) = 0.5 V
    V1 a 0 1
    R1 a out 2k
    R2 out 0 1k
    .print op v(out)
    .op 27
    .end

    """

  @Test func modelLibraries() throws {
    let seeds = [
      try usualDevice().library.text, try TransistorModel.fiveVolt().library.text,
      ".param one=1\n.func half(x) {x/2}\n.subckt x a b p={one} q={half(p)+one}\nR1 a b {p}\nB1 a b I=max(v(a),{q})\n.ends",
    ]
    let complaints = fuzz(
      "library", seeds: seeds.map { Array($0.utf8) }, words: Self.words + ["half(", "agauss(", "temper", ".func", "params:"],
      isRefusal: Self.isRefusal
    ) { bytes in
      let library = try ModelLibrary(text: Self.text(bytes), source: "x.lib")
      _ = try library.typed()
    }
    #expect(complaints == [])
  }

  /// Formulas of a B source and of a parameter.
  @Test func formulas() {
    let seeds = [
      "max(v(a,b)*(1+{p}),0)/(2.5meg-exp(-1e-3*p))+pow(v(a),2)-tanh(sqrt(abs(q)))", "p>1?p*2:q==2&&p!=1?-q:(p+q)/2u",
    ]
    let words = ["v(", "pow(", "max(", "{p}", "**", "1e308", "?", ":", "v(a,b)", "agauss(1,2,3)"]
    let complaints = fuzz("formula", seeds: seeds.map { Array($0.utf8) }, words: words, isRefusal: Self.isRefusal) { bytes in
      let formula = Self.text(bytes)
      var errors: [any Error] = []
      for card in ["B1 a b I=\(formula)", "R1 a b {\(formula)}"] {
        do {
          let library = try ModelLibrary(text: ".subckt x a b p=1 q=2\n\(card)\n.ends", source: "x.lib")
          _ = try library.typed()
        } catch { errors.append(error) }
      }
      // The second formula is beyond what all dialects share.
      if let error = errors.first, !seeds.contains(formula) { throw error }
    }
    #expect(complaints == [])
  }

  @Test func expectations() throws {
    let deck = Self.text(try Self.decks()[1])
    let file = ExpectationFile(
      dialect: .ngspice, version: "1", engine: "ngspice 39",
      figures: [
        .init(name: "i", unit: "A", value: 1e-6, relativeTolerance: 1e-6, absoluteTolerance: 0, meaning: "current"),
        .init(name: "t", unit: "s", value: nil, relativeTolerance: 1e-6, absoluteTolerance: 1e-9, meaning: "time"),
      ], deck: deck)
    let words = ["\"figures\"", "\"cards\"", "null", "[", "relative_tolerance"]
    #expect(
      fuzz("expectation-file", seeds: [Array(try file.json().utf8)], words: words, isRefusal: Self.isRefusal) {
        _ = try ExpectationFile(json: Self.text($0), path: "d.cir.expected.json")
      } == [])
    let lines = [
      "expect i_vsl0 = 1.0506e-3 A (relative 1e-06, absolute 0): current of source line 0", "expect ib2 = 9.9 uA",
      "Expect v(out)=500m (absolute 1n)",
    ]
    #expect(
      fuzz(
        "expect-line", seeds: lines.map { Array($0.utf8) }, words: ["relative", "absolute", "none", "kohm", "V s"],
        isRefusal: { $0 is ExpectedFigure.Problem }
      ) { bytes in
        do throws(ExpectedFigure.Problem) { _ = try ExpectedFigure.read(Self.text(bytes)) } catch {
          // As a user meets it: with its line.
          throw ExpectedFigure.Problem(
            reason: NetlistError.library(source: "d", line: 1, text: Self.text(bytes), reason: error.reason).description)
        }
      } == [])
  }
}
