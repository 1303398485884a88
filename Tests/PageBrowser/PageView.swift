/// A page as it is seen on one screen.
public struct PageView: Codable, Sendable {
  /// File name of the page.
  public let page: String
  /// In pixels.
  public let width: Int
  /// The page's own colour behind everything, as CSS writes it.
  public let ground: String
  /// Elements that reach beyond the screen and cannot be scrolled to: tag, class and right edge.
  public let beyond: [String]
  public let pictures: Int
  /// Pictures that did not load, by their titles.
  public let broken: [String]
  /// The size of the pictures' ordinary text, in pixels, where it is smallest.
  public let smallestText: Double?
  /// Rows of pictures or tiles that end before the page does.
  public let halfEmpty: [String]
  /// Places of pictures that show a value under the pointer.
  public let values: Int
  /// Of the places tried, those where the pointer finds something else.
  public let deaf: [String]
  /// Tables wider than the screen, by their first words, whose first column leaves it.
  public let loose: [String]
  /// Tables wider than the screen.
  public let wideTables: Int

  /// Whether nothing is wrong with it.
  public var isSound: Bool { (beyond + broken + halfEmpty + deaf + loose).isEmpty }

  /// Fills the element `out` with the views of all frames, as JSON in percent encoding.
  static let script = """
    function view(frame) {
      const page = frame.contentWindow, doc = page.document, all = q => [...doc.querySelectorAll(q)];
      const box = e => e.getBoundingClientRect(), style = e => page.getComputedStyle(e);
      const scrolls = e => { for (; e; e = e.parentElement) if (/auto|scroll/.test(style(e).overflowX)) return true; };
      const name = e => e.tagName + '.' + (e.className.baseVal ?? e.className) + ' ' + Math.round(box(e).right);
      const width = doc.documentElement.clientWidth;
      const images = all('img'), wide = all('.scroll').filter(e => e.scrollWidth > e.clientWidth + 1);
      const shapes = all('.points').filter(e => style(e).display != 'none').map(e => [...e.querySelectorAll('circle, rect')]);
      const tried = shapes.flatMap(s => [s[0], s[s.length >> 1], s[s.length - 1]]);
      const result = {
        page: page.location.pathname.split('/').pop(), width: page.innerWidth, ground: style(doc.body).backgroundColor,
        beyond: all('body *').filter(e => box(e).right > width + 1 && !scrolls(e)).map(name),
        pictures: images.length, broken: images.filter(e => !e.complete || !e.naturalWidth).map(e => e.alt),
        smallestText: images.length ? Math.min(...images.map(e => 15 * box(e).width / e.getAttribute('width'))) : null,
        halfEmpty: all('.tiles, .pictures').filter(e => style(e).display == 'flex' && e.lastElementChild
          && box(e.lastElementChild).right < box(e).right - 2).map(name),
        values: shapes.flat().length, wideTables: wide.length,
        deaf: tried.filter(e => {
          e.scrollIntoView({ block: 'center', inline: 'center' });
          const at = box(e), found = doc.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
          return !found?.closest('.points') || style(found.parentElement.querySelector('text')).visibility != 'hidden';
        }).map(e => e.nextElementSibling.textContent),
        loose: wide.filter(e => {
          e.scrollLeft = 1e6;
          return box(e.querySelector('td')).left < box(e).left - 1;
        }).map(e => e.textContent.slice(0, 40)),
      };
      return result;
    }
    addEventListener('load', () => {
      const views = [...document.querySelectorAll('iframe')].map(view);
      document.getElementById('out').textContent = encodeURIComponent(JSON.stringify(views));
    });
    """
}
