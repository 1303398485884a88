import ArrayFiles
import CrossbarPrimitives
import Foundation

/// The arrays of a file that is to hold a network.
struct NetworkFile {
  let path: String
  let arrays: [String: NPYArray]

  /// The arrays of a layer by their names.
  private struct Names {
    let weights: String
    let biases: String
  }

  private enum Orientation {
    case rowsAreInputs, rowsAreOutputs
  }

  /// - Throws: `NeuralMappingError.file`.
  func layers() throws -> [DenseLayer] {
    let isNumbered = arrays.keys.contains("w0")
    let names = try isNumbered ? numberedNames() : pairedNames()
    for name in names { try check(name) }
    let orientations: [Orientation] = isNumbered ? [.rowsAreInputs, .rowsAreOutputs] : [.rowsAreOutputs, .rowsAreInputs]
    guard let orientation = orientations.first(where: { misfit(names, $0) == nil }) else {
      // Of the two ways the one that goes further is the one that was meant.
      let misfits = orientations.compactMap { misfit(names, $0) }
      throw fault(
        misfits.max { $0.layer < $1.layer }?.text ?? "", expected: "shapes of weights and biases that fit from layer to layer")
    }
    return try names.map { try layer($0, orientation) }
  }

  private func fault(_ found: String, expected: String) -> NeuralMappingError {
    .file(path: path, found: found, expected: expected)
  }

  private func numberedNames() throws -> [Names] {
    var names: [Names] = []
    while arrays.keys.contains("w\(names.count)") {
      guard arrays.keys.contains("b\(names.count)") else {
        throw fault("no array 'b\(names.count)'", expected: "biases for 'w\(names.count)'")
      }
      names.append(Names(weights: "w\(names.count)", biases: "b\(names.count)"))
    }
    try checkNothingElse(names, expected: "w0, b0, w1, b1, ... without a gap")
    return names
  }

  private func pairedNames() throws -> [Names] {
    let prefixes = arrays.keys.compactMap { name in
      name == "weight" ? "" : name.hasSuffix(".weight") ? String(name.dropLast("weight".count)) : nil
    }
    let ordered = prefixes.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    let names = ordered.map { Names(weights: $0 + "weight", biases: $0 + "bias") }
    for name in names where !arrays.keys.contains(name.biases) {
      throw fault("no array '\(name.biases)'", expected: "biases for '\(name.weights)'")
    }
    try checkNothingElse(names, expected: "w0, b0, w1, b1, ... or pairs of NAME.weight and NAME.bias")
    return names
  }

  private func checkNothingElse(_ names: [Names], expected: String) throws {
    let known = Set(names.flatMap { [$0.weights, $0.biases] })
    if let other = arrays.keys.sorted().first(where: { !known.contains($0) }) {
      throw fault("an array '\(other)'", expected: expected)
    }
    guard !names.isEmpty else { throw fault("no array at all", expected: expected) }
  }

  private func check(_ names: Names) throws {
    for (name, axes) in [(names.weights, 2), (names.biases, 1)] {
      let array = try array(name)
      guard array.shape.count == axes, !array.shape.contains(0) else {
        throw fault(
          "the array '\(name)' of shape \(Self.text(array.shape))",
          expected: axes == 2 ? "weights with two axes, none of them empty" : "biases with one axis that is not empty")
      }
      if let place = array.values.firstIndex(where: { !$0.isFinite }) {
        throw fault("element \(place) of the array '\(name)' is \(array.values[place])", expected: "finite numbers")
      }
    }
  }

  /// Which layer does not fit, and why.
  private func misfit(_ names: [Names], _ orientation: Orientation) -> (layer: Int, text: String)? {
    var before: Int?
    for (index, name) in names.enumerated() {
      guard let weights = arrays[name.weights]?.shape, let biases = arrays[name.biases]?.shape else { continue }
      let (inputs, outputs) = orientation == .rowsAreInputs ? (weights[0], weights[1]) : (weights[1], weights[0])
      guard outputs == biases[0], inputs == before ?? inputs else {
        let inputText = before.map { " behind a layer of \($0) outputs" } ?? ""
        return (index, "'\(name.weights)' of \(Self.text(weights)) with '\(name.biases)' of \(Self.text(biases))\(inputText)")
      }
      before = outputs
    }
    return nil
  }

  private func layer(_ names: Names, _ orientation: Orientation) throws -> DenseLayer {
    let (weights, biases) = (try array(names.weights), try array(names.biases))
    let (rows, columns) = (weights.shape[0], weights.shape[1])
    return DenseLayer(
      weights: orientation == .rowsAreInputs
        ? Grid(rows: rows, columns: columns) { weights.values[$0 * columns + $1] }
        : Grid(rows: columns, columns: rows) { weights.values[$1 * columns + $0] },
      biases: biases.values)
  }

  private func array(_ name: String) throws -> NPYArray {
    guard let array = arrays[name] else { throw fault("no array '\(name)'", expected: "one") }
    return array
  }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
