import Foundation

/// What a picture says under the pointer, as an invisible layer over it on the page: no script, and nothing on paper.
struct PicturePoints: Sendable {
  /// A place of the picture, in its points from the upper left, with its text.
  struct Point: Hashable, Sendable {
    let x: Double
    let y: Double
    let text: String
  }

  let points: [Point]
  /// The picture without them, for a page that shows them itself.
  let picture: String

  /// Takes the points out of an SVG that a chart's script has drawn (`PointedValues`).
  init(svg: String) {
    var parts = svg.components(separatedBy: "<g class=\"value\"><title>")
    var picture = parts.removeFirst()
    points = parts.compactMap { part in
      guard let end = part.range(of: "</g>") else { return nil }
      picture += part[end.upperBound...]
      return Self.point(part[..<end.lowerBound])
    }
    self.picture = picture
  }

  /// From `TEXT</title> <use … transform='translate(X,Y) …`; nil for anything else.
  private static func point(_ source: Substring) -> Point? {
    guard let title = source.range(of: "</title>"), let open = source.range(of: "translate("),
      let close = source[open.upperBound...].firstIndex(of: ")")
    else { return nil }
    let place = source[open.upperBound..<close].split(separator: ",").compactMap { Double($0) }
    guard place.count == 2 else { return nil }
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
      .reduce(String(source[..<title.lowerBound])) { $0.replacing($1.0, with: $1.1) }
    return Point(x: place[0], y: place[1], text: text)
  }

  /// The layer; nil where there is nothing to say.
  /// - Parameters:
  ///   - size: of the picture, in points.
  ///   - field: what answers around each point; nil for a dot.
  func layer(_ size: ChartSize, field: ChartSize?) -> Markup? {
    guard !points.isEmpty else { return nil }
    return .tag(
      "svg", ["class": "points", "viewBox": "0 0 \(size.width) \(size.height)", "aria-hidden": "true"],
      of: points.map { point in
        .tag("g", of: [Self.shape(point, field), Self.words(point, size, field)])
      })
  }

  private static func shape(_ point: Point, _ field: ChartSize?) -> Markup {
    guard let field else { return .tag("circle", ["cx": short(point.x), "cy": short(point.y), "r": "7"]) }
    let (width, height) = (Double(field.width), Double(field.height))
    return .tag(
      "rect",
      [
        "x": short(point.x - width / 2), "y": short(point.y - height / 2), "width": "\(field.width)", "height": "\(field.height)",
      ])
  }

  /// Beside its point, towards the middle of the picture: a line for each part of the text.
  private static func words(_ point: Point, _ size: ChartSize, _ field: ChartSize?) -> Markup {
    let lines = point.text.components(separatedBy: ", ")
    let isLeft = point.x < Double(size.width) / 2
    let distance = Double(field?.width ?? 14) / 2 + 8
    let x = short(isLeft ? point.x + distance : point.x - distance)
    let height = lineHeight * Double(lines.count)
    let top = max(4, min(point.y - height / 2, Double(size.height) - height - 4))
    return .tag(
      "text", ["y": short(top - 4), "text-anchor": isLeft ? nil : "end"],
      of: lines.map { .tag("tspan", ["x": x, "dy": short(lineHeight)], text: $0) })
  }

  /// In points of the picture.
  private static let lineHeight = 19.0

  /// A length to a tenth of a point.
  private static func short(_ length: Double) -> String {
    let tenths = (length * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(format: "%.0f", tenths) : String(format: "%.1f", tenths)
  }
}
