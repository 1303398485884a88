import ArrayFiles
import CrossbarPrimitives

/// Builds the network of a file from its layers and an architecture, with the habits of one program.
struct NetworkFileBuilder {
  private let arrays: [String: NPYArray]
  private let members: [NamedArray]
  private let habit: FileHabit
  private let hints: NetworkHints
  private var roles: [String: WeightForm.Role] = [:]
  /// Of each batch normalisation, by its name.
  private(set) var epsilons: [String: Double] = [:]

  init(_ arrays: [String: NPYArray], _ members: [NamedArray], _ habit: FileHabit, _ hints: NetworkHints) {
    (self.arrays, self.members, self.habit, self.hints) = (arrays, members, habit, hints)
  }

  /// Why the layers do not fit: at which one, and what was found there.
  struct Misfit: Error { let layer: Int, reason: String }

  /// How the file keeps the weights, once the network is built.
  var form: WeightForm {
    WeightForm(
      entries: members.map {
        .init(name: $0.name, shape: $0.array.shape, role: roles[$0.name] ?? .kept($0.array.values))
      })
  }

  /// - Parameter layers: from input to output.
  mutating func network(_ layers: [StoredLayer], _ architecture: Architecture) throws(Misfit) -> Network {
    var assembly = NetworkAssembly(input: try input(layers, architecture), layout: hints.layout ?? habit.layout)
    var next = 0
    let normalizes = architecture.items.contains { if case .batchNormalization = $0 { true } else { false } }
    for (index, item) in architecture.items.enumerated() {
      do throws(NetworkAssembly.Misfit) {
        switch item {
        case .dense, .convolution, .batchNormalization:
          guard next < layers.count else {
            throw NetworkAssembly.Misfit(reason: "no layer for step \(index + 1) of the architecture")
          }
          try add(layers[next], item, &assembly, after: next > 0 ? layers[next - 1] : nil)
          next += 1
          // Where the architecture says nothing of them, batch normalisations follow their layer.
          while !normalizes, next < layers.count, case .normalization = layers[next].content {
            try add(layers[next], .batchNormalization(epsilon: nil), &assembly, after: layers[next - 1])
            next += 1
          }
        case .pooling(let kind, let size, let stride, let padding):
          let window = size.map { SlidingWindow(rows: $0, columns: $0, rowStride: stride, columnStride: stride) }
          try assembly.pool(kind, window, padding)
        case .activation(let activation): assembly.apply(activation)
        case .flatten: assembly.flatten()
        case .nothing, .softmax: break
        }
      } catch {
        let step = hints.architecture == nil ? "" : " (step \(index + 1) of the architecture)"
        throw Misfit(layer: next, reason: error.reason + step)
      }
    }
    guard next == layers.count else {
      throw Misfit(layer: next, reason: "layer '\(excerpt(layers[next].name))', which the architecture has no step for")
    }
    guard let network = assembly.network else { throw Misfit(layer: next, reason: "no layer with weights") }
    return network
  }

  /// The shape of the images: as told, or for a network that begins with a matrix as many values as it has inputs.
  private func input(_ layers: [StoredLayer], _ architecture: Architecture) throws(Misfit) -> FeatureMapShape {
    if let first = layers.first, case .weights(let weights, _) = first.content, let shape = arrays[weights]?.shape,
      shape.count == 2, architecture.items.first(where: { $0 != .flatten && $0 != .nothing }) == .dense
    {
      let inputs = MatrixForm(dense: shape, isTransposed: habit == .pyTorch).inputs
      // Of images that do not fit, whoever judges the network tells.
      return hints.image.flatMap { $0.count == inputs ? $0 : nil } ?? .flat(inputs)
    }
    guard let image = hints.image else { throw Misfit(layer: 0, reason: "a network for images of a size that is not known") }
    return image
  }

