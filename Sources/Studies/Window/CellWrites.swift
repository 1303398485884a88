import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// What a SET from the high-resistance state made of a cell.
public struct CellSet: Sendable {
  /// At the end of the pulse: the compliance, if the cell SET.
  public let current: Current
  /// What the line drivers delivered.
  public let energy: Energy
  /// Whether the cell reads as a 1.
  public let isSet: Bool
  /// Why its read says nothing of it; such a cell is not SET.
  public let readFailure: ReadFailure?
  /// Of a cell that reads as a 1 by a filament: whether the filament is gone, by half or more, after the rest.
  public let isVolatile: Bool
  /// Whether the current was one that keeps the filament from ever dissolving.
  public let isOverprogrammed: Bool
}

/// What a RESET from the strongest filament made of a cell.
public struct CellReset: Sendable {
  public let energy: Energy
  /// Whether the cell reads as a 0.
  public let isReset: Bool
  /// Why its read says nothing of it; such a cell is not RESET.
  public let readFailure: ReadFailure?
}

/// What a pulse on one cell of a corner did to a cell beside it.
public struct CellDisturbance: Sendable {
  public let disturb: CellDisturb
  /// Whether the cell reads as another bit than before.
  public let isFlipped: Bool
}

extension WindowExperiment {
  func setOperation(_ setting: PulseSetting) -> CellOperation {
    CellOperation(
      kind: .set, amplitude: setting.amplitude, wordLineVoltage: setting.gateVoltage, pulse: pulse(setting.width))
  }

  /// The gate voltage of the SET plays no part in it.
  func resetOperation(amplitude: Voltage, width: Time) -> CellOperation {
    CellOperation(
      kind: .reset, amplitude: amplitude, wordLineVoltage: amplitude + resetGateBoost, pulse: pulse(width))
  }

  /// Edges a two-thousandth of the pulse: 10 us at 20 ms.
  private func pulse(_ width: Time) -> PulseShape { PulseShape(width: width, edge: width / 2000) }

  func memristor(_ cell: Int) -> Memristor { device.draw(seed: seed, index: cell) }

  func trial(_ cell: Int) -> CellTrial { CellTrial(memristor(cell), in: surroundings) }

  /// SETs cells, reads them, lets them rest and looks again.
  func set(
    _ numbers: [Int], at setting: PulseSetting, on cells: any CellSimulator
  ) async throws -> [DeviceOutcome<CellSet>] {
    let written = try await write(numbers, setOperation(setting), state: 0, on: cells)
    let isSet = written.map { (try? $0.get()).map { $0.reading.bit && $0.reading.failure == nil } ?? false }
    let resting = numbers.indices.filter { isSet[$0] }
    let rested = Dictionary(
      zip(
        resting,
        try await cells.rest(
          resting.map { (memristor(numbers[$0]), (try? written[$0].get())?.read.finalState ?? 0) }, for: rest))
    ) { first, _ in first }
    return numbers.enumerated().map { index, cell in
      var wear = DeviceWear(kind: device, seed: seed, device: cell)
      let result = written[index].flatMap { done -> Result<CellSet, SimulationError> in
        wear.recordSet(current: done.pulse.current)
        return (rested[index] ?? .success(done.read.finalState)).map { state in
          CellSet(
            current: done.pulse.current, energy: done.pulse.energy, isSet: isSet[index], readFailure: done.reading.failure,
            isVolatile: isSet[index] && isVolatile(memristor(cell), from: done.read.finalState, to: state),
            isOverprogrammed: wear.cause(cycle: 0) == .overprogramming)
        }
      }
      return DeviceOutcome(device: cell, result: result)
    }
  }

  func reset(
    _ numbers: [Int], amplitude: Voltage, width: Time, on cells: any CellSimulator
  ) async throws -> [DeviceOutcome<CellReset>] {
    let written = try await write(numbers, resetOperation(amplitude: amplitude, width: width), state: 1, on: cells)
    return zip(numbers, written).map { cell, done in
      DeviceOutcome(
        device: cell,
        result: done.map {
          CellReset(
            energy: $0.pulse.energy, isReset: !$0.reading.bit && $0.reading.failure == nil, readFailure: $0.reading.failure)
        })
    }
  }

  /// A pulse and the read behind it.
  private struct Written {
    let pulse, read: CellResponse
    let reading: CellReading
  }

