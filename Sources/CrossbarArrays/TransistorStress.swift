import CrossbarPrimitives
import MemristorDevices

/// The largest voltages between the terminals of one transistor over an operation, as magnitudes. The bulk is at 0 V.
public struct CellStress: Hashable, Sendable {
  public private(set) var gateSource = Voltage.zero
  public private(set) var gateDrain = Voltage.zero
  public private(set) var gateBulk = Voltage.zero
  public private(set) var drainSource = Voltage.zero

  /// All zero.
  public init() {}

  package init(gateSource: Voltage, gateDrain: Voltage, gateBulk: Voltage, drainSource: Voltage) {
    (self.gateSource, self.gateDrain, self.gateBulk, self.drainSource) = (gateSource, gateDrain, gateBulk, drainSource)
  }

  /// From simulated node voltages.
  /// - Parameters:
  ///   - gate: constant over the operation.
  ///   - drain: of the node under the memristor at some times, V.
  ///   - source: where the transistor meets the source line, at the same times, V.
  init(gate: Voltage, drain: [Double], source: [Double]) {
    gateBulk = .volts(abs(gate.si))
    for (drain, source) in zip(drain, source) {
      gateSource = max(gateSource, .volts(abs(gate.si - source)))
      gateDrain = max(gateDrain, .volts(abs(gate.si - drain)))
      drainSource = max(drainSource, .volts(abs(drain - source)))
    }
  }

  /// From the voltages of its lines, with ideal drivers and wires.
  ///
  /// The gate is held from before the lines' pulses until after them, so it is also seen with both lines at 0 V. Between
  /// its lines' voltages and 0 V lies every voltage that the middle node may have, since all it is connected to are the two
  /// lines, through resistive elements, and the bulk. Where the gate is at 0 V, the middle node stands at the bit line: an
  /// off transistor passes far less than any memristor. So the values are exact but for the selected cell's drain, of which
  /// they are a bound.
  init(gate: Voltage, bitLine: Voltage, sourceLine: Voltage) {
    let middle = gate > .zero ? [0, bitLine.si, sourceLine.si] : [0, bitLine.si]
    self.init(gate: gate, drain: middle, source: [Double](repeating: 0, count: middle.count))
    gateSource = max(gateSource, .volts(abs((gate - sourceLine).si)))
    drainSource = .volts(abs((bitLine - sourceLine).si))
  }

  /// The largest voltage of a pair of terminals.
  public subscript(pair: TransistorRatings.Pair) -> Voltage {
    switch pair {
    case .gateSource: gateSource
    case .gateDrain: gateDrain
    case .gateBulk: gateBulk
    case .drainSource: drainSource
    }
  }

  /// The larger of both for each pair.
  public func union(_ other: CellStress) -> CellStress {
    CellStress(
      gateSource: max(gateSource, other.gateSource), gateDrain: max(gateDrain, other.gateDrain),
      gateBulk: max(gateBulk, other.gateBulk), drainSource: max(drainSource, other.drainSource))
  }
}

/// The largest voltage of each pair of terminals over all transistors of an array and some operations, with the
/// operation and the cell in which it occurs.
///
///     var stress = TransistorStress(CellOperation(read))
///     stress.formUnion(TransistorStress(reset))
///     stress.exceeded(transistor.ratings)  // [.gateSource, .gateDrain, .gateBulk]
public struct TransistorStress: Hashable, Sendable {
  /// A transistor's place relative to the selected cell.
  public enum Place: String, Hashable, Codable, Sendable {
    case selected
    /// Half-selected: on the selected word line; and on the selected bit line and source line, its own gate off.
    case sameRow = "same_row"
    case sameColumn = "same_column"
    case unselected
  }

  /// The largest voltage of a pair, and where it occurs.
  public struct Peak: Hashable, Sendable {
    public var voltage: Voltage
    public var operation: RowOperation.Kind
    public var place: Place
  }

  private var peaks: [TransistorRatings.Pair: Peak] = [:]

  /// Of no operation.
  public init() {}

  /// The voltages of bit line and source line at full height of a pulse.
  package typealias Lines = (bitLine: Voltage, sourceLine: Voltage)

  /// All transistors of an array during an operation, from the voltages of ideal lines.
  /// - Parameters:
  ///   - lines: of the selected column.
  ///   - others: of the other columns.
  ///   - offGate: of unselected rows.
  ///   - selected: of the selected cell, if it was simulated; nil for the bound that its lines give.
  package init(
    _ kind: RowOperation.Kind, gate: Voltage, lines: Lines, others: Lines = (.zero, .zero), offGate: Voltage = .zero,
    selected: CellStress? = nil
  ) {
    func cell(_ gate: Voltage, _ lines: Lines) -> CellStress {
      CellStress(gate: gate, bitLine: lines.bitLine, sourceLine: lines.sourceLine)
    }
    // Of equal voltages the one that lasts longest comes first: a row's half-selected cells hold their gate's for as long
    // as the word line is up, the selected one only until its lines rise.
    for (place, stress) in [
      (.sameRow, cell(gate, others)), (.sameColumn, cell(offGate, lines)), (Place.selected, selected ?? cell(gate, lines)),
      (.unselected, cell(offGate, others)),
    ] {
      for pair in TransistorRatings.Pair.allCases {
        note(pair, Peak(voltage: stress[pair], operation: kind, place: place))
      }
    }
  }

  /// All transistors of an array during an operation, unselected lines at 0 V.
  /// - Parameter selected: of the selected cell, if it was simulated; nil for the bound that its lines give.
  public init(_ operation: CellOperation, selected: CellStress? = nil) {
    self.init(operation.kind, gate: operation.wordLineVoltage, lines: operation.lineVoltages, selected: selected)
  }

  /// All transistors of an array over some operations.
  public init(_ operations: some Sequence<CellOperation>) {
    for operation in operations { formUnion(TransistorStress(operation)) }
  }

  /// The largest voltage of a pair; zero where there was no operation.
  public subscript(pair: TransistorRatings.Pair) -> Peak {
    peaks[pair] ?? Peak(voltage: .zero, operation: .read, place: .unselected)
  }

  /// Takes the larger voltage of both for each pair.
  public mutating func formUnion(_ other: TransistorStress) {
    for pair in TransistorRatings.Pair.allCases { note(pair, other[pair]) }
  }

  /// Voltages that differ by less than a ten-thousandth, as much as integration leaves open at the end of an edge, count as
  /// equal: the first one stays.
  private mutating func note(_ pair: TransistorRatings.Pair, _ peak: Peak) {
    if peak.voltage > self[pair].voltage * Self.equality { peaks[pair] = peak }
  }

  /// The pairs whose largest voltage is above their rating; empty where none is rated.
  public func exceeded(_ ratings: TransistorRatings) -> [TransistorRatings.Pair] {
    TransistorRatings.Pair.allCases.filter { pair in
      ratings[pair].map { self[pair].voltage > $0 * Self.equality } ?? false
    }
  }

  private static let equality = 1 + 1e-4
}
