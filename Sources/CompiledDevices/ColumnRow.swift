/// One row's part of eight columns, in plain memory: what the kernel knows of each lane's cell in this row.
struct ColumnRow {
  let start: UnsafeMutablePointer<Lanes>

  /// Values of a row.
  static let size = 112

  @inline(__always) private func nodes(at place: Int) -> NodeLanes {
    NodeLanes(bitLine: start[place], middle: start[place + 1], sourceLine: start[place + 2])
  }

  @inline(__always) private func set(_ place: Int, _ nodes: NodeLanes) {
    start[place] = nodes.bitLine
    start[place + 1] = nodes.middle
    start[place + 2] = nodes.sourceLine
  }

  // MARK: Point of time

  /// Node voltages at the start of the step, V, and at a stage of it.
  @inline(__always) var nodes: NodeLanes {
    get { nodes(at: 0) }
    nonmutating set { set(0, newValue) }
  }
  @inline(__always) var stageNodes: NodeLanes {
    get { nodes(at: 3) }
    nonmutating set { set(3, newValue) }
  }
  /// Three lanes each, one per state: at the start of the step, at a stage, scales and origins of errors.
  @inline(__always) var states: UnsafeMutablePointer<Lanes> { start + 6 }
  @inline(__always) var stageStates: UnsafeMutablePointer<Lanes> { start + 9 }
  @inline(__always) var scales: UnsafeMutablePointer<Lanes> { start + 12 }
  @inline(__always) var origins: UnsafeMutablePointer<Lanes> { start + 15 }
  /// The share of the drive's gate voltage that the row's gate has: 1 in the selected row, else 0.
  @inline(__always) var gateShare: Lanes {
    get { start[18] }
    nonmutating set { start[18] = newValue }
  }
  /// Extremes of the memristor's voltage, V.
  @inline(__always) var highest: Lanes {
    get { start[19] }
    nonmutating set { start[19] = newValue }
  }
  @inline(__always) var lowest: Lanes {
    get { start[20] }
    nonmutating set { start[20] = newValue }
  }
  /// Currents of the last evaluation, A: through the memristor, and from the source line into the transistor.
  @inline(__always) var current: Lanes {
    get { start[21] }
    nonmutating set { start[21] = newValue }
  }
  @inline(__always) var source: Lanes {
    get { start[22] }
    nonmutating set { start[22] = newValue }
  }
  /// What is left of the row's equations: voltages of the line segments, V, and the current out of the middle node, A.
  @inline(__always) var residual: NodeLanes {
    get { nodes(at: 23) }
    nonmutating set { set(23, newValue) }
  }

  // MARK: Derivatives and factors

  /// Its derivative with respect to time.
  @inline(__always) var timeDerivative: NodeLanes {
    get { nodes(at: 26) }
    nonmutating set { set(26, newValue) }
  }
  @inline(__always) var transistor: TransistorSlopes {
    get {
      TransistorSlopes(
        drainByDrain: start[29], drainBySource: start[30], sourceByDrain: start[31], sourceBySource: start[32],
        drainByGate: start[33])
    }
    nonmutating set {
      start[29] = newValue.drainByDrain
      start[30] = newValue.drainBySource
      start[31] = newValue.sourceByDrain
      start[32] = newValue.sourceBySource
      start[33] = newValue.drainByGate
    }
  }
  /// The memristor's conductance while its states follow the voltage over a step, S.
  @inline(__always) var conductance: Lanes {
    get { start[34] }
    nonmutating set { start[34] = newValue }
  }
  /// One over the sum of conductances at the middle node, ohm.
  @inline(__always) var middleResistance: Lanes {
    get { start[35] }
    nonmutating set { start[35] = newValue }
  }
  /// Admittance of this cell and all beyond, S, with (1 + admittance · segment)⁻¹.
  @inline(__always) var admittance: LineMatrix {
    get { LineMatrix(start[36], start[37], start[38], start[39]) }
    nonmutating set { (start[36], start[37], start[38], start[39]) = (newValue.bb, newValue.bs, newValue.sb, newValue.ss) }
  }
  @inline(__always) var divider: LineMatrix {
    get { LineMatrix(start[40], start[41], start[42], start[43]) }
    nonmutating set { (start[40], start[41], start[42], start[43]) = (newValue.bb, newValue.bs, newValue.sb, newValue.ss) }
  }
  /// Derivatives at the start of a step, and the inverse of the states' matrix, row by row.
  @inline(__always) var currentByState: UnsafeMutablePointer<Lanes> { start + 44 }
  @inline(__always) var rateByVoltage: UnsafeMutablePointer<Lanes> { start + 47 }
  @inline(__always) var inverse: UnsafeMutablePointer<Lanes> { start + 50 }
  /// The states' answer to a voltage over a step, and to the right-hand side at 0 V.
  @inline(__always) var stateByVoltage: UnsafeMutablePointer<Lanes> { start + 59 }
  @inline(__always) var stateAnswer: UnsafeMutablePointer<Lanes> { start + 62 }
  /// The right-hand side of the states' equations.
  @inline(__always) var stateRight: UnsafeMutablePointer<Lanes> { start + 106 }

