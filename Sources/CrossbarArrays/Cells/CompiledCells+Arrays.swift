import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import MemristorDevices

extension CompiledCells {
  /// Simulates an operation on a whole array, column by column. A column that does not finish is simulated in ngspice
  /// instead, as a circuit of its own, and counted; so are all columns where a pulse is too short for the transistor's table.
  /// An array whose lines have capacitance is one circuit in ngspice: its columns are compiled without.
  /// - Parameter progress: called with the numbers of finished and of all columns; what it throws ends the simulation.
  /// - Throws: `SimulationError` if a column gives no result in ngspice either, `CompilationRefusal` for a transistor that
  ///   no table can follow, `CancellationError`.
  public func response(
    to transient: ArrayTransient, progress: (Int, Int) throws -> Void = { _, _ in }
  ) async throws -> ArrayResponse {
    let (array, operation) = (transient.array, CellOperation(transient.operation))
    if array.wires.movesWordLines || array.wires.segmentCapacitance > .zero {
      noteSlowLines(array.columns)
      return try await transient.response(by: circuits.engine)
    }
    var design: TransistorDesign?
    do {
      design = try await self.design(array.transistor.nominal, gateVoltage: operation.wordLineVoltage, in: operation)
    } catch is ShortPulse {
      noteShortPulses(array.columns)
      design = nil
    }
    var wires = array.wires
    wires.cellCapacitance = design?.cellCapacitance ?? .zero
    let effect = CompiledLines.effect(of: wires, rows: array.rows, row: array.rows - 1, on: operation.pulse)
    if effect > CompiledLines.largestOfLines {
      noteSlowLines(array.columns)
      design = nil
    } else {
      noteLineEffect(leftOut: effect, cellCapacitance: wires.cellCapacitance)
    }
    let chargingEnergy = design == nil ? .zero : operation.chargingEnergy(wires, rows: array.rows, lineResponses)
    let lanes = ColumnIntegrator.laneCount
    let groups = stride(from: 0, to: array.columns, by: lanes).map { Array($0..<min($0 + lanes, array.columns)) }
    var done = 0
    let columns = try await groups.mapConcurrently(
      atMost: capacity,
      finished: { _, group in
        done += group.count
        try progress(done, array.columns)
      }
    ) { [self, design] (columns) -> [ArrayResponse] in
      if let design { return try await responses(of: columns, in: transient, design, chargingEnergy) }
      var found: [ArrayResponse] = []
      for column in columns { found.append(try await transient.column(column).response(by: circuits.engine)) }
      return found
    }.flatMap { $0 }
    return ArrayResponse(
      selected: transient.operation.columns.compactMap { columns[$0].selected.first },
      states: Grid(rows: array.rows, columns: array.columns) { columns[$1].states[$0, 0] })
  }

  /// The responses of some columns, each as an array of its own.
  /// - Parameter chargingEnergy: what a driven column's lines cost besides its cells.
  private func responses(
    of columns: [Int], in transient: ArrayTransient, _ design: TransistorDesign, _ chargingEnergy: Energy
  ) async throws -> [ArrayResponse] {
    let (array, operation) = (transient.array, CellOperation(transient.operation))
    let driven = Set(transient.operation.columns)
    let row = transient.operation.row
    func transistor(_ row: Int, _ column: Int) -> CellTransistor {
      design.transistor(array.transistor(row, column).deviation, gateVoltage: operation.wordLineVoltage)
    }
    // One for all, or one for each cell, column by column.
    let isOwn = array.transistors != nil
    let transistors = isOwn ? columns.flatMap { column in (0..<array.rows).map { transistor($0, column) } } : [transistor(0, 0)]
    let jobs = columns.enumerated().map { index, column in
      ColumnJob(
        cells: (0..<array.rows).map {
          cell(
            array.memristors[$0, column], state: array.states[$0, column], transistor: isOwn ? index * array.rows + $0 : 0)
        }, row: row, drive: driven.contains(column) ? 0 : 1)
    }
    let wires = ColumnWires(
      driver: array.wires.driver.si, bitLineSegment: array.wires.bitLineSegment.si,
      sourceLineSegment: array.wires.sourceLineSegment.si)
    let drives = [true, false].map { CellDrive(operation, linesAreDriven: $0, gateIsOpen: true) }
    let runs = try counted(\.selected) {
      columnIntegrator.run(jobs, transistors: transistors, wires: wires, drives: drives)
    }
    try Task.checkCancellation()
    var responses: [ArrayResponse] = []
    for (column, run) in zip(columns, runs) {
      guard run.selected.status == .done else {
        responses.append(try await transient.column(column).response(by: circuits.engine))
        continue
      }
      let pulse = CellPulse(
        operation, on: array.memristors[row, column], state: array.states[row, column],
        in: CellSurroundings(rows: array.rows, row: row, transistor: array.transistor, wires: array.wires))
      var response = CellResponse(run.selected, pulse)
      response.energy = response.energy + chargingEnergy
      responses.append(
        ArrayResponse(
          selected: driven.contains(column) ? [response] : [],
          states: Grid(rows: array.rows, columns: 1) { row, _ in
            array.memristors[row, column].device.fraction(of: run.states[row])
          }))
    }
    return responses
  }

  private func cell(_ memristor: Memristor, state: Double, transistor: Int) -> ColumnJob.Cell {
    let device = memristor.device
    return ColumnJob.Cell(
      parameters: memristor.values, states: memristor.compiledStates(at: state), stateScales: device.stateScales,
      stateOrigins: device.stateOrigins, transistor: transistor)
  }
}
