import ArrayFiles
import CrossbarPrimitives

/// A layer by the names of its arrays in a file.
struct StoredLayer: Hashable {
  /// For `--layers` and messages: the common part of the names of its arrays.
  let name: String
  var content: Content

  enum Content: Hashable {
    /// A matrix or a kernel; without biases these are zero.
    case weights(String, biases: String?)
    /// A batch normalisation. Without `gamma` all factors are 1, without `beta` all summands are 0.
    case normalization(gamma: String?, beta: String?, mean: String, variance: String)
  }

  /// The names of its arrays.
  var arrays: [String] {
    switch content {
    case .weights(let weights, let biases): [weights] + [biases].compactMap { $0 }
    case .normalization(let gamma, let beta, let mean, let variance): [gamma, beta].compactMap { $0 } + [mean, variance]
    }
  }
}

/// Finds the layers of a file by the names of its arrays.
struct LayerNames {
  /// In the order of the file.
  let layers: [StoredLayer]
  /// The programs' habits to try for this kind of names, the likelier one first.
  let habits: [FileHabit]

  /// Names that are not understood, or missing: what was found, and what is allowed.
  struct Problem: Error { let found, expected: String }

  private static let allowed =
    "w0, b0, w1, b1, ... or pairs of NAME.weight and NAME.bias, or of NAME/kernel and NAME/bias, or arr_0, arr_1, ..., and "
    + "the four arrays of a batch normalisation"

  init(_ members: [NamedArray]) throws(Problem) {
    let names = Set(members.map(\.name))
    if names.contains("w0") {
      layers = try Self.numbered(names)
      habits = [.keras, .pyTorch]
    } else if names.contains("arr_0") {
      layers = try Self.unnamed(members)
      habits = [.keras, .pyTorch]
    } else {
      layers = try Self.named(members)
      let isKeras = members.contains { ["kernel", "gamma"].contains(Self.parts($0.name).role) }
      habits = isKeras ? [.keras, .pyTorch] : [.pyTorch, .keras]
    }
    guard !layers.isEmpty else { throw Problem(found: "no array at all", expected: Self.allowed) }
    guard layers.contains(where: { if case .weights = $0.content { true } else { false } }) else {
      throw Problem(found: "no array with weights", expected: Self.allowed)
    }
  }

  /// `w0`, `b0` and so on.
  private static func numbered(_ names: Set<String>) throws(Problem) -> [StoredLayer] {
    var layers: [StoredLayer] = []
    while names.contains("w\(layers.count)") {
      let biases = "b\(layers.count)"
      layers.append(
        StoredLayer(
          name: "w\(layers.count)", content: .weights("w\(layers.count)", biases: names.contains(biases) ? biases : nil)))
    }
    let known = Set(layers.flatMap(\.arrays))
    if let other = names.sorted().first(where: { !known.contains($0) }) {
      throw Problem(found: "an array '\(excerpt(other))'", expected: "w0, b0, w1, b1, ... without a gap")
    }
    return layers
  }

  /// The name without its last part, and that part, as of `net.0.weight`, `dense/kernel:0`.
  private static func parts(_ name: String) -> (layer: String, role: String) {
    let name = name.hasSuffix(":0") ? String(name.dropLast(2)) : name
    guard let place = name.lastIndex(where: { $0 == "." || $0 == "/" }) else { return ("", name) }
    return (String(name[..<place]), String(name[name.index(after: place)...]))
  }

  /// Arrays whose names say which layer they belong to, and what they are there.
  private static func named(_ members: [NamedArray]) throws(Problem) -> [StoredLayer] {
    var layers: [String] = []
    var groups: [String: [String: NamedArray]] = [:]
    let roles = [
      "weight": "weights", "kernel": "weights", "bias": "biases", "gamma": "gamma", "beta": "beta", "running_mean": "mean",
      "moving_mean": "mean", "running_var": "variance", "moving_variance": "variance",
    ]
    for member in members {
      let (layer, word) = parts(member.name)
      if word == "num_batches_tracked" { continue }
      guard let role = roles[word] else { throw Problem(found: "an array '\(excerpt(member.name))'", expected: allowed) }
      if groups[layer] == nil { layers.append(layer) }
      if let other = groups[layer]?[role] {
        throw Problem(found: "two arrays of one kind, '\(excerpt(other.name))' and '\(excerpt(member.name))'", expected: allowed)
      }
      groups[layer, default: [:]][role] = member
    }
    var found: [StoredLayer] = []
    for layer in layers { found.append(try Self.layer(layer, groups[layer] ?? [:])) }
    return found
  }

