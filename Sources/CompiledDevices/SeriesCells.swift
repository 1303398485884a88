import Foundation

/// Cells of a selector in series with a memristor, or with a resistor, all states held: the voltage between the two is
/// eliminated. Eight cells at a time; an instance is for one thread.
package final class SeriesCells {
  private let selectors: HeldCells
  /// Nil if all cells have resistors.
  private let memristors: HeldCells?
  private var isOhmic = LaneMask(repeating: true)
  private var conductances = all(1)

  /// Lanes that are never set have meaningless results.
  package init(selector: CompiledDevice, memristor: CompiledDevice?) {
    selectors = selector.makeLanes()
    memristors = memristor?.makeLanes()
  }

  /// As `HeldCells.set`, for the selector of a cell.
  package func setSelector(lane: Int, parameters: [Double], states: [Double]) {
    selectors.set(lane: lane, parameters: parameters, states: states)
  }

  /// As `HeldCells.set`, for the memristor of a cell. Needs the memristor's equations.
  package func setMemristor(lane: Int, parameters: [Double], states: [Double]) {
    memristors?.set(lane: lane, parameters: parameters, states: states)
    isOhmic[lane] = false
  }

  /// Puts a resistor in a memristor's place.
  /// - Parameter conductance: S, above 0.
  package func setResistor(lane: Int, conductance: Double) {
    conductances[lane] = conductance
    isOhmic[lane] = true
  }

  /// An operating point of eight cells.
  package struct Point {
    /// Current through both, from the memristor's side to the selector's, A.
    package var current: SIMD8<Double>
    /// Derivative of the current by the voltage across both, S.
    package var conductance: SIMD8<Double>
    /// Voltage across the memristor or resistor, V; the rest is across the selector.
    package var memristorVoltage: SIMD8<Double>
  }

  /// Rounds after which a lane that has not settled, to which rounding may come, is taken as it is; bisection alone needs 53.
  private static let mostRounds = 120
  /// Rounds after which the bracket is halved every time: enough for any steep but smooth current.
  private static let newtonRounds = 40
  /// Currents below it are compared as they are, larger ones by their logarithms, A.
  private static let smallestCurrent = 1e-20

  /// Finds the voltage at which both carry the same current.
  ///
  /// Both currents rise with their voltages, so the memristor's voltage lies between 0 and the whole one. Newton's method
  /// compares the inverse hyperbolic sines of the currents, in which an exponential current is a straight line. A step that
  /// leaves the bracket becomes one along the chord from 0 V of the device that has too much current.
  /// - Parameter voltages: across memristor and selector, V.
  package func current(at voltages: SIMD8<Double>) -> Point {
    var low = smaller(voltages, all(0))
    var high = larger(voltages, all(0))
    var inner = 0.5 * voltages
    var point = Point(current: all(0), conductance: all(0), memristorVoltage: inner)
    var isSettled = LaneMask(repeating: false)
    for round in 0..<Self.mostRounds {
      let memory = memoryCurrent(at: inner)
      let selector = selectors.current(at: voltages - inner)
      let sum = memory.slope + selector.conductance
      // By both slopes, the current at the exact voltage: good also where one of the two is vast.
      let current = (memory.current * selector.conductance + selector.current * memory.slope) / sum
      point.current.replace(with: select(sum .> all(0), current, memory.current), where: .!isSettled)
      point.conductance.replace(
        with: select(sum .> all(0), memory.slope * selector.conductance / sum, all(0)), where: .!isSettled)
      point.memristorVoltage.replace(with: inner, where: .!isSettled)
      high = select(memory.current .> selector.current, inner, high)
      low = select(memory.current .< selector.current, inner, low)
      var next = inner
      for lane in 0..<Lanes.scalarCount where !isSettled[lane] && memory.current[lane] != selector.current[lane] {
        let bracket = (low[lane], high[lane])
        let guess = Self.guess(
          inner[lane], of: voltages[lane], memory: (memory.current[lane], memory.slope[lane]),
          selector: (selector.current[lane], selector.conductance[lane]), in: bracket)
        next[lane] = round < Self.newtonRounds ? guess ?? 0.5 * (bracket.0 + bracket.1) : 0.5 * (bracket.0 + bracket.1)
      }
      isSettled = isSettled .| (magnitude(next - inner) .<= 2e-16 * magnitude(voltages))
      if all(isSettled) { break }
      inner = next
    }
    return point
  }

  /// The next voltage of one lane's memristor: Newton's, or that of a chord; nil where neither lies in the bracket.
  private static func guess(
    _ inner: Double, of voltage: Double, memory: (current: Double, slope: Double), selector: (current: Double, slope: Double),
    in bracket: (Double, Double)
  ) -> Double? {
    func size(_ current: Double) -> Double { (current * current + smallestCurrent * smallestCurrent).squareRoot() }
    let slope = memory.slope / size(memory.current) + selector.slope / size(selector.current)
    let difference = asinh(memory.current / smallestCurrent) - asinh(selector.current / smallestCurrent)
    let chord =
      abs(memory.current) > abs(selector.current)
      ? inner * (selector.current / memory.current) : voltage - (voltage - inner) * (memory.current / selector.current)
    return [inner - difference / slope, chord].first { $0 > bracket.0 && $0 < bracket.1 }
  }

  /// Current and slope of memristors and resistors.
  private func memoryCurrent(at voltages: Lanes) -> (current: Lanes, slope: Lanes) {
    let ohmic = (conductances * voltages, conductances)
    guard let memristors else { return ohmic }
    let (current, slope) = memristors.current(at: voltages)
    return (select(isOhmic, ohmic.0, current), select(isOhmic, ohmic.1, slope))
  }
}
