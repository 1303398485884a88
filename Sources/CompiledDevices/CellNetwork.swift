/// A value at each of a cell's three nodes: where the bit line meets the memristor, between memristor and transistor, and
/// where the transistor meets the source line.
struct NodeLanes {
  var bitLine = all(0)
  var middle = all(0)
  var sourceLine = all(0)

  @inline(__always) static func + (a: NodeLanes, b: NodeLanes) -> NodeLanes {
    NodeLanes(bitLine: a.bitLine + b.bitLine, middle: a.middle + b.middle, sourceLine: a.sourceLine + b.sourceLine)
  }

  @inline(__always) static func * (a: Lanes, b: NodeLanes) -> NodeLanes {
    NodeLanes(bitLine: a * b.bitLine, middle: a * b.middle, sourceLine: a * b.sourceLine)
  }

  @inline(__always) var largest: Lanes {
    larger(magnitude(bitLine), larger(magnitude(middle), magnitude(sourceLine)))
  }

  /// Bit line node against the node between memristor and transistor.
  @inline(__always) var acrossMemristor: Lanes { bitLine - middle }

  mutating func set(_ lane: Int, _ value: Double) {
    bitLine[lane] = value
    middle[lane] = value
    sourceLine[lane] = value
  }
}

@inline(__always) func select(_ mask: LaneMask, _ yes: NodeLanes, _ no: NodeLanes) -> NodeLanes {
  NodeLanes(
    bitLine: select(mask, yes.bitLine, no.bitLine), middle: select(mask, yes.middle, no.middle),
    sourceLine: select(mask, yes.sourceLine, no.sourceLine))
}

/// Voltages of the three drivers, V, or their slopes, V/s.
struct LineLanes {
  var bitLine = all(0)
  var sourceLine = all(0)
  var gate = all(0)

  /// The voltages after a time on straight lines, s.
  /// - Parameter slopes: V/s.
  @inline(__always) func moved(_ slopes: LineLanes, _ time: Lanes) -> LineLanes {
    LineLanes(
      bitLine: bitLine + slopes.bitLine * time, sourceLine: sourceLine + slopes.sourceLine * time,
      gate: gate + slopes.gate * time)
  }
}

/// The circuit around the memristors of eight cells. Its equations: the currents out of each node add up to zero.
struct CellNetwork {
  private var transistor = TransistorLanes()
  /// Conductance of the line, S. For an ideal line it is 1 and its share 0: the equation then says that the node has
  /// its source's voltage.
  private var bitLineConductance = all(1)
  private var bitLineShare = all(0)
  private var sourceLineConductance = all(1)
  private var sourceLineShare = all(0)
  /// Number of other cells in the column; then each node's minimum conductance, S.
  private var offCells = all(0)
  private var bitLineLeakage = all(0)
  private var middleLeakage = all(0)
  private var sourceLineLeakage = all(0)
  /// Tables of lanes without transistor equations; the equations of these lanes are set to carry no current.
  private(set) var tables = TableLanes()

  /// Puts a path into a lane.
  mutating func set(_ lane: Int, _ path: CellPath) {
    tables.set(lane, path)
    bitLineShare[lane] = path.bitLineResistance > 0 ? 1 : 0
    bitLineConductance[lane] = path.bitLineResistance > 0 ? 1 / path.bitLineResistance : 1
    sourceLineShare[lane] = path.sourceLineResistance > 0 ? 1 : 0
    sourceLineConductance[lane] = path.sourceLineResistance > 0 ? 1 / path.sourceLineResistance : 1
    offCells[lane] = Double(path.offCells)
    var leakage = 0.0
    switch path.transistor {
    case .equations(let equations):
      transistor.set(lane, equations)
      leakage = CompiledTransistor.minimumConductance
    case .tables: transistor.set(lane, .absent)
    }
    middleLeakage[lane] = leakage
    bitLineLeakage[lane] = path.offCells > 0 ? leakage : 0
    sourceLineLeakage[lane] = path.offCells > 0 ? 2 * leakage : leakage
  }

