import Foundation
import Testing

@testable import Reporting

@Suite struct MarkupTests {
  @Test func escapesTextAndAttributes() throws {
    let odd = "a<b> & \"c\" 'd' ]]> &amp; ü \u{2028}\u{0}\u{FFFE}\u{1B} tab\tline\nend"
    let html = Markup.tag("p", ["title": odd], text: odd).html
    let element = try #require(try ParsedPage(html).all("p").first)
    let expected = "a<b> & \"c\" 'd' ]]> &amp; ü \u{2028}\u{FFFD}\u{FFFD}\u{FFFD} tab\tline\nend"
    #expect(element.text == expected)
    // XML turns line breaks and tabs of attributes into spaces.
    #expect(element.attributes["title"] == expected.replacing("\n", with: " ").replacing("\t", with: " "))
  }

  @Test func closesElementsAsHTMLWantsThem() {
    #expect(Markup.tag("td").html == "<td></td>")
    #expect(Markup.tag("img", ["alt": "x", "class": nil]).html == "<img alt=\"x\"/>\n")
  }

  @Test func theStyleSheetReadsTheSameInHTMLAndXML() throws {
    #expect(!PageStyle.css.contains { "<>&".contains($0) })
    #expect(try ParsedPage(Markup.tag("style", text: PageStyle.css).html).all("style").first?.text == PageStyle.css)
    #expect(PageStyle.css.count { $0 == "{" } == PageStyle.css.count { $0 == "}" })
  }
}