  // MARK: Solutions

  /// Increments of the states: `increments[3 * stage + state]`; likewise of the nodes, V.
  @inline(__always) var increments: UnsafeMutablePointer<Lanes> { start + 65 }
  @inline(__always) func nodeIncrement(_ stage: Int) -> NodeLanes { nodes(at: 83 + 3 * stage) }
  @inline(__always) func setNodeIncrement(_ stage: Int, _ nodes: NodeLanes) { set(83 + 3 * stage, nodes) }
  /// Right-hand side of the row's equations, and the line currents that what lies beyond adds to it, A.
  @inline(__always) var right: NodeLanes {
    get { nodes(at: 101) }
    nonmutating set { set(101, newValue) }
  }
  @inline(__always) var beyond: LineVector {
    get { LineVector(bitLine: start[104], sourceLine: start[105]) }
    nonmutating set { (start[104], start[105]) = (newValue.bitLine, newValue.sourceLine) }
  }
}

/// A value for the bit line and one for the source line: voltages, V, or currents from the lines into the cells, A.
struct LineVector {
  var bitLine = all(0)
  var sourceLine = all(0)

  @inline(__always) static func + (a: LineVector, b: LineVector) -> LineVector {
    LineVector(bitLine: a.bitLine + b.bitLine, sourceLine: a.sourceLine + b.sourceLine)
  }

  @inline(__always) static func - (a: LineVector, b: LineVector) -> LineVector {
    LineVector(bitLine: a.bitLine - b.bitLine, sourceLine: a.sourceLine - b.sourceLine)
  }

  /// Each line's value times its own factor.
  @inline(__always) static func * (a: LineVector, b: LineVector) -> LineVector {
    LineVector(bitLine: a.bitLine * b.bitLine, sourceLine: a.sourceLine * b.sourceLine)
  }
}

/// A 2 x 2 matrix over bit line and source line.
struct LineMatrix {
  var bb = all(0)
  var bs = all(0)
  var sb = all(0)
  var ss = all(0)

  @inline(__always) init() {}

  @inline(__always) init(_ bb: Lanes, _ bs: Lanes, _ sb: Lanes, _ ss: Lanes) {
    (self.bb, self.bs, self.sb, self.ss) = (bb, bs, sb, ss)
  }

  @inline(__always) static func + (a: LineMatrix, b: LineMatrix) -> LineMatrix {
    LineMatrix(a.bb + b.bb, a.bs + b.bs, a.sb + b.sb, a.ss + b.ss)
  }

  @inline(__always) static func * (a: LineMatrix, b: LineVector) -> LineVector {
    LineVector(
      bitLine: a.bb * b.bitLine + a.bs * b.sourceLine, sourceLine: a.sb * b.bitLine + a.ss * b.sourceLine)
  }

  @inline(__always) static func * (a: LineMatrix, b: LineMatrix) -> LineMatrix {
    LineMatrix(
      a.bb * b.bb + a.bs * b.sb, a.bb * b.bs + a.bs * b.ss, a.sb * b.bb + a.ss * b.sb, a.sb * b.bs + a.ss * b.ss)
  }

  /// (1 + this · resistances)⁻¹ for an admittance behind two resistances, ohm.
  @inline(__always) func divider(_ resistances: LineVector) -> LineMatrix {
    let (a, b) = (1.0 + bb * resistances.bitLine, bs * resistances.sourceLine)
    let (c, d) = (sb * resistances.bitLine, 1.0 + ss * resistances.sourceLine)
    let scale = 1.0 / (a * d - b * c)
    return LineMatrix(d * scale, -b * scale, -c * scale, a * scale)
  }
}
