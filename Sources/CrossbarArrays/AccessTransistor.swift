import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// The transistor in series with each memristor.
public struct AccessTransistor: Hashable, Sendable {
  /// The model and the library that defines it; a card or a subcircuit.
  public var model: TransistorModel
  /// Channel width. Used by models that are cards; a subcircuit brings its own.
  public var width: Length
  /// Channel length, likewise.
  public var length: Length
  /// Of the transistor, and so of every circuit that it is in. Memristors have theirs: `MemristorDevice.temperature`.
  public var temperature = Temperature.nominal
  /// The voltages that it withstands; they change no simulation.
  public var ratings = TransistorRatings()

  /// The foundry's own description, which exported decks refer to; `model` is then what ngspice made of it for this size.
  public var foundry: FoundryTransistor?

  /// How far the transistors of different cells differ; see `ofCell`.
  public var spread = TransistorSpread()
  /// How far this one is from the nominal one: not at all, unless it is a cell's own.
  public var deviation = TransistorDeviation()
  /// The cell's own model, which the library's statistics drew for it; nil for the nominal one.
  public var drawn: TransistorModel?
  /// The models to be drawn, one for each cell, in place of a spread; nil where a library draws none. See `ofCell`.
  public var draws: TransistorDraws?

  /// Both sizes must be above zero if the model is a card.
  public init(model: TransistorModel, width: Length, length: Length, ratings: TransistorRatings = TransistorRatings()) {
    self.model = model
    self.width = width
    self.length = length
    self.ratings = ratings
  }

  /// The element for `count` of these transistors in parallel, with their bulk at ground. The deviation's gain is in it, and its
  /// threshold shift is not.
  /// - Parameter name: begins with `M`; an `X` comes before it where the model is a subcircuit.
  public func element(_ name: String, drain: Node, gate: Node, source: Node, count: Int = 1) -> Element {
    let count = Double(count) * deviation.gain
    let model = drawn ?? model
    return switch model.form {
    case .card:
      Element(
        name,
        .mosfet(
          drain: drain, gate: gate, source: source, bulk: .ground,
          .init(model: model.name, width: width, length: length, multiplier: count)))
    case .subcircuit:
      Element(
        "X\(name)",
        .subcircuit(
          [drain, gate, source, .ground], name: model.name,
          parameters: [.init(TransistorModel.countParameter, count)]))
    }
  }
}
