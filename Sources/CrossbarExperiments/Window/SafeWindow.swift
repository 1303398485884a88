import CrossbarPrimitives

/// The points of a grid that meet every limit, and the one among them to choose.
public struct SafeWindow: Sendable {
  public let grid: PulseGrid
  /// In the grid's order.
  public let points: [WindowPoint]
  public let limits: WindowLimits
  /// Which of the points are safe.
  public let isSafe: [Bool]
  /// Steps along the grid's axes from each point to the nearest that is not known to be safe, 0 for one that is not
  /// safe. What lies beyond the ends of an axis is not known; an axis of one value has no steps.
  public let margins: [Int]

  public init(_ grid: PulseGrid, points: [WindowPoint], limits: WindowLimits) {
    precondition(points.count == grid.count, "\(points.count) points of a grid of \(grid.count)")
    self.grid = grid
    self.points = points
    self.limits = limits
    let isSafe = points.map { limits.checks($0).allSatisfy(\.isMet) }
    self.isSafe = isSafe
    let unsafePlaces = isSafe.indices.filter { !isSafe[$0] }.map { grid.place($0).steps }
    margins = isSafe.indices.map { index in
      guard isSafe[index] else { return 0 }
      let steps = grid.place(index).steps
      let toEnds = zip(steps, grid.axisLengths).compactMap { step, length in
        length > 1 ? min(step + 1, length - step) : nil
      }
      let toUnsafe = unsafePlaces.map { zip(steps, $0).reduce(0) { $0 + abs($1.0 - $1.1) } }
      return (toEnds + toUnsafe).min() ?? 1
    }
  }

  /// The safe point with the most room around it, and of those with as much the one whose write takes the least energy.
  public var recommended: Int? {
    isSafe.indices.filter { isSafe[$0] }.min { left, right in
      if margins[left] != margins[right] { return margins[left] > margins[right] }
      return points[left].writeEnergy ?? .infinity < points[right].writeEnergy ?? .infinity
    }
  }

  /// The settings around a safe point that stay safe while one of the three is varied.
  public func room(around index: Int) -> WindowRoom {
    let place = grid.place(index)
    func reach(_ step: Int, _ length: Int, _ moved: (Int) -> PulseGrid.Place) -> ClosedRange<Int> {
      var (low, high) = (step, step)
      while low > 0, isSafe[grid.index(moved(low - 1))] { low -= 1 }
      while high < length - 1, isSafe[grid.index(moved(high + 1))] { high += 1 }
      return low...high
    }
    let width = reach(place.width, grid.widths.count) {
      .init(width: $0, amplitude: place.amplitude, gate: place.gate)
    }
    let amplitude = reach(place.amplitude, grid.amplitudes.count) {
      .init(width: place.width, amplitude: $0, gate: place.gate)
    }
    let gate = reach(place.gate, grid.gateVoltages.count) {
      .init(width: place.width, amplitude: place.amplitude, gate: $0)
    }
    return WindowRoom(
      amplitude: grid.amplitudes[amplitude.lowerBound]...grid.amplitudes[amplitude.upperBound],
      width: grid.widths[width.lowerBound]...grid.widths[width.upperBound],
      gateVoltage: grid.gateVoltages[gate.lowerBound]...grid.gateVoltages[gate.upperBound])
  }

  /// The point that comes nearest to being safe: the one whose worst limit is missed by the least share of cells.
  public var nearest: Int {
    points.indices.max { slacks($0).lexicographicallyPrecedes(slacks($1)) } ?? 0
  }

  /// The recommended point, or the nearest to one.
  public var best: Int { recommended ?? nearest }

  /// How far each limit is missed, the worst first; limits that are met count alike.
  private func slacks(_ index: Int) -> [Double] {
    limits.checks(points[index]).map { min($0.slack, 0) }.sorted()
  }
}

extension PulseGrid {
  fileprivate var axisLengths: [Int] { [widths.count, amplitudes.count, gateVoltages.count] }
}

extension PulseGrid.Place {
  fileprivate var steps: [Int] { [width, amplitude, gate] }
}

/// How far each of a pulse's three parameters may go from a safe setting, the other two staying as they are.
public struct WindowRoom: Equatable, Sendable {
  public let amplitude: ClosedRange<Voltage>
  public let width: ClosedRange<Time>
  public let gateVoltage: ClosedRange<Voltage>
}

extension WindowRoom: Encodable {
  private enum CodingKeys: String, CodingKey {
    case amplitude = "amplitude_V"
    case width = "width_s"
    case gateVoltage = "gate_voltage_V"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode([amplitude.lowerBound, amplitude.upperBound], forKey: .amplitude)
    try values.encode([width.lowerBound, width.upperBound], forKey: .width)
    try values.encode([gateVoltage.lowerBound, gateVoltage.upperBound], forKey: .gateVoltage)
  }
}
