import CrossbarPrimitives

/// Puts a network together step by step, as a file or an architecture tells of it, and checks that each step fits.
struct NetworkAssembly {
  /// Why a step does not fit.
  struct Misfit: Error { let reason: String }

  /// What the next step works on.
  private(set) var shape: FeatureMapShape
  /// How the file counts the values of feature maps, which matters for the first matrix after them.
  var layout: ChannelLayout
  /// Whether the values count as a vector.
  private var isFlattened = false
  private let input: FeatureMapShape
  private(set) var steps: [NetworkStep] = []
  private(set) var layers: [DenseLayer] = []

  init(input: FeatureMapShape, layout: ChannelLayout) {
    self.input = input
    self.layout = layout
    shape = input
  }

  /// The network; nil without any weights.
  var network: Network? {
    guard !layers.isEmpty else { return nil }
    // What begins with a matrix takes a vector of any shape.
    let first = steps.first == .dense ? FeatureMapShape.flat(input.count) : input
    return Network(layers: layers, structure: NetworkStructure(input: first, steps: steps))
  }

  /// Whether the last step is a matrix, into which a scaling can be folded.
  var endsWithWeights: Bool { steps.last?.hasWeights ?? false }

  /// A matrix times all values.
  /// - Parameters:
  ///   - shape: of the array in the file, two axes.
  ///   - biases: nil for none.
  /// - Returns: how the file keeps the matrix.
  mutating func dense(
    _ shape: [Int], _ values: [Double], isTransposed: Bool, biases: [Double]?
  ) throws(Misfit) -> MatrixForm {
    guard self.shape.isFlat || isFlattened || steps.isEmpty else {
      throw Misfit(reason: "a dense layer after values of \(self.shape) that were not flattened")
    }
    let plain = MatrixForm(dense: shape, isTransposed: isTransposed)
    guard plain.inputs == self.shape.count else {
      throw Misfit(reason: "a matrix for \(plain.inputs) inputs after \(self.shape.count) values")
    }
    let form = MatrixForm(dense: shape, isTransposed: isTransposed, places: layout.places(of: self.shape))
    try add(.dense, form, values, biases)
    isFlattened = true
    return form
  }

  /// A convolution.
  /// - Parameters:
  ///   - shape: of the kernel in the file, four axes in the order of `kernelLayout`.
  ///   - window: size and strides; the padding follows from the rule.
  mutating func convolution(
    _ shape: [Int], _ values: [Double], kernelLayout: ChannelLayout, strides: (rows: Int, columns: Int),
    padding: SlidingWindow.PaddingRule, biases: [Double]?
  ) throws(Misfit) -> MatrixForm {
    guard !isFlattened else { throw Misfit(reason: "a convolution after values that were flattened") }
    let kernel = KernelShape(shape, kernelLayout)
    guard kernel.inputs == self.shape.channels else {
      throw Misfit(reason: "a kernel for \(kernel.inputs) channels after \(self.shape)")
    }
    let window = SlidingWindow(
      rows: kernel.rows, columns: kernel.columns, rowStride: strides.rows, columnStride: strides.columns
    ).padded(padding, over: self.shape)
    guard window.places(over: self.shape) != nil else {
      throw Misfit(reason: "a kernel of \(window.words) does not fit into \(self.shape)")
    }
    let form = MatrixForm(kernel: shape, kernelLayout)
    try add(.convolution(window), form, values, biases)
    return form
  }

  private mutating func add(
    _ step: NetworkStep, _ form: MatrixForm, _ values: [Double], _ biases: [Double]?
  ) throws(Misfit) {
    if let biases, biases.count != form.outputs {
      throw Misfit(reason: "\(biases.count) biases for \(form.outputs) outputs")
    }
    guard let output = step.output(of: shape, (form.inputs, form.outputs)) else {
      throw Misfit(reason: "\(step.words) after \(shape)")
    }
    layers.append(
      DenseLayer(weights: form.grid(values), biases: biases ?? Array(repeating: 0, count: form.outputs)))
    steps.append(step)
    shape = output
  }

  /// Reduces windows to one value.
  /// - Parameter window: nil for all pixels.
  mutating func pool(
    _ kind: Pooling.Kind, _ window: SlidingWindow?, _ padding: SlidingWindow.PaddingRule = .explicit(.init()),
    countsPadding: Bool = false
  ) throws(Misfit) {
    guard !isFlattened else { throw Misfit(reason: "pooling after values that were flattened") }
    let window = (window ?? SlidingWindow(rows: shape.rows, columns: shape.columns)).padded(padding, over: shape)
    let padding = window.padding
    // Such a window could lie on nothing but padding.
    guard max(padding.top, padding.bottom) < window.rows, max(padding.left, padding.right) < window.columns else {
      throw Misfit(reason: "pooling over \(window.words), which has more padding than window")
    }
    let step = NetworkStep.pooling(Pooling(kind, window, countsPadding: countsPadding))
    guard let output = step.output(of: shape, nil) else {
      throw Misfit(reason: "pooling over \(window.words) does not fit into \(shape)")
    }
    steps.append(step)
    shape = output
  }

  mutating func apply(_ activation: Activation) { steps.append(.activation(activation)) }

  /// From here on the values are a vector, in the order in which the file's layout counts them.
  mutating func flatten() { isFlattened = true }

  /// A vector as an image of one channel, whose values have the same order in all layouts.
  mutating func unflatten(rows: Int, columns: Int) throws(Misfit) {
    guard steps.isEmpty, shape.count == rows * columns else {
      throw Misfit(reason: "\(shape) as an image of \(rows) x \(columns)")
    }
    (self, isFlattened) = (
      NetworkAssembly(input: FeatureMapShape(rows: rows, columns: columns, channels: 1), layout: layout), false
    )
  }

  /// Multiplies each channel by a factor and adds a summand: folded into the weights if these come directly before.
  mutating func scale(_ scaling: ChannelScaling) throws(Misfit) {
    let channels = isFlattened && !shape.isFlat ? 0 : shape.channels
    guard scaling.factors.count == channels else {
      throw Misfit(reason: "factors for \(scaling.factors.count) channels after \(isFlattened ? "a vector of " : "")\(shape)")
    }
    if case .scaling(let before) = steps.last {
      steps[steps.count - 1] = .scaling(before.followed(by: scaling))
      return
    }
    guard endsWithWeights, let last = layers.last else {
      steps.append(.scaling(scaling))
      return
    }
    layers[layers.count - 1] = DenseLayer(
      weights: Grid(rows: last.inputCount, columns: last.outputCount) { last.weights[$0, $1] * scaling.factors[$1] },
      biases: last.biases.enumerated().map { $1 * scaling.factors[$0] + scaling.summands[$0] })
  }
}

extension ChannelScaling {
  /// Both in one.
  func followed(by other: ChannelScaling) -> ChannelScaling {
    ChannelScaling(
      factors: zip(factors, other.factors).map { $0 * $1 },
      summands: zip(zip(summands, other.factors), other.summands).map { $0.0 * $0.1 + $1 })
  }

  /// What a batch normalisation does once it is trained: (x - mean) / sqrt(variance + epsilon) times gamma, plus beta.
  init(gamma: [Double], beta: [Double], mean: [Double], variance: [Double], epsilon: Double) {
    let factors = zip(gamma, variance).map { $0 / ($1 + epsilon).squareRoot() }
    self.init(factors: factors, summands: zip(zip(beta, mean), factors).map { $0.0 - $0.1 * $1 })
  }
}
