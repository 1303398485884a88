import CrossbarPrimitives
import Foundation

/// Where a figure is found: a path into the results of a run, or arithmetic over several of them.
///
///     FigureTerm("steps.programs.pulses.mean")              a list: one value for each element of programs
///     FigureTerm("mean(run.cells.csv.current_A) / 2")       over a column of a CSV file of the run's folder
///
/// A path begins with the name of a run. Operators are `+ - * /` and parentheses, between lists of equal length or with a
/// single number; functions are `mean`, `sd`, `median`, `least`, `most`, `sum`, `count`, `ln` and `abs`; `list(a, b)` joins
/// values to one list.
package struct FigureTerm: Sendable {
  /// A value's place: the name of a run, and the keys that lead to the value.
  package struct Path: Hashable, Sendable {
    package var run: String
    package var keys: [String]
  }

  private indirect enum Node: Sendable {
    case number(Double)
    case path(Path)
    case call(Function, [Node])
    case operation(Character, Node, Node)
  }

  private enum Function: String, CaseIterable, Sendable {
    case mean, sd, median, least, most, sum, count, ln, abs, list

    func value(_ values: [Double]) -> [Double] {
      let summary = Summary(values)
      func one(_ value: Double?) -> [Double] { [value ?? .nan] }
      switch self {
      case .mean: return one(summary?.mean)
      // A single value has none.
      case .sd: return one(values.count > 1 ? summary?.standardDeviation : nil)
      case .median: return one(summary?.median)
      case .least: return one(summary?.minimum)
      case .most: return one(summary?.maximum)
      case .sum: return one(values.reduce(0, +))
      case .count: return one(Double(values.count))
      case .ln: return values.map(log)
      case .abs: return values.map(Swift.abs)
      case .list: return values
      }
    }
  }

  /// Why a text is no term, or a term has no value.
  package struct Problem: Error, Equatable, CustomStringConvertible {
    package var description: String
  }

  /// As it was written.
  package let text: String
  private let root: Node

  /// - Throws: `Problem` with the part that is wrong and what is allowed.
  package init(_ text: String) throws(Problem) {
    self.text = text
    var reader = Reader(rest: Substring(text))
    root = try reader.sum(depth: 0)
    reader.skip()
    guard reader.rest.isEmpty else { throw Problem(description: "'\(reader.rest)' is left over in '\(text)'") }
  }

  /// All paths in it, in order.
  package var paths: [Path] {
    func visit(_ node: Node) -> [Path] {
      switch node {
      case .number: []
      case .path(let path): [path]
      case .call(_, let inner): inner.flatMap(visit)
      case .operation(_, let left, let right): visit(left) + visit(right)
      }
    }
    return visit(root)
  }

  /// - Parameter look: the values at a path: one number, or those of a list.
  /// - Throws: `Problem` for lists of different lengths, and what `look` throws.
  package func value(_ look: (Path) throws -> [Double]) throws -> [Double] {
    func evaluate(_ node: Node) throws -> [Double] {
      switch node {
      case .number(let number): return [number]
      case .path(let path): return try look(path)
      case .call(let function, let inner): return function.value(try inner.flatMap(evaluate))
      case .operation(let sign, let left, let right):
        let (a, b) = (try evaluate(left), try evaluate(right))
        guard a.count == b.count || a.count == 1 || b.count == 1 else {
          throw Problem(description: "'\(text)' combines \(a.count) with \(b.count) values")
        }
        return (0..<max(a.count, b.count)).map { index in
          let (x, y) = (a[a.count == 1 ? 0 : index], b[b.count == 1 ? 0 : index])
          return sign == "+" ? x + y : sign == "-" ? x - y : sign == "*" ? x * y : x / y
        }
      }
    }
    return try evaluate(root)
  }

  /// A recursive-descent parser.
  private struct Reader {
    var rest: Substring
    /// Operators so far.
    private var operators = 0
    /// Deeper nesting, and more operators, than any figure needs.
    private static let (mostLevels, mostOperators) = (50, 500)

    init(rest: Substring) { self.rest = rest }

    mutating func skip() { rest = rest.drop { $0 == " " || $0 == "\n" } }

    mutating func take(_ signs: String) -> Character? {
      skip()
      guard let sign = rest.first, signs.contains(sign) else { return nil }
      rest.removeFirst()
      return sign
    }

    private mutating func takeOperator(_ signs: String) throws(Problem) -> Character? {
      guard let sign = take(signs) else { return nil }
      operators += 1
      guard operators <= Self.mostOperators else { throw Problem(description: "more operators than any figure needs") }
      return sign
    }

    mutating func sum(depth: Int) throws(Problem) -> Node {
      var node = try product(depth: depth)
      while let sign = try takeOperator("+-") { node = .operation(sign, node, try product(depth: depth)) }
      return node
    }

    private mutating func product(depth: Int) throws(Problem) -> Node {
      var node = try operand(depth: depth)
      while let sign = try takeOperator("*/") { node = .operation(sign, node, try operand(depth: depth)) }
      return node
    }

    private mutating func operand(depth: Int) throws(Problem) -> Node {
      guard depth < Self.mostLevels else { throw Problem(description: "more parentheses than any figure needs") }
      if take("-") != nil { return .operation("-", .number(0), try operand(depth: depth + 1)) }
      if take("(") != nil {
        let node = try sum(depth: depth + 1)
        guard take(")") != nil else { throw Problem(description: "a ')' is missing before '\(rest)'") }
        return node
      }
      skip()
      if let number = rest.prefixMatch(of: /[0-9]+\.?[0-9]*([eE][-+]?[0-9]+)?(?![A-Za-z0-9_.])/), let value = Double(number.0) {
        rest = rest[number.range.upperBound...]
        return .number(value)
      }
      let word = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" })
      rest = rest.dropFirst(word.count)
      guard take("(") == nil else {
        guard let function = Function(rawValue: word) else {
          throw Problem(
            description: "'\(word)' is no function; there are: "
              + Function.allCases.map(\.rawValue).joined(separator: ", "))
        }
        var arguments = [try sum(depth: depth + 1)]
        while take(",") != nil { arguments.append(try sum(depth: depth + 1)) }
        guard take(")") != nil else { throw Problem(description: "a ')' is missing before '\(rest)'") }
        return .call(function, arguments)
      }
      let keys = word.split(separator: ".").map(String.init)
      guard keys.count > 1, let run = keys.first else {
        throw Problem(description: "'\(word)\(rest)' is no path; one is RUN.KEY.KEY, as in read.output_current_A.0")
      }
      return .path(Path(run: run, keys: Array(keys.dropFirst())))
    }
  }
}
