import ArrayFiles
import CrossbarPrimitives
import Foundation

/// Interprets the arrays of a file as a network: names first, then the order of the layers, then their orientation.
struct NetworkFile {
  /// For messages.
  let path: String
  /// In the order of the file.
  let members: [NamedArray]
  /// Whether the file may be sorted by name, whatever the order of the layers is.
  let isSorted: Bool
  private let arrays: [String: NPYArray]

  init(path: String, members: [NamedArray], isSorted: Bool) {
    self.path = path
    self.members = members
    self.isSorted = isSorted
    arrays = Dictionary(members.map { ($0.name, $0.array) }) { first, _ in first }
  }

  /// Weights as inputs × outputs (Keras), or outputs × inputs (PyTorch); the same for all layers of a file.
  private enum Orientation {
    case rowsAreInputs, rowsAreOutputs
  }

  /// - Parameter asked: the requested order of the layers' names; nil to determine it from the file.
  /// - Throws: `NeuralMappingError.file`.
  func network(order asked: [String]?) throws -> StoredNetwork {
    let (found, orientations) = try namedLayers()
    for layer in found { try check(layer) }
    let order = try order(of: found, asked, orientations)
    let layers = order.layers
    guard let orientation = orientations.first(where: { misfit(layers, $0) == nil }) else {
      // Of two orientations, the one that fits up to a later layer was probably meant.
      let misfits = orientations.compactMap { misfit(layers, $0) }
      throw fault(
        misfits.max { $0.layer < $1.layer }?.text ?? "", expected: "shapes of weights and biases that fit from layer to layer")
    }
    return StoredNetwork(
      network: Network(layers: try layers.map { try layer($0, orientation) }),
      layerNames: layers.map { excerpt($0.name) + ($0.biases == nil ? " (without biases)" : "") }, orderReason: order.reason)
  }

  private func fault(_ found: String, expected: String) -> NeuralMappingError {
    .file(path: path, found: found, expected: expected)
  }

  private func order(of layers: [StoredLayer], _ asked: [String]?, _ orientations: [Orientation]) throws -> LayerOrder {
    if let asked {
      do { return try LayerOrder(layers, asked: asked) } catch {
        throw fault(error.reason, expected: "each of its layers once")
      }
    }
    let known = LayerOrder(layers, isSorted: isSorted, fits: orientations.map { way in { misfit($0, way) == nil } })
    guard let known else {
      let names = layers.map(\.name).joined(separator: ",")
      throw fault(
        "layers whose order the file does not tell (it has them as \(excerpt(names, limit: 400)))",
        expected: "the order from input to output, as in --layers \(excerpt(names, limit: 400))")
    }
    return known
  }

  // MARK: Names

  private static let allowedNames = "w0, b0, w1, b1, ... or pairs of NAME.weight and NAME.bias, or arr_0, arr_1, ..."

  /// The layers by their arrays' names, and the orientations to try for this kind of names, the likelier one first.
  private func namedLayers() throws -> ([StoredLayer], [Orientation]) {
    if arrays.keys.contains("w0") { return (try numberedLayers(), [.rowsAreInputs, .rowsAreOutputs]) }
    if arrays.keys.contains("arr_0") { return (try unnamedLayers(), [.rowsAreInputs, .rowsAreOutputs]) }
    return (try pairedLayers(), [.rowsAreOutputs, .rowsAreInputs])
  }

  private func numberedLayers() throws -> [StoredLayer] {
    var layers: [StoredLayer] = []
    while arrays.keys.contains("w\(layers.count)") {
      let biases = "b\(layers.count)"
      layers.append(
        StoredLayer(name: "w\(layers.count)", weights: "w\(layers.count)", biases: arrays.keys.contains(biases) ? biases : nil))
    }
    try checkNothingElse(layers, expected: "w0, b0, w1, b1, ... without a gap")
    return layers
  }

