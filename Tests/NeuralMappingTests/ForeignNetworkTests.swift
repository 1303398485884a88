import Foundation
import NeuralMapping
import Testing

@testable import ArrayFiles

/// Small networks in the files of several programs, with what NumPy makes of them; `Fixtures/make_networks.py` writes both.
enum NetworkFixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures").path

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static let torchSteps = "conv(padding=1),batchnorm,relu,maxpool(2),conv,leaky(0.1),avgpool(2),flatten,dense"
  static let kerasSteps = "conv(stride=2,padding=same),tanh,batchnorm,conv,sigmoid,maxpool(2),flatten,dense,softmax"

  /// 1000 images.
  static func images() throws -> LabelledImages { try ImageSource(path("images.npz")).images(.test) }

  static func network(_ file: String, _ steps: String? = nil) throws -> StoredNetwork {
    try StoredNetwork(
      contentsOf: path(file),
      NetworkHints(architecture: try steps.map(Architecture.init), image: FeatureMapShape(rows: 12, columns: 12, channels: 1)))
  }
}

@Suite struct ForeignNetworkTests {
  /// By NumPy: images classified right of 1000, and the network's values for the first three.
  private struct Reference: Decodable {
    let hits: Int
    let outputs: [[Double]]
  }

  @Test(arguments: [
    ("torch-mlp", "torch-mlp.safetensors", nil), ("torch-mlp", "torch-mlp.pt", nil),
    ("torch-mlp-bf16", "torch-mlp-bf16.safetensors", nil), ("torch-cnn", "torch-cnn.npz", NetworkFixtures.torchSteps),
    ("torch-cnn", "torch-cnn.pt", NetworkFixtures.torchSteps), ("keras-cnn", "keras-cnn.npz", NetworkFixtures.kerasSteps),
    ("keras-cnn", "keras-cnn-paths.npz", NetworkFixtures.kerasSteps), ("keras-mlp-f2", "keras-mlp-f2.npz", nil),
    ("onnx-mlp", "mlp.onnx", nil), ("onnx-cnn", "cnn.onnx", nil),
  ])
  func computesWhatItsProgramDoes(name: String, file: String, steps: String?) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: NetworkFixtures.path("reference.json")))
    let reference = try #require(try JSONDecoder().decode([String: Reference].self, from: data)[name])
    var images = try NetworkFixtures.images()
    if name.hasPrefix("torch-mlp") { images = try images.normalized(means: [0.2], deviations: [0.35]) }
    let network = try NetworkFixtures.network(file, steps).network
    #expect(try network.accuracy(on: images).successes == reference.hits)
    for (index, expected) in reference.outputs.enumerated() {
      let found = network.logits(images.image(index))
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 } && found.count == expected.count)
    }
  }

  /// What is written of a network in the form of its file is the same network when it is read again.
  @Test(arguments: [
    ("torch-cnn.npz", NetworkFixtures.torchSteps), ("keras-cnn-paths.npz", NetworkFixtures.kerasSteps),
    ("keras-mlp-f2.npz", nil),
  ])
  func weightsAreWrittenAsTheyCame(file: String, steps: String?) throws {
    let stored = try NetworkFixtures.network(file, steps)
    let arrays = stored.form.arrays(of: stored.network)
    #expect(arrays.map(\.name) == (try NPZArchive.members(NetworkFixtures.path(file))).map(\.name))
    try withTemporaryFolder { folder in
      try NPZArchive.data(inOrder: arrays).write(to: URL(fileURLWithPath: folder + "/again.npz"))
      let again = try StoredNetwork(
        contentsOf: folder + "/again.npz",
        NetworkHints(architecture: try steps.map(Architecture.init), image: FeatureMapShape(rows: 12, columns: 12, channels: 1)))
      #expect(again.network.structure == stored.network.structure)
      for (one, other) in zip(again.network.layers, stored.network.layers) {
        let pairs = zip(one.weights.elements + one.biases, other.weights.elements + other.biases)
        #expect(pairs.allSatisfy { abs($0 - $1) < 1e-12 })
      }
    }
  }

  /// A matrix that nothing was folded into comes back bit by bit, and biases that a file has no place for follow it.
  @Test func aNetworkWithoutAFileHasAForm() throws {
    let stored = try NetworkFixtures.network("keras-cnn.npz", NetworkFixtures.kerasSteps)
    let form = WeightForm(of: stored.network)
    #expect(form.arrays(of: stored.network).map(\.array.shape) == [[3, 3, 1, 4], [4], [3, 3, 4, 6], [6], [24, 10], [10]])
    #expect(form.arrays(of: stored.network)[4].array.values == stored.network.layers[2].weights.elements)
    let quantized = try NearestQuantizer(bits: 6).quantize(stored.network).network
    #expect(quantized.structure == stored.network.structure)
    let names = stored.form.arrays(
      of: Network(
        layers: stored.network.layers.map { DenseLayer(weights: $0.weights, biases: $0.biases.map { _ in 1 }) },
        structure: stored.network.structure)
    ).map(\.name)
    #expect(names.last == "arr_6.bias")
  }

  @Test func resultsTellTheSteps() throws {
    let network = try NetworkFixtures.network("cnn.onnx").network
    let words = network.structure.words(network.layers.map { ($0.inputCount, $0.outputCount) })
    #expect(
      words == [
        "input 12 x 12 x 1", "convolution 3 x 3, padding 0/1/1/0 to 11 x 11 x 8", "relu",
        "max pooling 2 x 2, stride 2 to 5 x 5 x 8", "convolution 2 x 2, stride 2 to 2 x 2 x 12", "tanh", "dense to 10",
      ])
    #expect(network.structure.firstStepBeyondPlain == "convolution 3 x 3, padding 0/1/1/0 at step 1")
  }

  private func refusal(_ file: String, _ steps: String?) throws -> String {
    let error = #expect(throws: NeuralMappingError.self) { try NetworkFixtures.network(file, steps) }
    return error?.description ?? ""
  }

  @Test(arguments: [
    ("torch-cnn.npz", nil, "'conv1.weight' of 4 x 1 x 3 x 3, the kernel of a convolution"),
    (
      "torch-cnn.npz", nil,
      "--architecture 'conv,batchnorm,relu,maxpool(2),conv,relu,maxpool(2),flatten,dense'"
    ),
    ("torch-cnn.npz", "conv,relu,flatten,dense", "the kernel of a convolution for a step dense (step 4"),
    ("torch-cnn.npz", "conv(padding=1),relu,maxpool(2),conv,leaky,avgpool(2),dense", "that were not flattened"),
    ("torch-cnn.npz", "conv,relu,conv,flatten,dense", "a matrix for 24 inputs after 384 values (step 5"),
    ("torch-cnn.npz", "conv(padding=1),relu,maxpool(2),conv,avgpool(2),flatten,dense,dense", "no layer for step 8"),
    ("torch-cnn.npz", "conv,relu,conv,maxpool(9)", "pooling over 9 x 9, stride 9 does not fit into 8 x 8 x 6"),
    ("torch-cnn.npz", "conv,relu,conv", "layer 'fc', which the architecture has no step for"),
    ("torch-mlp.safetensors", "conv,dense", "a matrix for a step conv"),
    ("mlp.onnx", "dense,relu,dense", "neither --architecture"),
  ])
  func whatDoesNotFitIsNamed(file: String, steps: String?, text: String) throws {
    let found = try refusal(file, steps)
    #expect(found.contains(text), "\(found)")
  }
}
