import Foundation

/// Softmax cross-entropy of a network over a mini-batch, its gradient, and an optimizer step.
///
/// Two loops run on several threads. In the first, a task is an image: forward to the loss and back to the gradient of
/// each layer's sums. In the second, a task is a few rows of parameters: their gradient, summed over the images, and
/// their step. No number that one task writes is used by another task of the same loop, and every sum has a fixed order,
/// so the number of threads does not change a single bit of the result.
final class TrainingPass: @unchecked Sendable {
  let layers: [TrainedLayer]
  private let team: WorkerTeam
  private let weightLimit: Float
  /// The inputs of each layer for each image: pixels, or the outputs of the layer before after the ReLU.
  private var inputs: [[UnsafePointer<Float>]]
  /// One matrix for each layer but the last: the outputs, one row per image.
  private let hidden: [FloatMatrix]
  /// One matrix per layer: the gradient with respect to its sums, times the image's weight, one row per image.
  private let sumSlopes: [FloatMatrix]
  /// One per image of the batch, in nats.
  private let losses: FloatMatrix
  /// One per worker.
  private let scratch: [Scratch]
  private let rowTasks: [RowTask]

  /// Up to 16 rows of one layer: enough work for a task, and small enough to balance the threads.
  private struct RowTask {
    let layer: Int
    let rows: Range<Int>
  }

  /// Memory of one worker, so that tasks allocate none.
  private final class Scratch {
    var sum: RowSum
    let slopes: FloatMatrix

    init(widest: Int) {
      sum = RowSum(capacity: widest)
      slopes = FloatMatrix(rows: 1, columns: widest)
    }

    deinit { sum.deallocate() }
  }

  /// - Parameter batchSize: the largest number of images in a batch.
  init(layers: [TrainedLayer], batchSize: Int, weightLimit: Double? = nil, workers: Int) {
    self.layers = layers
    team = WorkerTeam(count: workers)
    self.weightLimit = weightLimit.map(Float.init) ?? .infinity
    hidden = layers.dropLast().map { FloatMatrix(rows: batchSize, columns: $0.outputCount) }
    sumSlopes = layers.map { FloatMatrix(rows: batchSize, columns: $0.outputCount) }
    losses = FloatMatrix(rows: batchSize, columns: 1)
    inputs = [[]] + hidden.map { matrix in (0..<batchSize).map { UnsafePointer(matrix.row($0)) } }
    let widest = layers.reduce(batchSize) { max($0, $1.rowCount, $1.outputCount) }
    scratch = (0..<team.count).map { _ in Scratch(widest: widest) }
    rowTasks = layers.indices.flatMap { layer in
      stride(from: 0, to: layers[layer].rowCount, by: 16).map {
        RowTask(layer: layer, rows: $0..<min($0 + 16, layers[layer].rowCount))
      }
    }
  }

  /// Passes a batch forward and back.
  ///
  /// - Parameter images: the pixels of each image, which must stay at their addresses until `step`.
  /// - Returns: the sum of the images' losses, each -ln of the probability assigned to the label, in nats.
  func pass(_ images: [UnsafePointer<Float>], labels: [Int]) -> Double {
    inputs[0] = images
    let weight = 1 / Float(images.count)
    team.forEach(images.count) { worker, image in
      passForward(image, &scratch[worker].sum)
      losses[image, 0] = Self.crossEntropy(
        sumSlopes[layers.count - 1].row(image), count: layers[layers.count - 1].outputCount, label: labels[image],
        weight: weight)
      passBackward(image, &scratch[worker].sum)
    }
    return (0..<images.count).reduce(0) { $0 + Double(losses[$1, 0]) }
  }

