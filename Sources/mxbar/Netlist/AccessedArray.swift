import ArgumentParser
import MemristorCrossbar

/// The array of a deck in which one cell is accessed, by its kind of cell.
enum AccessedArray {
  case passive(PassiveArray)
  case selector(SelectorArray)
  case transistor(TransistorArray)

  /// The transistors; nil for an array without.
  var transistor: AccessTransistor? { if case .transistor(let array) = self { array.transistor } else { nil } }

  /// The largest voltages of the transistors in an access; nil for an array without.
  func stress(_ access: CellAccess) -> TransistorStress? {
    if case .transistor(let array) = self { array.gates.stress(access) } else { nil }
  }

  /// The access as an operating point, all states held.
  ///
  /// Only a threshold selector needs a simulation first, to know whether it is on.
  func held(_ access: CellAccess, on engine: CommandEngine) async throws -> DeckExport {
    switch self {
    case .passive(let array): return try array.export(access)
    case .transistor(let array): return try array.export(access)
    case .selector(let array):
      guard array.selectors[access.row, access.column].device.state != nil else { return try array.export(access, isOn: false) }
      let isLarge = array.cells.rows * array.cells.columns > NetworkSolver.mostCellsForNgspice
      let states = try await array.operatingPoint(access, by: isLarge ? .structured : .ngspice, on: engine).states
      return try array.export(access, isOn: states?.isOn ?? false)
    }
  }

  /// The access as a pulse, all states free to move.
  func pulsed(_ access: CellAccess, _ pulse: PulseShape) throws -> PulsedAccess {
    switch self {
    case .passive(let array): try array.pulsed(access, pulse)
    case .selector(let array): try array.pulsed(access, pulse)
    case .transistor(let array): try array.pulsed(access, pulse)
    }
  }
}

extension NetlistOptions {
  /// The array of these cells.
  /// - Throws: `ValidationError` for a 1TnR array of transistors that differ, or whose last one would have fewer memristors.
  func accessed(
    _ cells: ArrayCells, _ cell: CellKind, _ isolation: CellIsolationOptions, on engine: CommandEngine
  ) async throws -> AccessedArray {
    let (rows, columns) = cells.size
    try isolation.validate(cell, columns: [(self.columns == nil ? "the number of columns" : "--columns", columns)])
    let elements: Grid<CellElement> =
      switch cells {
      case .memristors(let memristors, let states):
        Grid(rows: rows, columns: columns) { .memristor(memristors[$0, $1], state: states[$0, $1]) }
      case .resistances(let resistances): resistances.map { .resistor($0) }
      }
    let wires = delays.applied(to: wiring)
    switch cell {
    case .passive:
      var array = PassiveArray(cells: elements, segment: wires.bitLineSegment, driver: wires.driver)
      array.segmentCapacitance = wires.segmentCapacitance
      return .passive(array)
    case .selector:
      let device = try isolation.selectors()
      var array = SelectorArray(
        cells: elements, selectors: Grid(rows: rows, columns: columns) { device.draw(seed: seed, index: $0 * columns + $1) },
        segment: wires.bitLineSegment, driver: wires.driver)
      array.segmentCapacitance = wires.segmentCapacitance
      return .selector(array)
    case .transistor, .sharedTransistor:
      let access = try await transistor.transistor(at: device.surroundings.asked, seed: seed, on: engine)
      try isolation.validate(cell, access)
      var gates = GateVoltages(
        read: .volts(reading.readGateVoltage), set: .volts(voltages.gateVoltage), resetBoost: .volts(boost.resetGateBoost),
        off: .zero)
      gates.resetScheme = boost.resetScheme
      return .transistor(
        TransistorArray(
          cells: elements, cellsPerTransistor: isolation.cellsPerTransistor(cell), transistor: access, wires: wires, gates: gates)
      )
    }
  }

  /// The access of the selected cell.
  func access(_ kind: RowOperation.Kind, _ scheme: BiasScheme) -> CellAccess {
    CellAccess(
      kind, row: row, column: column, voltage: .volts(kind == .read ? reading.readVoltage : voltages.writeVoltage), scheme: scheme
    )
  }
}
