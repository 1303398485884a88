/// A plot of a raw file, ASCII or binary, as ngspice writes it (ngspice manual, "rawfile").
package struct RawPlot: Sendable {
  package struct Problem: Error {
    package let reason: String
  }

  /// As the simulator names its vectors: `out` of `v(out)`, `v1#branch` of `i(v1)`; lower case. The scale comes first, where the
  /// analysis has one.
  package let names: [String]
  /// Real parts, one array a vector.
  package let values: [[Double]]
  /// One array a vector; zero throughout where all is real.
  package let imaginaryParts: [[Double]]

  /// The first plot of a file.
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
        // Number, name and kind, a line for each variable.
        if line.first == "\t" { names.append(try Self.name(line)) }
      }
    }
    guard let points, points >= 0, !names.isEmpty else { throw Problem(reason: "no number of points, or no variables") }
    let stride = width * names.count
    // No more points are believed than the file can hold.
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

  private static func line(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private static func name(_ line: String) throws(Problem) -> String {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 3 else { throw Problem(reason: "a variable without a name") }
    let name = words[1].lowercased()
    guard name.hasSuffix(")"), let open = name.firstIndex(of: "(") else { return name }
    return name[name.index(after: open)...].dropLast() + (name.hasPrefix("i(") ? "#branch" : "")
  }

  /// Point by point, as they lie in the memory of the machine.
  private static func binary(_ bytes: ArraySlice<UInt8>) -> [Double] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }

  /// As much of it as are numbers. Before each point's values stands its number; the parts of a complex one are `1.0,2.0`.
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
