import Foundation

/// A function that is applied to each value between layers.
public enum Activation: Hashable, Sendable {
  /// x, but 0 below 0.
  case rectifier
  /// x, but x times the slope below 0.
  case leakyRectifier(slope: Double)
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh

  /// The function's value.
  public func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .rectifier: max(0, value)
    case .leakyRectifier(let slope): value < 0 ? slope * value : value
    case .sigmoid: 1 / (1 + exp(-value))
    case .tanh: Foundation.tanh(value)
    }
  }

  /// Such as "relu" or "leaky(0.01)", as in an architecture.
  var words: String {
    switch self {
    case .rectifier: "relu"
    // Slopes in files have single precision.
    case .leakyRectifier(let slope): "leaky(\(Float(slope)))"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    }
  }
}
