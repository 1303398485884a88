import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import StructuredSolver
import Synchronization

/// The cells of a passive array as the structured solver needs them: compiled memristors whose states do not move, and
/// resistors. May be used from several threads.
struct HeldMemristors: CrossbarCells {
  private let cells: Grid<CellElement>
  /// Evaluators for the memristors; nil if all cells are resistors.
  private let lanes: LanePool<HeldCells>?

  /// - Throws: `CrossbarSolverError.invalidNetwork` for memristors of several kinds, or of a kind that cannot be
  ///   compiled.
  init(_ cells: Grid<CellElement>) throws(CrossbarSolverError) {
    self.cells = cells
    lanes = try Self.compiledDevice(of: cells).map { device in LanePool { device.makeLanes() } }
  }

  /// The compiled equations of the cells' memristors; nil if there are none.
  static func compiledDevice(of cells: Grid<CellElement>) throws(CrossbarSolverError) -> CompiledDevice? {
    var device: MemristorDevice?
    for case .memristor(let memristor, _) in cells.elements {
      guard device == nil || device === memristor.device else {
        throw .invalidNetwork(reason: "its memristors are of several kinds, which only a circuit can hold")
      }
      device = memristor.device
    }
    do { return try device.map { try $0.compiled.get() } } catch {
      throw .invalidNetwork(reason: "its memristors can be evaluated in a circuit alone: \(error)")
    }
  }

  var rows: Int { cells.rows }
  var columns: Int { cells.columns }
  func isPresent(row: Int, column: Int) -> Bool { true }

  func currents(row: Int, column: Int, at voltages: SIMD8<Double>) -> (current: SIMD8<Double>, slope: SIMD8<Double>) {
    var (current, slope) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    let present = 0..<min(8, rows - row)
    if let lanes {
      let found = lanes.withLanes { held in
        for lane in present {
          guard case .memristor(let memristor, let state) = cells[row + lane, column] else { continue }
          held.set(lane: lane, parameters: memristor.values, states: memristor.compiledStates(at: state))
        }
        return held.current(at: voltages)
      }
      for lane in present { (current[lane], slope[lane]) = (found.current[lane], found.conductance[lane]) }
    }
    for lane in present {
      guard case .resistor(let resistance) = cells[row + lane, column] else { continue }
      (current[lane], slope[lane]) = (voltages[lane] / resistance.si, 1 / resistance.si)
    }
    return (current, slope)
  }
}

/// Evaluators of eight cells each, lent to one thread at a time and reused.
final class LanePool<Evaluator>: Sendable {
  /// Lanes are one thread's at a time, since they are taken out while they are used.
  private struct Free: @unchecked Sendable { var lanes: [Evaluator] = [] }

  private let makeLanes: @Sendable () -> Evaluator
  private let free = Mutex(Free())

  init(_ makeLanes: @escaping @Sendable () -> Evaluator) { self.makeLanes = makeLanes }

  /// Lends an evaluator to `body`, a new one if all others are in use.
  func withLanes<Value>(_ body: (Evaluator) -> Value) -> Value {
    let lanes = free.withLock { $0.lanes.popLast() } ?? makeLanes()
    defer { free.withLock { $0.lanes.append(lanes) } }
    return body(lanes)
  }
}
