import Foundation
import Subprocess

#if canImport(Glibc)
  import Glibc
#endif

/// Shows pages in a headless Chromium, on screens of several kinds and by the rules for paper, and measures what a reader
/// would see.
public struct PageBrowser: Sendable {
  /// Of the program; Debian's package has this name.
  static let executable = "chromium"

  /// What a page is shown on.
  public struct Screen: Codable, Hashable, Sendable {
    /// In pixels of the page.
    public let width: Int
    /// Whether the reader prefers dark pages.
    public let isDark: Bool
    /// Whether the rules for paper hold in place of those for screens.
    public let isPaper: Bool
  }

  /// A telephone and a desk, both light and dark, and A4 without its margins.
  public static let screens =
    [400, 1280].flatMap { width in [false, true].map { Screen(width: width, isDark: $0, isPaper: false) } }
    + [Screen(width: 680, isDark: false, isPaper: true)]

  /// What is seen of pages on all screens.
  public struct Sight: Sendable {
    /// By page, then by screen.
    public let views: [PageView]
    /// Lines of the browser's console: errors of scripts, and what the pages' own policy forbids.
    public let console: [String]
  }

  /// Why a browser shows nothing.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// Opens pages on all screens.
  /// - Parameters:
  ///   - pages: paths relative to the folder.
  ///   - folder: gets the browser's own files.
  public static func look(at pages: [String], in folder: String) async throws -> Sight {
    var frames: [String] = []
    for page in pages {
      let text = try String(contentsOfFile: "\(folder)/\(page)", encoding: .utf8)
      let paper = page + ".paper.html"
      try text.replacing("@media print", with: "@media screen").write(
        toFile: "\(folder)/\(paper)", atomically: true, encoding: .utf8)
      frames += screens.map { screen in
        "<iframe src=\"\(screen.isPaper ? paper : page)\" width=\"\(screen.width)\" height=\"900\" "
          + "style=\"border: 0; color-scheme: \(screen.isDark ? "dark" : "light")\"></iframe>"
      }
    }
    let wrapper = "<!DOCTYPE html><body>\(frames.joined())<pre id=\"out\"></pre><script>\(PageView.script)</script></body>"
    try wrapper.write(toFile: folder + "/browser.html", atomically: true, encoding: .utf8)

    let options = [
      "--headless", "--disable-gpu", "--allow-file-access-from-files", "--enable-logging=stderr", "--virtual-time-budget=10000",
      "--user-data-dir=\(folder)/browser", "--dump-dom", "file://\(folder)/browser.html",
    ]
    let result = try await Subprocess.run(
      // Chromium's sandbox is not for the superuser, as whom tests run in containers.
      .name(executable), arguments: Arguments((geteuid() == 0 ? ["--no-sandbox"] : []) + options), input: .none,
      output: .string(limit: 1 << 26), error: .string(limit: 1 << 24))
    let shown = result.standardOutput
    guard let start = shown.range(of: "id=\"out\">"),
      let end = shown.range(of: "</pre>", range: start.upperBound..<shown.endIndex),
      let text = shown[start.upperBound..<end.lowerBound].removingPercentEncoding, !text.isEmpty
    else { throw Failure(description: "the browser shows nothing: \(result.standardError.suffix(2000))") }
    return Sight(
      views: try JSONDecoder().decode([PageView].self, from: Data(text.utf8)),
      console: result.standardError.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init))
  }
}
