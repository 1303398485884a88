import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices

/// What becomes of a cell that is written, in closed form: without a simulation of its own.
///
/// A pulse puts a voltage across the memristor that depends on what the memristor itself conducts, since transistor,
/// wires and drivers take the rest: in a SET the transistor takes nearly all of it once the high-resistance state
/// conducts as much as the transistor lets through. The cell SETs if its V_SET, and RESETs if its V_RESET, is below that
/// voltage, up to a factor near 1 that the length of the pulse decides. A SET filament conducts as the strongest one, or as
/// much as the current limit lets it become. A read sees the resistance reached and what is in series with it. Voltages,
/// factors and series resistances are calibrated with a few simulations (`RuleCalibration`).
public struct SwitchingRules: Sendable {
  public let settings: StorageSettings
  let set, reset: PulseRule
  /// By attempt: the least resistance that the current limit of a SET leaves, over the row.
  let strongestFilament: [PiecewiseLinear]
  /// What is in series with the memristor in a read, over the row.
  let readSeries: PiecewiseLinear
  /// The high-resistance state's resistance at the read voltage, over the drawn one.
  let highResistanceFactor: Double

  /// How one kind of pulse switches.
  struct PulseRule: Sendable {
    /// By attempt: what the pulse puts across a memristor, as ln(V / 1 V) over ln(R / 1 ohm), at some rows.
    let voltages: [[(row: Int, table: PiecewiseLinear)]]
    /// The voltage that just switches over the drawn V_SET or V_RESET, over ln(R / 1 ohm).
    let factor: PiecewiseLinear

    /// The largest V_SET or V_RESET that the pulse overcomes, of a memristor of a resistance.
    func reach(_ resistance: Double, row: Int, attempt: Int) -> Double {
      let place = log(resistance)
      let over = PiecewiseLinear(
        x: voltages[attempt].map { Double($0.row) }, y: voltages[attempt].map { $0.table.value(at: place) ?? 0 })
      return exp(over.value(at: Double(row)) ?? 0) / (factor.value(at: place) ?? 1)
    }
  }

  /// What becomes of a cell.
  /// - Parameters:
  ///   - retention: what is known of fading filaments; nil takes them to last.
  ///   - memristor: the cell's at an attempt.
  func outcome(
    of cell: TileCell, initialState: Double, noise: inout ReadNoise, retention: FilamentStillness?,
    memristor: (Int) -> Memristor
  ) -> CellOutcome {
    let (write, read) = (settings.array.write, settings.array.read)
    var outcome = CellOutcome(isSimulated: false, state: initialState)
    var current = memristor(0)
    for attempt in 0..<write.attempts where !outcome.isVerified {
      if settings.redraws { current = memristor(attempt) }
      outcome.pulses += 1
      outcome.state = state(after: attempt, of: cell, current, from: outcome.state)
      let reading = noise.apply(to: readCurrent(current, state: outcome.state, row: cell.row))
      outcome.readCurrent = reading
      outcome.isVerified = CellReading(current: reading, settings: read).bit == cell.target
    }
    if settings.retentionTime > .zero {
      if let retention, retention.lifetime(of: current, state: outcome.state) < settings.retentionTime { outcome.state = 0 }
      outcome.readCurrent = noise.apply(to: readCurrent(current, state: outcome.state, row: cell.row))
    }
    return outcome
  }

  private func state(after attempt: Int, of cell: TileCell, _ memristor: Memristor, from state: Double) -> Double {
    if cell.target {
      let isReached =
        memristor.setVoltage.si <= set.reach(memristor.highResistance.si, row: cell.row, attempt: attempt)
      guard isReached else { return state }
      let strongest = strongestFilament[attempt].value(at: Double(cell.row)) ?? 0
      return max(state, min(1, memristor.lowResistance.si / strongest))
    }
    let resistance = memristor.lowResistance.si / max(state, 1e-9)
    let isReached =
      memristor.canReset && memristor.resetVoltage.si <= reset.reach(resistance, row: cell.row, attempt: attempt)
    return isReached ? 0 : state
  }

  /// Of a memristor at the read voltage, S.
  func conductance(_ memristor: Memristor, state: Double) -> Double {
    state / memristor.lowResistance.si + (1 - state) / (highResistanceFactor * memristor.highResistance.si)
  }

  private func readCurrent(_ memristor: Memristor, state: Double, row: Int) -> Current {
    let resistance = 1 / conductance(memristor, state: state)
    return .amperes(settings.array.read.voltage.si / (resistance + (readSeries.value(at: Double(row)) ?? 0)))
  }
}
