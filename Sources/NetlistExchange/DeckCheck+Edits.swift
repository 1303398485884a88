import CrossbarPrimitives
import Netlisting

extension DeckCheck {
  /// The differences between a deck and its written form, with a changed card paired with what it was: two cards are a pair if
  /// they have the same first word.
  /// - Parameters:
  ///   - cards: the deck's cards now.
  ///   - written: the cards as they were written.
  /// - Returns: added and changed cards in the deck's order, then removed ones.
  static func edits(of cards: [LogicalLine], from written: [String]) -> [Edit] {
    let (removed, inserted) = difference(of: cards.map(\.text), from: written)
    var gone: [String: [String]] = [:]
    var order: [String] = []
    for index in removed {
      let key = written[index].firstWord
      if gone[key] == nil { order.append(key) }
      gone[key, default: []].append(written[index])
    }
    for key in order { gone[key]?.reverse() }
    var edits = inserted.map { index in
      let before = gone[cards[index].text.firstWord]?.popLast()
      return Edit(line: cards[index].number, now: excerpt(cards[index].text, limit: longestCard), written: before.map(shortened))
    }
    for key in order {
      for text in (gone[key] ?? []).reversed() { edits.append(Edit(line: nil, now: nil, written: shortened(text))) }
    }
    return edits
  }

  /// The number of letters of a card that are kept for display.
  private static let longestCard = 160

  private static func shortened(_ card: String) -> String { excerpt(card, limit: longestCard) }

  /// The cards of either side that have no counterpart on the other, as positions. The fewest edits, unless very many cards
  /// differ.
  private static func difference(of now: [String], from written: [String]) -> (removed: [Int], inserted: [Int]) {
    let head = zip(now, written).prefix { $0 == $1 }.count
    let tail = zip(now.dropFirst(head).reversed(), written.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    let (newMiddle, oldMiddle) = (head..<(now.count - tail), head..<(written.count - tail))
    if newMiddle.count + oldMiddle.count <= 2000 {
      var (removed, inserted): ([Int], [Int]) = ([], [])
      for change in now[newMiddle].difference(from: written[oldMiddle]) {
        switch change {
        case .remove(let offset, _, _): removed.append(head + offset)
        case .insert(let offset, _, _): inserted.append(head + offset)
        }
      }
      return (removed.sorted(), inserted.sorted())
    }
    // The time to find the fewest edits grows as the square of their number: with many, the order of cards is ignored.
    func unmatched(_ range: Range<Int>, _ texts: [String], _ others: ArraySlice<String>) -> [Int] {
      var counts = others.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
      return range.filter { index in
        guard let count = counts[texts[index]], count > 0 else { return true }
        counts[texts[index]] = count - 1
        return false
      }
    }
    return (unmatched(oldMiddle, written, now[newMiddle]), unmatched(newMiddle, now, written[oldMiddle]))
  }
}
