import CrossbarPrimitives
import Netlisting

extension DeckCheck {
  /// The fewest cards that were put in and taken out, a card that was changed paired with what it was.
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

  /// Cards are told apart up to here when they are shown.
  private static let longestCard = 160

  private static func shortened(_ card: String) -> String { excerpt(card, limit: longestCard) }

  /// Which cards of either side have no counterpart on the other.
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
    // The fewest edits of very many cost the square of their number: without regard to order.
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