  /// Currents at given node voltages.
  struct Flow {
    /// Residual of the nodes' equations, A; of ideal lines, V.
    var residual: NodeLanes
    /// Current out of the bit line's driver, A, from the memristor's own formula and not a difference over a small
    /// resistance.
    var bitLineCurrent: Lanes
    /// Current into the source line's driver, A, likewise.
    var sourceLineCurrent: Lanes
    fileprivate var channel: TransistorLanes.Channel
    /// Currents through junctions into the bulk, A.
    fileprivate var leaks: NodeLanes
  }

  /// The currents at given node and line voltages.
  /// - Parameter current: the memristor's at these node voltages, A.
  @inline(__always)
  func flow(_ nodes: NodeLanes, _ lines: LineLanes, memristor current: Lanes) -> Flow {
    let channel = transistor.channel(drain: nodes.middle, gate: lines.gate, source: nodes.sourceLine)
    let leaks = NodeLanes(
      bitLine: transistor.junctions(offCells, leakage: bitLineLeakage, at: nodes.bitLine),
      middle: transistor.junctions(all(1), leakage: middleLeakage, at: nodes.middle),
      sourceLine: transistor.junctions(offCells + 1.0, leakage: sourceLineLeakage, at: nodes.sourceLine))
    let bitLineCurrent = current + leaks.bitLine
    var flow = Flow(
      residual: NodeLanes(
        bitLine: bitLineConductance * (nodes.bitLine - lines.bitLine) + bitLineShare * bitLineCurrent,
        middle: channel.current - current + leaks.middle,
        sourceLine: sourceLineConductance * (nodes.sourceLine - lines.sourceLine)
          + sourceLineShare * (leaks.sourceLine - channel.current)),
      bitLineCurrent: bitLineCurrent, sourceLineCurrent: current - leaks.middle - leaks.sourceLine, channel: channel,
      leaks: leaks)
    if tables.areThere { add(tables.currents(nodes), to: &flow) }
    return flow
  }

  /// Adds the currents of transistors that are tables: of the middle and source line nodes, and of the off cells
  /// between the lines.
  private func add(_ currents: TableLanes.Currents, to flow: inout Flow) {
    flow.residual.middle = flow.residual.middle + currents.drain
    flow.residual.bitLine = flow.residual.bitLine + bitLineShare * currents.offDrain
    flow.residual.sourceLine =
      flow.residual.sourceLine + sourceLineShare * (currents.bulk - currents.drain + currents.offSource)
    flow.bitLineCurrent = flow.bitLineCurrent + currents.offDrain
    flow.sourceLineCurrent = flow.sourceLineCurrent - currents.bulk - currents.offSource
  }

  /// Derivatives of the currents with respect to the node voltages, S.
  struct Slopes {
    var memristor = all(0)
    var channel = TransistorLanes.Conductances(byDrain: all(0), bySource: all(0), byGate: all(0))
    var junctions = NodeLanes()
    /// Of the column's other transistors: bit line current by source line voltage, and the reverse.
    var bitLineBySource = all(0)
    var sourceLineByBit = all(0)
  }

  /// The derivatives at node voltages, with the flow there.
  /// - Parameter conductance: of the memristor, dI/dv, S.
  @inline(__always)
  func slopes(_ nodes: NodeLanes, _ flow: Flow, memristor conductance: Lanes) -> Slopes {
    var slopes = Slopes(
      memristor: conductance, channel: transistor.conductances(flow.channel),
      junctions: NodeLanes(
        bitLine: transistor.junctionConductance(
          offCells, leakage: bitLineLeakage, at: nodes.bitLine, flow.leaks.bitLine),
        middle: transistor.junctionConductance(all(1), leakage: middleLeakage, at: nodes.middle, flow.leaks.middle),
        sourceLine: transistor.junctionConductance(
          offCells + 1.0, leakage: sourceLineLeakage, at: nodes.sourceLine, flow.leaks.sourceLine)))
    if tables.areThere { tables.addSlopes(nodes, to: &slopes) }
    return slopes
  }

