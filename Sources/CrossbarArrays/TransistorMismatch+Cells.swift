import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension AccessTransistor {
  /// The transistor of one cell: with its own deviation where there is mismatch, and otherwise this one.
  ///
  /// It depends on seed and index alone, and is independent of everything else that is drawn.
  /// - Parameter index: of the cell among all cells of a run, as for its memristor.
  public func ofCell(_ index: Int, seed: UInt64) -> AccessTransistor {
    var own = self
    if let draws {
      own.draws = nil
      own.drawn = draws[index]
      return own
    }
    own.deviation = spread.deviation(seed: seed, index: index)
    return own
  }

  /// Whether each cell has a transistor of its own.
  public var variesByCell: Bool { draws != nil || !spread.isNone }

  /// The transistors of an array's cells; nil where they are all equal.
  /// - Parameter index: of a cell among all cells of a run.
  public func grid(
    rows: Int, columns: Int, seed: UInt64, index: (_ row: Int, _ column: Int) -> Int
  ) -> Grid<AccessTransistor>? {
    variesByCell ? Grid(rows: rows, columns: columns) { ofCell(index($0, $1), seed: seed) } : nil
  }

  /// Whether it differs from the nominal one.
  var deviates: Bool { drawn != nil || deviation != TransistorDeviation() }

  /// Without what distinguishes a cell's transistor from the others of its design.
  var nominal: AccessTransistor {
    var nominal = self
    nominal.deviation = TransistorDeviation()
    nominal.drawn = nil
    return nominal
  }
}

/// The transistors that a library's own statistics drew, one for each cell.
public final class TransistorDraws: Sendable, Hashable {
  private let models: [TransistorModel]

  /// By the cell's number; at least one.
  public init(_ models: [TransistorModel]) { self.models = models }

  /// Cells beyond the number that was drawn begin again with the first.
  subscript(_ index: Int) -> TransistorModel { models[index % models.count] }

  public static func == (a: TransistorDraws, b: TransistorDraws) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Circuit {
  /// Adds a cell's access transistor `MCELL_r_c` and, once per circuit, its library. A shift of its threshold voltage is a
  /// source `VVTH_r_c` between word line and gate, and a gain is its multiplier, which holds for any model: a gate at
  /// V - Δ is a threshold at V_T + Δ exactly, and a multiplier scales all its currents, those of its junctions included.
  package mutating func add(
    _ transistor: AccessTransistor, row: Int, column: Int, drain: Node, gate: Node, source: Node
  ) throws(NetlistError) {
    include((transistor.drawn ?? transistor.model).library)
    let shift = transistor.deviation.thresholdShift
    var ownGate = gate
    if shift != .zero {
      ownGate = CellPart.gate.node(row, column)
      try add(CellPart.threshold.name(row, column), .voltageSource(plus: gate, minus: ownGate, .constant(shift.si)))
    }
    try add(transistor.element(CellPart.transistor.name(row, column), drain: drain, gate: ownGate, source: source))
  }
}
