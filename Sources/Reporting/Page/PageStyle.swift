/// The look of a page: on wide and narrow screens, light or dark, and on paper.
enum PageStyle {
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
      margin: 0 auto; max-width: 76rem; padding: 1.5rem clamp(0.8rem, 3vw, 2.5rem) 3rem; background: var(--ground);
      color: var(--ink); font: 16px/1.5 "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
      overflow-wrap: anywhere;
    }
    a { color: var(--accent); text-decoration: none; }
    a:hover { text-decoration: underline; }
    .command { margin: 0; color: var(--soft); font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.9rem; }
    h1 { margin: 0.1rem 0 0.6rem; font-size: clamp(1.35rem, 3.5vw, 2rem); line-height: 1.25; }
    h2 { margin: 0 0 0.7rem; font-size: 1.15rem; }
    .headline { margin: 0 0 1rem; max-width: 60rem; font-size: 1.15rem; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11.5rem), 1fr)); gap: 0.8rem; }
    .tile, section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
    .tile { padding: 0.7rem 1rem; border-top: 3px solid var(--accent); }
    .tile .label, .tile .detail { color: var(--soft); font-size: 0.85rem; }
    .tile .value { font-size: 1.6rem; font-weight: 600; line-height: 1.3; }
    section { margin-top: 1.2rem; padding: 1rem 1.2rem 1.2rem; }
    section.warnings { background: var(--warning); border-color: var(--warning-line); }
    ul { margin: 0; padding-left: 1.2rem; }
    .files { columns: 16rem; }
    .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
    figure { margin: 0; }
    img {
      display: block; width: 100%; height: auto; max-height: 36rem; object-fit: contain; background: #ffffff; border-radius: 6px;
    }
    figcaption, .none { color: var(--soft); font-size: 0.85rem; margin: 0.4rem 0 0; text-align: center; }
    .none { text-align: left; }
    .links a { margin: 0 0.4rem; }
    .missing { padding: 2rem; border: 1px dashed var(--line); border-radius: 6px; text-align: center; color: var(--soft); }
    pre { margin: 0; overflow-x: auto; font: 0.85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
    .scroll { overflow-x: auto; max-width: 100%; }
    table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.2rem 0.7rem 0.2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
    .scroll th, .scroll td { overflow-wrap: normal; padding-right: 1.1rem; }
    thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
    .number { text-align: right; white-space: nowrap; }
    .values { width: 100%; table-layout: fixed; }
    .values th { font-weight: 400; color: var(--soft); width: 45%; }
    .values thead th { width: auto; }
    .values .group th { color: var(--ink); font-weight: 600; width: auto; }
    .d1 { padding-left: 1rem; } .d2 { padding-left: 2rem; } .d3 { padding-left: 3rem; } .d4 { padding-left: 4rem; }
    .d5 { padding-left: 5rem; }
    summary { cursor: pointer; color: var(--accent); }
    @media (max-width: 40rem) {
      section { padding: 0.8rem; }
      .d2 { padding-left: 1.5rem; } .d3 { padding-left: 2rem; } .d4 { padding-left: 2.4rem; } .d5 { padding-left: 2.8rem; }
      .tiles { grid-template-columns: 1fr 1fr; gap: 0.5rem; }
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
      .pictures { display: block; orphans: 1; widows: 1; }
      .tiles { grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); }
      .values { font-size: 0.8rem; }
      figure { display: inline-block; width: 49%; vertical-align: top; padding-bottom: 0.8rem; }
      figure:only-child { display: block; width: 75%; margin: 0 auto; }
      figure, img, .tile, tr { break-inside: avoid; }
      h1, h2, thead, .group { break-after: avoid; }
      .scroll { overflow: visible; }
      .scroll table { font-size: 0.75rem; }
      pre { white-space: pre-wrap; }
      .links { display: none; }
    }

    """
}
