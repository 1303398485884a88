import CrossbarPrimitives

/// What can be wrong with a file of arrays.
public enum ArrayFileError: Error, Equatable {
  /// The file cannot be read at all.
  case unreadable(path: String, reason: String)
  /// The file is there, but not what it should be. `array` names the member of an archive.
  case malformed(path: String, array: String?, reason: String)
  /// The archive cannot be put together.
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
