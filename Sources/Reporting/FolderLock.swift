import Foundation

/// Keeps other runs out of a folder for as long as this object lives.
///
/// The system releases the lock when the process ends, however it ends; no lock file stays.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `POSIXError`; with `.EBUSY` where another run has the folder.
  init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    // Any other error means a file system without locks: that must not keep anybody from working there.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw POSIXError(.EBUSY)
    }
  }

  deinit { close(descriptor) }
}
