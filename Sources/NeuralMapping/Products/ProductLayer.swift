import CrossbarPrimitives

/// A layer whose products are formed by tiles: how their sums of digits become the sums of its neurons.
package struct ProductLayer: Sendable {
  /// Any number of tiles may share a column; their sums are added.
  package var tiles: [ProductTile]
  /// The layer as read back, for its scales and its biases, which are added digitally.
  package let read: QuantizedLayer
  /// What a digit of each cell of a code counts in the weight.
  package let places: PlaceValues
  package let inputs: EncodedInputs
  /// The input value that the largest input code stands for; inputs above it are cut off.
  package private(set) var inputScale = 1.0

  package init(tiles: [ProductTile] = [], read: QuantizedLayer, places: PlaceValues, inputs: EncodedInputs) {
    (self.tiles, self.read, self.places, self.inputs) = (tiles, read, places, inputs)
  }

  /// The drives of its rows, as shares of full drive: for each image its vectors, one after the other.
  /// - Parameter values: image by image, one per input.
  package func drives(_ values: [Double]) -> [Double] { inputs.drives(values, count: read.inputCount, scale: inputScale) }

  /// The sums of the layer's neurons, biases included, before the activation function, image by image.
  /// - Parameters:
  ///   - values: image by image, one per input.
  ///   - clipped: for each tile the conversions that were clipped, to which those of these images are added.
  package func sums(_ values: [Double], clipped: inout [Int]) -> [Double] {
    let (rows, outputs, cells) = (read.inputCount, read.outputCount, places.values.count)
    let drives = drives(values)
    let weights = inputs.weights
    let images = values.count / rows
    var digits = [Double](repeating: 0, count: images * outputs * cells)
    for (index, tile) in tiles.enumerated() {
      clipped[index] += tile.addSums(drives, ofRows: rows, weights: weights, to: &digits, width: outputs * cells)
    }
    let unit = inputScale / inputs.largestCode * read.weightScale
    let biases = read.biasCodes.map { read.biasScale * Double($0) }
    let values = places.values.map(Double.init)
    var sums: [Double] = []
    sums.reserveCapacity(images * outputs)
    for image in 0..<images {
      var driven = 0.0
      if places.offset != 0 {
        for (vector, weight) in weights.enumerated() {
          let start = (image * weights.count + vector) * rows
          for row in start..<(start + rows) { driven += weight * drives[row] }
        }
      }
      for output in 0..<outputs {
        var code = Double(places.offset) * driven
        let first = (image * outputs + output) * cells
        for cell in 0..<cells { code += values[cell] * digits[first + cell] }
        sums.append(unit * code + biases[output])
      }
    }
    return sums
  }

  /// Fits input scale, converter ranges and factors.
  /// - Parameters:
  ///   - values: the layer's inputs in calibration, image by image.
  ///   - digits: what the cells of each tile were meant to hold, in the order of the tiles.
  mutating func calibrate(_ values: [Double], digits: [Grid<Int>], settings: ProductCalibration, _ team: WorkerTeam) {
    inputScale = inputs.scale(values)
    let (layer, rows) = (self, read.inputCount)
    let chunk = 32 * rows
    tiles = [ProductTile](unsafeUninitializedCapacity: tiles.count) { buffer, initialized in
      nonisolated(unsafe) let calibrated = buffer
      team.forEach(layer.tiles.count) { _, index in
        let tile = layer.tiles[index].calibrated(digits: digits[index], settings: settings, ofRows: rows) { body in
          for start in stride(from: 0, to: values.count, by: chunk) {
            body(layer.drives(Array(values[start..<min(start + chunk, values.count)])))
          }
        }
        calibrated.initializeElement(at: index, to: tile)
      }
      initialized = layer.tiles.count
    }
  }
}
