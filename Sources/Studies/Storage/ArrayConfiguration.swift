import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Which array is simulated, and how it is written and read. `StorageSettings` adds how a network is laid out in it.
public struct ArrayConfiguration: Sendable {
  /// Of every cell; each cell's parameters are drawn from its distributions.
  public var device: MemristorDevice
  /// Of every cell.
  public var transistor: AccessTransistor
  /// Resistances of the wire segments and of the drivers.
  public var wires: Wires
  /// How much of the array is in one circuit: a cell's own lines, or all of it.
  public var scope: CircuitScope
  /// The state of the cells before the first write.
  public var initialState: InitialState
  /// Amplitudes, gate voltages, pulse shape and number of attempts.
  public var write: WriteSettings
  /// Read voltage, gate voltage and the threshold between 1 and 0.
  public var read: ReadSettings

  /// Holds for arrays of any size; their cells are drawn when an array is made of it.
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

  /// All pulses and reads that occur, with the access transistor: what the compiled engine must support.
  public var operations: [(transistor: AccessTransistor, operation: CellOperation)] {
    let writes = (0..<write.attempts).flatMap { attempt in
      [true, false].map { write.operation(writing: $0, row: 0, columns: [], attempt: attempt) }
    }
    return (writes + [read.operation(row: 0, columns: [])]).map { (transistor, CellOperation($0)) }
  }

  /// An array of drawn memristors before it is written.
  /// - Parameters:
  ///   - target: rows × columns; the bits to be written, which some initial states depend on.
  ///   - firstCell: the number of its first cell among all cells of the run, so that no two cells share a draw.
  public func array(for target: Grid<Bool>, seed: UInt64, firstCell: Int) -> CrossbarArray {
    var array = CrossbarArray(
      memristors: Grid(rows: target.rows, columns: target.columns) { row, column in
        device.draw(seed: seed, index: firstCell + row * target.columns + column)
      },
      states: initialState.states(for: target, seed: seed, firstCell: firstCell), transistor: transistor, wires: wires)
    array.transistors = transistor.grid(rows: target.rows, columns: target.columns, seed: seed) {
      firstCell + $0 * target.columns + $1
    }
    return array
  }
}
