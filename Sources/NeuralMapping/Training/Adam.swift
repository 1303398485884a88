import Foundation

/// The Adam optimizer (Kingma and Ba, 2015, algorithm 1).
struct Adam {
  let learningRate: Double
  /// Decay of the running mean of the slopes.
  private static let firstDecay = 0.9
  /// Decay of the running mean of their squares.
  private static let secondDecay = 0.999
  private static let epsilon = 1e-8
  private var firstMoments: [LayerParameters]
  private var secondMoments: [LayerParameters]
  private var stepCount = 0

  init(learningRate: Double, shapedLike layers: [LayerParameters]) {
    self.learningRate = learningRate
    firstMoments = layers.map { LayerParameters(inputCount: $0.inputCount, outputCount: $0.outputCount) }
    secondMoments = firstMoments
  }

  /// Moves the parameters one step against the slopes.
  mutating func step(_ layers: inout [LayerParameters], slopes: [LayerParameters]) {
    stepCount += 1
    // The averages start at zero; the corrections take that bias out (section 3 of the paper).
    let firstCorrection = 1 - pow(Self.firstDecay, Double(stepCount))
    let secondCorrection = 1 - pow(Self.secondDecay, Double(stepCount))
    let rate = learningRate / firstCorrection
    let scale = 1 / secondCorrection
    for index in layers.indices {
      update(
        &layers[index].weights, slopes[index].weights, &firstMoments[index].weights, &secondMoments[index].weights,
        count: layers[index].weights.count, rate: rate, scale: scale)
      update(
        &layers[index].biases, slopes[index].biases, &firstMoments[index].biases, &secondMoments[index].biases,
        count: layers[index].biases.count, rate: rate, scale: scale)
    }
  }

  private func update(
    _ values: UnsafeMutablePointer<Double>, _ slopes: UnsafePointer<Double>,
    _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>,
    count: Int, rate: Double, scale: Double
  ) {
    for index in 0..<count {
      let slope = slopes[index]
      first[index] = Self.firstDecay * first[index] + (1 - Self.firstDecay) * slope
      second[index] = Self.secondDecay * second[index] + (1 - Self.secondDecay) * slope * slope
      values[index] -= rate * first[index] / ((second[index] * scale).squareRoot() + Self.epsilon)
    }
  }
}
