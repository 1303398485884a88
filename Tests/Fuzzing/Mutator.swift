import CrossbarPrimitives

/// Spoils inputs as accidents and attackers do: bytes, fields, lines and words.
///
/// Mutation number `index` of an input is the same in every run and on every machine.
public struct Mutator: Sendable {
  public var seed: UInt64
  /// Words put in place of others, besides extreme numbers and brackets: a format's own keywords.
  public var words: [String]

  public init(seed: UInt64, words: [String] = []) {
    self.seed = seed
    self.words = words
  }

  /// The first `count` mutations of an input.
  public func mutations(of input: [UInt8], count: Int) -> [[UInt8]] {
    (0..<max(0, count)).map { mutation(of: input, index: $0) }
  }

  /// Doubling again and again must not make inputs whose mere size is the test.
  public static let mostBytes = 1 << 20

  /// Between one and six changes, one after the other.
  public func mutation(of input: [UInt8], index: Int) -> [UInt8] {
    var stream = RandomStream(seed: seed, purpose: "mutation", index: index)
    var bytes = input
    for _ in 0..<Int.random(in: 1...6, using: &stream) {
      change(&bytes, &stream)
      bytes.removeLast(max(0, bytes.count - Self.mostBytes))
    }
    return bytes
  }

  // MARK: Changes

  private func change(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    switch Int.random(in: 0..<16, using: &stream) {
    case 0, 1: flip(&bytes, &stream)
    case 2: overwriteField(&bytes, &stream)
    case 3: bytes.removeSubrange(range(in: bytes, &stream))
    case 4: bytes.insert(contentsOf: bytes[range(in: bytes, &stream)], at: place(in: bytes, &stream))
    case 5: bytes.removeLast(Int.random(in: 0...bytes.count, using: &stream))
    case 6: bytes.insert(contentsOf: Self.odd.randomElement(using: &stream) ?? [], at: place(in: bytes, &stream))
    case 7: nest(&bytes, &stream)
    case 8, 9, 10: changeLines(&bytes, &stream)
    default: replaceWord(&bytes, &stream)
    }
  }

  private func flip(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    for _ in 0..<Int.random(in: 1...8, using: &stream) {
      bytes[Int.random(in: bytes.indices, using: &stream)] ^= 1 << UInt8.random(in: 0..<8, using: &stream)
    }
  }

  /// What a binary format may hold in 1, 2, 4 or 8 bytes: the ends of the ranges of lengths and offsets.
  private func overwriteField(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let width = [1, 2, 4, 8].randomElement(using: &stream) ?? 1
    guard bytes.count >= width else { return }
    let start = Int.random(in: 0...(bytes.count - width), using: &stream)
    let fill: UInt8 = [0, 0xff, 0x7f, 1].randomElement(using: &stream) ?? 0
    for index in start..<(start + width) { bytes[index] = fill }
    // Of either byte order, a sign apart.
    if Bool.random(using: &stream) { bytes[start] = 0x7f }
  }

  private func nest(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let depth = [10, 100, 1000, 60_000].randomElement(using: &stream) ?? 10
    let open = ["(", "{", "[", "-", "'", "max(", "- ", "+ ", "\n+ ", "{a: "].randomElement(using: &stream) ?? "("
    bytes.insert(
      contentsOf: Array(repeating: Array(open.utf8), count: depth).joined(), at: place(in: bytes, &stream))
  }

  private func changeLines(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let (one, other) = (Int.random(in: lines.indices, using: &stream), Int.random(in: lines.indices, using: &stream))
    switch Int.random(in: 0..<5, using: &stream) {
    case 0: lines.remove(at: one)
    case 1: lines.insert(lines[other], at: one)
    case 2: lines.swapAt(one, other)
    case 3: lines[one] += lines[other]
    default: lines[one] = Array(repeating: lines[one], count: 20).flatMap { $0 }
    }
    bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private func replaceWord(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let isWord = { (byte: UInt8) in byte > 32 && !"()=,:{}[]'\"".utf8.contains(byte) }
    let starts = bytes.indices.filter { isWord(bytes[$0]) && ($0 == 0 || !isWord(bytes[$0 - 1])) }
    guard let start = starts.randomElement(using: &stream) else { return }
    let end = bytes[start...].firstIndex { !isWord($0) } ?? bytes.endIndex
    let replacement = (Self.extremes + words).randomElement(using: &stream) ?? ""
    bytes.replaceSubrange(start..<end, with: Array(replacement.utf8))
  }

  private func place(in bytes: [UInt8], _ stream: inout RandomStream) -> Int {
    Int.random(in: 0...bytes.count, using: &stream)
  }

  private func range(in bytes: [UInt8], _ stream: inout RandomStream) -> Range<Int> {
    let start = place(in: bytes, &stream)
    return start..<min(bytes.count, start + Int.random(in: 0...40, using: &stream))
  }

  private static let extremes = [
    "0", "-0", "-1", "1e308", "-1e308", "1e309", "1e-320", "1e99999999999", "nan", "inf", "-inf", "0x10", "1:30", "0,5", "99%",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "4294967295", "2147483648",
    "1e", "e", ".", "+", "-", "=", ",", ":", "(", ")", "{", "}", "'", "\"", "*", "#", "\\", "", "null", "~", "true",
    String(repeating: "9", count: 400), "0." + String(repeating: "0", count: 400) + "1", String(repeating: "x", count: 5000),
  ]

  /// NUL, a terminal's escape, a byte order mark, line ends of all kinds, text that is no UTF-8, and joining characters.
  private static let odd: [[UInt8]] = [
    [0], [0x1b, 0x5b, 0x32, 0x4a], [0xef, 0xbb, 0xbf], [13], [13, 10], [10, 10, 10], [9], [0xff, 0xfe], [0xc3],
    [0xed, 0xa0, 0x80], Array("e\u{301}\u{202e}\u{2028}".utf8), Array("٣½".utf8), Array(repeating: 0x41, count: 100_000),
  ]
}
