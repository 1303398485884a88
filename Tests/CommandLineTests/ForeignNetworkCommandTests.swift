import ArrayFiles
import Foundation
import Testing

/// `mxbar infer` on networks as other programs save them, with 1000 images and NumPy's reference.
@Suite struct ForeignNetworkCommandTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../NeuralMappingTests/Fixtures").standardized.path

  private static let kerasSteps = "conv(stride=2,padding=same),tanh,batchnorm,conv,sigmoid,maxpool(2),flatten,dense,softmax"

  private func infer(_ file: String, _ options: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(
      .path(Mxbar.path),
      ["infer", "--weights", "\(Self.fixtures)/\(file)", "--data", "\(Self.fixtures)/images.npz", "--out", "out"] + options,
      in: folder)
  }

  private static let storage = [
    "--bits", "5", "--quantizer", "nearest", "--coding", "sign-magnitude", "--check", "1", "--max-write-voltage", "10", "--json",
  ]

  @Test(arguments: [
    ("torch-mlp", "torch-mlp.pt", ["--input-mean", "0.2", "--input-sd", "0.35"]),
    ("keras-cnn", "keras-cnn.npz", ["--architecture", kerasSteps]), ("onnx-mlp", "mlp.onnx", []), ("onnx-cnn", "cnn.onnx", []),
  ])
  func aNetworkOfAnotherProgramIsStoredAndRun(name: String, file: String, options: [String]) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await infer(file, options + Self.storage, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let summary = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let accuracy = try #require(summary["accuracy"] as? [String: Any])
      let references = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: "\(Self.fixtures)/reference.json")))
      let reference = try #require((references as? [String: [String: Any]])?[name])
      let hits = try #require(reference["hits"] as? Int)
      #expect(accuracy["float"] as? Double == Double(hits) / 1000)

      let predictions = try NPZArchive.read(folder + "/out/predictions.npz")
      let (labels, readBack) = (try #require(predictions["labels"]), try #require(predictions["read_back"]))
      #expect(labels.shape == [1000] && predictions["float_outputs"]?.shape == [1000, 10])
      let found = zip(labels.values, readBack.values).count { $0 == $1 }
      #expect(accuracy["read_back"] as? Double == Double(found) / 1000)
      let quantized = try #require(accuracy["quantized"] as? Double)
      #expect(abs(quantized - Double(hits) / 1000) < 0.03 && Double(found) / 1000 > 0.5)

      let conductances = try NPZArchive.read(folder + "/out/conductances.npz")
      let programmed = try #require(conductances["tile_0_programmed"]), effective = try #require(conductances["tile_0_effective"])
      #expect(programmed.shape == effective.shape)
      // Transistor and wires in series leave less of a cell that conducts well.
      let pairs = zip(programmed.values, effective.values).filter { !$0.0.isNaN && !$0.1.isNaN }
      #expect(pairs.allSatisfy { $0.0 < 1e-4 || $0.1 < $0.0 } && pairs.contains { $0.0 > 1e-4 })
      let guide = try String(contentsOfFile: folder + "/out/arrays.md", encoding: .utf8)
      #expect(guide.contains("np.load(\"weights-read-back.npz\")"))
    }
  }

  /// What was read back is a network again, in the form of the file that it came from.
  @Test func weightsThatWereReadBackAreANetwork() async throws {
    try await withTemporaryFolder { folder in
      let steps = ["--architecture", Self.kerasSteps]
      #expect(try await infer("keras-cnn.npz", steps + Self.storage, in: folder).status == 0)
      let first = try NPZArchive.members("\(Self.fixtures)/keras-cnn.npz")
      let second = try NPZArchive.members(folder + "/out/weights-read-back.npz")
      #expect(second.prefix(first.count).map(\.array.shape) == first.map(\.array.shape))
      let predictions = try #require(try NPZArchive.read(folder + "/out/predictions.npz")["read_back"])
      // The biases of a convolution that had none follow at the end, where an unnamed file has no place for them.
      let weights = Array(second.prefix(6)) + [second[6]] + second.dropFirst(first.count) + second[7..<first.count]
      let named = weights.enumerated().map { NamedArray("arr_\($0)", $1.array) }
      try NPZArchive.data(inOrder: named).write(to: URL(fileURLWithPath: folder + "/again.npz"))
      let again = try await Outcome.of(
        .path(Mxbar.path),
        ["infer", "--weights", "again.npz", "--data", "\(Self.fixtures)/images.npz", "--out", "again"] + steps + Self.storage,
        in: folder)
      #expect(again.status == 0, "\(again.errors)")
      #expect(try NPZArchive.read(folder + "/again/predictions.npz")["float"] == predictions)
    }
  }

  @Test(arguments: [
    ("torch-cnn.npz", [], "the kernel of a convolution"),
    ("cnn.onnx", ["--mode", "analog"], "analog products is for dense layers"),
    ("mlp.onnx", ["--quantizer", "trained"], "training on with quantized weights is for dense layers"),
    ("torch-mlp.pt", ["--input-mean", "0.2", "--mode", "analog"], "a pixel is -0.2"),
    ("torch-mlp.pt", ["--input-mean", "0.2,0.3"], "1, since the images have one channel"),
    ("torch-mlp.pt", ["--architecture", "dense,gelu,dense"], "step 2 of the architecture, 'gelu'"),
  ])
  func whatCannotBeStoredIsNamed(file: String, options: [String], text: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await infer(file, options, in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains(text), "\(outcome.errors)")
    }
  }
}