  private mutating func add(
    _ layer: StoredLayer, _ item: Architecture.Item, _ assembly: inout NetworkAssembly, after before: StoredLayer?
  ) throws(NetworkAssembly.Misfit) {
    switch (layer.content, item) {
    case (.weights(let name, let biasName), .dense), (.weights(let name, let biasName), .convolution):
      guard let weights = arrays[name] else { return }
      let biases = biasName.flatMap { arrays[$0] }
      let outputs = assembly.layers.last?.outputCount
      let index = assembly.layers.count
      let form: MatrixForm
      do throws(NetworkAssembly.Misfit) {
        if case .convolution(let stride, let padding) = item {
          guard weights.shape.count == 4 else { throw NetworkAssembly.Misfit(reason: "a matrix for a step conv") }
          form = try assembly.convolution(
            weights.shape, weights.values, kernelLayout: habit.layout, strides: (stride, stride), padding: padding,
            biases: biases?.values)
        } else {
          guard weights.shape.count == 2 else {
            throw NetworkAssembly.Misfit(reason: "the kernel of a convolution for a step dense")
          }
          form = try assembly.dense(weights.shape, weights.values, isTransposed: habit == .pyTorch, biases: biases?.values)
        }
      } catch {
        let biasText = biases.map { " with '\(excerpt(biasName ?? ""))' of \(NetworkFile.text($0.shape))" } ?? ""
        let beforeText = outputs.map { " behind a layer of \($0) outputs" } ?? ""
        let isPlain = hints.architecture == nil
        throw NetworkAssembly.Misfit(
          reason: "'\(excerpt(name))' of \(NetworkFile.text(weights.shape))\(biasText)\(beforeText)"
            + (isPlain ? "" : ": \(error.reason)"))
      }
      roles[name] = .weights(index, form)
      if let biasName { roles[biasName] = .biases(index) }
    case (.normalization(let gamma, let beta, let mean, let variance), .batchNormalization(let epsilon)):
      try normalize(layer.name, gamma, beta, mean, variance, epsilon ?? habit.epsilon, &assembly, after: before)
    case (.weights, _):
      throw NetworkAssembly.Misfit(reason: "layer '\(excerpt(layer.name))' with weights where a batch normalisation should be")
    case (.normalization, _):
      throw NetworkAssembly.Misfit(reason: "batch normalisation '\(excerpt(layer.name))' where weights should be")
    }
  }

  private mutating func normalize(
    _ name: String, _ gamma: String?, _ beta: String?, _ mean: String, _ variance: String, _ epsilon: Double,
    _ assembly: inout NetworkAssembly, after before: StoredLayer?
  ) throws(NetworkAssembly.Misfit) {
    let (means, variances) = (arrays[mean]?.values ?? [], arrays[variance]?.values ?? [])
    let ones = Array(repeating: 1.0, count: means.count)
    let gammas = gamma.flatMap { arrays[$0]?.values } ?? ones
    let betas = beta.flatMap { arrays[$0]?.values } ?? ones.map { _ in 0 }
    guard Set([means.count, variances.count, gammas.count, betas.count]).count == 1 else {
      throw NetworkAssembly.Misfit(reason: "the arrays of the batch normalisation '\(excerpt(name))' with different lengths")
    }
    guard let least = variances.min(), least + epsilon > 0 else {
      throw NetworkAssembly.Misfit(reason: "a variance below 0 in the batch normalisation '\(excerpt(name))'")
    }
    let isFolded = assembly.endsWithWeights
    do {
      try assembly.scale(ChannelScaling(gamma: gammas, beta: betas, mean: means, variance: variances, epsilon: epsilon))
    } catch { throw NetworkAssembly.Misfit(reason: "batch normalisation '\(excerpt(name))': \(error.reason)") }
    epsilons[name] = epsilon
    guard isFolded else { return }
    var lacksBiases = false
    if case .weights(_, nil)? = before?.content { lacksBiases = true }
    if let gamma { roles[gamma] = .constant(1) }
    if let beta { roles[beta] = .summands(lacksBiases ? assembly.layers.count - 1 : nil) }
    (roles[mean], roles[variance]) = (.constant(0), .constant(1 - epsilon))
  }
}
