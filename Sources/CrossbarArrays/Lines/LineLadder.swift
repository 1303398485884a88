import CrossbarPrimitives
import Foundation

/// One line of an array in time: a driver, then for each cell a segment of wire and whatever the cell loads it with.
///
/// A segment's capacitance stands half at either end. Such π sections follow a distributed line to second order in the
/// length of a segment; with all of it at one end the delay would be off by one part in the number of cells (T. Sakurai,
/// "Approximation of Wiring Delay in MOSFET LSI", IEEE J. Solid-State Circuits 18, 418, 1983). The first segment's outer
/// half stands at the first cell too, since the driver's resistance is in the same resistor.
public struct LineLadder: Hashable, Sendable {
  /// Output resistance of the driver.
  public var driver: Resistance
  /// Of each segment: driver to the first cell, and cell to cell. With zero all cells are at one node.
  public var segment: Resistance
  /// Of each segment's wire to ground.
  public var segmentCapacitance: Capacitance
  /// What each cell adds at its node: on word lines its gate, on bit and source lines its off transistor.
  public var load: Capacitance
  /// Number of cells, 1 or more.
  public var cells: Int

  /// Nothing is checked here; resistances and capacitances must be zero or more.
  public init(
    driver: Resistance, segment: Resistance, segmentCapacitance: Capacitance, load: Capacitance = .zero, cells: Int
  ) {
    self.driver = driver
    self.segment = segment
    self.segmentCapacitance = segmentCapacitance
    self.load = load
    self.cells = cells
  }

  /// The capacitance to ground at a cell's node.
  /// - Parameter place: the cell's, from 0 at the driver.
  public func capacitance(at place: Int) -> Capacitance {
    let halves = (place == 0 ? 3 : 2) - (place == cells - 1 ? 1 : 0)
    return load + segmentCapacitance * (Double(halves) / 2)
  }

  /// Of wire and loads together.
  public var capacitance: Capacitance { (load + segmentCapacitance) * Double(cells) }

  /// Resistance from the driver's source to a cell.
  public func resistance(to place: Int) -> Resistance { driver + segment * Double(place + 1) }

  /// The Elmore delay at a cell (W. C. Elmore, J. Appl. Phys. 19, 55, 1948): the sum over all capacitances of each times the
  /// resistance that its current shares with the cell's. A slow ramp arrives late by just that, and after a step about 63 %
  /// of the height have arrived then.
  public func elmoreDelay(to place: Int) -> Time {
    (0..<cells).reduce(.zero) { $0 + resistance(to: min($1, place)) * capacitance(at: $1) }
  }

  /// When half of a step's height has arrived at the last cell, by the formula for a distributed line behind a driver
  /// (Sakurai 1983): 0.1 R C + ln 2 (0.4 R C + Rd C), which is 0.377 R C + 0.693 Rd C. Loads count as part of the wire.
  public var halfwayDelay: Time {
    let (wire, all) = (segment * Double(cells), capacitance)
    return wire * all * 0.1 + (wire * 0.4 + driver) * all * log(2)
  }
}

extension Wires {
  /// A bit line with so many cells.
  public func bitLine(cells: Int) -> LineLadder {
    LineLadder(
      driver: driver, segment: bitLineSegment, segmentCapacitance: segmentCapacitance, load: cellCapacitance, cells: cells)
  }

  /// A source line with so many cells.
  public func sourceLine(cells: Int) -> LineLadder {
    LineLadder(
      driver: driver, segment: sourceLineSegment, segmentCapacitance: segmentCapacitance, load: cellCapacitance, cells: cells)
  }

  /// A word line with so many cells; an ideal one unless `movesWordLines`.
  public func wordLine(cells: Int) -> LineLadder {
    movesWordLines
      ? LineLadder(
        driver: driver, segment: wordLineSegment, segmentCapacitance: segmentCapacitance, load: gateCapacitance, cells: cells)
      : LineLadder(driver: .zero, segment: .zero, segmentCapacitance: .zero, cells: cells)
  }

  /// How long a driven line of an array takes to come to rest after its driver has: ten Elmore delays, which leave less than a
  /// ten-thousandth. Zero without capacitance.
  func settlingTime(rows: Int) -> Time {
    max(bitLine(cells: rows).elmoreDelay(to: rows - 1), sourceLine(cells: rows).elmoreDelay(to: rows - 1)) * 10
  }
}
