/// What can be wrong with the options that a sweep is to vary. The description says what to write instead.
package enum OptionSweepError: Error, Equatable {
  /// The text is not of the form `option=values`.
  case malformed(String)
  /// A range that contains no value, such as `8..2`.
  case emptyRange(option: String, range: String)
  /// A range whose ends or step are not numbers, or whose step is 0 or a factor of at most 1.
  case invalidRange(option: String, range: String)
  /// A range without a step whose ends are not whole numbers.
  case missingStep(option: String, range: String)
  /// A value between two commas, or at an end of the list, is empty.
  case emptyValue(option: String)
  /// A value occurs twice; the second run would be the same.
  case repeatedValue(option: String, value: String)
  /// An option is varied twice.
  case repeatedOption(String)
  /// `count` is the number of combinations, or says that it is larger than the limit.
  case tooManyPoints(count: String, limit: Int)
}

extension OptionSweepError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let text):
      "'\(text)' does not say what to vary; write OPTION=VALUES, as in bits=2..8, gate-voltage=1..1.5..0.1 or scope=line,array."
    case .emptyRange(let option, let range):
      "the range '\(range)' of '\(option)' is empty: its step leads away from its end."
    case .invalidRange(let option, let range):
      "'\(range)' of '\(option)' is no range; write FROM..TO, FROM..TO..STEP or FROM..TO..xFACTOR with numbers, and a factor above 1."
    case .missingStep(let option, let range):
      "the range '\(range)' of '\(option)' needs a step, since its ends are not whole: \(range)..0.1, or \(range)..x10 to multiply."
    case .emptyValue(let option): "'\(option)' has a value that is empty; write values with commas between them."
    case .repeatedValue(let option, let value): "'\(option)' has the value '\(value)' twice; allowed are different ones."
    case .repeatedOption(let option): "'\(option)' is varied twice; give all its values in one --vary."
    case .tooManyPoints(let count, let limit): "these are \(count) points; allowed are 1 to \(limit)."
    }
  }
}
