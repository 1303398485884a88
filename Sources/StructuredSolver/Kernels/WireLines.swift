/// The parallel wires of one plane in numbers fit for kernels.
struct WireLines: Sendable {
  /// Cells along a line.
  let length: Int
  /// Each line is a single node: its segments have no resistance, or it meets a single cell.
  let isMerged: Bool
  /// Conductance of a segment, S; 1 where lines are merged, when nothing flows along them.
  let segment: Double
  /// What lies beyond the first and the last node of each line.
  var first: [WireEnd]
  var last: [WireEnd]

  init(length: Int, segment: Double, first: [LineEnd], last: [LineEnd]) {
    self.length = length
    isMerged = segment == 0 || length == 1
    self.segment = isMerged ? 1 : 1 / segment
    self.first = first.map(WireEnd.init)
    self.last = last.map(WireEnd.init)
  }

  var count: Int { first.count }

  /// The magnitude of the highest voltage of an end, V.
  var highestVoltage: Double { (first + last).map { abs($0.voltage) }.max() ?? 0 }

  /// The voltages of the sources, V.
  var heldVoltages: [Double] { (first + last).filter(\.isHeld).map(\.voltage) }

  /// The voltage a line is given before anything is solved: that of its held ends, or their mean.
  func guess(_ line: Int) -> Double {
    let held = [first[line], last[line]].filter(\.isHeld)
    let given = isMerged ? held.first(where: \.isFixed) : nil
    if let given { return given.voltage }
    return held.isEmpty ? 0 : held.map(\.voltage).reduce(0, +) / Double(held.count)
  }
}

/// The end of a wire in numbers: a source behind a conductance.
struct WireEnd: Sendable {
  /// S; zero where the end is open, infinite where the source holds the node itself.
  var conductance: Double
  var voltage: Double

  init(_ end: LineEnd) {
    switch end {
    case .open: (conductance, voltage) = (0, 0)
    case .held(let source, let resistance): (conductance, voltage) = (1 / resistance.si, source.si)
    }
  }

  var isHeld: Bool { conductance > 0 }
  var isFixed: Bool { conductance == .infinity }
  /// For a node whose voltage is not given.
  var finiteConductance: Double { isFixed ? 0 : conductance }
}
