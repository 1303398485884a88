import CrossbarPrimitives
import Foundation
import NeuralMapping
import Testing

/// What is known of MNIST, held against a short training; where MNIST is not at hand, of a set that is made here.
@Suite struct MNISTTests {
  /// The folder that the environment names, or the one beside the package, if it is there.
  private static let folder: String? = {
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../../shared/mnist")
    let path = ProcessInfo.processInfo.environment["MXBAR_MNIST"] ?? beside.standardized.path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  @Test func aNetworkOfFewBitsLearnsToRead() throws {
    guard let folder = Self.folder else { return try withTemporaryFolder(learnsStripes) }
    let training = try LabelledImages(idxFolder: folder, .training)
    let test = try LabelledImages(idxFolder: folder, .test)
    #expect(training.count == 60_000 && test.count == 10_000 && test.imageRows == 28 && test.imageColumns == 28)
    // Published with the set: the first five labels, and the number of ones in the test half.
    #expect(training.labels.prefix(5) == [5, 0, 4, 1, 9] && test.labels.count { $0 == 1 } == 1135)

    let network = try NetworkTrainer(hiddenLayers: [64, 64], epochs: 1).train(on: training, seed: 1)
    let float = try network.accuracy(on: test).value
    #expect(float > 0.94 && float < 0.98)
    // NumPy, other seeds: the published quantizer comes to 94 % with 4 bits after the first epochs, and to nothing with 2.
    let truncated = try TruncatingQuantizer(bits: 4).quantize(network).network.accuracy(on: test).value
    #expect(truncated > 0.90 && truncated <= float)
    #expect(try TruncatingQuantizer(bits: 2).quantize(network).network.accuracy(on: test).value < 0.3)
    // To the nearest code, nearly nothing is lost with 4 bits.
    let nearest = try NearestQuantizer(bits: 4).quantize(network)
    #expect(try nearest.network.accuracy(on: test).value > float - 0.01)
    // Trained on with 2 bits it is about as good as it was.
    let trained = try QuantizationAwareTrainer(bits: 2, epochs: 1).train(network, on: training.prefix(20_000), seed: 1)
    #expect(try trained.network.accuracy(on: test).value > float - 0.01)
    try expectCollapse(of: TruncatingQuantizer(bits: 4).quantize(network), on: test)
  }

  /// At the error rates of 5 V writes (3.7 and 2.6 % by the device's statistics) two's complement loses most of its
  /// accuracy, and sign and magnitude far less.
  private func expectCollapse(of network: QuantizedNetwork, on test: LabelledImages) throws {
    let errors = try CellErrors(oneAsZero: 0.0370, zeroAsOne: 0.0260)
    let clean = try network.network.accuracy(on: test).value
    let clamped = QuantizedNetwork(
      layers: try network.layers.map { layer in
        try QuantizedLayer(
          weightCodes: layer.weightCodes.map { max($0, -7) }, biasCodes: layer.biasCodes.map { max($0, -7) }, bits: 4)
      })
    func accuracy(_ coding: any WeightCoding) throws -> Double {
      try errors.readBack(clamped, coding: coding, seed: 1).network.accuracy(on: test).value
    }
    let (complement, magnitude) = (try accuracy(TwosComplementCoding()), try accuracy(SignMagnitudeCoding()))
    #expect(complement < clean - 0.1 && magnitude > complement + 0.1)
  }

  /// Three classes of 8 x 8 pixels: stripes lying, standing and none, with noise.
  private func learnsStripes(in folder: String) throws {
    for (half, count) in [("train", 600), ("t10k", 200)] {
      var stream = RandomStream(seed: 1, purpose: half)
      let labels = (0..<count).map { UInt8($0 % 3) }
      let pixels = labels.flatMap { label in
        (0..<64).map { pixel in
          let stripe = label == 0 ? pixel / 8 % 2 : label == 1 ? pixel % 2 : 0
          return UInt8(min(255, Double(stripe) * 150 + 100 * stream.uniform()))
        }
      }
      try IDXBytes.images([count, 8, 8], pixels).write(to: "\(folder)/\(half)-images-idx3-ubyte.gz", packed: true)
      try IDXBytes.labels(labels).write(to: "\(folder)/\(half)-labels-idx1-ubyte.gz", packed: true)
    }
    let training = try LabelledImages(idxFolder: folder, .training)
    let test = try LabelledImages(idxFolder: folder, .test)
    let network = try NetworkTrainer(hiddenLayers: [16], epochs: 20).train(on: training, seed: 1)
    #expect(try network.accuracy(on: test).value > 0.98)
    #expect(try NearestQuantizer(bits: 4).quantize(network).network.accuracy(on: test).value > 0.97)
    let trained = try QuantizationAwareTrainer(bits: 2, epochs: 10).train(network, on: training, seed: 1)
    #expect(try trained.network.accuracy(on: test).value > 0.97)
  }
}
