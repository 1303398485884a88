import ArrayFiles
import CrossbarPrimitives
import Foundation

/// The order of the layers of a file, from input to output, and the reason for it.
///
/// Numbers in the names decide if there are any, else the file's order, else (for a file sorted by name) the shapes.
struct LayerOrder {
  let layers: [StoredLayer]
  /// The reason for the order, such as "as in the file", for the results.
  let reason: String

  /// - Parameters:
  ///   - layers: in the order of the file.
  ///   - isSorted: whether the file was sorted by name when it was written, so that its order means nothing.
  ///   - fits: for each orientation that the weights may have in the file, whether the outputs of each layer fit the
  ///     inputs of the next.
  /// - Returns: nil if the order cannot be determined.
  init?(_ layers: [StoredLayer], isSorted: Bool, fits: [([StoredLayer]) -> Bool]) {
    let numbered = layers.sorted { $0.name.compare($1.name, options: .numeric) == .orderedAscending }
    if Set(layers.map { Self.skeleton($0.name) }).count == 1, layers.count > 1 {
      self.init(layers: numbered, reason: numbered == layers ? "as in the file" : "by the numbers in their names")
    } else if !isSorted || layers != layers.sorted(by: { $0.name < $1.name }) {
      guard !Self.contradictsNumbers(layers) else { return nil }
      self.init(layers: layers, reason: "as in the file")
    } else {
      guard let only = Self.onlyChain(of: layers, fits: fits) else { return nil }
      self.init(layers: only, reason: layers.count > 1 ? "by their shapes" : "as in the file")
    }
  }

  private init(layers: [StoredLayer], reason: String) {
    self.layers = layers
    self.reason = reason
  }

  /// The requested order.
  /// - Throws: `Problem` for names that are missing, unknown or repeated.
  init(_ layers: [StoredLayer], asked names: [String]) throws(Problem) {
    let known = layers.map(\.name).joined(separator: ", ")
    var ordered: [StoredLayer] = []
    for name in names {
      guard let layer = layers.first(where: { $0.name == name }) else {
        throw Problem(
          reason: "no layer '\(excerpt(name))', which the order asked for names; its layers are \(excerpt(known, limit: 400))")
      }
      guard !ordered.contains(layer) else { throw Problem(reason: "the order asked for names the layer '\(name)' twice") }
      ordered.append(layer)
    }
    if let missing = layers.first(where: { !ordered.contains($0) }) {
      throw Problem(reason: "the order asked for leaves the layer '\(excerpt(missing.name))' out")
    }
    self.init(layers: ordered, reason: "as asked for")
  }

  /// Why a requested order cannot be used.
  struct Problem: Error { let reason: String }

  /// The name with `#` for each number: names with the same skeleton are ordered by their numbers.
  private static func skeleton(_ name: String) -> String {
    var result = ""
    for character in name where !(character.isNumber && result.last == "#") {
      result.append(character.isNumber ? "#" : character)
    }
    return result
  }

  /// Whether the order contradicts the numbers in names that differ in numbers only, such as fc10 before fc1.
  private static func contradictsNumbers(_ layers: [StoredLayer]) -> Bool {
    for (index, one) in layers.enumerated() {
      for other in layers[index...].dropFirst() where skeleton(one.name) == skeleton(other.name) {
        if one.name.compare(other.name, options: .numeric) == .orderedDescending { return true }
      }
    }
    return false
  }

  /// The only order in which the layers fit, in the first orientation in which any fits; nil if there are several or
  /// none.
  private static func onlyChain(of layers: [StoredLayer], fits: [([StoredLayer]) -> Bool]) -> [StoredLayer]? {
    for one in fits {
      let chains = chains(of: layers, fits: one)
      if !chains.isEmpty { return chains.count == 1 ? chains[0] : nil }
    }
    return nil
  }

  /// Orders in which the layers fit; the search ends at the second one.
  private static func chains(of layers: [StoredLayer], fits: ([StoredLayer]) -> Bool) -> [[StoredLayer]] {
    var found: [[StoredLayer]] = []
    var tries = 0
    func extend(_ chain: [StoredLayer], _ rest: [StoredLayer]) {
      tries += 1
      // With too many layers of equal shapes, the order counts as ambiguous.
      guard found.count < 2, tries < 10_000 else { return }
      if rest.isEmpty { found.append(chain) }
      for (index, next) in rest.enumerated() where fits(chain.suffix(1) + [next]) {
        var others = rest
        others.remove(at: index)
        extend(chain + [next], others)
      }
    }
    extend([], layers)
    return tries < 10_000 ? found : [[], []]
  }
}
