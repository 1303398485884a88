import CrossbarPrimitives
import NeuralMapping

/// A network whose products are formed by its tiles; activations and sums over input bits are digital.
struct AnalogNetwork: Sendable {
  /// One layer: its tiles, and how counts of set cells become the sums of neurons.
  struct Layer: Sendable {
    /// Any number of tiles may share a column; their counts are added.
    var tiles: [AnalogTile]
    /// The layer as read back, for its scales and biases.
    let read: QuantizedLayer
    /// What each cell of a code counts in the weight.
    let places: PlaceValues
    /// The input value that the largest input code stands for; inputs above it are cut off.
    var inputScale = 1.0
    /// Bits of each input, which are applied one after the other.
    let inputBits: Int

    /// The rows that are driven for each bit of the inputs, the least significant bit first.
    /// - Parameter values: one per input; rounded to the nearest code.
    func planes(_ values: [Double]) -> [[Int]] {
      let full = Double((1 << inputBits) - 1)
      let codes = values.map { Int(min(max($0 / inputScale * full, 0), full).rounded()) }
      return (0..<inputBits).map { bit in codes.indices.filter { (codes[$0] >> bit) & 1 == 1 } }
    }

    /// The sums of the layer's neurons, biases included, before the activation function.
    func sums(_ values: [Double]) -> [Double] {
      var counts = [Double](repeating: 0, count: read.outputCount * places.values.count)
      var inputSum = 0.0
      for (bit, rows) in planes(values).enumerated() where !rows.isEmpty {
        let weight = Double(1 << bit)
        inputSum += weight * Double(rows.count)
        for tile in tiles {
          for (column, count) in tile.counts(rows).enumerated() { counts[tile.firstColumn + column] += weight * count }
        }
      }
      let unit = inputScale / Double((1 << inputBits) - 1) * read.weightScale
      return (0..<read.outputCount).map { output in
        let code = places.values.enumerated().reduce(Double(places.offset) * inputSum) {
          $0 + Double($1.element) * counts[output * places.values.count + $1.offset]
        }
        return unit * code + read.biasScale * Double(read.biasCodes[output])
      }
    }
  }

  /// From input to output.
  var layers: [Layer]

  /// The index of the largest output, with rectified linear units between layers.
  func predict(_ pixels: [Double]) -> Int {
    var values = pixels
    for (index, layer) in layers.enumerated() {
      let sums = layer.sums(values)
      values = index == layers.count - 1 ? sums : sums.map { max(0, $0) }
    }
    return values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// The class of each image. Images are handled in parallel, in chunks of 100.
  func predictions(for images: LabelledImages, _ run: StudyRun) async throws -> [Int] {
    let chunk = 100
    let starts = Array(stride(from: 0, to: images.count, by: chunk))
    var classes = Array(repeating: 0, count: images.count)
    var done = 0
    try await withThrowingTaskGroup(of: (Int, [Int]).self) { group in
      for start in starts {
        group.addTask {
          try Task.checkCancellation()
          return (start, (start..<min(start + chunk, images.count)).map { predict(images.image($0)) })
        }
      }
      for try await (start, found) in group {
        classes.replaceSubrange(start..<(start + found.count), with: found)
        done += 1
        try run.progress("analog products, images", min(done * chunk, images.count), of: images.count)
      }
    }
    return classes
  }
}
