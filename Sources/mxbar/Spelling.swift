/// Suggestions for words that are none of those known.
enum Spelling {
  /// The known word that is most like the one given; the first in the alphabet of equals.
  static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    known.sorted().min { distance($0, word) < distance($1, word) }
  }

  /// The same, unless it is quite another word.
  static func similar(to word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known).flatMap { distance($0, word) <= max(3, word.count / 2) ? $0 : nil }
  }

  /// Letters to insert or delete to make one word of the other.
  private static func distance(_ left: String, _ right: String) -> Int { left.difference(from: right).count }
}
