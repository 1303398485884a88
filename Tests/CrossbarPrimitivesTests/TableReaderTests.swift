import CrossbarPrimitives
import Testing

@Suite struct TableReaderTests {
  private func rows(
    _ text: String, _ separators: [ColumnSeparator] = [.tab, .semicolon, .comma], hasComments: Bool = false
  ) throws -> [[String]] {
    var reader = TableReader(Array(text.utf8), separators: separators, hasComments: hasComments)
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.fields) }
    return rows
  }

  @Test(arguments: [
    "a,b\n1,2\n", "a,b\r\n1,2", "\u{FEFF}a,b\r1,2\r", "\n\n a , b \n \t \n1\t,2\n", "\"a\",b\n\"1\" , \" 2 \"\n", "a;b\n1;2\n",
    "a\tb\n1\t2\n",
  ])
  func formsOfOneTable(text: String) throws { #expect(try rows(text) == [["a", "b"], ["1", "2"]]) }

  @Test func quotationMarks() throws {
    #expect(
      try rows("\"a,\"\"b\"\"\",\"two\r\nlines\",\"\",5\" wafer\nc,d,e,f") == [
        ["a,\"b\"", "two\r\nlines", "", "5\" wafer"], ["c", "d", "e", "f"],
      ])
    // A separator within them parts no columns.
    #expect(try rows("\"a;b\",c\n1;2,3\n") == [["a;b", "c"], ["1;2", "3"]])
  }

  @Test func lenientReadingTakesStrayMarksAsText() throws {
    let text = "\"a,b\n\"c\"d,\"e,f\"\n\"\"\"\n\"g\",h"
    var reader = TableReader(Array(text.utf8), separators: [.comma], isLenient: true)
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.fields) }
    #expect(rows == [["\"a", "b"], ["\"c\"d", "e,f"], ["\"\"\""], ["g", "h"]])
    #expect(throws: TableProblem.self) { try self.rows(text, [.comma]) }
  }

  @Test func emptyFieldsStayUnlessBlanksPart() throws {
    #expect(try rows(",a,,\n") == [["", "a", "", ""]])
    #expect(try rows("\t1\t\n") == [["", "1", ""]])
    #expect(try rows("  1 \t 2  \n3\n", [.comma, .blanks]) == [["1", "2"], ["3"]])
  }

  @Test func commentsOnlyWhereThereAreSome() throws {
    #expect(try rows(" # a, b\n1,2\n", hasComments: true) == [["1", "2"]])
    #expect(try rows("# a, b\n1,2\n") == [["# a", "b"], ["1", "2"]])
  }

  @Test func theSeparatorOfTheFirstColumnsStays() throws {
    #expect(try rows("title\na,b\n1;2,3\t4\n") == [["title"], ["a", "b"], ["1;2", "3\t4"]])
  }

  @Test func olderEncodings() throws {
    var reader = TableReader([0xB5, 0x41, 0x2C, 0xFF], separators: [.comma])
    #expect(try reader.next()?.fields == ["µA", "ÿ"])
  }

  @Test func fieldsByNameAndWhereRowsEnd() throws {
    let text = "\u{FEFF}row,state,row\r\n0,\"a\nb\",7\r\n\n1"
    var reader = TableReader(Array(text.utf8), separators: [.comma])
    #expect(try reader.readHeader()?.fields == ["row", "state", "row"])
    let first = try #require(try reader.next())
    #expect(first["row"] == "0" && first["state"] == "a\nb" && first["column"] == nil)
    #expect(first.line == 2 && text.utf8.prefix(first.end).elementsEqual("\u{FEFF}row,state,row\r\n0,\"a\nb\",7\r\n".utf8))
    let last = try #require(try reader.next())
    #expect(last["row"] == "1" && last["state"] == nil && last.line == 5 && last.end == text.utf8.count)
    #expect(try reader.next() == nil)
    #expect(last.problem("too short").description == "line 5: too short" && last.problem("").text == "1")
  }

  @Test(arguments: [
    ("a,b\n 1,\"2\n", 2, "1,\"2", "never closed"), ("\"a\" b,c\n", 1, "\"a\" b,c", "goes on after its second quotation mark"),
    ("\"", 1, "\"", "never closed"),
  ])
  func problemsNameLineAndText(text: String, line: Int, shown: String, words: String) throws {
    let problem = #expect(throws: TableProblem.self) { try rows(text) }
    #expect(problem?.line == line && problem?.text == shown && problem?.reason.contains(words) == true)
  }
}
