import CCrypto
import Foundation

/// The hash function SHA-256 (FIPS 180-4) of OpenSSL's libcrypto. It tells whether an input file is still the one that a
/// run read.
package enum SHA256 {
  /// The digest as 64 lower-case hexadecimal digits.
  package static func hexadecimalDigest(of bytes: some DataProtocol) -> String {
    var rest: Data? = Data(bytes)
    return hexadecimalDigest {
      defer { rest = nil }
      return rest
    }
  }

  /// The digest of each file, by its path as given. Files are read in parts of 1 MiB.
  ///
  /// - Throws: `ReportingError.unreadableFile`.
  package static func hexadecimalDigests(ofFiles paths: [String]) throws -> [String: String] {
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

  /// The digest of a message given in parts; the first part that is nil or empty ends it.
  private static func hexadecimalDigest(ofParts next: () throws -> Data?) rethrows -> String {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    // These calls fail when memory is short or libcrypto was built without SHA-256; that must not yield a digest.
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
