/// Suggestions for words that are not known.
enum Spelling {
  /// The known word with the smallest edit distance; the first in the alphabet of several. Nil only if none is known.
  static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    known.sorted().min { distance($0, word) < distance($1, word) }
  }

  /// The nearest word; nil if more than a third of the letters, and more than two, differ.
  static func similar(to word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known).flatMap { distance($0, word) <= max(2, word.count / 3) ? $0 : nil }
  }

  /// Letters to insert, delete or replace to turn one word into the other (Levenshtein).
  private static func distance(_ left: String, _ right: String) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let replaced = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
