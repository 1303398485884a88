import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A 1T1R array: the parts that are built and never change, and the filament states, which pulses change.
///
/// Row i is a word line (gates), column j a bit line (top electrodes) with a source line beside it; (0, 0) is nearest
/// the drivers of all three.
public struct CrossbarArray: Sendable {
  /// Each cell's device with its own parameters, rows × columns; device-to-device variation shows here.
  public var memristors: Grid<Memristor>
  /// Filament state of each cell, 0 (none) to 1 (strongest).
  public var states: Grid<Double>
  /// The access transistor: that of all cells, or the nominal one where each has its own.
  public let transistor: AccessTransistor
  /// Each cell's own transistor, rows × columns; nil where they are all equal.
  public var transistors: Grid<AccessTransistor>?
  /// Wires and drivers; the same for all lines of a kind.
  public let wires: Wires

  /// - Precondition: `states` has as many rows and columns as `memristors`.
  public init(
    memristors: Grid<Memristor>, states: Grid<Double>, transistor: AccessTransistor, wires: Wires
  ) {
    precondition(memristors.rows == states.rows && memristors.columns == states.columns, "one state a memristor")
    self.memristors = memristors
    self.states = states
    self.transistor = transistor
    self.wires = wires
  }

  /// The transistor of a cell.
  func transistor(_ row: Int, _ column: Int) -> AccessTransistor { transistors?[row, column] ?? transistor }

  /// Whether any transistor deviates from the nominal one.
  var hasMismatch: Bool {
    transistor.deviates || transistors?.elements.contains(where: \.deviates) ?? false
  }

  /// Number of word lines.
  public var rows: Int { memristors.rows }
  /// Number of bit lines.
  public var columns: Int { memristors.columns }
}

extension Circuit {
  /// Adds a memristor, and once per circuit the library that defines its model.
  /// - Parameters:
  ///   - state: initial state of the filament, 0 (HRS) to 1 (LRS).
  ///   - isHeld: whether the state stays there, whatever the voltage.
  ///   - setTerminal: the terminal at which a positive voltage makes the filament grow.
  /// - Throws: `NetlistError` if the circuit cannot take the element.
  public mutating func add(
    _ name: String, _ memristor: Memristor, state: Double, isHeld: Bool, from setTerminal: Node, to other: Node
  ) throws(NetlistError) {
    include(memristor.device.library)
    try add(name, memristor.instance(state: state, isHeld: isHeld, from: setTerminal, to: other))
  }
}

/// Wires and drivers of an array's lines. A resistance of zero merges nodes; it never becomes a tiny resistor.
///
/// Without capacitance, lines follow their drivers at once. `LineLadder` says how capacitance stands on a line.
public struct Wires: Hashable, Sendable {
  /// One bit line segment: driver to row 0, and row to row.
  public var bitLineSegment: Resistance
  /// One source line segment: driver to row 0, and row to row.
  public var sourceLineSegment: Resistance
  /// Output resistance of each bit line and source line driver, and of word line drivers where word lines move.
  public var driver: Resistance
  /// One word line segment: driver to column 0, and column to column.
  public var wordLineSegment = Resistance.zero
  /// To ground, of one segment of any line.
  public var segmentCapacitance = Capacitance.zero
  /// What the gate of each cell adds to its word line. A transistor model with charges of its own adds them besides.
  public var gateCapacitance = Capacitance.zero
  /// What each cell's off transistor adds at its node of bit and source lines. Set where cells are compiled, which leave the
  /// charges of transistors out; a circuit has the transistors themselves.
  var cellCapacitance = Capacitance.zero
  /// Rise and fall time of word line drivers; nil for the edge of the pulse where word lines move.
  public var wordLineRise: Time?

  /// Whether the selected word line rises and falls with an operation's pulse. Otherwise it has come to rest before, and
  /// since gates draw no direct current it is then one node.
  public var movesWordLines: Bool { wordLineSegment > .zero || gateCapacitance > .zero || wordLineRise != nil }

  /// What is left of them at an operating point: resistances, and word lines that do not move.
  var atRest: Wires { Wires(bitLineSegment: bitLineSegment, sourceLineSegment: sourceLineSegment, driver: driver) }

  /// The same bit and source lines, with word lines that are at rest when a pulse begins.
  var withIdealWordLines: Wires {
    var wires = atRest
    wires.segmentCapacitance = segmentCapacitance
    return wires
  }

  /// Each must be zero or more. Capacitances and all that concerns word lines are zero at first.
  public init(bitLineSegment: Resistance, sourceLineSegment: Resistance, driver: Resistance) {
    self.bitLineSegment = bitLineSegment
    self.sourceLineSegment = sourceLineSegment
    self.driver = driver
  }
}
