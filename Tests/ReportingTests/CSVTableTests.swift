import CrossbarPrimitives
import Testing

@testable import Reporting

@Suite struct CSVTableTests {
  @Test func writesNumbersInFewestDigitsAndNothingAsEmptyField() {
    var table = CSVTable(header: ["row", "name", "current_A", "level"])
    table.append(0, "LRS", 5e-05, Optional<Int>.none)
    table.append(1, "HRS", Current.microamperes(50), Optional(3))
    table.append(2, "", 0.1 + 0.2, true)
    #expect(table.text == "row,name,current_A,level\n0,LRS,5e-05,\n1,HRS,5e-05,3\n2,,0.30000000000000004,true\n")
    #expect(table.rowCount == 3)
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("a,b", "\"a,b\""), ("say \"no\"", "\"say \"\"no\"\"\""), ("two\nlines", "\"two\nlines\""),
    ("carriage\r\nreturn", "\"carriage\r\nreturn\""), ("Ω µ", "Ω µ"),
  ])
  func quotesOnlyWhatNeedsIt(field: String, written: String) throws {
    var table = CSVTable(header: ["h"])
    table.append(field)
    #expect(table.text == "h\n\(written)\n")
    var reader = TableReader(Array(table.text.utf8), separators: [.comma])
    #expect(try reader.readHeader()?.fields == ["h"] && reader.next()?["h"] == field)
  }

  @Test func quotesTheHeaderToo() {
    #expect(CSVTable(header: ["a,b", "c"]).text == "\"a,b\",c\n")
  }
}