  /// Moves all parameters against the gradient of the last batch.
  func step(_ adam: Adam) {
    forEachRow { [self] worker, layerIndex, row in
      let layer = layers[layerIndex]
      let slopes = scratch[worker].slopes.values
      self.slopes(layer: layerIndex, row: row, &scratch[worker].sum, into: slopes)
      let isBias = layer.isBias(row: row)
      layer.quantization?.passBack(
        slopes, values: layer.parameters.row(row), quantized: layer.effective.row(row), row: row, isBias: isBias,
        count: layer.outputCount)
      adam.move(
        layer.parameters.row(row), against: slopes, first: layer.firstMoments.row(row),
        second: layer.secondMoments.row(row), count: layer.outputCount, limit: isBias ? .infinity : weightLimit)
      if layer.quantization == nil { layer.publish(row: row) }
    }
    let quantizations = layers.compactMap(\.quantization)
    guard !quantizations.isEmpty else { return }
    for quantization in quantizations { quantization.move(adam) }
    forEachRow { [self] _, layer, row in layers[layer].publish(row: row) }
  }

  private func forEachRow(_ body: @Sendable (_ worker: Int, _ layer: Int, _ row: Int) -> Void) {
    team.forEach(rowTasks.count) { worker, task in
      for row in rowTasks[task].rows { body(worker, rowTasks[task].layer, row) }
    }
  }

  /// Outputs of all layers for one image; the logits are left in the last layer's row of `sumSlopes`.
  private func passForward(_ image: Int, _ sum: inout RowSum) {
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      let outputs = isLast ? sumSlopes[index].row(image) : hidden[index].row(image)
      outputs.update(from: layer.effective.row(layer.inputCount), count: layer.outputCount)
      sum.gather(inputs[index][image], rowsOf: layer.effective, count: layer.inputCount)
      sum.addRows(of: layer.effective, to: outputs)
      guard !isLast else { return }
      var output = 0
      while output < layer.outputCount {
        // Not a number stays so, and is detected in the loss.
        outputs[output] = outputs[output] < 0 ? 0 : outputs[output]
        output &+= 1
      }
    }
  }

  /// Gradient with respect to the sums of all layers before the last, through the ReLU.
  private func passBackward(_ image: Int, _ sum: inout RowSum) {
    for index in layers.indices.dropFirst().reversed() {
      let layer = layers[index]
      let (values, slopes) = (hidden[index - 1].row(image), sumSlopes[index - 1].row(image))
      slopes.update(repeating: 0, count: layer.inputCount)
      sum.gather(sumSlopes[index].row(image), rowsOf: layer.transposed, count: layer.outputCount)
      sum.addRows(of: layer.transposed, to: slopes)
      var input = 0
      while input < layer.inputCount {
        slopes[input] = values[input] > 0 ? slopes[input] : 0
        input &+= 1
      }
    }
  }

  /// Gradient with respect to a row of the effective parameters, summed over the images of the last batch.
  func slopes(layer: Int, row: Int, into slopes: UnsafeMutablePointer<Float>) {
    self.slopes(layer: layer, row: row, &scratch[0].sum, into: slopes)
  }

  private func slopes(layer: Int, row: Int, _ sum: inout RowSum, into slopes: UnsafeMutablePointer<Float>) {
    slopes.update(repeating: 0, count: layers[layer].outputCount)
    let isBias = layers[layer].isBias(row: row)
    let (count, width) = (inputs[0].count, layers[layer].outputCount)
    sum.removeAll()
    inputs[layer].withUnsafeBufferPointer { inputs in
      var image = 0
      while image < count {
        sum.add(rowOffset: image &* width, factor: isBias ? 1 : inputs[image][row])
        image &+= 1
      }
    }
    sum.addRows(of: sumSlopes[layer], to: slopes)
  }

  /// The loss -ln p_label with p = softmax(logits). Replaces the logits by the derivatives p_j - [j = label], times
  /// `weight`.
  private static func crossEntropy(
    _ logits: UnsafeMutablePointer<Float>, count: Int, label: Int, weight: Float
  ) -> Float {
    // Only differences of logits matter; subtracting the highest keeps exp from overflowing.
    var highest = -Float.infinity
    for index in 0..<count { highest = max(highest, logits[index]) }
    let above = highest - logits[label]
    var sum: Float = 0
    for index in 0..<count {
      logits[index] = exp(logits[index] - highest)
      sum += logits[index]
    }
    for index in 0..<count { logits[index] *= weight / sum }
    logits[label] -= weight
    return log(sum) + above
  }
}
