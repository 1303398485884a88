import Netlisting

/// The first point of each vector of an ASCII raw file (ngspice manual, "rawfile").
struct FigureFile {
  struct Problem: Error { let reason: String }

  /// By lower-case name; only what is real there.
  let vectors: [String: Double]

  init(_ text: String) throws(Problem) {
    var names: [String] = []
    var values: [Substring] = []
    var section: Substring = ""
    for line in physicalLines(text) {
      if ["Variables:", "Values:"].contains(line) {
        section = line
      } else if section == "Variables:" {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 3 else { throw Problem(reason: "a variable without a name") }
        names.append(Self.name(words[1]))
      } else if section == "Values:", values.count < names.count {
        // Before the first value stands the number of the point.
        guard let value = line.split(whereSeparator: \.isWhitespace).last else { throw Problem(reason: "missing values") }
        values.append(value)
      }
    }
    guard !names.isEmpty, values.count == names.count else { throw Problem(reason: "\(values.count) values of \(names.count)") }
    var vectors: [String: Double] = [:]
    for (name, value) in zip(names, values) {
      let parts = value.split(separator: ",").map { Double($0) }
      guard let first = parts.first, let real = first else { throw Problem(reason: "a value that is no number") }
      if parts.count == 1 || parts[1] == 0 { vectors[name] = real }
    }
    self.vectors = vectors
  }

  /// A vector that holds a voltage is written as `v(name)`.
  private static func name(_ word: Substring) -> String {
    let lower = word.lowercased()
    guard lower.hasSuffix(")"), let open = lower.firstIndex(of: "(") else { return lower }
    return String(lower[lower.index(after: open)...].dropLast())
  }
}
