/// Transistor tables of those lanes whose transistor has no equations.
///
/// Each lane looks up its own values, so that they do not depend on the others.
struct TableLanes {
  /// Tables of each lane's transistor; nil if it has equations, or the lane is empty.
  private var on = [WeightedTables?](repeating: nil, count: Lanes.scalarCount)
  private var off = [TransistorTable?](repeating: nil, count: Lanes.scalarCount)
  private var offCells = [Double](repeating: 0, count: Lanes.scalarCount)
  /// Whether any lane has, or had, a table.
  private(set) var areThere = false

  mutating func set(_ lane: Int, _ path: CellPath) {
    (on[lane], off[lane]) = (nil, nil)
    guard case .tables(let on, let off) = path.transistor else { return }
    self.on[lane] = on
    if path.offCells > 0 { self.off[lane] = off }
    offCells[lane] = Double(path.offCells)
    areThere = true
  }

  /// Puts a transistor of a column into a lane, in which every cell has its own.
  /// - Parameter isSelected: whether its gate is the driven one, or at ground.
  mutating func set(_ lane: Int, _ transistor: CellTransistor, isSelected: Bool) {
    (on[lane], off[lane]) = (nil, nil)
    guard case .tables(let on, let off) = transistor else { return }
    self.on[lane] = isSelected ? on : WeightedTables(off)
    areThere = true
  }

  /// Currents into drains and sources, A; 0 in lanes without a table.
  struct Currents {
    var drain = all(0)
    /// Current into drain and source together.
    var bulk = all(0)
    /// Currents of the column's other transistors, from the bit line and from the source line.
    var offDrain = all(0)
    var offSource = all(0)
  }

  /// The currents at node voltages, off cells times their number.
  func currents(_ nodes: NodeLanes) -> Currents {
    var currents = Currents()
    for lane in 0..<Lanes.scalarCount {
      guard let table = on[lane] else { continue }
      let reading = table.reading(drain: nodes.middle[lane], source: nodes.sourceLine[lane])
      currents.drain[lane] = reading.drain
      currents.bulk[lane] = reading.bulk
      guard let others = off[lane] else { continue }
      let leak = others.reading(drain: nodes.bitLine[lane], source: nodes.sourceLine[lane])
      currents.offDrain[lane] = offCells[lane] * leak.drain
      currents.offSource[lane] = offCells[lane] * leak.source
    }
    return currents
  }

  /// Adds derivatives: of drain-source current to the channel's, of bulk current to the junctions'.
  func addSlopes(_ nodes: NodeLanes, to slopes: inout CellNetwork.Slopes) {
    for lane in 0..<Lanes.scalarCount {
      guard let table = on[lane] else { continue }
      let reading = table.reading(drain: nodes.middle[lane], source: nodes.sourceLine[lane])
      slopes.channel.byDrain[lane] += reading.drainByDrain - reading.bulkByDrain
      slopes.channel.bySource[lane] += reading.drainBySource
      slopes.junctions.middle[lane] += reading.bulkByDrain
      slopes.junctions.sourceLine[lane] += reading.bulkBySource
      guard let others = off[lane] else { continue }
      let leak = others.reading(drain: nodes.bitLine[lane], source: nodes.sourceLine[lane])
      slopes.junctions.bitLine[lane] += offCells[lane] * leak.drainByDrain
      slopes.bitLineBySource[lane] = offCells[lane] * leak.drainBySource
      slopes.junctions.sourceLine[lane] += offCells[lane] * (leak.bulkBySource - leak.drainBySource)
      slopes.sourceLineByBit[lane] = offCells[lane] * (leak.bulkByDrain - leak.drainByDrain)
    }
  }

  /// Lanes whose voltages are outside of their table.
  func outside(_ nodes: NodeLanes) -> LaneMask {
    var mask = LaneMask(repeating: false)
    guard areThere else { return mask }
    for lane in 0..<Lanes.scalarCount {
      guard let table = on[lane] else { continue }
      mask[lane] = !table.covers(drain: nodes.middle[lane], source: nodes.sourceLine[lane])
      if let others = off[lane], !others.covers(drain: nodes.bitLine[lane], source: nodes.sourceLine[lane]) { mask[lane] = true }
    }
    return mask
  }
}
