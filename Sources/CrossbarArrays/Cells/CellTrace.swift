import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// What is to be seen of one cell and its drivers.
struct CellProbes {
  let bitLineCurrent, sourceLineCurrent: Probe
  let bitLineDriver, sourceLineDriver: Probe
  let bitLine, middle, sourceLine: Probe
  let state: Probe

  /// - Parameter moves: whether the filament can move; the state of one that is held is no node.
  func list(moves: Bool) -> [Probe] {
    [bitLineCurrent, sourceLineCurrent, bitLineDriver, sourceLineDriver, bitLine, middle, sourceLine] + (moves ? [state] : [])
  }
}

/// A pulse on one cell as it went: voltages in V, currents in A, over time in s.
///
/// Currents are positive from the bit line through the cell to the source line, also in a RESET, where they are negative.
public struct CellTrace: Sendable {
  /// Out of the bit line's driver, and into the source line's.
  public let bitLineCurrent, sourceLineCurrent: Waveform
  /// At the drivers.
  public let bitLineDriver, sourceLineDriver: Waveform
  /// Where the lines meet the cell.
  public let bitLine, sourceLine: Waveform
  /// Between memristor and transistor.
  public let middle: Waveform
  /// 0 (HRS) to 1 (LRS).
  public let state: Waveform
  private let plateauEnd: Double
  private let direction: Double

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
  }

  /// The state in the end, 0 (HRS) to 1 (LRS).
  public var finalState: Double { state.values.last ?? 0 }

  /// Through the cell at the end of the plateau; what a SET ends at is its compliance.
  public var plateauCurrent: Current { .amperes(sourceLineCurrent.value(at: plateauEnd) ?? 0) }

  /// Out of the bit line's driver at the end of the plateau.
  public var plateauBitLineCurrent: Current { .amperes(bitLineCurrent.value(at: plateauEnd) ?? 0) }

  /// Across the memristor at the end of the plateau.
  public var plateauMemristorVoltage: Voltage {
    .volts((bitLine.value(at: plateauEnd) ?? 0) - (middle.value(at: plateauEnd) ?? 0))
  }

  /// The largest voltage, in the pulse's direction, that the memristor ever saw.
  public var largestMemristorVoltage: Voltage {
    .volts(zip(bitLine.values, middle.values).reduce(0) { max($0, direction * ($1.0 - $1.1)) })
  }

  /// Across the transistor at the end of the plateau.
  public var plateauTransistorVoltage: Voltage {
    .volts((middle.value(at: plateauEnd) ?? 0) - (sourceLine.value(at: plateauEnd) ?? 0))
  }

  /// What both line drivers deliver. Gates draw no current that does not come back.
  public var energy: Energy {
    let power = bitLineDriver.time.indices.map { index in
      bitLineDriver.values[index] * bitLineCurrent.values[index]
        - sourceLineDriver.values[index] * sourceLineCurrent.values[index]
    }
    return .joules(Waveform(time: bitLineDriver.time, values: power).integral())
  }
}

/// Voltages and currents of one cell at an operating point.
public struct CellOperatingPoint: Hashable, Sendable {
  /// Out of the bit line's driver: the cell's current and the leakage of the column's other cells.
  public let bitLineCurrent: Current
  /// Into the source line's driver.
  public let sourceLineCurrent: Current
  /// Where the lines meet the cell.
  public let bitLine, sourceLine: Voltage
  /// Between memristor and transistor.
  public let middle: Voltage

  init(_ result: SimulationResult, _ probes: CellProbes) {
    bitLineCurrent = .amperes(-result.final(probes.bitLineCurrent))
    sourceLineCurrent = .amperes(result.final(probes.sourceLineCurrent))
    bitLine = .volts(result.final(probes.bitLine))
    middle = .volts(result.final(probes.middle))
    sourceLine = .volts(result.final(probes.sourceLine))
  }

  /// The transistor's part of the voltage across the cell, 0 to 1.
  public var transistorShare: Double { (middle - sourceLine) / (bitLine - sourceLine) }
}
