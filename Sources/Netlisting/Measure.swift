import CrossbarPrimitives

/// One figure to take from an analysis: a simulator prints it under its name, and `SimulationResult.value(of:)` computes it.
///
///     Measure("q_set", .integral, of: .current(source: "VBL0"), meaning: "charge of the SET pulse")
public struct Measure: Hashable, Sendable {
  /// Lower case; letters, digits and `_`. Simulators print the figure under it.
  public var name: String
  /// The quantity that is measured; must be among the deck's probes.
  public var probe: Probe
  /// How a curve is reduced to one number.
  public var kind: Kind
  /// What the figure is, in words for a reader; empty when read from a deck.
  public var meaning: String

  /// Nothing is checked here; `name` must be lower case, and different from those of the deck's other measures.
  public init(_ name: String, _ kind: Kind, of probe: Probe, meaning: String) {
    self.name = name
    self.kind = kind
    self.probe = probe
    self.meaning = meaning
  }

  /// A measure named after its probe, as `name(of:)` says.
  public init(_ kind: Kind, of probe: Probe, meaning: String) {
    self.init(Self.name(of: "\(probe)"), kind, of: probe, meaning: meaning)
  }

  /// Turns a quantity as simulators write it into a name: `I(VSL0)` into `i_vsl0`, `v(xcell_0_7.w)` into `v_xcell_0_7_w`.
  public static func name(of quantity: some StringProtocol) -> String {
    String(quantity.lowercased().compactMap { $0 == ")" ? nil : "(.:".contains($0) ? "_" : $0 })
  }

  /// `value` belongs to operating points and sweeps, all others to transients.
  public enum Kind: Hashable, Sendable {
    /// The value at an operating point, or at the last point of a sweep.
    case value
    /// The value at a time within a transient, interpolated linearly between the solver's time points.
    case at(Time)
    /// The largest value at any of the solver's time points.
    case maximum
    /// The smallest value at any of the solver's time points.
    case minimum
    /// The integral of the probe over the whole transient.
    case integral
    /// The first time at which the probe passes a level in the given direction, s; there may be none.
    case crossing(level: Double, Edge)
  }

  /// The direction of a crossing.
  public enum Edge: String, Hashable, Sendable {
    /// Upwards through the level, or downwards.
    case rise, fall
  }

  /// The unit of the figure. A filament's state is a voltage inside the circuit and has no unit outside: `1`.
  public var unit: String {
    switch (kind, probe) {
    case (.crossing, _): "s"
    case (.integral, .current): "C"
    case (.integral, .voltage): "V s"
    case (.integral, .inner): "s"
    case (_, .current): "A"
    case (_, .voltage): "V"
    case (_, .inner): "1"
    }
  }
}

extension Analysis {
  /// Whether this analysis can yield such a measure. A time must lie within the transient.
  func yields(_ kind: Measure.Kind) -> Bool {
    switch (self, kind) {
    case (.operatingPoint, .value), (.sweep, .value): true
    case (.transient(let stop, _), .at(let time)): time >= .zero && time <= stop
    case (.transient, .maximum), (.transient, .minimum), (.transient, .integral), (.transient, .crossing): true
    default: false
    }
  }
}
