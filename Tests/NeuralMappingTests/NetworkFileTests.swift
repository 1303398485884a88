import ArrayFiles
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
    #expect(description { $0["b1"] = nil } == "no array 'b1'; expected biases for 'w1'")
    #expect(description { $0["w3"] = $0["w1"] } == "an array 'w3'; expected w0, b0, w1, b1, ... without a gap")
    #expect(
      description { $0 = ["kernel": NPYArray(shape: [1], values: [1])] }
        == "an array 'kernel'; expected w0, b0, w1, b1, ... or pairs of NAME.weight and NAME.bias")
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

  @Test func saysWhatIsNoNetworkFile() throws {
    try withTemporaryFolder { folder in
      #expect(throws: ArrayFileError.self) { try Network(contentsOf: folder + "/none.npz") }
      try Data("not a network".utf8).write(to: URL(fileURLWithPath: folder + "/text"))
      let error = #expect(throws: ArrayFileError.self) { try Network(contentsOf: folder + "/text") }
      #expect(error?.description.hasPrefix("'\(folder)/text': this is no .safetensors file: ") == true)
    }
  }
}
