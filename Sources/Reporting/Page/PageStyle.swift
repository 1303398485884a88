/// The look of a page: on wide and narrow screens, light or dark, and on paper.
enum PageStyle {
  /// Points across the page for each point of a picture below which its text, of 15 points, is too small to be read.
  private static let smallest = 0.68
  /// The height of a picture at most, in points of the page.
  private static let tallest = 576.0

  /// The class of pictures of a size.
  static func name(of size: ChartSize) -> String { "p\(size.width)x\(size.height)" }

  /// How far pictures shrink and grow.
  static func css(of sizes: Set<ChartSize>) -> String {
    sizes.sorted { ($0.width, $0.height) < ($1.width, $1.height) }.map { size in
      let narrowest = Int(smallest * Double(size.width))
      let widest = max(narrowest, Int(tallest * Double(size.width) / Double(max(1, size.height))))
      let name = "." + name(of: size)
      return "\(name) { flex-basis: \(narrowest)px; } \(name) .frame { min-width: \(narrowest)px; max-width: \(widest)px; }\n"
    }.joined()
  }

  /// Free of the characters `<`, `>` and `&`, which XML and HTML read differently inside a style element.
  static let css = """

    :root {
      --ink: #1b2733; --soft: #5b6b7a; --line: #d9e0e7; --ground: #f5f7f9; --card: #ffffff; --accent: #0b6bb3;
      --warning: #fff4dc; --warning-line: #d99a1c;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ink: #e4eaf0; --soft: #9fb0c0; --line: #33414e; --ground: #12181e; --card: #1b242c; --accent: #6cb8f0;
        --warning: #3a2f17; --warning-line: #b98a2b;
      }
      img { filter: brightness(0.92); }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 78rem; padding: 1.5rem clamp(0.8rem, 3vw, 2.5rem) 3rem; background: var(--ground);
      color: var(--ink); font: 16px/1.5 "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
      overflow-wrap: anywhere;
    }
    a { color: var(--accent); text-decoration: none; }
    a:hover { text-decoration: underline; }
    .command { margin: 0; color: var(--soft); font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.9rem; }
    h1 { margin: 0.1rem 0 0.4rem; max-width: 62rem; font-size: clamp(1.2rem, 2.6vw, 1.6rem); line-height: 1.3; }
    h2 { margin: 0 0 0.7rem; font-size: 1.15rem; }
    .subject { margin: 0 0 1rem; max-width: 62rem; color: var(--soft); }
    nav:not(:empty) { display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; margin-bottom: 1rem; font-size: 0.9rem; }
    .tiles { display: flex; flex-wrap: wrap; gap: 0.8rem; }
    .tile, section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
    .tile { flex: 1 1 100%; padding: 0.7rem 1rem; border-top: 3px solid var(--accent); }
    .across-2 .tile { flex-basis: 40%; } .across-3 .tile { flex-basis: 30%; }
    .across-4 .tile { flex-basis: max(22%, 9.5rem); } .across-5 .tile { flex-basis: max(17%, 9.5rem); }
    .tile .label, .tile .detail { color: var(--soft); font-size: 0.85rem; }
    .tile .value { font-size: 1.6rem; font-weight: 600; line-height: 1.3; }
    section { margin-top: 1.2rem; padding: 1rem 1.2rem 1.2rem; }
    section.warnings { background: var(--warning); border-color: var(--warning-line); }
    ul { margin: 0; padding-left: 1.2rem; }
    .files { columns: 16rem; }
    .pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
    figure { flex: 1 1 24rem; min-width: 0; max-width: 100%; margin: 0; }
    .view { overflow-x: auto; }
    .frame { position: relative; margin: 0 auto; }
    img { display: block; width: 100%; height: auto; background: #ffffff; border-radius: 6px; }
    .points { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
    .points circle, .points rect { fill: transparent; pointer-events: all; cursor: crosshair; }
    .points g:hover circle, .points g:hover rect { stroke: #d55e00; stroke-width: 3; }
    .points text {
      visibility: hidden; fill: #000000; font-size: 16px; paint-order: stroke; stroke: #ffffff; stroke-width: 9px;
      stroke-linejoin: round;
    }
    .points g:hover text { visibility: visible; }
    figcaption, .none { color: var(--soft); font-size: 0.85rem; margin: 0.4rem 0 0; text-align: center; }
    .none { text-align: left; }
    .links a { margin: 0 0.4rem; }
    .missing { padding: 2rem; border: 1px dashed var(--line); border-radius: 6px; text-align: center; color: var(--soft); }
    pre { margin: 0; overflow-x: auto; font: 0.85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
    .scroll { overflow-x: auto; max-width: 100%; }
    table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.2rem 0.7rem 0.2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
    .scroll th, .scroll td { overflow-wrap: normal; padding-right: 1.1rem; }
    .scroll th:first-child, .scroll td:first-child { position: sticky; left: 0; background: var(--card); max-width: 12rem; }
    thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
    .number { text-align: right; white-space: nowrap; }
    .values { width: 100%; table-layout: fixed; }
    .values th { font-weight: 400; color: var(--soft); width: 45%; }
    .values thead th { width: auto; }
    .values .group th { color: var(--ink); font-weight: 600; width: auto; }
    .d1 { padding-left: 1rem; } .d2 { padding-left: 2rem; } .d3 { padding-left: 3rem; } .d4 { padding-left: 4rem; }
    .d5 { padding-left: 5rem; }
    summary { cursor: pointer; color: var(--accent); }
    @media (min-width: 64rem) { pre { white-space: pre-wrap; } }
    @media (max-width: 40rem) {
      section { padding: 0.8rem; }
      .d2 { padding-left: 1.5rem; } .d3 { padding-left: 2rem; } .d4 { padding-left: 2.4rem; } .d5 { padding-left: 2.8rem; }
      .tiles { gap: 0.5rem; }
      .tiles .tile { flex-basis: 40%; }
      .scroll th:first-child, .scroll td:first-child { max-width: 38vw; overflow-wrap: break-word; }
      .tile .value { font-size: 1.3rem; }
    }
    @page { margin: 15mm; }
    @media print {
      :root {
        --ink: #000000; --soft: #444444; --line: #cccccc; --ground: #ffffff; --card: #ffffff; --accent: #0b4f86;
        --warning: #ffffff;
      }
      body { max-width: none; padding: 0; font-size: 10.5pt; }
      img { filter: none; }
      section, .tile { border-radius: 0; }
      section { border: none; padding: 0; margin-top: 1.4rem; }
      section.warnings { border: 1px solid var(--warning-line); padding: 0.6rem; }
      .pictures { display: block; orphans: 1; widows: 1; text-align: center; }
      .points { display: none; }
      .view { overflow: visible; }
      .pictures figure .frame { min-width: 0; }
      .values { font-size: 0.8rem; }
      figure { display: inline-block; width: 49%; vertical-align: top; padding-bottom: 0.8rem; }
      figure:only-child { display: block; width: 75%; margin: 0 auto; }
      figure, img, .tile, tr { break-inside: avoid; }
      h1, h2, thead, .group { break-after: avoid; }
      .scroll { overflow: visible; }
      .scroll table { font-size: 0.75rem; }
      .wide thead { display: none; }
      .wide table, .wide tbody { display: block; }
      .wide tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: 0.3rem 0; border-bottom: 1px solid var(--line); }
      .wide th, .wide td { display: block; max-width: 100%; padding: 0; border: none; white-space: normal; }
      .wide td::before { content: attr(data-label); color: var(--soft); }
      pre { white-space: pre-wrap; }
      .links, nav { display: none; }
    }

    """
}
