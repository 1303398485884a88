/// The first plot of a raw file as ngspice writes it, ASCII or binary (ngspice user's manual, "rawfile").
package struct RawPlot: Sendable {
  /// Why a file is no raw file; `reason` is worded to follow "a file with".
  package struct Problem: Error {
    package let reason: String
  }

  /// The vectors under the simulator's own names, in lower case: `out` for `v(out)`, `v1#branch` for `i(v1)`. The scale comes
  /// first if the analysis has one.
  package let names: [String]
  /// Real parts: vectors × points, in the order of `names`.
  package let values: [[Double]]
  /// Vectors × points, as `values`; all zero in a plot of real numbers.
  package let imaginaryParts: [[Double]]

  /// Reads the first plot of a file.
  /// - Throws: `Problem` for a file that is incomplete or no raw file.
  package init(_ file: [UInt8]) throws(Problem) {
    var rest = file[...]
    var (width, points): (Int, Int?) = (1, nil)
    var isBinary: Bool?
    var names: [String] = []
    while isBinary == nil {
      guard let line = Self.line(&rest) else { throw Problem(reason: "no values") }
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\t" } }
      switch parts.first {
      case "Flags": width = parts.last?.contains("complex") == true ? 2 : 1
      case "No.Points": points = parts.last.flatMap { Int($0) }
      case "Variables": break
      case "Binary": isBinary = true
      case "Values": isBinary = false
      default:
        // One line per variable: number, name and kind.
        if line.first == "\t" { names.append(try Self.name(line)) }
      }
    }
    guard let points, points >= 0, !names.isEmpty else { throw Problem(reason: "no number of points, or no variables") }
    let stride = width * names.count
    // The stated number of points is checked against the size of the file before memory is allocated for it.
    guard points <= rest.count / stride else { throw Problem(reason: "fewer values than \(points) points of \(names.count)") }
    let numbers = isBinary == true ? Self.binary(rest) : Self.text(rest, width: width, variables: names.count)
    guard numbers.count >= points * stride else { throw Problem(reason: "\(numbers.count) values of \(points * stride)") }
    func part(_ offset: Int) -> [[Double]] {
      names.indices.map { variable in (0..<points).map { numbers[$0 * stride + variable * width + offset] } }
    }
    self.names = names
    values = part(0)
    imaginaryParts = width == 2 ? part(1) : values.map { $0.map { _ in 0 } }
  }

  /// Takes one line off the front; nil if no line end is left.
  private static func line(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// The name in a variable's line, without `v(…)` or `i(…)` around it.
  private static func name(_ line: String) throws(Problem) -> String {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 3 else { throw Problem(reason: "a variable without a name") }
    let name = words[1].lowercased()
    guard name.hasSuffix(")"), let open = name.firstIndex(of: "(") else { return name }
    return name[name.index(after: open)...].dropLast() + (name.hasPrefix("i(") ? "#branch" : "")
  }

  /// The numbers of a binary file: point by point, in the machine's byte order.
  private static func binary(_ bytes: ArraySlice<UInt8>) -> [Double] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }

  /// The numbers of an ASCII file up to the first word that is none. Each point's values follow the point's number; the two
  /// parts of a complex value are written `1.0,2.0`.
  /// - Parameter width: the number of parts of a value, 1 (real) or 2 (complex).
  private static func text(_ bytes: ArraySlice<UInt8>, width: Int, variables: Int) -> [Double] {
    var numbers: [Double] = []
    for (index, word) in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).enumerated()
    where index % (variables + 1) > 0 {
      let parts = word.split(separator: ",").compactMap { Double($0) }
      guard parts.count == width else { break }
      numbers += parts
    }
    return numbers
  }
}
