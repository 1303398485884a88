import CrossbarPrimitives
import Foundation
import MemristorDevices

/// What one SET leaves, against the voltage of the line that an algorithm steps: the resistance as it is read, over a sample
/// of cells.
public struct ProgrammingCurve: Hashable, Sendable {
  /// The cells at one voltage.
  public struct Point: Hashable, Sendable {
    /// Of the gate, or of the bit line where that is stepped.
    public var voltage: Voltage
    /// The median over the cells.
    public var resistance: Resistance
    /// Standard deviation of ln R, from the quartiles.
    public var logDeviation: Double
    /// The median current at the end of the SET.
    public var current: Current
  }

  /// By rising voltage.
  public let points: [Point]
  /// The median resistance after the RESET, before any SET.
  public let erased: Resistance

  /// - Precondition: at least two points, voltages rising.
  package init(_ points: [Point], erased: Resistance) {
    precondition(points.count > 1, "a curve")
    (self.points, self.erased) = (points, erased)
  }

  /// The lowest median resistance of all points.
  public var least: Resistance { points.map(\.resistance).min() ?? .ohms(.infinity) }

  /// The highest voltage at which the median cell, or one that many deviations below it, still has a resistance or more; nil
  /// where no voltage reaches so low a resistance.
  /// - Parameter deviations: by how many standard deviations of ln R a cell may conduct better than the median.
  public func voltage(for resistance: Resistance, deviations: Double = 0) -> Voltage? {
    let goal = log(resistance.si)
    func height(_ point: Point) -> Double { log(point.resistance.si) - deviations * point.logDeviation }
    guard let after = points.firstIndex(where: { height($0) < goal }) else { return nil }
    guard after > 0 else { return points[0].voltage }
    let (a, b) = (points[after - 1], points[after])
    let share = (height(a) - goal) / (height(a) - height(b))
    return a.voltage + (b.voltage - a.voltage) * min(max(share, 0), 1)
  }

  /// d ln R / dV of the median at a voltage, 1/V: how much of the resistance a step is.
  public func slope(at voltage: Voltage) -> Double {
    let after = points.firstIndex { $0.voltage >= voltage } ?? points.count - 1
    let (a, b) = (points[max(0, after - 1)], points[max(1, after)])
    return log(b.resistance / a.resistance) / (b.voltage - a.voltage).si
  }
}

extension LevelProgrammer {
  /// Measures what one SET leaves, of cells that were RESET from LRS before, at each of some voltages of the stepped line.
  ///
  /// No noise of the read is in it; where a SET stops is drawn as in a cell's first cycle.
  /// - Parameters:
  ///   - sample: the cells; their levels do not matter.
  ///   - voltages: rising, two or more.
  /// - Returns: nil where too few simulations gave a result.
  package func curve(of sample: [LevelCell], at voltages: [Voltage]) async throws -> ProgrammingCurve? {
    func pulse(_ cell: LevelCell, _ operation: CellOperation, _ count: WriteCount, _ state: Double) -> CellPulse {
      CellPulse(operation, on: device.draw(seed: seed, at: count), state: state, in: cell.surroundings)
    }
    let erased = try await cells.apply(
      sample.map { pulse($0, settings.reset, WriteCount(cell: $0.number, cycle: 1), 1) })
    let empty = try await resistances(
      zip(sample, erased).compactMap { cell, response in
        (try? response.get()).map {
          pulse(cell, settings.readOperation, WriteCount(cell: cell.number, cycle: 1), $0.finalState)
        }
      }
    ).compactMap { $0 }
    let known = zip(sample, erased).compactMap { cell, response in (try? response.get()).map { (cell, $0.finalState) } }
    let jobs = voltages.indices.flatMap { index in
      known.map { (voltage: index, cell: $0.0, state: $0.1, count: WriteCount(cell: $0.0.number, cycle: 1, pulse: index)) }
    }
    let written = try await cells.apply(
      jobs.map { pulse($0.cell, settings.set(at: voltages[$0.voltage]), $0.count, $0.state) })
    let done = zip(jobs, written).compactMap { job, response in (try? response.get()).map { (job, $0) } }
    let read = try await resistances(
      done.map { pulse($0.0.cell, settings.readOperation, $0.0.count, $0.1.finalState) })
    var (logs, currents) = (
      [[Double]](repeating: [], count: voltages.count), [[Double]](repeating: [], count: voltages.count)
    )
    for ((job, set), resistance) in zip(done, read) {
      guard let resistance else { continue }
      logs[job.voltage].append(log(resistance.si))
      currents[job.voltage].append(set.current.si)
    }
    let points = voltages.indices.compactMap { index -> ProgrammingCurve.Point? in
      guard let all = Summary(logs[index]), let current = Summary(currents[index]) else { return nil }
      // Quartiles of a normal distribution are 1.349 deviations apart.
      return .init(
        voltage: voltages[index], resistance: .ohms(exp(all.median)),
        logDeviation: (all.quantile(0.75) - all.quantile(0.25)) / 1.349, current: .amperes(current.median))
    }
    guard points.count > 1, let erased = Summary(empty.map(\.si))?.median else { return nil }
    return ProgrammingCurve(points, erased: .ohms(erased))
  }

  /// What reads give, without noise; nil where one gives nothing, or no current flows.
  private func resistances(_ reads: [CellPulse]) async throws -> [Resistance?] {
    try await cells.read(reads).map { response in
      guard let current = try? response.get().current, current > .zero else { return nil }
      return settings.read.voltage / current
    }
  }
}

extension ProgrammingCurve {
  /// The highest voltage up to which the median is above a resistance, with room for cells that conduct better.
  package func lastVoltage(above resistance: Resistance) -> Voltage {
    let after = points.firstIndex { $0.resistance < resistance } ?? points.count
    return points[max(0, after - 3)].voltage
  }

  /// The lowest voltage from which on the median is below a resistance.
  package func firstVoltage(below resistance: Resistance) -> Voltage {
    points.first { $0.resistance < resistance }?.voltage ?? points[points.count - 1].voltage
  }
}
