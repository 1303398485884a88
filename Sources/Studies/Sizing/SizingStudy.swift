import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Reporting

/// How wide must the access transistor be? Many drawn cells, the same ones for every transistor and setting, are SET and
/// RESET as transients at the far corner of an array, and read.
///
/// `SizingAnswer` says which width suffices; `WriteFailure` says why cells fail.
public struct SizingStudy: Study {
  /// Of every cell; each cell's parameters are drawn from its distributions.
  public var device: MemristorDevice
  public var seed: UInt64
  /// Drawn cells.
  public var count: Int
  /// Rows of the array; the cells stand in the last one, farthest from the drivers.
  public var rows: Int
  /// Of the column in which a cell stands, with the line drivers.
  public var wires: Wires
  /// Of the cells on their word line, which matters where word lines move.
  public var wordLine: WordLinePlace
  /// Those to compare, in the order of the results.
  public var transistors: [SizingTransistor]
  /// Word-line voltages in a SET, which set its compliance.
  public var gateVoltages: [Voltage]
  /// Amplitudes of both SET and RESET.
  public var writeVoltages: [Voltage]
  /// How far the word line is above the source line in a RESET.
  public var resetGateBoost: Voltage
  /// How lines and gates are driven in a RESET.
  public var resetScheme = ResetScheme.boosted
  /// Of every write, whatever its amplitude.
  public var pulse: PulseShape
  /// Of the read after every write; its threshold decides whether the cell is written.
  public var read: ReadSettings
  /// The share of cells, 0 to 1, that is to be SET and that is to be RESET.
  public var target: Double

  /// Every transistor is tried at every write voltage and gate voltage; all voltages are magnitudes.
  public init(
    device: MemristorDevice, seed: UInt64, count: Int, rows: Int, wires: Wires, wordLine: WordLinePlace? = nil,
    transistors: [SizingTransistor],
    gateVoltages: [Voltage], writeVoltages: [Voltage], resetGateBoost: Voltage, pulse: PulseShape, read: ReadSettings,
    target: Double
  ) {
    self.device = device
    self.seed = seed
    self.count = count
    self.rows = rows
    self.wires = wires
    self.wordLine = wordLine ?? .last(of: rows)
    self.transistors = transistors
    self.gateVoltages = gateVoltages
    self.writeVoltages = writeVoltages
    self.resetGateBoost = resetGateBoost
    self.pulse = pulse
    self.read = read
    self.target = target
  }

  public var cells: StudyCells? {
    StudyCells(
      device: device,
      operations: writes.map { (transistors[$0.transistor].transistor, operation($0)) }
        + transistors.map { ($0.transistor, CellOperation(read)) })
  }

  public var warnings: [String] {
    device.warnings(readingAt: read.voltage, writingAt: writeVoltages.max(), for: [pulse.width], drawing: count)
  }

  /// Every write that is tried. A RESET does not depend on the gate voltage of the SET and is simulated once for all of
  /// them.
  public var writes: [SizingWrite] {
    transistors.indices.flatMap { transistor in
      writeVoltages.flatMap { amplitude in
        [SizingWrite(transistor: transistor, amplitude: amplitude, gateVoltage: nil)]
          + gateVoltages.map { SizingWrite(transistor: transistor, amplitude: amplitude, gateVoltage: $0) }
      }
    }
  }

  /// One row per write and cell; it also serves to resume a run.
  static let cellTable = "cells.csv"

  /// Load curves first, then all writes in batches of cells, then the check against ngspice.
  public func run(_ run: StudyRun) async throws -> SizingFindings {
    let writes = writes
    let spice = run.engine.spice
    let surroundings = try await writes.mapConcurrently(atMost: spice.capacity + 1) {
      try await self.surroundings(of: $0, on: spice)
    }
    // Batches are small, so that neither writes nor batches wait long for each other.
    let batches = writes.indices.flatMap { write in
      stride(from: 0, to: count, by: Self.batchSize).map { (write: write, cells: $0..<min($0 + Self.batchSize, count)) }
    }
    let cells = run.engine.cells
    let rows = try await run.rows(
      of: batches, counts: batches.map(\.cells.count), in: try run.rows(SizingCell.self, in: Self.cellTable),
      stage: "writing cells"
    ) { try await self.cells(Array($0.cells), after: writes[$0.write], on: cells) }
    let results = writes.indices.map { index in
      SizingWriteResult(
        write: writes[index], surroundings: surroundings[index],
        outcomes: zip(batches, rows).filter { $0.0.write == index }.flatMap(\.1))
    }
    let check = try await run.check(writes.count * count, seed: seed, read: read, write: checkedWrite(writes))
    return SizingFindings(study: self, demands: (0..<count).map(demand), writes: results, check: check)
  }

  // MARK: Simulations

  /// Cells that are simulated at a time.
  private static let batchSize = 64

  /// By an index that counts cells within writes.
  private func checkedWrite(_ writes: [SizingWrite]) -> (Int) -> CheckedWrite {
    { index in
      let (write, cell) = (writes[index / count], index % count)
      let trial = trial(of: cell, write)
      let words = write.gateVoltage.map { "SET at \(write.amplitude), gate \($0)" } ?? "RESET at \(write.amplitude)"
      return CheckedWrite(
        name: "\(words), transistor \(write.transistor), cell \(cell)", write: pulse(write, trial),
        read: CellOperation(read), bit: write.isSet)
    }
  }

