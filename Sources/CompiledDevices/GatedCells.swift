/// Cells of a memristor, a resistor and a transistor in series between a bit line and a source line at 0 V, with the
/// memristors' states held. Eight cells at a time; an instance is for one thread.
package final class GatedCells {
  private let memristors: HeldCells
  private var network = CellNetwork()
  private var lines = LineLanes()
  private var resistances = all(0)

  /// Lanes that are never set have meaningless results.
  package init(_ memristor: CompiledDevice) { memristors = memristor.makeLanes() }

  /// Puts a cell into a lane.
  /// - Parameters:
  ///   - parameters: as `HeldCells.set`; `states` too.
  ///   - gateVoltage: V; that of its tables where the transistor is one.
  ///   - resistance: between memristor and transistor, ohm; 0 for none.
  package func set(
    lane: Int, parameters: [Double], states: [Double], transistor: CellTransistor, gateVoltage: Double, resistance: Double
  ) {
    memristors.set(lane: lane, parameters: parameters, states: states)
    network.set(lane, CellPath(bitLineResistance: 0, sourceLineResistance: 0, transistor: transistor, offCells: 0))
    lines.gate[lane] = gateVoltage
    resistances[lane] = resistance
  }

  /// Rounds after which the bracket is halved every time.
  private static let newtonRounds = 30
  /// Rounds after which a lane is taken as it is; bisection alone needs 53 of them.
  private static let mostRounds = 90

  /// Currents through the memristors, A, and their derivatives by the bit line's voltage, S. What a transistor passes to its
  /// bulk is in them.
  ///
  /// The voltage at the drain decides the transistor's current, which decides what is left for the memristor. Of the two
  /// currents one falls with that voltage and one rises, so that it lies between the two lines' voltages.
  /// - Parameter voltages: of the bit lines, V.
  package func current(at voltages: SIMD8<Double>) -> (current: SIMD8<Double>, conductance: SIMD8<Double>) {
    var (low, high) = (smaller(voltages, all(0)), larger(voltages, all(0)))
    var drain = all(0)
    var (current, conductance) = (all(0), all(0))
    var isSettled = LaneMask(repeating: false)
    for round in 0..<Self.mostRounds {
      let nodes = NodeLanes(bitLine: voltages, middle: drain, sourceLine: all(0))
      let flow = network.flow(nodes, lines, memristor: all(0))
      let slopes = network.slopes(nodes, flow, memristor: all(0))
      let passed = flow.residual.middle
      let slope = slopes.channel.byDrain + slopes.junctions.middle
      let memristor = memristors.current(at: voltages - resistances * passed - drain)
      let difference = memristor.current - passed
      let sum = memristor.conductance * (1.0 + resistances * slope) + slope
      let isFlat = .!(sum .> all(0))
      // By the slopes, the current at the exact voltage: good also where one of the two is vast.
      current.replace(with: select(isFlat, passed, passed + slope * difference / sum), where: .!isSettled)
      conductance.replace(with: select(isFlat, all(0), memristor.conductance * slope / sum), where: .!isSettled)
      low = select(difference .> all(0), drain, low)
      high = select(difference .< all(0), drain, high)
      let newton = drain + difference / sum
      let isOutside = .!(newton .>= low .& newton .<= high) .| isFlat
      var next = select(isOutside, 0.5 * (low + high), newton)
      if round >= Self.newtonRounds { next = 0.5 * (low + high) }
      next = select(difference .== all(0), drain, next)
      isSettled = isSettled .| (magnitude(next - drain) .<= 2e-16 * magnitude(voltages))
      if all(isSettled) { break }
      drain = next
    }
    return (current, conductance)
  }
}
