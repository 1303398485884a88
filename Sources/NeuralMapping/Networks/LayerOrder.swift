import ArrayFiles
import CrossbarPrimitives
import Foundation

/// A layer as a file names it: its weights, and its biases if it has any.
struct StoredLayer: Hashable {
  let name: String
  let weights: String
  var biases: String?
}

/// In which order the layers of a file follow each other.
struct LayerOrder {
  let layers: [StoredLayer]
  /// Words on what the order follows from, such as "as in the file".
  let reason: String

  /// Layers in the order of the file they come from.
  /// - Parameters:
  ///   - isSorted: the file was sorted by name when it was written, so that its order says nothing.
  ///   - fits: whether each layer's outputs suit the next one's inputs, for each way in which weights may lie in the file.
  /// - Returns: nil where nothing tells the order.
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

  /// The order that was asked for.
  /// - Throws: words on what is missing, unknown or double.
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

  struct Problem: Error { let reason: String }

  /// The name with its numbers taken out: names that differ in numbers alone are ordered by them.
  private static func skeleton(_ name: String) -> String {
    var result = ""
    for character in name where !(character.isNumber && result.last == "#") {
      result.append(character.isNumber ? "#" : character)
    }
    return result
  }

  /// Whether names that differ in numbers alone, such as fc1 and fc10, stand against them.
  private static func contradictsNumbers(_ layers: [StoredLayer]) -> Bool {
    for (index, one) in layers.enumerated() {
      for other in layers[index...].dropFirst() where skeleton(one.name) == skeleton(other.name) {
        if one.name.compare(other.name, options: .numeric) == .orderedDescending { return true }
      }
    }
    return false
  }

  /// The only order in which the layers fit each other, in the first way in which they fit at all; nil where there is more than
  /// one or none.
  private static func onlyChain(of layers: [StoredLayer], fits: [([StoredLayer]) -> Bool]) -> [StoredLayer]? {
    for one in fits {
      let chains = chains(of: layers, fits: one)
      if !chains.isEmpty { return chains.count == 1 ? chains[0] : nil }
    }
    return nil
  }

  /// Orders in which the layers fit each other, as soon as there are two of them.
  private static func chains(of layers: [StoredLayer], fits: ([StoredLayer]) -> Bool) -> [[StoredLayer]] {
    var found: [[StoredLayer]] = []
    var tries = 0
    func extend(_ chain: [StoredLayer], _ rest: [StoredLayer]) {
      tries += 1
      // So many layers with so little to tell them apart count as ambiguous.
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
