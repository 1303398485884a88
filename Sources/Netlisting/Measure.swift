import CrossbarPrimitives

/// A figure that an analysis yields: what a simulator prints under a name, and an engine's result is reduced to.
public struct Measure: Hashable, Sendable {
  /// Lower case; letters, digits and `_`.
  public var name: String
  public var probe: Probe
  public var kind: Kind
  /// What it is, for a reader.
  public var meaning: String

  public init(_ name: String, _ kind: Kind, of probe: Probe, meaning: String) {
    self.name = name
    self.kind = kind
    self.probe = probe
    self.meaning = meaning
  }

  /// Named after its probe, as `name(of:)` says.
  public init(_ kind: Kind, of probe: Probe, meaning: String) {
    self.init(Self.name(of: "\(probe)"), kind, of: probe, meaning: meaning)
  }

  /// `i_vsl0` of `I(VSL0)`, `v_xcell_0_7_w` of `v(xcell_0_7.w)`: what simulators write as a quantity, as a name.
  public static func name(of quantity: some StringProtocol) -> String {
    String(quantity.lowercased().compactMap { $0 == ")" ? nil : "(.:".contains($0) ? "_" : $0 })
  }

  public enum Kind: Hashable, Sendable {
    /// The value at an operating point, or at the last point of a sweep.
    case value
    /// The value at a time of a transient, on a straight line between the solver's time points.
    case at(Time)
    case maximum
    case minimum
    /// The integral over the whole transient.
    case integral
    /// The first time at which the probe passes a level; there may be none.
    case crossing(level: Double, Edge)
  }

  public enum Edge: String, Hashable, Sendable {
    case rise, fall
  }

  /// The unit of the figure. A filament's state is a voltage in the circuit, and has no unit outside.
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
  /// The kinds of measures it yields.
  func yields(_ kind: Measure.Kind) -> Bool {
    switch (self, kind) {
    case (.operatingPoint, .value), (.sweep, .value): true
    case (.transient(let stop, _), .at(let time)): time >= .zero && time <= stop
    case (.transient, .maximum), (.transient, .minimum), (.transient, .integral), (.transient, .crossing): true
    default: false
    }
  }
}
