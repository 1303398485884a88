import CrossbarPrimitives

/// What is wrong with a file of arrays. `unreadable` and `malformed` are bad input; `unwritable` is a failure of the
/// program.
public enum ArrayFileError: Error, Equatable {
  /// The file cannot be read at all.
  case unreadable(path: String, reason: String)
  /// The file does not have the expected format or content. `array` names the member of an archive; nil for the file as a
  /// whole.
  case malformed(path: String, array: String?, reason: String)
  /// An archive cannot be written; `array` is the member, or "all".
  case unwritable(array: String, reason: String)
}

extension ArrayFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)."
    case .malformed(let path, nil, let reason): "'\(path)': \(printable(reason, longestWord: 120))."
    case .malformed(let path, let array?, let reason):
      "'\(path)', array '\(excerpt(array))': \(printable(reason, longestWord: 120))."
    case .unwritable(let array, let reason): "cannot write the array '\(array)': \(reason)."
    }
  }
}
