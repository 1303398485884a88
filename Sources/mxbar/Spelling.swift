/// Suggestions for words that are none of those known.
enum Spelling {
  /// The known word that is most like the one given; the first in the alphabet of equals.
  static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    known.sorted().min { distance($0, word) < distance($1, word) }
  }

  /// The same, unless it is quite another word.
  static func similar(to word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known).flatMap { distance($0, word) <= max(2, word.count / 3) ? $0 : nil }
  }

  /// Letters to insert, delete or replace to make one word of the other (Levenshtein).
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
