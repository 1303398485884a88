import CrossbarPrimitives
import Foundation
import Records

/// One run as a self-contained HTML page: pictures and styles are embedded, and nothing is loaded from elsewhere.
///
/// `ResultFolder.writePage` fills it from a `RunReport` and a `RunManifest`.
package struct ReportPage: Sendable {
  /// A picture with its data, or the fact that it was not drawn.
  struct Picture: Sendable {
    let name: String
    let title: String
    let caption: String?
    /// As a `data:` address; nil if the picture was not drawn.
    let data: String?
    /// In points.
    let size: ChartSize
    /// The values it shows under the pointer, as a layer over it; nil for none.
    let values: Markup?
  }

  /// A file of the folder, for the list at the end of the page.
  struct File: Sendable {
    let name: String
    let bytes: Int
  }

  /// The command that ran, as in `mxbar digits`.
  let command: String
  /// The command's text summary; its first line says what was done.
  let text: String
  /// The result in one sentence, which is the page's heading; nil for none.
  let headline: String?
  let keyFigures: [KeyFigure]
  let tables: [ReportTable]
  let pictures: [Picture]
  /// What did not go as planned; shown first.
  let warnings: [String]
  /// With titles, units and explanations as declared.
  let results: RecordValue
  /// Shown by their keys, as they are given to a command.
  let settings: RecordValue
  let files: [File]
  /// How the run came about, as pairs of label and value.
  let provenance: [(String, String)]

  /// The whole page, with its document type.
  package var html: String {
    let head = Markup.tag(
      "head",
      of: [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        // Browsers enforce what the page promises.
        .tag(
          "meta",
          ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'"]),
        .tag("title", text: "\(command): \(heading)"),
        .tag("style", text: PageStyle.css + PageStyle.css(of: Set(pictures.map(\.size)))),
      ])
    let sections = [
      warningList, section("Pictures", pictureGrid), tableSections, section("Summary", summary),
      section("Figures", figures), section("Settings", ValueTable(showsTitles: false).markup(settings)),
      section("Files", fileList), section("Where it came from", provenanceTable),
    ].flatMap { $0 }
    let page = Markup.tag(
      "html", ["lang": "en"], of: [head, .tag("body", of: [PageLinks(links: []).markup, header, .tag("main", of: sections)])])
    return "<!DOCTYPE html>\n" + page.html
  }

  private var heading: String { text.split(separator: "\n").first.map(String.init) ?? command }

  private var header: Markup {
    let tiles = keyFigures.map { figure in
      Markup.tag(
        "div", ["class": "tile"],
        of: [.tag("div", ["class": "label"], text: figure.label), .tag("div", ["class": "value"], text: figure.value)]
          + (figure.detail.map { [.tag("div", ["class": "detail"], text: $0)] } ?? []))
    }
    return .tag(
      "header",
      of: [
        .tag("p", ["class": "command"], text: command),
        .tag("h1", text: Self.unbroken(headline ?? heading)),
      ] + (headline == nil ? [] : [.tag("p", ["class": "subject"], text: heading)])
        + (tiles.isEmpty ? [] : [.tag("div", ["class": "tiles across-\(Self.across(tiles.count))"], of: tiles)]))
  }

  /// Tiles in a row, five at most, such that the rows are about equally full.
  private static func across(_ tiles: Int) -> Int {
    let rows = (tiles + 4) / 5
    return (tiles + rows - 1) / max(1, rows)
  }

  /// Text whose numbers stay on the line of their units.
  private static func unbroken(_ text: String) -> String {
    text.replacing(/([0-9]) (?=%|[afpnµmkMGT]?(V|A|s|Hz|ohm|Ω|J|W|S|F)\b)/) { "\($0.output.1)\u{A0}" }
  }

  /// A section with a heading; none where there is no content.
  private func section(_ title: String, _ content: Markup?) -> [Markup] {
    content.map { [.tag("section", of: [.tag("h2", text: title), $0])] } ?? []
  }

  private var figures: Markup {
    let table = ValueTable(showsTitles: true).markup(results)
    return results.leaves.count > Self.mostOpen ? Self.folded(table) : table
  }

  /// Longer tables and texts are folded; they would bury what comes below.
  private static let mostOpen = 300

  private static func folded(_ content: Markup) -> Markup {
    .tag("details", of: [.tag("summary", text: "show"), content])
  }

  private var warningList: [Markup] {
    guard !warnings.isEmpty else { return [] }
    let items = warnings.map { Markup.tag("li", text: $0) }
    return [.tag("section", ["class": "warnings"], of: [.tag("h2", text: "Warnings"), .tag("ul", of: items)])]
  }

  private var pictureGrid: Markup? {
    guard !pictures.isEmpty else { return nil }
    let figures = pictures.map { picture -> Markup in
      let image: Markup =
        if let data = picture.data {
          Self.framed(picture, data)
        } else {
          .tag("p", ["class": "missing"], text: "not drawn: \(picture.title)")
        }
      let links = Self.pictureFiles.map { ("\(picture.name).\($0)", $1) }.filter { name, _ in files.contains { $0.name == name } }
      return .tag(
        "figure", ["class": PageStyle.name(of: picture.size)],
        of: [
          image,
          .tag(
            "figcaption",
            of: (picture.caption.map { [.text($0)] } ?? []) + [.tag("span", ["class": "links"], of: links.map(fileLink))]),
        ])
    }
    return .tag("div", ["class": "pictures"], of: figures)
  }

  /// A picture that leads to its file, below its values; it scrolls on screens where its text would become too small.
  private static func framed(_ picture: Picture, _ data: String) -> Markup {
    let image = Markup.tag(
      "img", ["src": data, "alt": picture.title, "width": "\(picture.size.width)", "height": "\(picture.size.height)"])
    let link = Markup.tag("a", ["href": picture.name + ".svg"], of: [image])
    let frame = Markup.tag("div", ["class": "frame"], of: [link, picture.values].compactMap { $0 })
    return .tag("div", ["class": "view"], of: [frame])
  }

  private var tableSections: [Markup] {
    tables.flatMap { table in
      section(table.title, .table(header: table.header, rows: table.rows.map { $0.map(cell) }))
    }
  }

  private func cell(_ cell: ReportTable.Cell) -> Markup {
    switch cell {
    case .text(let text): .tag("td", text: text)
    case .number(let number): .tag("td", ["class": "number"], text: number)
    case .link(let text, let file): .tag("td", of: [.tag("a", ["href": file], text: text)])
    }
  }

  /// The text after its first line, which stands at the top of the page.
  private var summary: Markup? {
    let rest = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().drop { $0.isEmpty }
    guard !rest.isEmpty else { return nil }
    let text = Markup.tag("pre", text: rest.joined(separator: "\n"))
    return rest.count > Self.mostOpen ? Self.folded(text) : text
  }

  private var fileList: Markup? {
    let shown = Set(pictures.flatMap { picture in Self.pictureFiles.map { "\(picture.name).\($0.ending)" } })
    let others = files.filter { !shown.contains($0.name) }
    let items = others.map { file in
      Markup.tag("li", of: [fileLink(file.name, file.name), .text(" " + Self.size(file.bytes))])
    }
    let manifest = Markup.tag(
      "li", of: [fileLink(ResultFolder.manifestName, ResultFolder.manifestName), .text(" all settings and figures")])
    return .tag("ul", ["class": "files"], of: items + [manifest])
  }

  /// The files that `ResultFolder.draw` writes for a picture, by their endings.
  private static let pictureFiles =
    [("svg", "SVG"), ("png", "PNG"), ("gp", "gnuplot script"), ("dat", "data")]
    as [(ending: String, label: String)]

  private func fileLink(_ name: String, _ label: String) -> Markup { .tag("a", ["href": name], text: label) }

  private var provenanceTable: Markup {
    let rows = provenance.map { what, which in
      Markup.tag("tr", of: [.tag("th", ["scope": "row"], text: what), .tag("td", text: which)])
    }
    return .tag("table", ["class": "values"], of: [.tag("tbody", of: rows)])
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1000 ? "\(bytes) bytes" : SIPrefix.text(Double(bytes), unit: "B")
  }
}
