import Foundation

/// Writes a file outside any result folder. Whatever is at `path`, even a device such as `/dev/stdout`, is written to
/// directly, not replaced in one step.
///
/// - Throws: `ReportingError.unwritableFile`.
public func writeTextFile(_ text: String, to path: String) throws {
  do {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  } catch {
    throw ReportingError.unwritableFile(path: path, reason: FileSystemReason.text(of: error))
  }
}
