import CZlib
import Foundation
import Fuzzing
import Testing

@testable import ArrayFiles
@testable import NeuralMapping

/// Readers of images and networks on spoilt files; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct DatasetFuzzTests {
  private static func isRefusal(_ error: any Error) -> Bool { error is NeuralMappingError || error is ArrayFileError }

  private static func fuzzFile(
    _ name: String, seeds: [[UInt8]], words: [String] = [], _ read: (String) throws -> Void
  ) throws -> [String] {
    try withTemporaryFolder { folder in
      let path = "\(folder)/input"
      return fuzz(name, seeds: seeds, words: words, isRefusal: isRefusal) { bytes in
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try read(path)
      }
    }
  }

  private static func packed(_ file: IDXBytes) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      try file.write(to: folder + "/packed", packed: true)
      return Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/packed")))
    }
  }

  @Test func idx() throws {
    let images = IDXBytes.images([2, 2, 3], (0..<12).map { UInt8($0 * 20) })
    #expect(try Self.fuzzFile("idx", seeds: [Array(images.data)]) { _ = try IDXFile($0, content: .images) } == [])
    let labels = IDXBytes.labels([1, 0, 3])
    #expect(try Self.fuzzFile("idx-labels", seeds: [Array(labels.data)]) { _ = try IDXFile($0, content: .labels) } == [])
  }

  @Test func gzip() throws {
    let images = IDXBytes.images([20, 28, 28], (0..<15_680).map { UInt8($0 % 251) })
    let blank = IDXBytes.images([20, 28, 28], Array(repeating: 0, count: 15_680))
    #expect(
      try Self.fuzzFile("gzip", seeds: [Self.packed(images), Self.packed(blank)]) { _ = try IDXFile($0, content: .images) } == [])
  }

  @Test func drawings() {
    let seed = Array("// digits\n0\n##\n#.\n\n1\n.#\n.#\n".utf8)
    #expect(
      fuzz("drawings", seeds: [seed], words: ["#", ".", "//", "#."], isRefusal: Self.isRefusal) { bytes in
        _ = try LabelledImages(drawings: String(decoding: bytes, as: UTF8.self))
      } == [])
  }

  @Test func networks() throws {
    let (square, biases) = (NPYArray(shape: [2, 2], values: [1, 2, 3, 4]), NPYArray(shape: [2], values: [0, 1]))
    let seeds = try [["w0", "b0"], ["a.weight", "a.bias"], ["arr_0", "arr_1"]].map {
      Array(try NPZArchive.data([$0[0]: square, $0[1]: biases]))
    }
    let words = ["w1", "b1", "a.weight", "arr_2.npy", "weight", "(2, 2)", "(0,)", "'<f4'"]
    #expect(try Self.fuzzFile("network", seeds: seeds, words: words) { _ = try StoredNetwork(contentsOf: $0) } == [])
  }

  @Test(arguments: ["mlp.onnx", "cnn.onnx", "torch-cnn.pt", "torch-mlp-bf16.safetensors", "keras-cnn.npz"])
  func networksOfPrograms(file: String) throws {
    let seed = Array(try Data(contentsOf: URL(fileURLWithPath: NetworkFixtures.path(file))))
    let steps = try Architecture(file.hasPrefix("keras") ? NetworkFixtures.kerasSteps : NetworkFixtures.torchSteps)
    let tells = file.hasSuffix("onnx") || file.hasPrefix("torch-mlp")
    let hints = NetworkHints(
      architecture: tells ? nil : steps, image: FeatureMapShape(rows: 12, columns: 12, channels: 1))
    #expect(try Self.fuzzFile(file, seeds: [seed]) { _ = try StoredNetwork(contentsOf: $0, hints) } == [])
  }

  @Test func archivesOfImages() throws {
    let seed = Array(
      try NPZArchive.data([
        "x": NPYArray(shape: [2, 2, 2], values: Array(repeating: 1, count: 8)), "y": NPYArray(shape: [2], values: [0, 1]),
      ]))
    #expect(
      try Self.fuzzFile("images", seeds: [seed], words: ["(2, 4)", "'|u1'"]) { _ = try ImageSource($0).images(.test) } == [])
  }
}
