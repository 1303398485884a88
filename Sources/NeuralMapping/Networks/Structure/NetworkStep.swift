/// One step of a network from input to output. Steps with weights take them from the network's layers, in their order.
public enum NetworkStep: Hashable, Sendable {
  /// The next layer's matrix times all values.
  case dense
  /// The next layer's matrix times the values below the window, at each of its places. The matrix has a row for each
  /// value of the window, row by row with the channels of a pixel next to each other, and a column for each channel of
  /// the output.
  case convolution(SlidingWindow)
  /// The largest or mean value below the window, at each of its places and for each channel.
  case pooling(Pooling)
  /// A function of each value.
  case activation(Activation)
  /// A factor and a summand for each channel: a batch normalisation that could not be folded into weights.
  case scaling(ChannelScaling)

  /// Whether it uses a layer's weights.
  var hasWeights: Bool {
    switch self {
    case .dense, .convolution: true
    case .pooling, .activation, .scaling: false
    }
  }

  /// The shape that comes out of it; nil where the step does not fit.
  /// - Parameter layer: the layer whose weights it uses; nil for a step without weights.
  func output(of shape: FeatureMapShape, _ layer: (inputs: Int, outputs: Int)?) -> FeatureMapShape? {
    switch self {
    case .dense: return layer.flatMap { $0.inputs == shape.count ? .flat($0.outputs) : nil }
    case .convolution(let window):
      guard let layer, let places = window.places(over: shape),
        layer.inputs == window.rows * window.columns * shape.channels
      else { return nil }
      return FeatureMapShape(rows: places.rows, columns: places.columns, channels: layer.outputs)
    case .pooling(let pooling):
      return pooling.window.places(over: shape)
        .map { FeatureMapShape(rows: $0.rows, columns: $0.columns, channels: shape.channels) }
    case .activation: return shape
    case .scaling(let scaling): return scaling.factors.count == shape.channels ? shape : nil
    }
  }

  /// For results, such as "convolution 3 x 3, padding 1".
  var words: String {
    switch self {
    case .dense: "dense"
    case .convolution(let window): "convolution \(window.words)"
    case .pooling(let pooling): "\(pooling.kind.rawValue) pooling \(pooling.window.words)"
    case .activation(let activation): activation.words
    case .scaling: "scaling of each channel"
    }
  }
}

/// Reduces the values below a window to one, for each channel by itself.
public struct Pooling: Hashable, Sendable {
  /// What is taken of the values.
  public enum Kind: String, Sendable { case largest = "max", mean = "average" }

  public var kind: Kind
  public var window: SlidingWindow
  /// Whether the mean counts padding as zeros; the largest value never lies there.
  public var countsPadding: Bool

  /// Padding does not count unless told to.
  public init(_ kind: Kind, _ window: SlidingWindow, countsPadding: Bool = false) {
    (self.kind, self.window, self.countsPadding) = (kind, window, countsPadding)
  }
}

/// y = factor x + summand, with a pair of numbers for each channel.
public struct ChannelScaling: Hashable, Sendable {
  public let factors, summands: [Double]

  /// - Precondition: as many factors as summands.
  public init(factors: [Double], summands: [Double]) {
    precondition(factors.count == summands.count, "\(factors.count) factors for \(summands.count) summands")
    (self.factors, self.summands) = (factors, summands)
  }
}
