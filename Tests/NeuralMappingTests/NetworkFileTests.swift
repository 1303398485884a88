@testable import ArrayFiles
import CrossbarPrimitives
import Foundation
import NeuralMapping
import Testing

@Suite struct NetworkFileTests {
  private let network = Network(layers: [
    layer([[1, -2, 3], [0.5, 0, -0.25]], biases: [0.1, 0.2, 0.3]), layer([[1, 2], [3, 4], [5, 6]], biases: [-1, 1]),
  ])

  private func read(_ arrays: [String: NPYArray]) throws -> Network {
    try withTemporaryFolder { folder in
      // The contents tell what it is.
      let path = folder + "/network"
      try NPZArchive.data(arrays).write(to: URL(fileURLWithPath: path))
      return try Network(contentsOf: path)
    }
  }

  private func transposed(_ array: NPYArray) -> NPYArray {
    let (rows, columns) = (array.shape[0], array.shape[1])
    return NPYArray(
      shape: [columns, rows], values: (0..<(rows * columns)).map { array.values[$0 % rows * columns + $0 / rows] })
  }

  @Test func readsWhatItWrites() throws {
    #expect(try read(network.arrays) == network)
  }

  @Test func readsPyTorchsOrientation() throws {
    var arrays = network.arrays
    for (name, array) in arrays where array.shape.count == 2 { arrays[name] = transposed(array) }
    #expect(try read(arrays) == network)
    var named: [String: NPYArray] = [:]
    for (name, array) in arrays {
      named[(name.hasSuffix("0") ? "net.2" : "net.10") + (name.hasPrefix("w") ? ".weight" : ".bias")] = array
    }
    // 2 comes before 10.
    #expect(try read(named) == network)
  }

