import Foundation

/// Keeps other runs out of a folder for as long as it lives.
///
/// The system lets go of the lock when the process ends, however it ends, and no lock file is left behind.
final class FolderLock: Sendable {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    // Any other error is a file system that has no locks: it must not keep anybody from working there.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw POSIXError(.EBUSY)
    }
  }

  deinit { close(descriptor) }
}
