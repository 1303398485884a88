import Foundation

/// Links at the top of a page to the pages around it.
struct PageLinks {
  /// Text and address of each, relative to the page; without any, the place for them stays empty.
  let links: [(text: String, address: String)]

  /// The place for links, which every page has once.
  var markup: Markup {
    .tag("nav", of: links.map { .tag("a", ["href": $0.address], text: $0.text) })
  }

  /// A page with these links in place of those it has; nil if it has no place for them.
  func inserted(into page: String) -> String? {
    guard let open = page.range(of: "<nav>"), let close = page.range(of: "</nav>", range: open.upperBound..<page.endIndex)
    else { return nil }
    return page.replacingCharacters(in: open.lowerBound..<close.upperBound, with: markup.html)
  }
}

extension ResultFolder {
  /// Links the pages of runs below this one with each other in their order, and with this run's page.
  ///
  /// - Parameters:
  ///   - runs: their folders, and what the links say of them. Runs without a page are passed over.
  ///   - title: what the link to this run's page says.
  /// - Throws: `ReportingError.unwritableFile`.
  public func linkPages(of runs: [(folder: String, label: String)], title: String) throws {
    let pages = try runs.compactMap { run -> (name: String, folder: String, label: String, text: String)? in
      let name = "\(run.folder)/\(Self.pageName)"
      guard let data = try contents(of: name) else { return nil }
      return (name, run.folder, run.label, String(decoding: data, as: UTF8.self))
    }
    for (index, page) in pages.enumerated() {
      /// From the page's folder up to this one.
      let up = String(repeating: "../", count: page.folder.split(separator: "/").count)
      var links = [(text: "↑ \(title)", address: up + Self.pageName)]
      if index > 0 { links.append(("← \(pages[index - 1].label)", up + pages[index - 1].name)) }
      if index + 1 < pages.count { links.append(("\(pages[index + 1].label) →", up + pages[index + 1].name)) }
      guard let linked = PageLinks(links: links).inserted(into: page.text), linked != page.text else { continue }
      try replace(Data(linked.utf8), in: page.name)
    }
  }
}
