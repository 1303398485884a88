/// Why a deck is not what a dialect's manual allows.
struct GrammarError: Error, CustomStringConvertible {
  let line: String
  let reason: String
  var description: String { "\(reason): \(line)" }
}
