import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// The probes of one cell and its drivers: two currents, the voltages of five nodes, and the state.
struct CellProbes {
  let bitLineCurrent, sourceLineCurrent: Probe
  let bitLineDriver, sourceLineDriver: Probe
  let bitLine, middle, sourceLine: Probe
  let state: Probe

  /// The probes as a deck lists them.
  /// - Parameter moves: whether the filament can move. The state of a held one is no node, so it is left out.
  func list(moves: Bool) -> [Probe] {
    [bitLineCurrent, sourceLineCurrent, bitLineDriver, sourceLineDriver, bitLine, middle, sourceLine] + (moves ? [state] : [])
  }
}

/// A pulse on one cell over time: voltages in V, currents in A, time in s.
///
/// Currents are positive from the bit line through the cell to the source line. So they are negative in a RESET.
public struct CellTrace: Sendable {
  /// Current out of the bit line's driver, and into the source line's.
  public let bitLineCurrent, sourceLineCurrent: Waveform
  /// Voltages at the drivers' ends of the lines.
  public let bitLineDriver, sourceLineDriver: Waveform
  /// Voltages where the lines meet the cell, after the wires.
  public let bitLine, sourceLine: Waveform
  /// Voltage of the node between memristor and transistor.
  public let middle: Waveform
  /// State of the filament, 0 (HRS) to 1 (LRS).
  public let state: Waveform
  /// End of the plateau, s.
  private let plateauEnd: Double
  /// 1, or -1 in a RESET, whose voltages across the cell are negative.
  private let direction: Double
  private let gateVoltage: Voltage

  init(_ result: SimulationResult, _ probes: CellProbes, operation: CellOperation, memory: DeviceState) {
    bitLineCurrent = result.waveform(of: probes.bitLineCurrent).mapped { -$0 }
    sourceLineCurrent = result.waveform(of: probes.sourceLineCurrent)
    bitLineDriver = result.waveform(of: probes.bitLineDriver)
    sourceLineDriver = result.waveform(of: probes.sourceLineDriver)
    bitLine = result.waveform(of: probes.bitLine)
    middle = result.waveform(of: probes.middle)
    sourceLine = result.waveform(of: probes.sourceLine)
    state = result.waveform(of: probes.state).mapped(memory.fraction)
    plateauEnd = operation.pulse.plateauEnd.si
    direction = operation.kind == .reset ? -1 : 1
    gateVoltage = operation.wordLineVoltage
  }

  /// State at the end of the simulation, after the falling edge, 0 (HRS) to 1 (LRS).
  public var finalState: Double { state.values.last ?? 0 }

  /// Current into the source line's driver at the end of the plateau. After a SET it is the compliance current.
  public var plateauCurrent: Current { .amperes(sourceLineCurrent.value(at: plateauEnd) ?? 0) }

  /// Current out of the bit line's driver at the end of the plateau.
  public var plateauBitLineCurrent: Current { .amperes(bitLineCurrent.value(at: plateauEnd) ?? 0) }

  /// Voltage across the memristor at the end of the plateau, bit line side against transistor.
  public var plateauMemristorVoltage: Voltage {
    .volts((bitLine.value(at: plateauEnd) ?? 0) - (middle.value(at: plateauEnd) ?? 0))
  }

  /// The largest voltage across the memristor in the pulse's direction, over the whole pulse; never negative.
  public var largestMemristorVoltage: Voltage {
    .volts(zip(bitLine.values, middle.values).reduce(0) { max($0, direction * ($1.0 - $1.1)) })
  }

  /// Voltage from drain to source line at the end of the plateau.
  public var plateauTransistorVoltage: Voltage {
    .volts((middle.value(at: plateauEnd) ?? 0) - (sourceLine.value(at: plateauEnd) ?? 0))
  }

  /// The largest voltages between the terminals of the transistor over the whole pulse.
  public var stress: CellStress { CellStress(gate: gateVoltage, drain: middle.values, source: sourceLine.values) }

  /// Energy that both line drivers deliver over the pulse. Word lines are left out: gates draw no net charge.
  public var energy: Energy {
    let power = bitLineDriver.time.indices.map { index in
      bitLineDriver.values[index] * bitLineCurrent.values[index]
        - sourceLineDriver.values[index] * sourceLineCurrent.values[index]
    }
    return .joules(Waveform(time: bitLineDriver.time, values: power).integral())
  }
}

/// Voltages and currents of one cell at an operating point, its filament held.
public struct CellOperatingPoint: Hashable, Sendable {
  /// Out of the bit line's driver: the cell's current and the leakage of the column's other cells.
  public let bitLineCurrent: Current
  /// Into the source line's driver.
  public let sourceLineCurrent: Current
  /// Voltages where the lines meet the cell, after the wires.
  public let bitLine, sourceLine: Voltage
  /// Voltage of the node between memristor and transistor.
  public let middle: Voltage

  init(_ result: SimulationResult, _ probes: CellProbes) {
    bitLineCurrent = .amperes(-result.final(probes.bitLineCurrent))
    sourceLineCurrent = .amperes(result.final(probes.sourceLineCurrent))
    bitLine = .volts(result.final(probes.bitLine))
    middle = .volts(result.final(probes.middle))
    sourceLine = .volts(result.final(probes.sourceLine))
  }

  /// The transistor's share of the voltage across the cell, 0 to 1.
  public var transistorShare: Double { (middle - sourceLine) / (bitLine - sourceLine) }
}
