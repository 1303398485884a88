import CrossbarPrimitives
import Foundation
import Testing

@testable import NeuralMapping

@Suite struct BackpropagationTests {
  private let images: [[Double]] = [[0.2, 0, 0.9], [0.5, -0.7, 0], [1, 0.1, 0.4]]
  private let labels = [1, 3, 0]

  @Test func slopesAgreeWithCentralDifferences() {
    let layers = randomLayers([3, 6, 5, 4])
    var backpropagation = Backpropagation(shapedLike: layers)
    for (image, label) in zip(images, labels) {
      _ = backpropagation.add(image: image, label: label, weight: 1.0 / 3, layers: layers)
    }
    // A step of 1e-5 leaves a truncation error near 1e-10 and a rounding error near 1e-11.
    let step = 1e-5
    for index in layers.indices {
      for path in [\LayerParameters.weights, \LayerParameters.biases] {
        for place in layers[index][keyPath: path].indices {
          var (above, below) = (layers, layers)
          above[index][keyPath: path][place] += step
          below[index][keyPath: path][place] -= step
          let difference = (meanLoss(above) - meanLoss(below)) / (2 * step)
          let slope = backpropagation.slopes[index][keyPath: path][place]
          #expect(abs(slope - difference) < 1e-8, "layer \(index), place \(place)")
        }
      }
    }
  }

  @Test func lossIsMinusTheLogarithmOfTheProbability() {
    let layers = randomLayers([3, 4])
    var backpropagation = Backpropagation(shapedLike: layers)
    let loss = backpropagation.add(image: images[0], label: 2, weight: 1, layers: layers)
    let exponentials = layers[0].layer.sums(images[0]).map { exp($0) }
    #expect(abs(loss + log(exponentials[2] / exponentials.reduce(0, +))) < 1e-12)
    #expect(meanLoss([LayerParameters(inputCount: 3, outputCount: 4)]) == log(4))
  }

  @Test func hugeLogitsDoNotOverflow() {
    let layers = [LayerParameters(layer([[1000, -1000]], biases: [0, 0]))]
    var backpropagation = Backpropagation(shapedLike: layers)
    #expect(backpropagation.add(image: [1], label: 1, weight: 1, layers: layers) == 2000)
    #expect(backpropagation.slopes[0].weights == [1, -1])
    backpropagation.reset()
    #expect(backpropagation.slopes[0].weights == [0, 0])
  }

  private func meanLoss(_ layers: [LayerParameters]) -> Double {
    var backpropagation = Backpropagation(shapedLike: layers)
    return zip(images, labels).reduce(0) {
      $0 + backpropagation.add(image: $1.0, label: $1.1, weight: 1, layers: layers)
    } / 3
  }

  private func randomLayers(_ sizes: [Int]) -> [LayerParameters] {
    zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      var stream = RandomStream(seed: 5, purpose: "test", index: index)
      var layer = LayerParameters.glorotUniform(inputCount: size.0, outputCount: size.1, from: &stream)
      // Biases of their own keep the sums away from the ReLU's kink, where no difference is a derivative.
      for place in layer.biases.indices { layer.biases[place] = 0.3 * stream.standardNormal() }
      return layer
    }
  }
}
