import ArrayFiles
import CrossbarPrimitives
import Foundation

/// The network in an ONNX file whose graph is one chain of operations from the images to the classes.
struct ONNXNetwork {
  private let path: String
  private let model: ONNXModel
  private let hints: NetworkHints

  /// - Throws: `ArrayFileError`, `NeuralMappingError.file`.
  init(contentsOf path: String, _ hints: NetworkHints) throws {
    self.path = path
    self.hints = hints
    let bytes = try arrayFileBytes(path)
    do { model = try ONNXModel(bytes, folder: (path as NSString).deletingLastPathComponent) } catch {
      throw NeuralMappingError.file(path: path, found: error.reason, expected: "a sound ONNX file")
    }
  }

  /// - Throws: `NeuralMappingError.file`, with the operation and the node that are not supported.
  func network() throws -> StoredNetwork {
    if hints.architecture != nil || hints.order != nil {
      throw fault("an ONNX file, which tells its own layers", expected: "neither --architecture nor --layers beside it")
    }
    let open = model.inputs.filter { model.constants[$0.name] == nil }
    guard open.count == 1, let input = open.first else {
      let names = open.map { "'\(excerpt($0.name))'" }.joined(separator: ", ")
      throw fault("\(open.count) inputs (\(names))", expected: "a network with a single input, the images")
    }
    var chain = ONNXChain(
      model, input: input.name, assembly: NetworkAssembly(input: try shape(input), layout: firstLayout(input)))
    for (index, node) in model.nodes.enumerated() {
      do { try chain.add(node) } catch {
        let name = node.name.isEmpty ? "node \(index + 1)" : "node '\(excerpt(node.name))'"
        let domain = node.domain.isEmpty ? "" : "\(excerpt(node.domain))."
        throw fault("\(domain)\(excerpt(node.operation)) (\(name)): \(error.reason)", expected: error.expected)
      }
    }
    guard model.outputs == [chain.current] else {
      let names = model.outputs.map { "'\(excerpt($0))'" }.joined(separator: ", ")
      throw fault("the outputs \(names)", expected: "one output, that of the last operation, '\(excerpt(chain.current))'")
    }
    guard let network = chain.assembly.network else { throw fault("no layer with weights", expected: "at least one") }
    let entries = model.constantNames.compactMap { name in
      model.constants[name].map {
        WeightForm.Entry(name: name, shape: $0.shape, role: chain.roles[name] ?? .kept($0.values))
      }
    }
    return StoredNetwork(
      network: network, layerNames: chain.layerNames, orderReason: "as in the graph",
      form: WeightForm(entries: entries, isONNX: true))
  }

  private func fault(_ found: String, expected: String) -> NeuralMappingError {
    .file(path: path, found: found, expected: expected)
  }

  /// Channels first, unless the graph's first operation makes them so.
  private func firstLayout(_ input: ONNXModel.Input) -> ChannelLayout {
    let first = model.nodes.first { $0.inputs.first == input.name }
    let turnsToFirst = first?.operation == "Transpose" && first?.attributes["perm"]?.integers == [0, 3, 1, 2]
    return hints.layout ?? (turnsToFirst ? .channelsLast : .channelsFirst)
  }

  /// Of one image. What the file leaves open is taken from the images.
  private func shape(_ input: ONNXModel.Input) throws -> FeatureMapShape {
    let lengths = input.shape.dropFirst()
    let known = lengths.compactMap { $0 }
    let most = known.count > 1 ? 1 << 16 : mostArrayElements
    guard known.allSatisfy({ $0 <= most }) else {
      throw fault("an input of shape \(known)", expected: "lengths of at most \(most)")
    }
    switch (lengths.count, known.count) {
    case (1, 1):
      let image = hints.image.flatMap { $0.count == known[0] ? $0 : nil }
      return image ?? .flat(known[0])
    // Rows and columns of images without an axis for their channel.
    case (2, 2): return FeatureMapShape(rows: known[0], columns: known[1], channels: 1)
    case (3, 3):
      return firstLayout(input) == .channelsFirst
        ? FeatureMapShape(rows: known[1], columns: known[2], channels: known[0])
        : FeatureMapShape(rows: known[0], columns: known[1], channels: known[2])
    case (let axes, _) where axes <= 3:
      if let image = hints.image { return image }
      throw fault("an input '\(excerpt(input.name))' without its lengths", expected: "images that tell them")
    default:
      throw fault(
        "an input '\(excerpt(input.name))' with \(input.shape.count) axes",
        expected: "a batch of vectors, or of images with rows, columns and channels")
    }
  }
}
