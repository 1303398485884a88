import Foundation

/// The operating system's own words for a failed file operation, which Foundation buries in nested errors.
enum FileSystemReason {
  static func text(of error: any Error) -> String {
    if let posix = error as? POSIXError {
      // "File exists" alone reads as if that were fine.
      return posix.code == .EEXIST ? "a file of that name is in the way" : String(cString: strerror(posix.code.rawValue))
    }
    if let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error { return text(of: underlying) }
    return error.localizedDescription
  }
}
