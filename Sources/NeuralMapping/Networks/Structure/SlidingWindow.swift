/// A window that moves over the pixels of a feature map, for convolution and pooling.
public struct SlidingWindow: Hashable, Sendable {
  /// Pixels in the window.
  public var rows, columns: Int
  /// Pixels from one place of the window to the next.
  public var rowStride, columnStride: Int
  /// Pixels by which the window may stand beyond each edge; convolutions find zeros there.
  public var padding: Padding

  /// Pixels added at each edge.
  public struct Padding: Hashable, Sendable {
    /// Zero or more.
    public var top, left, bottom, right: Int

    /// The same at all edges.
    public init(_ all: Int = 0) { (top, left, bottom, right) = (all, all, all, all) }

    /// One number for each edge.
    public init(top: Int, left: Int, bottom: Int, right: Int) {
      (self.top, self.left, self.bottom, self.right) = (top, left, bottom, right)
    }
  }

  /// How padding is asked for.
  enum PaddingRule: Hashable {
    case explicit(Padding)
    /// As many places as the stride allows for, with the odd pixel at the bottom and at the right (`atEnd`), or at the
    /// top and at the left.
    case same(atEnd: Bool)
  }

  /// - Precondition: at least one pixel, steps of at least one, and no negative padding.
  public init(rows: Int, columns: Int, rowStride: Int = 1, columnStride: Int = 1, padding: Padding = Padding()) {
    precondition(rows > 0 && columns > 0 && rowStride > 0 && columnStride > 0, "an empty window, or one that stays")
    precondition(min(padding.top, padding.left, padding.bottom, padding.right) >= 0, "a negative padding")
    (self.rows, self.columns, self.rowStride, self.columnStride) = (rows, columns, rowStride, columnStride)
    self.padding = padding
  }

  /// The window with the padding that a rule gives it over a feature map.
  func padded(_ rule: PaddingRule, over shape: FeatureMapShape) -> SlidingWindow {
    var window = self
    switch rule {
    case .explicit(let padding): window.padding = padding
    case .same(let atEnd):
      func edges(_ length: Int, _ size: Int, _ stride: Int) -> (before: Int, after: Int) {
        let all = max(0, ((length + stride - 1) / stride - 1) * stride + size - length)
        return atEnd ? (all / 2, all - all / 2) : (all - all / 2, all / 2)
      }
      let (top, bottom) = edges(shape.rows, rows, rowStride)
      let (left, right) = edges(shape.columns, columns, columnStride)
      window.padding = Padding(top: top, left: left, bottom: bottom, right: right)
    }
    return window
  }

  /// The places of the window over a feature map; nil where it does not fit into it even once.
  func places(over shape: FeatureMapShape) -> (rows: Int, columns: Int)? {
    let (height, width) = (
      shape.rows + padding.top + padding.bottom - rows, shape.columns + padding.left + padding.right - columns
    )
    return height >= 0 && width >= 0 ? (height / rowStride + 1, width / columnStride + 1) : nil
  }

  /// The rows of the feature map below the window at a place, counted in the map; those beyond its edges are left out.
  func rows(at place: Int, of shape: FeatureMapShape) -> Range<Int> {
    Self.range(place * rowStride - padding.top, rows, shape.rows)
  }

  /// The columns, likewise.
  func columns(at place: Int, of shape: FeatureMapShape) -> Range<Int> {
    Self.range(place * columnStride - padding.left, columns, shape.columns)
  }

  private static func range(_ start: Int, _ size: Int, _ length: Int) -> Range<Int> {
    let lower = min(max(0, start), length)
    return lower..<max(lower, min(start + size, length))
  }

  /// Such as "3 x 3, stride 2, padding 1".
  var words: String {
    var words = "\(rows) x \(columns)"
    if rowStride != 1 || columnStride != 1 {
      words += ", stride \(rowStride == columnStride ? "\(rowStride)" : "\(rowStride) x \(columnStride)")"
    }
    let edges = [padding.top, padding.left, padding.bottom, padding.right]
    if edges != [0, 0, 0, 0] {
      words += ", padding \(Set(edges).count == 1 ? "\(edges[0])" : edges.map(String.init).joined(separator: "/"))"
    }
    return words
  }
}