  @Test func squaresFollowTheOtherLayersAndElseTheNames() throws {
    let square = NPYArray(shape: [2, 2], values: [1, 2, 3, 4])
    let biases = NPYArray(shape: [2], values: [0, 0])
    func weights(_ arrays: [String: NPYArray]) throws -> [Double] { try read(arrays).layers[0].weights.elements }
    #expect(try weights(["w0": square, "b0": biases]) == [1, 2, 3, 4])
    #expect(try weights(["fc.weight": square, "fc.bias": biases]) == [1, 3, 2, 4])
    let (wide, three) = (NPYArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]), NPYArray(shape: [3], values: [0, 0, 0]))
    #expect(try weights(["w0": square, "b0": biases, "w1": wide, "b1": three]) == [1, 2, 3, 4])
    #expect(try weights(["w0": square, "b0": biases, "w1": transposed(wide), "b1": three]) == [1, 3, 2, 4])
  }

  private func description(_ change: (inout [String: NPYArray]) -> Void) -> String? {
    var arrays = network.arrays
    change(&arrays)
    let error = #expect(throws: NeuralMappingError.self) { try read(arrays) }
    // Without the path, which differs each time.
    return error?.description.split(separator: "': ", maxSplits: 1).last.map(String.init)
  }

  @Test func saysWhatDoesNotFit() {
    #expect(description { $0["w3"] = $0["w1"] } == "an array 'w3'; expected w0, b0, w1, b1, ... without a gap")
    #expect(
      description { $0 = ["kernel": NPYArray(shape: [1], values: [1])] }
        == "the array 'kernel' of shape 1; expected weights with two axes (four for a convolution), none of them empty")
    #expect(
      description { $0 = ["lstm/recurrent_kernel": NPYArray(shape: [1], values: [1])] }?
        .hasPrefix("an array 'lstm/recurrent_kernel'; expected w0, b0, w1, b1, ... or pairs of NAME.weight") == true)
    #expect(
      description { $0["w1"] = NPYArray(shape: [4, 2], values: Array(repeating: 0, count: 8)) }
        == "'w1' of 4 x 2 with 'b1' of 2 behind a layer of 3 outputs; expected shapes of weights and biases that fit from layer to layer"
    )
    #expect(
      description { $0["b0"] = NPYArray(shape: [3, 1], values: [0, 0, 0]) }
        == "the array 'b0' of shape 3 x 1; expected biases with one axis that is not empty")
    #expect(
      description { $0["w0"] = NPYArray(shape: [2, 3], values: [0, 1, 2, .nan, 4, 5]) }
        == "element 3 of the array 'w0' is nan; expected finite numbers")
    #expect(description { $0["b1"] = NPYArray(shape: [2], values: [0, -.infinity]) }?.contains("is -inf") == true)
  }

  @Test func readsSafetensors() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/network.safetensors"
      let header =
        #"{"a.bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"a.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#
      var file = Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8)
      for number: Float in [1, 2, 3, 4, 0.5, -0.5] {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { file.append(contentsOf: $0) }
      }
      try file.write(to: URL(fileURLWithPath: path))
      #expect(try Network(contentsOf: path) == Network(layers: [layer([[1, 3], [2, 4]], biases: [0.5, -0.5])]))
    }
  }

  // MARK: The order of layers

  /// Four layers of which the middle two have one shape, in PyTorch's orientation.
  private static func layers(_ names: [String]) -> [(name: String, contents: Data)] {
    names.enumerated().flatMap { index, name -> [(name: String, contents: Data)] in
      let shape = [[2, 3], [2, 2], [2, 2], [4, 2]][index]
      let weights = NPYArray(shape: shape, values: Array(repeating: Double(index), count: shape[0] * shape[1]))
      let biases = NPYArray(shape: [shape[0]], values: Array(repeating: 0, count: shape[0]))
      return [("\(name).weight.npy", weights.data), ("\(name).bias.npy", biases.data)]
    }
  }

  private func stored(_ members: [(name: String, contents: Data)], order: [String]? = nil) throws -> StoredNetwork {
    try withTemporaryFolder { folder in
      let path = folder + "/network"
      try ZipWriter.data(members).write(to: URL(fileURLWithPath: path))
      return try StoredNetwork(contentsOf: path, order: order)
    }
  }

  private func values(_ network: StoredNetwork) -> [Double] { network.network.layers.map { $0.weights[0, 0] } }

  /// They were sorted by name, which swaps fold and inner without a word.
  @Test func theArchivesOwnOrderCounts() throws {
    let network = try stored(Self.layers(["a_in", "inner", "fold", "out"]))
    #expect(network.layerNames == ["a_in", "inner", "fold", "out"] && network.orderReason == "as in the file")
    #expect(values(network) == [0, 1, 2, 3])
    let asked = try stored(Self.layers(["a_in", "inner", "fold", "out"]), order: ["a_in", "fold", "inner", "out"])
    #expect(values(asked) == [0, 2, 1, 3] && asked.orderReason == "as asked for")
  }

  @Test func numbersInNamesWin() throws {
    let layers = Self.layers(["net.0", "net.2", "net.10", "net.12"])
    let network = try stored(Array(layers[4...]) + Array(layers[..<4]))
    #expect(network.layerNames == ["net.0", "net.2", "net.10", "net.12"])
    #expect(values(network) == [0, 1, 2, 3] && network.orderReason == "by the numbers in their names")
    // fc10 before fc2, and another name: nothing tells what the order means.
    let error = #expect(throws: NeuralMappingError.self) { try stored(Self.layers(["fc1", "fc10", "fc2", "out"])) }
    #expect(error?.description.contains("as in --layers fc1,fc10,fc2,out") == true)
  }

  @Test(arguments: [
    (["a_in", "inner", "out"], "the order asked for leaves the layer 'fold' out"),
    (["a_in", "inner", "inner", "out"], "the order asked for names the layer 'inner' twice"),
    (["a_in", "innr"], "no layer 'innr', which the order asked for names; its layers are a_in, inner, fold, out"),
  ])
  func ordersThatCannotBeAreRefused(order: [String], text: String) {
    let error = #expect(throws: NeuralMappingError.self) {
      try stored(Self.layers(["a_in", "inner", "fold", "out"]), order: order)
    }
    #expect(error?.description.contains(text) == true)
  }

  /// `save_file` sorts by name; shapes that fit in one way alone still tell.
  @Test func sortedFilesAreAskedAbout() throws {
    func file(_ shapes: [(String, Int, Int)]) -> Data {
      var (header, end) = ([String](), 0)
      for (name, rows, columns) in shapes {
        header.append(
          #""\#(name).weight":{"dtype":"F64","shape":[\#(rows),\#(columns)],"data_offsets":[\#(end),\#(end + 8 * rows * columns)]}"#
        )
        end += 8 * rows * columns
      }
      let text = "{" + header.joined(separator: ",") + "}"
      return Data([UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8), 0, 0, 0, 0, 0, 0]) + Data(text.utf8)
        + Data(count: end)
    }
    try withTemporaryFolder { folder in
      let path = folder + "/n.safetensors"
      try file([("head", 4, 2), ("in", 3, 5), ("mid", 2, 3)]).write(to: URL(fileURLWithPath: path))
      let network = try StoredNetwork(contentsOf: path)
      #expect(
        network.layerNames == ["in", "mid", "head"].map { $0 + " (without biases)" } && network.orderReason == "by their shapes")
      try file([("fold", 3, 3), ("in", 3, 5), ("mid", 3, 3), ("out", 2, 3)]).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: NeuralMappingError.self) { try StoredNetwork(contentsOf: path) }
      #expect(error?.description.contains("layers whose order the file does not tell") == true)
      #expect(try StoredNetwork(contentsOf: path, order: ["in", "mid", "fold", "out"]).network.layers.count == 4)
    }
  }

  // MARK: Other forms

  /// `np.savez(file, *model.get_weights())`, with and without biases.
  @Test func readsUnnamedArrays() throws {
    let arrays = network.arrays
    func unnamed(_ names: [String]) throws -> StoredNetwork {
      try stored(names.enumerated().map { ("arr_\($0).npy", try #require(arrays[$1]).data) })
    }
    #expect(try unnamed(["w0", "b0", "w1", "b1"]).network == network)
    let bare = try unnamed(["w0", "w1", "b1"])
    #expect(bare.layerNames == ["arr_0 (without biases)", "arr_1"])
    #expect(bare.network.layers[0].biases == [0, 0, 0] && bare.network.layers[1] == network.layers[1])
    #expect(throws: NeuralMappingError.self) { try unnamed(["b0", "w0"]) }
  }

  @Test func biasesMayBeMissing() throws {
    var arrays = network.arrays
    arrays["b1"] = nil
    #expect(try read(arrays).layers[1].biases == [0, 0])
  }

  @Test func aSingleArrayIsAnsweredInWords() throws {
    try withTemporaryFolder { folder in
      try NPYArray(shape: [1, 1], values: [1]).data.write(to: URL(fileURLWithPath: folder + "/w0.npy"))
      let error = #expect(throws: NeuralMappingError.self) { try Network(contentsOf: folder + "/w0.npy") }
      #expect(error?.description.contains("a single array, as numpy.save writes it; expected an archive") == true)
    }
  }

  @Test func saysWhatIsNoNetworkFile() throws {
    try withTemporaryFolder { folder in
      #expect(throws: ArrayFileError.self) { try Network(contentsOf: folder + "/none.npz") }
      try Data("not a network".utf8).write(to: URL(fileURLWithPath: folder + "/text"))
      let error = #expect(throws: ArrayFileError.self) { try Network(contentsOf: folder + "/text") }
      #expect(error?.description.hasPrefix("'\(folder)/text': this is no .safetensors file: ") == true)
    }
  }
}