  /// A SET starts without a filament, a RESET with the strongest one.
  private func pulse(_ write: SizingWrite, _ trial: CellTrial) -> CellPulse {
    CellPulse(operation(write), on: trial.memristor, state: write.isSet ? 0 : 1, in: trial.surroundings)
  }

  /// One pulse and one read of each of some cells; a cell whose pulse gave no result is not read.
  func cells(_ numbers: [Int], after write: SizingWrite, on cells: any CellSimulator) async throws -> [SizingCell] {
    let trials = numbers.map { trial(of: $0, write) }
    let written = try await cells.apply(trials.map { pulse(write, $0) })
    let known = trials.indices.filter { (try? written[$0].get()) != nil }
    let read = try await cells.read(
      known.map { index in
        let state = (try? written[index].get())?.finalState ?? 0
        return CellPulse(CellOperation(self.read), on: trials[index].memristor, state: state, in: trials[index].surroundings)
      })
    let readings = Dictionary(zip(known, read)) { first, _ in first }
    return numbers.enumerated().map { index, number in
      let memristor = trials[index].memristor
      var cell = SizingCell(number, memristor, write, of: self)
      switch written[index].flatMap({ pulse in (readings[index] ?? written[index]).map { (pulse, $0) } }) {
      case .success(let (pulse, read)):
        cell.note(pulse, read, memristor: memristor, operation: operation(write), settings: self.read)
      case .failure(let error): cell.numericalFailure = "\(error)"
      }
      return cell
    }
  }

  /// Load curve and leakage of a write at the place of the cells, both simulated with the memristor of cell 0 and the nominal
  /// transistor.
  private func surroundings(of write: SizingWrite, on engine: any SpiceEngine) async throws -> WriteSurroundings {
    let trial = trial(of: 0, write, transistors[write.transistor].transistor)
    var closed = operation(write)
    closed.wordLineVoltage = .zero
    // With the bit line at the write voltage and every gate off, its current is leakage.
    closed.kind = .set
    return WriteSurroundings(
      loadCurve: try await Self.resultIfAny { try await trial.loadCurve(operation(write), on: engine) },
      leakage: try await Self.resultIfAny { [closed] in
        try await trial.operatingPoint(closed, state: 1, on: engine).bitLineCurrent
      })
  }

  /// Nil where a simulation besides those of the cells gives no result; the study goes on without it.
  private static func resultIfAny<Value>(_ simulate: () async throws -> Value) async throws -> Value? {
    do { return try await simulate() } catch let error as SimulationError where error.concernsThisDeckOnly { return nil }
  }

  /// Nil for a device that does not say where it switches.
  private func demand(ofCell cell: Int) -> SwitchingDemand? {
    let memristor = device.draw(seed: seed, index: cell)
    guard let set = memristor.setVoltage, let reset = memristor.resetVoltage else { return nil }
    return SwitchingDemand(
      cell: cell, vSET: set, setCurrent: memristor.current(at: set, state: 0), vRESET: reset,
      resetCurrent: memristor.current(at: reset, state: 1))
  }

  /// A cell at its place in the array, with one of the transistors; also the source of decks for users to look at.
  public func trial(of cell: Int, _ write: SizingWrite) -> CellTrial {
    trial(of: cell, write, transistors[write.transistor].transistor.ofCell(cell, seed: seed))
  }

  private func trial(of cell: Int, _ write: SizingWrite, _ transistor: AccessTransistor) -> CellTrial {
    CellTrial(
      device.draw(seed: seed, index: cell),
      in: CellSurroundings(rows: rows, row: rows - 1, transistor: transistor, wires: wires, wordLine: wordLine))
  }

  /// The pulse of a write, with its word-line voltage.
  public func operation(_ write: SizingWrite) -> CellOperation {
    write.gateVoltage.map { CellOperation(kind: .set, amplitude: write.amplitude, wordLineVoltage: $0, pulse: pulse) }
      ?? resetScheme.operation(amplitude: write.amplitude, boost: resetGateBoost, pulse: pulse)
  }

  /// The largest voltages of an array's transistors in a write, selected or not.
  /// - Parameter cells: after the write; without any, the selected cell's drain is bounded by its lines.
  func stress(of write: SizingWrite, among cells: [SizingCell]) -> TransistorStress {
    let own = cells.compactMap(\.stress)
    return TransistorStress(operation(write), selected: own.first.map { own.dropFirst().reduce($0) { $0.union($1) } })
  }

  /// A cell's write as a deck that runs on its own.
  public func deck(of write: SizingWrite, cell: Int) throws -> Deck {
    try trial(of: cell, write).deck(operation(write), state: write.isSet ? 0 : 1)
  }
}

/// One of the transistors to compare.
public struct SizingTransistor: Hashable, Sendable {
  /// The section of the transistor's library, such as `tt`; otherwise `built-in`, `ideal`, or the name of a file.
  public var corner: String
  /// An ideal switch has a width and a length of zero.
  public var transistor: AccessTransistor

  /// The corner is a name only, by which the results are grouped; the model does not follow from it.
  public init(corner: String, transistor: AccessTransistor) {
    self.corner = corner
    self.transistor = transistor
  }
}

/// A SET or RESET with one of the transistors.
public struct SizingWrite: Hashable, Sendable {
  /// Its index among the study's transistors.
  public let transistor: Int
  /// Magnitude: of the bit line in a SET, of the source line in a RESET.
  public let amplitude: Voltage
  /// Of the word line in a SET; nil marks a RESET.
  public let gateVoltage: Voltage?

  /// Otherwise it is a RESET, whose gate voltage follows from its amplitude.
  public var isSet: Bool { gateVoltage != nil }
}
