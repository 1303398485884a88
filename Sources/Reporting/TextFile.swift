import Foundation

/// Writes a file that stands alone, outside any result folder: whatever is at `path`, be it a device, is written into.
///
/// - Throws: `ReportingError.unwritableFile`.
public func writeTextFile(_ text: String, to path: String) throws {
  do {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  } catch {
    throw ReportingError.unwritableFile(path: path, reason: FileSystemReason.text(of: error))
  }
}
