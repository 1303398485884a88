import Foundation
import Netlisting
import Testing

@Suite struct DialectTableTests {
  /// The table in `netlists/README.md` is the writers' own. RECORD_GOLDENS=1 writes it there.
  @Test func theReadmeHoldsTheTable() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../netlists/README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      let head = try #require(text.firstRange(of: "`Dialect.table`; a test compares):\n\n"))
      try Data((text[..<head.upperBound] + Dialect.table).utf8).write(to: readme)
      Issue.record("recorded \(readme.path) anew: look at its difference, and test again")
    }
    #expect(try String(contentsOf: readme, encoding: .utf8).contains(Dialect.table))
  }

  /// What the table says of a dialect is what its writer writes.
  @Test(arguments: Dialect.allCases)
  func theTableIsTrue(dialect: Dialect) throws {
    let operation: ExportedOperation = dialect == .gnucap ? .frozenRead : .set
    let text = try dialect.writer.text(operation.export(on: drawnArray(rows: 2, columns: 9), scope: .array).inLevels())
    let traits = dialect.traits
    let lines = text.split(separator: "\n")
    #expect(lines[0].hasPrefix(traits.comment + " "))
    #expect(lines.contains { traits.continuation == .plus ? $0.hasPrefix("+ ") : $0.hasSuffix(" \\") })
    let separated = traits.hierarchySeparator == ":" ? "xarray:xrow_0:xcell_0_0:xm:w" : "xarray.xrow_0.xcell_0_0.xm.w"
    #expect(text.contains(separated) != (dialect == .gnucap))
    #expect(text.contains(".param ") == traits.parameterFormula.lowercased().hasPrefix(".param"))
    let hasUpperCaseNames = lines.contains { !$0.hasPrefix(traits.comment) && $0.contains("CELL_0_0") }
    #expect(hasUpperCaseNames == !traits.keepsCase)
    #expect(text.contains("bsource ") == traits.behaviouralSource.contains("bsource"))
    #expect(text.contains(" cur='") == traits.behaviouralSource.contains("cur="))
    #expect(text.contains(" fit ") == traits.behaviouralSource.contains(" fit "))
    #expect(text.lowercased().contains(" uic\n") == traits.initialState.lowercased().contains("uic"))
  }
}
