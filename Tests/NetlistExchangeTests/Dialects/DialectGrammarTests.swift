import CrossbarArrays
import CrossbarPrimitives
import Netlisting
import Testing

/// HSPICE, Xyce, LTspice and Spectre are not at hand: what is written for them is held against their manuals' grammar.
@Suite struct DialectGrammarTests {
  private static let dialects: [Dialect] = [.hspice, .xyce, .ltspice, .spectre]

  private static func check(_ text: String, _ dialect: Dialect) throws {
    switch dialect {
    case .hspice: try SpiceGrammar.hspice.check(text)
    case .xyce: try SpiceGrammar.xyce.check(text)
    case .ltspice: try SpiceGrammar.ltspice.check(text)
    case .spectre: try SpectreGrammar().check(text)
    case .ngspice, .gnucap: Issue.record("these are run, not read")
    }
  }

  @Test(arguments: dialects, ExportedOperation.allCases)
  func everyOperationIsInTheDialectsGrammar(dialect: Dialect, operation: ExportedOperation) throws {
    for (wire, driver) in [(0.5, 10.0), (0, 0), (2, 0)] {
      let array = try drawnArray(rows: 3, columns: 2, wire: wire, driver: driver)
      for scope in CircuitScope.allCases {
        let flat = try operation.export(on: array, scope: scope, row: 1, column: 1)
        for export in [flat, try flat.inLevels()] {
          try Self.check(dialect.writer.text(export), dialect)
          var beside = export
          beside.includesModels = true
          let files = try dialect.writer.files(beside)
          #expect(files.includes.map(\.name).allSatisfy { files.deck.contains($0) } && !files.includes.isEmpty)
        }
      }
    }
  }

  /// The readers above must refuse what is wrong, or they would show nothing.
  @Test(arguments: [
    (Dialect.hspice, "Gcell te be", "Bcell te be"), (.hspice, "cur='", "I='"), (.hspice, " ic='w0'", " ic=w0"),
    (.hspice, "te be v_set=", "te be params: v_set="), (.hspice, ".measure tran", ".meas op"), (.hspice, " uic\n", "\n"),
    (.hspice, "/r_lrs+", "/r_lsr+"), (.hspice, "xm.w)", "xn.w)"), (.hspice, "delmax", "maxdel"),
    (.hspice, "max(min(", "maxi(min("),
    (.hspice, "i(vsl0)", "i(vsl9)"), (.hspice, " m ag_mos2 ", " ag_mos2 "), (.hspice, ".ends row_1", ".ends row_0"),
    (.hspice, "\n.end\n", "\n"), (.hspice, "0.00023", "230u"),
    (.xyce, "Bcell te be", "Gcell te be"), (.xyce, "I={", "I="), (.xyce, "params:", ""), (.xyce, "xarray:", "xarray."),
    (.xyce, ".TRAN ", ".TRAN 0 "), (.xyce, "TIMEINT", "TIMEINTEGRATION"), (.xyce, ".param fade={", ".param fade='"),
    (.ltspice, "I=max", "I={max"), (.ltspice, "/{r_lrs}+", "/r_lrs+"), (.ltspice, "VSL0 sl0 0 0", "VSL0 sl0 0 DC 0"),
    (.ltspice, ".tran 0 ", ".tran "), (.ltspice, "plotwinsize", "plotwindow"),
    (.spectre, "bsource i=", "bsource cur="), (.spectre, "(te be) bsource", "te be bsource"), (.spectre, "ic=w0", "ic={w0}"),
    (.spectre, "mos1 type=n", "nmos level=1"), (.spectre, "xcell_1_0", "XCELL_1_0"), (.spectre, " \\\n", "\n"),
    (.spectre, "skipdc=yes", "uic"), (.spectre, "simulator lang=spice\n", ""),
    (.spectre, "subckt ag_mos2 (te be)", "subckt ag_mos2 te be"),
    (.spectre, "type=pulse val0=0", "type=pulse v0=0"), (.spectre, "resistor r=", "resistor "),
  ])
  func aWrongConstructIsRefused(dialect: Dialect, right: String, wrong: String) throws {
    let array = try drawnArray(rows: 3, columns: 2)
    let text = try dialect.writer.text(ExportedOperation.set.export(on: array, scope: .array, row: 1).inLevels())
    try Self.check(text, dialect)
    let range = try #require(text.firstRange(of: right), "the deck has no '\(right)'")
    #expect(throws: GrammarError.self) { try Self.check(text.replacingCharacters(in: range, with: wrong), dialect) }
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
