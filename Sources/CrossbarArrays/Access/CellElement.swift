import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// The element in a cell: an ohmic resistance, or a memristor, whose state an operating point holds and a pulse moves.
public enum CellElement: Hashable, Sendable {
  /// Ohmic, whatever the voltage.
  case resistor(Resistance)
  /// A memristor at a state from 0 (HRS) to 1 (LRS), held there or free from there on; its current follows the device's own
  /// equations.
  case memristor(Memristor, state: Double)

  /// The resistance; nil for a memristor, whose current is not proportional to its voltage.
  public var resistance: Resistance? {
    if case .resistor(let resistance) = self { resistance } else { nil }
  }

  /// Adds the element between two nodes, as `RCELL_3_7` or `XCELL_3_7`.
  /// - Parameter isHeld: whether a memristor's state stays where it is.
  /// - Throws: `NetlistError` if the circuit cannot take it.
  func add(
    row: Int, column: Int, isHeld: Bool, from upper: Node, to lower: Node, in circuit: inout Circuit
  ) throws(NetlistError) {
    switch self {
    case .resistor(let resistance):
      try circuit.add(CellPart.resistor.name(row, column), .resistor(upper, lower, resistance))
    case .memristor(let memristor, let state):
      try circuit.add(CellPart.memristor.name(row, column), memristor, state: state, isHeld: isHeld, from: upper, to: lower)
    }
  }
}

/// A cell's selector and its state, which an operating point holds, and from which a pulse moves it.
public struct HeldSelector: Hashable, Sendable {
  /// Alike or drawn for each cell.
  public var selector: Selector
  /// Whether a selector with states is on; no matter for one without.
  public var isOn: Bool

  /// Nothing is checked: whether the state suits the voltages is seen from the operating point.
  public init(_ selector: Selector, isOn: Bool) { (self.selector, self.isOn) = (selector, isOn) }

  /// Adds the selector between two nodes, as `XSEL_3_7`, and once per circuit the library of its model.
  /// - Parameter isHeld: whether its state, if it has one, stays where it is.
  /// - Throws: `NetlistError` if the circuit cannot take it.
  func add(
    row: Int, column: Int, isHeld: Bool, from upper: Node, to lower: Node, in circuit: inout Circuit
  ) throws(NetlistError) {
    circuit.include(selector.device.library)
    try circuit.add(
      CellPart.selector.name(row, column), selector.instance(isOn: isOn, isHeld: isHeld, from: upper, to: lower))
  }
}
