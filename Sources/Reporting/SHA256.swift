import CCrypto
import Foundation

/// The hash function SHA-256 (FIPS 180-4) of OpenSSL's libcrypto, to tell whether an input file is the one a run saw.
public enum SHA256 {
  /// The digest as 64 hexadecimal digits in lower case.
  public static func hexadecimalDigest(of bytes: some DataProtocol) -> String {
    var rest: Data? = Data(bytes)
    return hexadecimalDigest {
      defer { rest = nil }
      return rest
    }
  }

  /// The digest of each file, by the path it was named with.
  ///
  /// - Throws: `ReportingError.unreadableFile`.
  public static func hexadecimalDigests(ofFiles paths: [String]) throws -> [String: String] {
    var digests: [String: String] = [:]
    for path in paths {
      do {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        digests[path] = try hexadecimalDigest { try file.read(upToCount: 1 << 20) }
      } catch {
        throw ReportingError.unreadableFile(path: path, reason: FileSystemReason.text(of: error))
      }
    }
    return digests
  }

  /// The digest of a message that comes in parts, up to one that is nil or empty.
  private static func hexadecimalDigest(ofParts next: () throws -> Data?) rethrows -> String {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    // These fail where memory is short, or libcrypto was built without SHA-256; no digest must come of that.
    var isDone = EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    while let part = try next(), !part.isEmpty {
      isDone = part.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) } == 1 && isDone
    }
    var digest = [UInt8](repeating: 0, count: 32)
    isDone = EVP_DigestFinal_ex(context, &digest, nil) == 1 && isDone
    precondition(isDone, "libcrypto gives no SHA-256 digests")
    return digest.map { String(format: "%02x", $0) }.joined()
  }
}