  private static func layer(_ layer: String, _ arrays: [String: NamedArray]) throws(Problem) -> StoredLayer {
    let names = arrays.mapValues(\.name)
    let name = layer.isEmpty ? names["weights"] ?? "normalization" : layer
    if let mean = names["mean"], let variance = names["variance"] {
      return StoredLayer(
        name: name,
        content: .normalization(
          gamma: names["gamma"] ?? names["weights"], beta: names["beta"] ?? names["biases"], mean: mean, variance: variance))
    }
    guard let weights = arrays["weights"], arrays.keys.allSatisfy({ ["weights", "biases"].contains($0) }) else {
      let list = arrays.values.map { "'\(excerpt($0.name))'" }.sorted().joined(separator: " and ")
      throw Problem(found: arrays.count == 1 ? "an array \(list)" : "the arrays \(list) by themselves", expected: allowed)
    }
    // PyTorch's names of weights: layer normalisation has such, too.
    guard weights.array.shape.count != 1 || layer.isEmpty else {
      throw Problem(
        found: "'\(excerpt(weights.name))' with one axis, a normalisation without mean and variance", expected: allowed)
    }
    return StoredLayer(name: name, content: .weights(weights.name, biases: names["biases"]))
  }

  /// For `numpy.savez(file, *arrays)`: matrices of weights, each followed by its biases, by the four arrays of a batch
  /// normalisation, by both, or by the next matrix.
  private static func unnamed(_ members: [NamedArray]) throws(Problem) -> [StoredLayer] {
    let arrays = Dictionary(members.map { ($0.name, $0.array) }) { first, _ in first }
    var layers: [StoredLayer] = []
    /// Arrays with one axis since the last matrix.
    var vectors: [String] = []
    func finish() throws(Problem) {
      guard !vectors.isEmpty else { return }
      let count = vectors.count
      guard count == 1 || count == 4 || count == 5, let last = layers.last, case .weights(let weights, nil) = last.content else {
        throw Problem(
          found: "\(count) arrays with one axis in a row, from '\(vectors[0])' on",
          expected: "after each matrix its biases, gamma, beta, mean and variance of a batch normalisation, or both")
      }
      if count != 4 { layers[layers.count - 1].content = .weights(weights, biases: vectors[0]) }
      if count >= 4 {
        let four = vectors.suffix(4).map { $0 }
        layers.append(
          StoredLayer(
            name: "\(four[0])-\(four[3])",
            content: .normalization(gamma: four[0], beta: four[1], mean: four[2], variance: four[3])))
      }
      vectors = []
    }
    for index in 0..<arrays.count {
      let name = "arr_\(index)"
      guard let array = arrays[name] else {
        throw Problem(found: "no array '\(name)'", expected: "arr_0, arr_1, ... without a gap")
      }
      // A count of batches, as PyTorch keeps it.
      if array.shape.isEmpty { continue }
      let isRow = array.shape.count == 2 && array.shape[0] == 1 && vectors.isEmpty && follows(layers.last, array, arrays)
      if array.shape.count == 1 || isRow {
        if layers.isEmpty { throw Problem(found: "'\(name)' with one axis as the first array", expected: "weights first") }
        vectors.append(name)
      } else {
        try finish()
        layers.append(StoredLayer(name: name, content: .weights(name, biases: nil)))
      }
    }
    try finish()
    return layers
  }

  /// Whether an array of 1 x n may be the biases of a matrix.
  private static func follows(_ layer: StoredLayer?, _ array: NPYArray, _ arrays: [String: NPYArray]) -> Bool {
    guard case .weights(let weights, nil)? = layer?.content, let shape = arrays[weights]?.shape else { return false }
    return shape.last == array.shape[1] || shape.first == array.shape[1]
  }
}

/// How a program keeps the weights of a network.
enum FileHabit {
  /// Matrices as inputs × outputs, kernels as rows × columns × inputs × outputs, channels last.
  case keras
  /// Matrices as outputs × inputs, kernels as outputs × inputs × rows × columns, channels first.
  case pyTorch

  var layout: ChannelLayout { self == .keras ? .channelsLast : .channelsFirst }
  /// Added to the variance of a batch normalisation where nothing else is given.
  var epsilon: Double { self == .keras ? 1e-3 : 1e-5 }
}
