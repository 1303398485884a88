import ArgumentParser

/// Whole numbers separated by commas, as in `20,20`. Ranges are checked by the commands.
struct CountList: ExpressibleByArgument {
  /// In the given order.
  let counts: [Int]

  init(counts: [Int]) { self.counts = counts }

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    counts = words.compactMap { Int($0) }
    if counts.count != words.count { return nil }
  }

  var defaultValueDescription: String { counts.map(String.init).joined(separator: ",") }
}