  private func write(
    _ numbers: [Int], _ operation: CellOperation, state: Double, on cells: any CellSimulator
  ) async throws -> [Result<Written, SimulationError>] {
    let pulses = try await cells.apply(
      numbers.map { CellPulse(operation, on: memristor($0), state: state, in: surroundings) })
    let known = numbers.indices.filter { (try? pulses[$0].get()) != nil }
    let reads = try await cells.read(
      known.map { readPulse(memristor(numbers[$0]), state: (try? pulses[$0].get())?.finalState ?? state) })
    let read = Dictionary(zip(known, reads)) { first, _ in first }
    return pulses.enumerated().map { index, pulse in
      pulse.flatMap { pulse in
        (read[index] ?? .success(pulse)).map { Written(pulse: pulse, read: $0, reading: $0.reading(self.read)) }
      }
    }
  }

  /// Pulses one of four cells of each corner and looks at the three others, which are in the state that the pulse could change.
  /// - Parameter numbers: of corners: each holds the cells numbered from four times this.
  func disturb(
    _ numbers: [Int], by operation: CellOperation, on cells: any CellSimulator
  ) async throws -> [DeviceOutcome<[CellDisturbance]>] {
    let corners = numbers.map { corner in
      DisturbTrial(
        Grid(rows: 2, columns: 2) { row, column in memristor(4 * corner + 2 * row + column) }, in: surroundings)
    }
    let disturbs = try await cells.disturb(corners, by: operation, state: operation.kind == .set ? 0 : 1)
    var outcomes: [DeviceOutcome<[CellDisturbance]>] = []
    for (corner, disturbed) in zip(numbers, disturbs) {
      switch disturbed {
      case .failure(let error): outcomes.append(DeviceOutcome(device: corner, result: .failure(error)))
      case .success(let found):
        let flipped = try await isFlipped(found, on: cells)
        outcomes.append(
          DeviceOutcome(
            device: corner,
            result: flipped.map { zip(found, $0).map { CellDisturbance(disturb: $0, isFlipped: $1) } }))
      }
    }
    return outcomes
  }

  private func isFlipped(
    _ disturbs: [CellDisturb], on cells: any CellSimulator
  ) async throws -> Result<[Bool], SimulationError> {
    let moved = disturbs.indices.filter {
      abs(disturbs[$0].finalState - disturbs[$0].initialState) > Memristor.resolution
    }
    let reads = try await cells.read(
      moved.flatMap { index in
        [disturbs[index].initialState, disturbs[index].finalState].map { readPulse(disturbs[index].memristor, state: $0) }
      })
    var flipped = Array(repeating: false, count: disturbs.count)
    for (position, index) in moved.enumerated() {
      switch (reads[2 * position], reads[2 * position + 1]) {
      case (.success(let before), .success(let after)):
        flipped[index] = before.reading(read).bit != after.reading(read).bit
      case (.failure(let error), _), (_, .failure(let error)): return .failure(error)
      }
    }
    return .success(flipped)
  }

  /// SETs, at even numbers, and RESETs of each cell at each point, as a check repeats them.
  func checkedWrite(_ index: Int) -> CheckedWrite {
    let (setting, cell, bit) = (grid.setting(index / 2 / count), index / 2 % count, index.isMultiple(of: 2))
    let operation = bit ? setOperation(setting) : resetOperation(amplitude: setting.amplitude, width: setting.width)
    return CheckedWrite(
      name: "\(bit ? "SET" : "RESET") of cell \(cell) at \(setting.amplitude) for \(setting.width), gate \(setting.gateVoltage)",
      write: CellPulse(operation, on: memristor(cell), state: bit ? 0 : 1, in: surroundings), read: readOperation, bit: bit)
  }

  /// What cells see, and with which transistor.
  public var operations: [(transistor: AccessTransistor, operation: CellOperation)] {
    let writes = (0..<grid.count).flatMap { index in
      let setting = grid.setting(index)
      return [setOperation(setting)]
        + (index.isMultiple(of: grid.gateVoltages.count)
          ? [resetOperation(amplitude: setting.amplitude, width: setting.width)] : [])
    }
    return (writes + [readOperation]).map { (surroundings.transistor, $0) }
  }

  private var readOperation: CellOperation {
    CellOperation(kind: .read, amplitude: read.voltage, wordLineVoltage: read.gateVoltage, pulse: read.pulse)
  }

  private func readPulse(_ memristor: Memristor, state: Double) -> CellPulse {
    CellPulse(readOperation, on: memristor, state: state, in: surroundings)
  }

  /// The rule of `mxbar device compliance`: half of what the filament conducted is to be there after the rest.
  private func isVolatile(_ memristor: Memristor, from state: Double, to rested: Double) -> Bool {
    let currents = [state, rested, 0].map { memristor.current(at: read.voltage, state: $0) }
    // A device whose film alone reads as a 1 has no filament to lose.
    guard currents[0] >= currents[2] * 2 else { return false }
    return !FilamentSet.lasts(at: currents[1], afterSet: currents[0], withoutFilament: currents[2])
  }
}
