import CrossbarPrimitives

/// The steps of a network whose file has weights alone, such as
/// `conv(padding=same),relu,maxpool(2),flatten,dense,relu,dense`.
///
/// Steps are parted by commas. Each `dense`, `conv` and `batchnorm` takes the next layer of the file; sizes follow from
/// its arrays.
public struct Architecture: Hashable, Sendable {
  enum Item: Hashable {
    case dense
    case convolution(stride: Int, padding: SlidingWindow.PaddingRule)
    /// Without a size, over all pixels.
    case pooling(Pooling.Kind, size: Int?, stride: Int, padding: SlidingWindow.PaddingRule)
    case activation(Activation)
    case flatten
    case batchNormalization(epsilon: Double?)
    /// Does nothing once a network is trained, or, as the softmax at the end, does not change which class is first.
    case nothing
    case softmax
  }

  /// From input to output.
  let items: [Item]

  init(items: [Item]) { self.items = items }

  /// Reads an architecture.
  /// - Throws: `NeuralMappingError.architecture` with the step that is not understood.
  public init(_ text: String) throws {
    let parts = Self.split(text)
    var items: [Item] = []
    for part in parts {
      do { items.append(try Self.item(part)) } catch {
        throw NeuralMappingError.architecture(step: part, number: items.count + 1, expected: error.expected)
      }
    }
    self.items = items
    if let place = items.firstIndex(of: .softmax), items[(place + 1)...].contains(where: { $0 != .nothing }) {
      throw NeuralMappingError.architecture(step: parts[place], number: place + 1, expected: "it as the last step")
    }
  }

  /// What stands in place of a step that is not understood.
  private struct Refusal: Error { let expected: String }

  /// The parts between commas that stand outside of parentheses.
  private static func split(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text where !character.isWhitespace {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts
  }

  /// The names of all steps, with what may stand in their parentheses.
  public static let grammar =
    "dense, conv(stride=n,padding=n|same|valid), maxpool(n,stride=n,padding=n|same), avgpool(n,stride=n,padding=same), "
    + "globalmaxpool, globalavgpool, flatten, relu, leaky(slope), sigmoid, tanh, none, batchnorm(epsilon=number), dropout, softmax"

  private static func item(_ text: String) throws(Refusal) -> Item {
    guard let match = text.wholeMatch(of: /([A-Za-z_0-9]+)(?:\(([^()]*)\))?/) else { throw Refusal(expected: grammar) }
    var arguments = try Arguments(String(match.output.2 ?? ""))
    let item: Item
    switch match.output.1.lowercased() {
    case "dense", "linear": item = .dense
    case "conv", "conv2d": item = .convolution(stride: try arguments.count("stride") ?? 1, padding: try arguments.padding())
    case "maxpool", "maxpool2d": item = try pooling(.largest, &arguments)
    case "avgpool", "avgpool2d":
      let pooling = try pooling(.mean, &arguments)
      if case .pooling(_, _, _, .explicit(let padding)) = pooling, padding != SlidingWindow.Padding() {
        throw Refusal(expected: "no padding, or padding=same: programs differ in whether a mean counts the padding")
      }
      item = pooling
    case "globalmaxpool": item = .pooling(.largest, size: nil, stride: 1, padding: .explicit(.init()))
    case "globalavgpool": item = .pooling(.mean, size: nil, stride: 1, padding: .explicit(.init()))
    case "flatten": item = .flatten
    case "relu": item = .activation(.rectifier)
    case "leaky", "leakyrelu": item = .activation(.leakyRectifier(slope: try arguments.number("slope") ?? 0.01))
    case "sigmoid": item = .activation(.sigmoid)
    case "tanh": item = .activation(.tanh)
    case "none", "identity", "linear_activation": item = .nothing
    case "dropout":
      _ = try arguments.number("rate")
      item = .nothing
    case "batchnorm", "batchnorm2d", "batchnorm1d": item = .batchNormalization(epsilon: try arguments.number("epsilon"))
    case "softmax": item = .softmax
    default: throw Refusal(expected: "one of \(grammar)")
    }
    if let other = arguments.unused { throw Refusal(expected: "no '\(excerpt(other))' in it; the steps are \(grammar)") }
    return item
  }

  private static func pooling(_ kind: Pooling.Kind, _ arguments: inout Arguments) throws(Refusal) -> Item {
    let size = try arguments.count("size") ?? 2
    return .pooling(kind, size: size, stride: try arguments.count("stride") ?? size, padding: try arguments.padding())
  }

  /// What stands in the parentheses of a step: at most one value without a name, and others as name=value.
  private struct Arguments {
    private var named: [String: String] = [:]
    private var unnamed: String?

    init(_ text: String) throws(Refusal) {
      for part in text.split(separator: ",") {
        let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
        if sides.count == 2, named[sides[0]] == nil {
          named[sides[0]] = sides[1]
        } else if sides.count == 1, unnamed == nil {
          unnamed = sides[0]
        } else {
          throw Refusal(expected: "one value and further ones as name=value, each once, in the parentheses")
        }
      }
    }

    /// Something that no step asked for.
    var unused: String? { unnamed ?? named.keys.min() }

    /// The value with this name; the one without a name belongs to sizes, slopes, rates and numbers of a kind.
    private mutating func take(_ name: String) -> String? {
      if let value = named.removeValue(forKey: name) { return value }
      guard ["size", "slope", "rate"].contains(name) else { return nil }
      defer { unnamed = nil }
      return unnamed
    }

    mutating func count(_ name: String) throws(Refusal) -> Int? {
      guard let text = take(name) else { return nil }
      guard let count = Int(text), (1...4096).contains(count) else { throw Refusal(expected: "a \(name) of 1 to 4096") }
      return count
    }

    mutating func number(_ name: String) throws(Refusal) -> Double? {
      guard let text = take(name) else { return nil }
      guard let number = Double(text), number.isFinite, number >= 0 else { throw Refusal(expected: "a \(name) of 0 or more") }
      return number
    }

    mutating func padding() throws(Refusal) -> SlidingWindow.PaddingRule {
      switch take("padding") {
      case nil, "valid": return .explicit(SlidingWindow.Padding())
      case "same": return .same(atEnd: true)
      case let text?:
        guard let count = Int(text), (0...4096).contains(count) else {
          throw Refusal(expected: "a padding of same, valid, or 0 to 4096 pixels")
        }
        return .explicit(SlidingWindow.Padding(count))
      }
    }
  }
}
