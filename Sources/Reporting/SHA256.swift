import Foundation

/// The hash function SHA-256 (FIPS 180-4), to tell whether an input file is the one a run saw.
///
/// Written out because a cryptography package would be this project's largest dependency, for one file hash.
public enum SHA256 {
  /// The digest as 64 hexadecimal digits in lower case.
  public static func hexadecimalDigest(of bytes: some Collection<UInt8>) -> String {
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    var schedule = [UInt32](repeating: 0, count: 64)
    var block: [UInt8] = []
    block.reserveCapacity(64)
    for byte in bytes {
      block.append(byte)
      if block.count == 64 {
        compress(block, into: &state, schedule: &schedule)
        block.removeAll(keepingCapacity: true)
      }
    }
    for padded in padding(block, messageLength: bytes.count) { compress(padded, into: &state, schedule: &schedule) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// The last one or two blocks: the rest of the message, a one bit, zeros, and the length in bits.
  private static func padding(_ rest: [UInt8], messageLength: Int) -> [ArraySlice<UInt8>] {
    var tail = rest + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bitCount = UInt64(messageLength) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bitCount >> shift)) }
    return stride(from: 0, to: tail.count, by: 64).map { tail[$0..<($0 + 64)] }
  }

  private static func compress(_ block: some Collection<UInt8>, into state: inout [UInt32], schedule w: inout [UInt32]) {
    for index in 0..<16 { w[index] = 0 }
    for (offset, byte) in block.enumerated() { w[offset / 4] = w[offset / 4] << 8 | UInt32(byte) }
    for index in 16..<64 {
      let early = w[index - 15]
      let late = w[index - 2]
      let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
      let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
      w[index] = w[index - 16] &+ sigma0 &+ w[index - 7] &+ sigma1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ sum1 &+ choice &+ roundConstants[index] &+ w[index]
      let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

extension SHA256 {
  /// The digest of each file, by the path it was named with.
  ///
  /// - Throws: `ReportingError.unreadableFile`.
  public static func hexadecimalDigests(ofFiles paths: [String]) throws -> [String: String] {
    var digests: [String: String] = [:]
    for path in paths {
      do {
        digests[path] = hexadecimalDigest(of: try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
      } catch {
        throw ReportingError.unreadableFile(path: path, reason: FileSystemReason.text(of: error))
      }
    }
    return digests
  }
}
