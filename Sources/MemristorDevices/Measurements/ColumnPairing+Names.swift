import CrossbarPrimitives

/// Units of columns, and names of series after their columns.
extension ColumnPairing {
  /// A column's unit: the given one, or the title's, or else 1.
  func factor(of index: Int, in unit: WrittenUnit, _ what: String, given: Double? = nil) throws(TableProblem) -> Double {
    if let given { return given }
    guard index < titles.count, let written = titles[index].unit else { return 1 }
    if let scale = titles[index].scale, scale.unit == unit { return scale.factor }
    let allowed =
      switch unit {
      case .volts: "V, mV, uV, nV, pV"
      case .amperes: "A, mA, uA, nA, pA"
      case .ohms: "ohm, kohm, Mohm, Gohm"
      default: "s, ms, us, ns"
      }
    throw header.problem(
      "the unit '\(excerpt(written, limit: 40))' of the \(what) column '\(excerpt(titles[index].text))' is not understood; allowed are "
        + allowed)
  }

  /// What series are called after their columns; nil for a single one.
  func names(of pairs: [Pair], comments: [String]) -> [(device: String?, cycle: String?)] {
    guard pairs.count > 1 else { return pairs.map { _ in (nil, nil) } }
    if pairs.allSatisfy({ titles[$0.current].run != nil }), Set(pairs.map { titles[$0.current].run }).count == pairs.count {
      return pairs.map { (nil, titles[$0.current].run.map { "\($0)" }) }
    }
    let said = pairs.map { pair in
      [pair.current, pair.voltage].lazy.map { $0 < comments.count ? comments[$0] : "" }.first { !$0.isEmpty } ?? ""
    }
    // Names that come several times are devices with several cycles each.
    let isRepeated = !said.contains("") && (2..<pairs.count).contains(Set(said).count)
    if isRepeated { return said.map { ($0, nil) } }
    let written = pairs.map { titles[$0.current].name }
    let names =
      if Set(said).count == pairs.count, !said.contains("") {
        said
      } else if Set(written).count == pairs.count {
        written
      } else {
        written.enumerated().map { "\($1) \($0 + 1)" }
      }
    let cycles = names.map { Self.cycle(in: $0) }
    if !cycles.contains(nil), Set(cycles).count == cycles.count { return cycles.map { (nil, $0) } }
    return names.map { ($0, nil) }
  }

  /// The number in names such as `cycle 4` and `Run3`; nil for others.
  private static func cycle(in name: String) -> String? {
    let words = name.lowercased().split { " _-#.".contains($0) }
    for (word, next) in zip(words, words.dropFirst() + [""]) {
      guard let kind = ["cycle", "run", "sweep", "loop", "repeat"].first(where: word.hasPrefix) else { continue }
      let number = word.count > kind.count ? word.dropFirst(kind.count) : next
      if !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return String(number) }
    }
    return nil
  }
}
