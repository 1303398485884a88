import CrossbarPrimitives
import Foundation
import Testing

@testable import NeuralMapping

@Suite struct TrainingPassTests {
  private let images = [[0.25, 0, 0.875], [0.5, -0.75, 0], [1, 0.125, 0.375]]
  private let labels = [1, 3, 0]

  /// The slopes, summed in single precision, against differences of the loss that `Network` gives in double precision.
  @Test(arguments: [1, 3]) func slopesAgreeWithCentralDifferences(workers: Int) {
    let network = randomNetwork([3, 6, 5, 4])
    let pass = TrainingPass(layers: network.layers.map { TrainedLayer($0) }, batchSize: 5, workers: workers)
    let batch = Batch(images)
    let loss = pass.pass(batch.images, labels: labels)
    #expect(abs(loss - 3 * meanLoss(network)) < 1e-5)
    // A step of 1e-5 leaves the difference an error near 1e-10; single precision leaves the slope one near 1e-7.
    let step = 1e-5
    for (index, layer) in network.layers.enumerated() {
      for row in 0...layer.inputCount {
        let slopes = FloatMatrix(rows: 1, columns: layer.outputCount)
        withExtendedLifetime(batch) { pass.slopes(layer: index, row: row, into: slopes.values) }
        for column in 0..<layer.outputCount {
          func moved(_ distance: Double) -> Double {
            meanLoss(network.moving(layer: index, row: row, column: column, by: distance))
          }
          let difference = (moved(step) - moved(-step)) / (2 * step)
          #expect(abs(Double(slopes[0, column]) - difference) < 1e-6, "layer \(index), (\(row), \(column))")
        }
      }
    }
  }

  @Test func lossIsMinusTheLogarithmOfTheProbability() {
    let pass = TrainingPass(layers: [TrainedLayer(layer([[0, 0, 0, 0]], biases: [0, 0, 0, 0]))], batchSize: 1, workers: 1)
    let batch = Batch([[1]])
    #expect(abs(pass.pass(batch.images, labels: [2]) - log(4)) < 1e-6)
  }

  @Test func hugeLogitsDoNotOverflow() {
    let pass = TrainingPass(layers: [TrainedLayer(layer([[1000, -1000]], biases: [0, 0]))], batchSize: 1, workers: 1)
    let batch = Batch([[1]])
    #expect(pass.pass(batch.images, labels: [1]) == 2000)
    let slopes = FloatMatrix(rows: 1, columns: 2)
    withExtendedLifetime(batch) { pass.slopes(layer: 0, row: 0, into: slopes.values) }
    #expect(slopes[0, 0] == 1 && slopes[0, 1] == -1)
  }

  private func meanLoss(_ network: Network) -> Double {
    zip(images, labels).reduce(0) { sum, image in
      let exponentials = network.logits(image.0).map { exp($0) }
      return sum - log(exponentials[image.1] / exponentials.reduce(0, +))
    } / 3
  }

  private func randomNetwork(_ sizes: [Int]) -> Network {
    Network(
      layers: zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
        var stream = RandomStream(seed: 5, purpose: "test", index: index)
        let layer = DenseLayer.glorotUniform(inputCount: size.0, outputCount: size.1, from: &stream)
        // Numbers that single precision holds exactly. Biases of their own keep the sums away from the ReLU's kink, where
        // no difference is a derivative.
        return DenseLayer(
          weights: layer.weights.map { Double(Float($0)) },
          biases: (0..<size.1).map { _ in Double(Float(0.3 * stream.standardNormal())) })
      })
  }
}

/// Images at a fixed address, which a pass needs until its slopes are taken.
private struct Batch {
  private let matrix: FloatMatrix

  init(_ images: [[Double]]) {
    matrix = FloatMatrix(rows: images.count, columns: images[0].count)
    for (row, image) in images.enumerated() {
      for (column, pixel) in image.enumerated() { matrix[row, column] = Float(pixel) }
    }
  }

  var images: [UnsafePointer<Float>] { (0..<matrix.rows).map { UnsafePointer(matrix.row($0)) } }
}

extension Network {
  fileprivate func moving(layer index: Int, row: Int, column: Int, by distance: Double) -> Network {
    var layers = layers
    var (weights, biases) = (layers[index].weights, layers[index].biases)
    if row == weights.rows { biases[column] += distance } else { weights[row, column] += distance }
    layers[index] = DenseLayer(weights: weights, biases: biases)
    return Network(layers: layers)
  }
}