  /// The time derivative of the nodes' equations, due to the slopes of the lines.
  @inline(__always)
  func timeDerivative(_ slopes: Slopes, _ rising: LineLanes) -> NodeLanes {
    let gate = slopes.channel.byGate * rising.gate
    return NodeLanes(
      bitLine: -(bitLineConductance * rising.bitLine), middle: gate,
      sourceLine: -(sourceLineConductance * rising.sourceLine) - sourceLineShare * gate)
  }

  /// Factors of the equations' derivatives by the node voltages: a tridiagonal matrix, with corners where off cells are
  /// tables.
  @inline(__always)
  func factors(_ slopes: Slopes) -> Factors {
    let (conductance, channel, junctions) = (slopes.memristor, slopes.channel, slopes.junctions)
    let first = 1.0 / (bitLineConductance + bitLineShare * (conductance + junctions.bitLine))
    let firstAbove = -(bitLineShare * conductance)
    let secondBelow = -(conductance * first)
    let second = 1.0 / (conductance + channel.byDrain + junctions.middle - secondBelow * firstAbove)
    let lowest = sourceLineConductance + sourceLineShare * (junctions.sourceLine - channel.bySource)
    var factors = Factors(
      first: first, firstAbove: firstAbove, secondBelow: secondBelow, second: second, secondAbove: channel.bySource)
    if tables.areThere {
      // Off cells couple the lines. The corners that result fill in during elimination.
      factors.isCoupled = true
      factors.firstCorner = bitLineShare * slopes.bitLineBySource
      factors.thirdCorner = sourceLineShare * slopes.sourceLineByBit * first
      factors.secondAbove = channel.bySource - secondBelow * factors.firstCorner
      factors.thirdBelow = -((sourceLineShare * channel.byDrain + factors.thirdCorner * firstAbove) * second)
      factors.third =
        1.0 / (lowest - factors.thirdCorner * factors.firstCorner - factors.thirdBelow * factors.secondAbove)
    } else {
      factors.thirdBelow = -(sourceLineShare * channel.byDrain * second)
      factors.third = 1.0 / (lowest - factors.thirdBelow * channel.bySource)
    }
    factors.byMemristor = factors.solve(NodeLanes(bitLine: bitLineShare, middle: all(-1), sourceLine: all(0)))
    return factors
  }

  /// LU factors of the three nodes' equations; the pivots are stored as reciprocals.
  struct Factors {
    var first = all(1)
    var firstAbove = all(0)
    var secondBelow = all(0)
    var second = all(1)
    var secondAbove = all(0)
    var thirdBelow = all(0)
    var third = all(1)
    var isCoupled = false
    /// Elements of the first row and third column, and of the third row and first column.
    var firstCorner = all(0)
    var thirdCorner = all(0)
    /// Response of the node voltages to a current in the memristor's place, V/A, with inverted sign.
    var byMemristor = NodeLanes()

    /// Solves the linear equations for the three node voltages.
    @inline(__always)
    func solve(_ right: NodeLanes) -> NodeLanes {
      let middle = right.middle - secondBelow * right.bitLine
      var (top, bottom) = (right.bitLine, right.sourceLine)
      if isCoupled { bottom = bottom - thirdCorner * top }
      let sourceLine = (bottom - thirdBelow * middle) * third
      let middleVoltage = (middle - secondAbove * sourceLine) * second
      if isCoupled { top = top - firstCorner * sourceLine }
      return NodeLanes(
        bitLine: (top - firstAbove * middleVoltage) * first, middle: middleVoltage, sourceLine: sourceLine)
    }
  }
}
