/// How the steps of a network compute, on values with the channels last.
enum StepKernels {
  /// Each place of the window: its values times the layer's matrix, plus the biases.
  /// - Precondition: the layer fits window and channels.
  static func convolve(
    _ values: [Double], _ shape: FeatureMapShape, _ window: SlidingWindow, _ layer: DenseLayer
  ) -> [Double] {
    guard let places = window.places(over: shape) else { return [] }
    let (channels, outputs) = (shape.channels, layer.outputCount)
    var result: [Double] = []
    result.reserveCapacity(places.rows * places.columns * outputs)
    for _ in 0..<(places.rows * places.columns) { result += layer.biases }
    values.withUnsafeBufferPointer { values in
      layer.weights.elements.withUnsafeBufferPointer { weights in
        result.withUnsafeMutableBufferPointer { result in
          guard let values = values.baseAddress, let weights = weights.baseAddress, let result = result.baseAddress else {
            return
          }
          for row in 0..<places.rows {
            let firstRow = row * window.rowStride - window.padding.top
            let rows = window.rows(at: row, of: shape)
            for column in 0..<places.columns {
              let firstColumn = column * window.columnStride - window.padding.left
              let columns = window.columns(at: column, of: shape)
              guard !columns.isEmpty else { continue }
              for y in rows {
                // The pixels of one row of the window lie next to each other, as do their rows of the matrix.
                let place = (y - firstRow) * window.columns + columns.lowerBound - firstColumn
                DenseKernel.addProducts(
                  weights: weights + place * channels * outputs,
                  inputs: values + (y * shape.columns + columns.lowerBound) * channels, inputCount: columns.count * channels,
                  outputCount: outputs, to: result + (row * places.columns + column) * outputs)
              }
            }
          }
        }
      }
    }
    return result
  }

  /// One value for each place of the window and each channel.
  static func pool(_ values: [Double], _ shape: FeatureMapShape, _ pooling: Pooling) -> [Double] {
    let window = pooling.window
    guard let places = window.places(over: shape) else { return [] }
    let channels = shape.channels
    var result: [Double] = []
    result.reserveCapacity(places.rows * places.columns * channels)
    for row in 0..<places.rows {
      let rows = window.rows(at: row, of: shape)
      for column in 0..<places.columns {
        let columns = window.columns(at: column, of: shape)
        let count = pooling.countsPadding ? window.rows * window.columns : rows.count * columns.count
        for channel in 0..<channels {
          var (sum, largest) = (0.0, -Double.infinity)
          for y in rows {
            for x in columns {
              let value = values[(y * shape.columns + x) * channels + channel]
              sum += value
              largest = max(largest, value)
            }
          }
          result.append(pooling.kind == .largest ? largest : count > 0 ? sum / Double(count) : 0)
        }
      }
    }
    return result
  }

  /// Factor and summand of its channel for each value.
  static func scale(_ values: [Double], _ scaling: ChannelScaling) -> [Double] {
    let channels = scaling.factors.count
    return values.enumerated().map { $1 * scaling.factors[$0 % channels] + scaling.summands[$0 % channels] }
  }
}
