import Foundation

/// The operating system's own message for a failed file operation, which Foundation hides in nested errors.
package enum FileSystemReason {
  /// The message of the innermost POSIX error; Foundation's own where there is none.
  package static func text(of error: any Error) -> String {
    let error = error as NSError
    // By domain, since the errors of FileHandle are not of type POSIXError.
    if error.domain == NSPOSIXErrorDomain, let code = POSIXErrorCode(rawValue: Int32(truncatingIfNeeded: error.code)) {
      return switch code {
      // "File exists" alone reads as if that were fine, and "Device or resource busy" says nothing of another run.
      case .EEXIST: "a file of that name is in the way"
      case .EBUSY: "another run is writing into it"
      default: String(cString: strerror(code.rawValue))
      }
    }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error { return text(of: underlying) }
    return error.localizedDescription
  }
}
