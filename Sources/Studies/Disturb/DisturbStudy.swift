import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records
import Reporting

/// What do pulses on a row do to all other cells of its array? Every cell is simulated at its place on its lines, over the
/// whole pulse and with its state free to move.
public struct DisturbStudy: Study {
  /// Of every cell; each cell's parameters are drawn from its distributions.
  public var device: MemristorDevice
  public var seed: UInt64
  /// Word lines × bit lines.
  public var rows, columns: Int
  /// States of the unselected rows. In a SET the selected row starts in HRS, in a RESET in LRS, and in a read as its
  /// pattern says.
  public var pattern: CellPattern
  /// On which row, with which pulse on which of its columns.
  public var operation: RowOperation
  /// How often it is applied, one pulse after the other.
  public var pulses: Int
  public var transistor: AccessTransistor
  public var wires: Wires
  /// Of the read that the check against ngspice makes after the pulse; its threshold decides whether a cell has flipped.
  public var read: ReadSettings

  /// Row and columns of the operation must be in the array, and pulses 1 or more. A pattern from a file is not allowed.
  public init(
    device: MemristorDevice, seed: UInt64, rows: Int, columns: Int, pattern: CellPattern, operation: RowOperation, pulses: Int,
    transistor: AccessTransistor, wires: Wires, read: ReadSettings
  ) {
    (self.device, self.seed, self.rows, self.columns) = (device, seed, rows, columns)
    (self.pattern, self.operation, self.pulses) = (pattern, operation, pulses)
    (self.transistor, self.wires, self.read) = (transistor, wires, read)
  }

  public var cells: StudyCells? {
    StudyCells(
      device: device,
      operations: [operation, read.operation(row: 0, columns: [])].map { (transistor, CellOperation($0)) })
  }

  public var warnings: [String] {
    let isRead = operation.kind == .read
    return device.warnings(
      readingAt: isRead ? operation.amplitude : read.voltage, writingAt: isRead ? nil : operation.amplitude,
      for: isRead ? [] : [operation.pulse.width], drawing: rows * columns)
  }

  /// The array before the first pulse.
  public var array: CrossbarArray {
    CrossbarArray(
      memristors: Grid(rows: rows, columns: columns) { device.draw(seed: seed, index: $0 * columns + $1) },
      states: Grid(rows: rows, columns: columns) { row, column in
        if row == operation.row, operation.kind != .read { return operation.kind == .set ? 0 : 1 }
        return pattern.isLow(row, column, seed: seed) ? 1 : 0
      }, transistor: transistor, wires: wires)
  }

  /// Applies the pulses one after the other.
  /// - Throws: `CancellationError`; `SimulationError` if a simulation gives no result.
  public func run(_ run: StudyRun) async throws -> DisturbFindings {
    let before = array
    var array = before
    var responses: [ArrayResponse] = []
    for pulse in 0..<pulses {
      let transient = ArrayTransient(operation, on: array)
      let response =
        if let compiled = run.engine.compiled {
          try await compiled.response(to: transient) { done, _ in
            try run.progress("pulses on columns", pulse * columns + done, of: pulses * columns)
          }
        } else {
          try await transient.response(by: run.engine.spice)
        }
      try run.progress("pulses on columns", (pulse + 1) * columns, of: pulses * columns)
      array.states = response.states
      responses.append(response)
    }
    return DisturbFindings(
      study: self, before: before, responses: responses,
      check: try await run.check(checkedWrites(before), read: read))
  }

  /// The first pulse on columns in random order; on all at once where the array is small.
  private func checkedWrites(_ array: CrossbarArray) -> [CheckedArrayWrite] {
    let reading = read.operation(row: operation.row, columns: operation.columns)
    guard rows * columns > CheckedArrayWrite.largestCircuit else {
      return [CheckedArrayWrite(name: "array", array: array, write: operation, read: reading)]
    }
    var stream = RandomStream(seed: seed, purpose: "cells checked in ngspice")
    let driven = Set(operation.columns)
    return (0..<columns).shuffled(using: &stream).map { column in
      var (write, read) = (operation, reading)
      (write.columns, read.columns) = driven.contains(column) ? ([0], [0]) : ([], [])
      return CheckedArrayWrite(name: "column \(column)", array: array.column(column), write: write, read: read)
    }
  }
}

/// Where a cell is relative to the pulsed ones.
public enum DisturbedPlace: String, Codable, CaseIterable, Sendable {
  /// Its gate is open and its lines are driven.
  case selected
  /// Its gate is open, and its lines are at 0 V.
  case sameRow = "same_row"
  /// Its gate is closed, and its lines are driven.
  case sameColumn = "same_column"
  /// Its gate is closed, and its lines are at 0 V.
  case unselected
}

/// A cell and what the pulses did to it: a row of `cells.csv`.
public struct DisturbedCell: Codable, Hashable, Sendable {
  public var row, column: Int
  public var place: DisturbedPlace
  /// State before the first pulse and after the last, 0 (HRS) to 1 (LRS).
  public var stateBefore, stateAfter: Double
  /// At the end of the last pulse's plateau, into the source line's driver; nil for cells that were not selected.
  public var current: Current?

  /// By how much the state has moved; positive towards LRS.
  public var change: Double { stateAfter - stateBefore }
}
