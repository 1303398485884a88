/// The transistors of eight columns, row by row, each with its bulk at ground.
struct ColumnTransistors {
  private var equations: [TransistorLanes]
  /// ngspice's minimum conductance from drain and source to the bulk, S; 0 in lanes with tables, which hold it.
  private var leakages: [Lanes]
  private var tables: [TableLanes]
  /// Whether any lane has, or had, a table.
  private var haveTables = false

  init(rows: Int) {
    equations = Array(repeating: TransistorLanes(), count: rows)
    leakages = Array(repeating: all(0), count: rows)
    tables = Array(repeating: TableLanes(), count: rows)
  }

  /// Puts a transistor into a row of a lane.
  /// - Parameter isSelected: whether its gate is the driven one; the others are at ground.
  mutating func set(_ row: Int, _ lane: Int, _ transistor: CellTransistor, isSelected: Bool) {
    switch transistor {
    case .equations(let card):
      equations[row].set(lane, card)
      leakages[row][lane] = CompiledTransistor.minimumConductance
    case .tables:
      equations[row].set(lane, .absent)
      leakages[row][lane] = 0
      haveTables = true
    }
    tables[row].set(lane, transistor, isSelected: isSelected)
  }

  /// Currents from a cell's middle node and from the source line into its transistor, A.
  struct Currents {
    var drain: Lanes
    var source: Lanes
    fileprivate var channel: TransistorLanes.Channel
    /// Through the junctions of drain and source, A.
    fileprivate var leaks: (drain: Lanes, source: Lanes)
  }

  @inline(__always)
  func currents(_ row: Int, _ nodes: NodeLanes, gate: Lanes) -> Currents {
    let channel = equations[row].channel(drain: nodes.middle, gate: gate, source: nodes.sourceLine)
    let leaks = (
      drain: equations[row].junctions(all(1), leakage: leakages[row], at: nodes.middle),
      source: equations[row].junctions(all(1), leakage: leakages[row], at: nodes.sourceLine)
    )
    var currents = Currents(
      drain: channel.current + leaks.drain, source: leaks.source - channel.current, channel: channel, leaks: leaks)
    if haveTables {
      let sampled = tables[row].currents(nodes)
      currents.drain = currents.drain + sampled.drain
      currents.source = currents.source + (sampled.bulk - sampled.drain)
    }
    return currents
  }

  /// The derivatives of the currents at the same voltages.
  @inline(__always)
  func slopes(_ row: Int, _ nodes: NodeLanes, _ currents: Currents) -> TransistorSlopes {
    let channel = equations[row].conductances(currents.channel)
    let drain = equations[row].junctionConductance(
      all(1), leakage: leakages[row], at: nodes.middle, currents.leaks.drain)
    let source = equations[row].junctionConductance(
      all(1), leakage: leakages[row], at: nodes.sourceLine, currents.leaks.source)
    var slopes = TransistorSlopes(
      drainByDrain: channel.byDrain + drain, drainBySource: channel.bySource, sourceByDrain: -channel.byDrain,
      sourceBySource: source - channel.bySource, drainByGate: channel.byGate)
    if haveTables {
      var sampled = CellNetwork.Slopes()
      tables[row].addSlopes(nodes, to: &sampled)
      slopes.drainByDrain = slopes.drainByDrain + sampled.channel.byDrain + sampled.junctions.middle
      slopes.drainBySource = slopes.drainBySource + sampled.channel.bySource
      slopes.sourceByDrain = slopes.sourceByDrain - sampled.channel.byDrain
      slopes.sourceBySource = slopes.sourceBySource + sampled.junctions.sourceLine - sampled.channel.bySource
    }
    return slopes
  }

  /// Lanes in which a row's voltages are outside of their table.
  func outside(_ row: Int, _ nodes: NodeLanes) -> LaneMask {
    haveTables ? tables[row].outside(nodes) : LaneMask(repeating: false)
  }
}

/// Derivatives of a transistor's currents into drain and source, S.
struct TransistorSlopes {
  var drainByDrain = all(0)
  var drainBySource = all(0)
  var sourceByDrain = all(0)
  var sourceBySource = all(0)
  /// The source's is its negative.
  var drainByGate = all(0)
}
