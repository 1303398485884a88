import CircuitSimulation
import CrossbarPrimitives
import Foundation
import MemristorDevices

@testable import CrossbarArrays

/// A published chip by its measured curve in place of a circuit: what one SET leaves at a gate voltage, medians over many
/// cells, 1 us, bit line at 2 V (akashlevy/RRAM-RADAR-Tuning, exptdata/sweeps/results/fppv_1us.csv; figures).
///
/// The state is ln R. A SET only lowers the resistance. Two parameters of the device below carry what the chip's cells
/// differ by: a factor of R from pulse to pulse and from cycle to cycle, and an offset of the gate from cycle to cycle.
struct PublishedChip: CellSimulator {
  let capacity = 1
  let batchSize = 1024

  static let description = """
    name: chip
    like: ag-mos2
    fluctuations:
      stop:
        v_hold: {form: lognormal, pulse: 0.032, cycle: 0.06, source: published}
        rate_nucleus: {form: normal, cycle: 0.08, source: published}
      telegraph_noise: {share: 0, median: 0, log_sd: 0, source: none}
      read_noise: {sd: 0, source: none}
      stuck_per_reset: {share: 1.5e-3, source: published}
    """

  /// kohm by gate voltage, V.
  private static let curve: [(Double, Double)] = [
    (1.5, 104), (1.54, 95.2), (1.58, 98), (1.6, 83.6), (1.61, 62.9), (1.62, 42.5), (1.63, 27.3), (1.64, 15.7), (1.65, 11.9),
    (1.66, 10.24), (1.67, 8.967), (1.68, 7.883), (1.69, 7.458), (1.7, 6.882), (1.72, 6.367), (1.74, 6.043), (1.76, 5.882),
    (1.78, 5.75), (1.8, 5.58), (1.82, 5.518), (1.85, 5.378), (1.9, 5.239), (1.95, 5.088), (2, 5.04), (2.05, 4.93), (2.1, 4.85),
    (2.2, 4.735), (2.3, 4.64), (2.4, 4.59), (2.5, 4.56), (2.6, 4.52), (2.7, 4.5), (2.8, 4.48), (2.9, 4.46), (3, 4.46),
  ]

  private static func logResistance(_ gate: Double) -> Double {
    guard let upper = curve.firstIndex(where: { $0.0 >= gate }) else { return log(4460) }
    guard upper > 0 else { return log(104e3) }
    let (a, b) = (curve[upper - 1], curve[upper])
    return log(1e3 * a.1) + (gate - a.0) / (b.0 - a.0) * log(b.1 / a.1)
  }

  private func value(_ name: String, of memristor: Memristor) -> Double {
    memristor.device.parameters.firstIndex { $0.name == name }.map { memristor.values[$0] } ?? 0
  }

  func apply(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    pulses.map { pulse in
      var state = pulse.state
      switch pulse.operation.kind {
      case .reset: if value("can_reset", of: pulse.memristor) > 0 { state = log(110e3) } else { state = log(4000) }
      case .set:
        let gate = pulse.operation.wordLineVoltage.si - (value("rate_nucleus", of: pulse.memristor) - 3)
        state = min(state, Self.logResistance(gate) + log(value("v_hold", of: pulse.memristor) / 0.13))
      case .read: break
      }
      return .success(response(pulse, state))
    }
  }

  func read(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    pulses.map { .success(response($0, $0.state)) }
  }

  private func response(_ pulse: CellPulse, _ state: Double) -> CellResponse {
    let current = Current.amperes(pulse.operation.amplitude.si / exp(state))
    return CellResponse(
      finalState: state, current: current, bitLineCurrent: current, memristorVoltage: .zero, transistorVoltage: .zero,
      largestMemristorVoltage: .zero, energy: .zero)
  }

  func rest(
    _ cells: [(memristor: Memristor, state: Double)], for time: Time
  ) async throws -> [Result<Double, SimulationError>] { cells.map { .success($0.state) } }

  func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>] { [] }
}