  private func pairedLayers() throws -> [StoredLayer] {
    let layers = members.compactMap { member -> StoredLayer? in
      guard member.name == "weight" || member.name.hasSuffix(".weight") else { return nil }
      let prefix = String(member.name.dropLast("weight".count))
      return StoredLayer(
        name: prefix.isEmpty ? "weight" : String(prefix.dropLast()), weights: member.name,
        biases: arrays.keys.contains(prefix + "bias") ? prefix + "bias" : nil)
    }
    try checkNothingElse(layers, expected: Self.allowedNames)
    return layers
  }

  /// For `numpy.savez(file, *arrays)`: matrices of weights, each followed by its biases or by the next matrix.
  private func unnamedLayers() throws -> [StoredLayer] {
    var layers: [StoredLayer] = []
    for index in 0..<arrays.count {
      let name = "arr_\(index)"
      guard let array = arrays[name] else { throw fault("no array '\(name)'", expected: "arr_0, arr_1, ... without a gap") }
      if array.shape.count == 1, let last = layers.last, last.biases == nil {
        layers[layers.count - 1].biases = name
      } else {
        layers.append(StoredLayer(name: name, weights: name))
      }
    }
    return layers
  }

  /// Rejects arrays that belong to no layer; they would otherwise be ignored.
  private func checkNothingElse(_ layers: [StoredLayer], expected: String) throws {
    let known = Set(layers.flatMap { [$0.weights] + [$0.biases].compactMap { $0 } })
    if let other = arrays.keys.sorted().first(where: { !known.contains($0) }) {
      throw fault("an array '\(excerpt(other))'", expected: expected)
    }
    guard !layers.isEmpty else { throw fault("no array at all", expected: expected) }
  }

  // MARK: Shapes

  /// Two axes for weights, one for biases, all elements finite.
  private func check(_ layer: StoredLayer) throws {
    for (name, axes) in [(layer.weights, 2), (layer.biases, 1)] {
      guard let name else { continue }
      let array = try array(name)
      guard array.shape.count == axes, !array.shape.contains(0) else {
        throw fault(
          "the array '\(excerpt(name))' of shape \(Self.text(array.shape))",
          expected: axes == 2 ? "weights with two axes, none of them empty" : "biases with one axis that is not empty")
      }
      if let place = array.values.firstIndex(where: { !$0.isFinite }) {
        throw fault("element \(place) of the array '\(excerpt(name))' is \(array.values[place])", expected: "finite numbers")
      }
    }
  }

  /// The first layer that does not fit, and why; nil if all fit.
  private func misfit(_ layers: [StoredLayer], _ orientation: Orientation) -> (layer: Int, text: String)? {
    var before: Int?
    for (index, layer) in layers.enumerated() {
      guard let weights = arrays[layer.weights]?.shape else { continue }
      let (inputs, outputs) = orientation == .rowsAreInputs ? (weights[0], weights[1]) : (weights[1], weights[0])
      let biases = layer.biases.flatMap { arrays[$0]?.shape }
      guard outputs == biases?[0] ?? outputs, inputs == before ?? inputs else {
        let inputText = before.map { " behind a layer of \($0) outputs" } ?? ""
        let biasText = biases.map { " with '\(excerpt(layer.biases ?? ""))' of \(Self.text($0))" } ?? ""
        return (index, "'\(excerpt(layer.weights))' of \(Self.text(weights))\(biasText)\(inputText)")
      }
      before = outputs
    }
    return nil
  }

  /// The layer with weights as inputs × outputs.
  private func layer(_ layer: StoredLayer, _ orientation: Orientation) throws -> DenseLayer {
    let weights = try array(layer.weights)
    let (rows, columns) = (weights.shape[0], weights.shape[1])
    let grid: Grid<Double> =
      orientation == .rowsAreInputs
      ? Grid(rows: rows, columns: columns) { weights.values[$0 * columns + $1] }
      : Grid(rows: columns, columns: rows) { weights.values[$1 * columns + $0] }
    let biases = try layer.biases.map { try array($0).values }
    return DenseLayer(weights: grid, biases: biases ?? Array(repeating: 0, count: grid.columns))
  }

  private func array(_ name: String) throws -> NPYArray {
    guard let array = arrays[name] else { throw fault("no array '\(name)'", expected: "one") }
    return array
  }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
