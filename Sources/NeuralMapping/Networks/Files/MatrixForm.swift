import CrossbarPrimitives

/// How a file keeps the weights of a layer, which we keep as a matrix of inputs × outputs.
struct MatrixForm: Hashable, Sendable {
  /// Of the array in the file: two axes, or four of a convolution's kernel.
  let shape: [Int]
  /// Rows and columns of our matrix.
  let inputs, outputs: Int
  /// Whether the file has the outputs first.
  let isTransposed: Bool
  /// For each of our inputs, its place among those of the file; nil where the order is the same.
  let places: [Int]?

  /// A matrix of a dense layer.
  /// - Parameters:
  ///   - shape: two axes.
  ///   - places: of the inputs, if the file counts them in another order than we do.
  init(dense shape: [Int], isTransposed: Bool, places: [Int]? = nil) {
    self.shape = shape
    self.isTransposed = isTransposed
    (inputs, outputs) = isTransposed ? (shape[1], shape[0]) : (shape[0], shape[1])
    self.places = places
  }

  /// A kernel: rows × columns × inputs × outputs with the channels last, or outputs × inputs × rows × columns.
  /// - Parameter shape: four axes.
  init(kernel shape: [Int], _ layout: ChannelLayout) {
    self.shape = shape
    let kernel = KernelShape(shape, layout)
    isTransposed = layout == .channelsFirst
    (inputs, outputs) = (kernel.rows * kernel.columns * kernel.inputs, kernel.outputs)
    let window = FeatureMapShape(rows: kernel.rows, columns: kernel.columns, channels: kernel.inputs)
    places = isTransposed ? window.channelsFirstPlaces : nil
  }

  /// Our matrix of the file's values.
  func grid(_ values: [Double]) -> Grid<Double> {
    Grid(rows: inputs, columns: outputs) { values[place($0, $1)] }
  }

  /// The file's values of our matrix.
  func values(_ grid: Grid<Double>) -> [Double] {
    var values = [Double](repeating: 0, count: inputs * outputs)
    for row in 0..<inputs {
      for column in 0..<outputs { values[place(row, column)] = grid[row, column] }
    }
    return values
  }

  private func place(_ input: Int, _ output: Int) -> Int {
    let input = places?[input] ?? input
    return isTransposed ? output * inputs + input : input * outputs + output
  }
}

/// The lengths of a convolution's kernel.
struct KernelShape {
  let rows, columns, inputs, outputs: Int

  /// - Parameter shape: four axes, none of them empty.
  init(_ shape: [Int], _ layout: ChannelLayout) {
    (rows, columns, inputs, outputs) =
      layout == .channelsLast ? (shape[0], shape[1], shape[2], shape[3]) : (shape[2], shape[3], shape[1], shape[0])
  }
}
