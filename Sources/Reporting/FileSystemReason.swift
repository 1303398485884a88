import Foundation

/// The operating system's own words for a failed file operation, which Foundation buries in nested errors.
enum FileSystemReason {
  static func text(of error: any Error) -> String {
    if let posix = error as? POSIXError {
      return switch posix.code {
      // "File exists" alone reads as if that were fine, and "Device or resource busy" says nothing of another run.
      case .EEXIST: "a file of that name is in the way"
      case .EBUSY: "another run is writing into it"
      default: String(cString: strerror(posix.code.rawValue))
      }
    }
    if let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error { return text(of: underlying) }
    return error.localizedDescription
  }
}
