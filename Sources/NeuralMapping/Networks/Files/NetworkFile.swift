import ArrayFiles
import CrossbarPrimitives
import Foundation

/// Interprets the arrays of a file as a network: names first, then the order of the layers, then what the file's program
/// makes of axes and channels.
struct NetworkFile {
  /// For messages.
  let path: String
  /// In the order of the file.
  let members: [NamedArray]
  /// Whether the file may be sorted by name, whatever the order of the layers is.
  let isSorted: Bool
  /// What is known of the network besides its weights.
  let hints: NetworkHints
  private let arrays: [String: NPYArray]

  init(path: String, members: [NamedArray], isSorted: Bool, hints: NetworkHints) {
    self.path = path
    self.members = members
    self.isSorted = isSorted
    self.hints = hints
    arrays = Dictionary(members.map { ($0.name, $0.array) }) { first, _ in first }
  }

  /// A layer that does not fit: the later one is more telling.
  private struct Misfit: Error { let layer: Int, text: String }

  /// - Throws: `NeuralMappingError.file`.
  func network() throws -> StoredNetwork {
    let names: LayerNames
    do { names = try LayerNames(members) } catch { throw fault(error.found, expected: error.expected) }
    for layer in names.layers { try check(layer) }
    let order = try order(of: names)
    let architecture = try hints.architecture ?? impliedArchitecture(order.layers)
    var misfits: [Misfit] = []
    for habit in names.habits {
      do throws(NetworkFileBuilder.Misfit) {
        var builder = NetworkFileBuilder(arrays, members, habit, hints)
        let network = try builder.network(order.layers, architecture)
        return StoredNetwork(
          network: network, layerNames: order.layers.map { text($0, builder) }, orderReason: order.reason, form: builder.form)
      } catch { misfits.append(Misfit(layer: error.layer, text: error.reason)) }
    }
    // Of two habits, the one that fits up to a later layer was probably meant.
    let misfit = misfits.max { $0.layer < $1.layer }
    throw fault(misfit?.text ?? "", expected: "shapes of weights and biases that fit from layer to layer")
  }

  private func fault(_ found: String, expected: String) -> NeuralMappingError {
    .file(path: path, found: found, expected: expected)
  }

  private func text(_ layer: StoredLayer, _ builder: NetworkFileBuilder) -> String {
    switch layer.content {
    case .weights(_, let biases): excerpt(layer.name) + (biases == nil ? " (without biases)" : "")
    case .normalization:
      excerpt(layer.name) + " (batch normalisation, epsilon \(builder.epsilons[layer.name].map { "\($0)" } ?? "unknown"))"
    }
  }

  private func order(of names: LayerNames) throws -> LayerOrder {
    let layers = names.layers
    if let asked = hints.order {
      do { return try LayerOrder(layers, asked: asked) } catch {
        throw fault(error.reason, expected: "each of its layers once")
      }
    }
    let known = LayerOrder(layers, isSorted: isSorted, fits: names.habits.map { habit in { fits($0, habit) } })
    guard let known else {
      let names = layers.map(\.name).joined(separator: ",")
      throw fault(
        "layers whose order the file does not tell (it has them as \(excerpt(names, limit: 400)))",
        expected: "the order from input to output, as in --layers \(excerpt(names, limit: 400))")
    }
    return known
  }

  /// Dense layers with a ReLU between each two, each batch normalisation directly after its layer.
  /// - Throws: for kernels of convolutions, whose strides and neighbours no file of weights tells.
  private func impliedArchitecture(_ layers: [StoredLayer]) throws -> Architecture {
    var items: [Architecture.Item] = []
    for layer in layers {
      guard case .weights(let weights, _) = layer.content else {
        items.append(.batchNormalization(epsilon: nil))
        continue
      }
      guard arrays[weights]?.shape.count == 2 else {
        throw fault(
          "'\(excerpt(weights))' of \(Self.text(arrays[weights]?.shape ?? [])), the kernel of a convolution",
          expected: "the network's steps, as in --architecture '\(example(layers))'")
      }
      if !items.isEmpty { items.append(.activation(.rectifier)) }
      items.append(.dense)
    }
    return Architecture(items: items)
  }

  /// What a network of these layers often looks like.
  private func example(_ layers: [StoredLayer]) -> String {
    var words: [String] = []
    var isFlat = false
    for (index, layer) in layers.enumerated() {
      guard case .weights(let weights, _) = layer.content else {
        words.insert("batchnorm", at: max(0, words.lastIndex(of: "relu") ?? words.count))
        continue
      }
      if arrays[weights]?.shape.count == 4 {
        words += ["conv", "relu", "maxpool(2)"]
      } else {
        if !isFlat { words.append("flatten") }
        isFlat = true
        words.append("dense")
        if layers[(index + 1)...].contains(where: { if case .weights = $0.content { true } else { false } }) {
          words.append("relu")
        }
      }
    }
    return words.joined(separator: ",")
  }

  // MARK: Shapes

  /// Two or four axes for weights, one for all else, all elements finite.
  private func check(_ layer: StoredLayer) throws {
    for name in layer.arrays {
      guard let array = arrays[name] else { throw fault("no array '\(name)'", expected: "one") }
      let isWeights = if case .weights(name, _) = layer.content { true } else { false }
      let isSound =
        isWeights ? [2, 4].contains(array.shape.count) : array.shape.count == 1 || array.shape.count == 2 && array.shape[0] == 1
      guard isSound, !array.shape.contains(0) else {
        throw fault(
          "the array '\(excerpt(name))' of shape \(Self.text(array.shape))",
          expected: isWeights
            ? "weights with two axes (four for a convolution), none of them empty" : "biases with one axis that is not empty")
      }
      if let place = array.values.firstIndex(where: { !$0.isFinite }) {
        throw fault("element \(place) of the array '\(excerpt(name))' is \(array.values[place])", expected: "finite numbers")
      }
    }
  }

  /// Whether each layer may follow the one before, as far as lengths tell without the sizes of images.
  private func fits(_ layers: [StoredLayer], _ habit: FileHabit) -> Bool {
    var before: (outputs: Int, mayHavePixels: Bool)?
    for layer in layers {
      switch layer.content {
      case .normalization(_, _, let mean, _):
        let count = arrays[mean]?.values.count ?? 0
        guard before.map({ $0.outputs == count }) ?? true else { return false }
        before = (count, before?.mayHavePixels ?? true)
      case .weights(let weights, let biases):
        guard let shape = arrays[weights]?.shape else { return false }
        let isKernel = shape.count == 4
        let kernel = isKernel ? KernelShape(shape, habit.layout) : nil
        let matrix = isKernel ? nil : MatrixForm(dense: shape, isTransposed: habit == .pyTorch)
        let (inputs, outputs) = (kernel?.inputs ?? matrix?.inputs ?? 0, kernel?.outputs ?? matrix?.outputs ?? 0)
        if let biases, arrays[biases]?.values.count != outputs { return false }
        if let before, inputs != before.outputs {
          guard !isKernel, before.mayHavePixels, inputs % before.outputs == 0 else { return false }
        }
        before = (outputs, isKernel)
      }
    }
    return true
  }

  static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
