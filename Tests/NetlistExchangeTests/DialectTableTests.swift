import Foundation
import GoldenFiles
import Netlisting
import Testing

@Suite struct DialectTableTests {
  /// The table in `netlists/README.md`, which ends with it, is the writers' own. MXBAR_RECORD_GOLDENS=1 writes it there.
  @Test func theReadmeHoldsTheTable() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../netlists/README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let head = try #require(text.firstRange(of: "`Dialect.table`; a test compares):\n\n"))
    let objection = try GoldenFile("../../netlists/README.md").objection(to: String(text[..<head.upperBound]) + Dialect.table)
    if let objection { Issue.record(Comment(rawValue: objection)) }
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
