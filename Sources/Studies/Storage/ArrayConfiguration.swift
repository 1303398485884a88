import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Everything that says which array is simulated and how it is written and read.
public struct ArrayConfiguration: Sendable {
  public var device: MemristorDevice
  public var transistor: AccessTransistor
  public var wires: Wires
  public var scope: CircuitScope
  public var initialState: InitialState
  public var write: WriteSettings
  public var read: ReadSettings

  public init(
    device: MemristorDevice, transistor: AccessTransistor, wires: Wires,
    scope: CircuitScope, initialState: InitialState, write: WriteSettings, read: ReadSettings
  ) {
    self.device = device
    self.transistor = transistor
    self.wires = wires
    self.scope = scope
    self.initialState = initialState
    self.write = write
    self.read = read
  }

  /// What cells see, and with which transistor.
  public var operations: [(transistor: AccessTransistor, operation: CellOperation)] {
    let writes = (0..<write.attempts).flatMap { attempt in
      [true, false].map { write.operation(writing: $0, row: 0, columns: [], attempt: attempt) }
    }
    return (writes + [read.operation(row: 0, columns: [])]).map { (transistor, CellOperation($0)) }
  }

  /// An array of drawn memristors that is about to be written.
  /// - Parameter firstCell: number of its first cell among all cells of the run, so that no two share a draw.
  public func array(for target: Grid<Bool>, seed: UInt64, firstCell: Int) -> CrossbarArray {
    CrossbarArray(
      memristors: Grid(rows: target.rows, columns: target.columns) { row, column in
        device.draw(seed: seed, index: firstCell + row * target.columns + column)
      },
      states: initialState.states(for: target, seed: seed, firstCell: firstCell), transistor: transistor, wires: wires)
  }
}
