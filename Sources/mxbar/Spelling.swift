/// Suggestions for words that are not known.
enum Spelling {
  /// The known word with the smallest edit distance; the first in the alphabet of several. Nil only if none is known.
  static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    known.sorted().min { distance($0, word) < distance($1, word) }
  }

  /// The nearest word; nil if it takes more edits than half of the letters, and more than three.
  static func similar(to word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known).flatMap { distance($0, word) <= max(3, word.count / 2) ? $0 : nil }
  }

  /// Letters to insert or delete to turn one word into the other; a replaced letter counts twice.
  private static func distance(_ left: String, _ right: String) -> Int { left.difference(from: right).count }
}
