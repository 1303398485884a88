/// The parallel wires of one plane, with resistances turned into conductances for the kernels.
struct WireLines: Sendable {
  /// Number of cells along a line.
  let length: Int
  /// Whether each line is a single node: its segments have no resistance, or it meets a single cell.
  let isMerged: Bool
  /// Conductance of a segment, S; 1 where lines are merged and no segment exists.
  let segment: Double
  /// The ends beyond the first and the last node, one per line.
  var first: [WireEnd]
  var last: [WireEnd]

  init(length: Int, segment: Double, first: [LineEnd], last: [LineEnd]) {
    self.length = length
    isMerged = segment == 0 || length == 1
    self.segment = isMerged ? 1 : 1 / segment
    self.first = first.map(WireEnd.init)
    self.last = last.map(WireEnd.init)
  }

  /// Number of lines.
  var count: Int { first.count }

  /// The largest magnitude of an end's voltage, V.
  var highestVoltage: Double { (first + last).map { abs($0.voltage) }.max() ?? 0 }

  /// The voltages of all held ends, V.
  var heldVoltages: [Double] { (first + last).filter(\.isHeld).map(\.voltage) }

  /// The starting voltage of a line, V: that of its held ends, or their mean.
  func guess(_ line: Int) -> Double {
    let held = [first[line], last[line]].filter(\.isHeld)
    let given = isMerged ? held.first(where: \.isFixed) : nil
    if let given { return given.voltage }
    return held.isEmpty ? 0 : held.map(\.voltage).reduce(0, +) / Double(held.count)
  }
}

/// The end of a wire: a source in series with a conductance.
struct WireEnd: Sendable {
  /// Conductance, S; zero if the end is open, infinite if the source holds the node itself.
  var conductance: Double
  /// The source's voltage, V; 0 if the end is open.
  var voltage: Double

  init(_ end: LineEnd) {
    switch end {
    case .open: (conductance, voltage) = (0, 0)
    case .held(let source, let resistance): (conductance, voltage) = (1 / resistance.si, source.si)
    }
  }

  /// Whether a source is connected, through any resistance.
  var isHeld: Bool { conductance > 0 }
  /// Whether the source holds the node itself, whose voltage is then given.
  var isFixed: Bool { conductance == .infinity }
  /// The conductance in a node's equation; zero if the voltage is given, since the node then has no equation.
  var finiteConductance: Double { isFixed ? 0 : conductance }
}
