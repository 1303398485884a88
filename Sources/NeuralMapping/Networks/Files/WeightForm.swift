import ArrayFiles
import CrossbarPrimitives

/// How a file keeps the weights of a network, so that other weights of the same network can be written in its form.
public struct WeightForm: Hashable, Sendable {
  /// One array of the file.
  struct Entry: Hashable, Sendable {
    let name: String
    let shape: [Int]
    let role: Role
  }

  /// What an array is in the network.
  enum Role: Hashable, Sendable {
    /// The weights of a layer, counted from 0.
    case weights(Int, MatrixForm)
    /// The biases of a layer.
    case biases(Int)
    /// Of a batch normalisation that was folded into a layer's weights: it is left without effect, but that it adds the
    /// biases of a layer that has none of its own.
    case summands(Int?)
    /// The same number for all elements.
    case constant(Double)
    /// Not touched by storage.
    case kept([Double])
  }

  /// In the order of the file.
  let entries: [Entry]
  /// Whether the arrays are the constants of an ONNX graph.
  public let isONNX: Bool

  init(entries: [Entry], isONNX: Bool = false) {
    self.entries = entries
    self.isONNX = isONNX
  }

  /// `w0` (inputs × outputs), `b0`, and so on, for a network that comes from no file. A convolution's matrix is a kernel
  /// of rows × columns × inputs × outputs.
  public init(of network: Network) {
    var entries: [Entry] = []
    var layers = network.layers.enumerated().makeIterator()
    for step in network.structure.steps where step.hasWeights {
      guard let (index, layer) = layers.next() else { break }
      var form = MatrixForm(dense: [layer.inputCount, layer.outputCount], isTransposed: false)
      if case .convolution(let window) = step {
        let channels = layer.inputCount / (window.rows * window.columns)
        form = MatrixForm(kernel: [window.rows, window.columns, channels, layer.outputCount], .channelsLast)
      }
      entries.append(Entry(name: "w\(index)", shape: form.shape, role: .weights(index, form)))
      entries.append(Entry(name: "b\(index)", shape: [layer.outputCount], role: .biases(index)))
    }
    self.init(entries: entries)
  }

  /// Whether PyTorch's names of a state dict are those of the file.
  public var isNamedAsInPyTorch: Bool { entries.contains { $0.name.hasSuffix(".weight") } }
  /// Whether the file has outputs before inputs, as PyTorch does.
  public var isTransposed: Bool {
    entries.contains { if case .weights(_, let form) = $0.role { form.isTransposed } else { false } }
  }

  /// The weights of a network of this structure, named and shaped as in the file.
  ///
  /// Biases of a layer that has none in the file follow at the end if any of them is not zero, as `NAME.bias`.
  public func arrays(of network: Network) -> [NamedArray] {
    var without = Set(network.layers.indices)
    var arrays: [NamedArray] = []
    var names: [Int: String] = [:]
    for entry in entries {
      let count = entry.shape.reduce(1, *)
      let values: [Double]
      switch entry.role {
      case .weights(let layer, let form):
        names[layer] = entry.name
        values = form.values(network.layers[layer].weights)
      case .biases(let layer), .summands(let layer?):
        without.remove(layer)
        values = network.layers[layer].biases
      case .summands(nil): values = Array(repeating: 0, count: count)
      case .constant(let number): values = Array(repeating: number, count: count)
      case .kept(let numbers): values = numbers
      }
      arrays.append(NamedArray(entry.name, NPYArray(shape: entry.shape, values: values)))
    }
    for layer in without.sorted() where network.layers[layer].biases.contains(where: { $0 != 0 }) {
      let biases = network.layers[layer].biases
      arrays.append(NamedArray("\(names[layer] ?? "w\(layer)").bias", NPYArray(shape: [biases.count], values: biases)))
    }
    return arrays
  }
}
