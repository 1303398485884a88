import CrossbarPrimitives

/// What is wrong with data, options or a grid that was passed to this module.
///
/// All of them are bad input for the command line (exit status 2). The cases carry what was found and what is allowed.
public enum NeuralMappingError: Error, Equatable {
  /// Bits per weight outside of `QuantizedLayer.allowedBits`.
  case bitCount(Int)
  /// An integer code that cannot be represented in the coding.
  case codeOutOfRange(code: Int, bits: Int, allowed: ClosedRange<Int>)
  /// A number of levels of a cell outside of `CellLevels.allowedCounts`.
  case cellLevels(Int)
  /// Levels in Gray's order whose number is no power of two.
  case grayLevels(Int)
  /// A number of bits that the coding does not support.
  case codingBits(Int, allowed: ClosedRange<Int>)
  /// A name that does not exist; `kind` is what was looked up.
  case unknownName(kind: String, name: String, known: [String])
  /// A probability outside of 0 to 1; `value` is printed.
  case probability(name: String, value: String)
  /// A weight or bias that is infinite or not a number; the value is printed.
  case weightNotFinite(String)
  /// A step of an architecture, counted from 1, that is not understood.
  case architecture(step: String, number: Int, expected: String)
  /// Something that is made for dense layers with a ReLU between them, and a network that has something else.
  case notPlain(purpose: String, found: String)
  /// A file of images, labels or weights, or a folder of these, is not what it should be.
  case file(path: String, found: String, expected: String)
  /// Two things that must fit together do not: `subject` is `found` and must be `expected`.
  case mismatch(subject: String, found: String, expected: String)
  /// A faulty line in a file of drawings, counted from 1.
  case drawing(line: Int, text: String, expected: String)
  /// No drawing or image at all.
  case noImages
  /// A label outside of `0..<classCount`, and the image that has it, counted from 0.
  case label(Int, image: Int, classCount: Int)
  /// A file of drawings has no drawing of a class below its highest one.
  case classWithoutDrawing(Int, highest: Int)
  /// A training option with which no training is possible.
  case trainingOption(name: String, value: String, allowed: String)
  /// The loss became infinite or not a number in this epoch, counted from 1.
  case trainingDiverged(epoch: Int, learningRate: Double)
}

extension NeuralMappingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bitCount(let bits):
      let allowed = QuantizedLayer.allowedBits
      return "a weight cannot have \(bits) bits; \(allowed.lowerBound) to \(allowed.upperBound) are allowed"
    case .codeOutOfRange(let code, let bits, let allowed):
      return "the code \(code) does not fit \(bits) bits; \(allowed.lowerBound) to \(allowed.upperBound) are allowed"
    case .cellLevels(let count):
      let allowed = CellLevels.allowedCounts
      return "a cell cannot have \(count) levels; \(allowed.lowerBound) to \(allowed.upperBound) are allowed"
    case .grayLevels(let count):
      return "\(count) levels have no Gray code; it is for 2, 4, 8 or another power of two"
    case .codingBits(let bits, let allowed):
      return "this coding has no codes of \(bits) bits; \(allowed.lowerBound) to \(allowed.upperBound) are allowed"
    case .unknownName(let kind, let name, let known):
      return "there is no \(kind) '\(name)'; known are \(known.joined(separator: ", "))"
    case .probability(let name, let value):
      return "the probability of \(name) is \(value); 0 to 1 are allowed"
    case .weightNotFinite(let value):
      return "a weight or bias is \(value), which has no code; every one has to be a finite number"
    case .architecture(let step, let number, let expected):
      return "step \(number) of the architecture, '\(excerpt(step))', is not understood; expected \(expected)"
    case .notPlain(let purpose, let found):
      return "\(purpose) is for dense layers with a ReLU between each two; this network has \(found)"
    case .file(let path, let found, let expected):
      return
        "'\(path)': \(printable(found, limit: 900, longestWord: 400)); expected \(printable(expected, limit: 900, longestWord: 400))"
    case .mismatch(let subject, let found, let expected):
      return "\(subject): found \(found), expected \(expected)"
    case .drawing(let line, let text, let expected):
      return "line \(line) of the drawings, \"\(excerpt(text))\": expected \(expected)"
    case .noImages:
      return "there is no image; at least one is needed"
    case .label(let label, let image, let classCount):
      return "image \(image) has the label \(label); 0 to \(classCount - 1) are allowed"
    case .classWithoutDrawing(let label, let highest):
      return "class \(label) has no drawing; every class from 0 to the highest, \(highest), needs at least one"
    case .trainingOption(let name, let value, let allowed):
      return "training with \(name) \(value) is impossible; allowed: \(allowed)"
    case .trainingDiverged(let epoch, let learningRate):
      return "the loss was no longer finite in epoch \(epoch); try a learning rate below \(learningRate)"
    }
  }
}
