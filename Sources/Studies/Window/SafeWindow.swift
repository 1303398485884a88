import CrossbarPrimitives
import Records

/// The points of a grid that meet every limit with their observed shares, and the best one among them. Whether that one
/// also meets the limits with other cells is a separate question: `WindowFindings.isConfirmed`.
public struct SafeWindow: Sendable {
  /// Every index here is the number of one of its points.
  public let grid: PulseGrid
  /// One per point of the grid, in its order.
  public let points: [WindowPoint]
  /// The shares of cells that a point must reach, or not exceed.
  public let limits: WindowLimits
  /// Whether each point meets every limit with the cells written there, and keeps the transistor within its ratings.
  public let isSafe: [Bool]
  /// For each point, the distance to the nearest point that is not known to be safe.
  public let margins: [WindowMargin]

  /// - Parameter keepsRatings: whether a setting beyond the transistor's ratings is no candidate.
  /// - Precondition: as many points as the grid has.
  public init(_ grid: PulseGrid, points: [WindowPoint], limits: WindowLimits, keepsRatings: Bool = true) {
    precondition(points.count == grid.count, "\(points.count) points of a grid of \(grid.count)")
    self.grid = grid
    self.points = points
    self.limits = limits
    let isSafe = points.map { point in
      limits.checks(point).allSatisfy(\.isMet) && !(keepsRatings && point.stress.isForbidden)
    }
    self.isSafe = isSafe
    margins = isSafe.indices.map { index in
      let place = grid.place(index)
      return WindowMargin(
        width: isSafe.clearance(from: place, along: \.width, of: grid.widths.count, in: grid),
        amplitude: isSafe.clearance(from: place, along: \.amplitude, of: grid.amplitudes.count, in: grid),
        gateVoltage: isSafe.clearance(from: place, along: \.gate, of: grid.gateVoltages.count, in: grid))
    }
  }

  /// The safe point whose smallest margin is largest, then its next smallest; among equals the one with the lowest write
  /// energy. Nil if no point is safe.
  public var candidate: Int? {
    isSafe.indices.filter { isSafe[$0] }.min { left, right in
      if margins[left] != margins[right] { return margins[right] < margins[left] }
      let energies = [left, right].map { points[$0].writeEnergy?.si ?? .infinity }
      return energies[0] < energies[1]
    }
  }

  /// The range of each setting around a safe point that stays safe while the other two are fixed.
  public func room(around index: Int) -> WindowRoom {
    let place = grid.place(index)
    let amplitude = isSafe.reach(from: place, along: \.amplitude, of: grid.amplitudes.count, in: grid)
    let width = isSafe.reach(from: place, along: \.width, of: grid.widths.count, in: grid)
    let gate = isSafe.reach(from: place, along: \.gate, of: grid.gateVoltages.count, in: grid)
    var room = WindowRoom()
    room.amplitude = grid.amplitudes[amplitude.lowerBound]...grid.amplitudes[amplitude.upperBound]
    room.width = grid.widths[width.lowerBound]...grid.widths[width.upperBound]
    room.gateVoltage = grid.gateVoltages[gate.lowerBound]...grid.gateVoltages[gate.upperBound]
    return room
  }

  /// The point closest to being safe: the one that misses its worst limit by the smallest share of cells. Points within the
  /// transistor's ratings come before all others.
  public var nearest: Int {
    points.indices.max { rank($0).lexicographicallyPrecedes(rank($1)) } ?? 0
  }

  /// The best point of the same cells if the transistor withstood any voltage; nil where that is the candidate, or none is.
  var candidateWithoutRatings: Int? {
    guard points.contains(where: \.stress.isForbidden) else { return nil }
    let free = SafeWindow(grid, points: points, limits: limits, keepsRatings: false).candidate
    return free == candidate ? nil : free
  }

  private func rank(_ index: Int) -> [Double] { [points[index].stress.isForbidden ? 0 : 1] + slacks(index) }

  /// The candidate or, if there is none, the nearest point.
  public var best: Int { candidate ?? nearest }

  /// By how much each limit is missed, the worst first; limits that are met count as 0.
  private func slacks(_ index: Int) -> [Double] {
    limits.checks(points[index]).map { min($0.slack, 0) }.sorted()
  }
}

extension [Bool] {
  /// The steps of one axis around a place over which all points are true without a gap.
  fileprivate func reach(
    from place: PulseGrid.Place, along axis: WritableKeyPath<PulseGrid.Place, Int>, of length: Int, in grid: PulseGrid
  ) -> ClosedRange<Int> {
    func holds(_ step: Int) -> Bool {
      var moved = place
      moved[keyPath: axis] = step
      return (0..<length).contains(step) && self[grid.index(moved)]
    }
    var (low, high) = (place[keyPath: axis], place[keyPath: axis])
    while holds(low - 1) { low -= 1 }
    while holds(high + 1) { high += 1 }
    return low...high
  }

  /// Steps along an axis from a place to the nearest point that is not true, or past the end of the axis; 0 if the place
  /// itself is not true. Nil for an axis with a single value.
  fileprivate func clearance(
    from place: PulseGrid.Place, along axis: WritableKeyPath<PulseGrid.Place, Int>, of length: Int, in grid: PulseGrid
  ) -> Int? {
    guard length > 1 else { return nil }
    guard self[grid.index(place)] else { return 0 }
    let reach = reach(from: place, along: axis, of: length, in: grid)
    return Swift.min(place[keyPath: axis] - reach.lowerBound, reach.upperBound - place[keyPath: axis]) + 1
  }
}

/// Steps along each axis of the grid from a point to the nearest one that is not known to be safe; nothing is known past
/// the ends of an axis. 0 for a point that is not safe itself, nil for an axis with a single value.
public struct WindowMargin: Figures, Comparable {
  @Figure("In width") public var width: Int? = nil
  @Figure("In amplitude") public var amplitude: Int? = nil
  @Figure("In gate voltage") public var gateVoltage: Int? = nil

  public init() {}

  init(width: Int?, amplitude: Int?, gateVoltage: Int?) {
    self.width = width
    self.amplitude = amplitude
    self.gateVoltage = gateVoltage
  }

  /// Compares the smallest of the three, then the next.
  public static func < (left: Self, right: Self) -> Bool { left.sorted.lexicographicallyPrecedes(right.sorted) }

  private var sorted: [Int] { [width, amplitude, gateVoltage].compactMap { $0 }.sorted() }
}

/// How far each of the three parameters may be varied from a safe setting, the other two staying fixed.
public struct WindowRoom: Figures, Equatable {
  @Figure("Amplitudes, from and to") public var amplitude = Voltage.zero ... .zero
  @Figure("Widths, from and to") public var width = Time.zero ... .zero
  @Figure("Gate voltages, from and to") public var gateVoltage = Voltage.zero ... .zero

  public init() {}
}
