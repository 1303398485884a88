import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Synchronization

/// The tables of a study's transistors. Each is sampled once, when first asked for; other callers wait for it
/// meanwhile.
final class TransistorTables: Sendable {
  private struct State {
    /// Sampling tasks, under way or done.
    var tables: [TransistorSampling: Task<TransistorSampling.Sampled, any Error>] = [:]
    var largestError: Double?
  }

  private let engine: any SpiceEngine
  private let state = Mutex(State())

  init(_ engine: any SpiceEngine) { self.engine = engine }

  /// The largest error of all tables so far, relative to a cell's current; nil if there is none.
  var largestError: Double? { state.withLock { $0.largestError } }

  /// The tables of a cell's transistor and of the off transistors in its column, for an operation.
  /// - Parameter gateVoltage: the cell's own gate voltage, 0 V for a cell of an unselected row.
  /// - Throws: `CompilationRefusal` for a transistor that no table can follow, or a pulse so short that the
  ///   transistor's charges would matter.
  func transistor(
    _ transistor: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation
  ) async throws -> CellTransistor {
    // A table needs an extent even where no line has a voltage.
    let largest = max(operation.amplitude, .volts(0.01))
    func sampling(_ gate: Voltage) -> TransistorSampling {
      TransistorSampling(
        transistor: transistor, gateVoltage: gate, largestVoltage: largest, lowestVoltage: .zero - operation.bitLineDrop)
    }
    let on = try await table(sampling(gateVoltage))
    let off = try await table(sampling(.zero))
    if operation.kind != .read, gateVoltage != .zero { try checkCharges(of: transistor, on, operation) }
    return .tables(on: on, off: off)
  }

  /// The table of a sampling, which is started unless it is known. A refusal is kept; after any other error the next
  /// caller tries again.
  private func table(_ sampling: TransistorSampling) async throws -> TransistorTable {
    let task = state.withLock { state in
      if let known = state.tables[sampling] { return known }
      let task = Task { [engine] in try await sampling.sampled(on: engine) }
      state.tables[sampling] = task
      return task
    }
    do {
      let sampled = try await task.value
      state.withLock { $0.largestError = max($0.largestError ?? 0, sampled.error) }
      try Task.checkCancellation()
      return sampled.table
    } catch let refusal as CompilationRefusal {
      throw refusal
    } catch {
      // An engine that was lost may come back.
      state.withLock { if $0.tables[sampling] == task { $0.tables[sampling] = nil } }
      throw error
    }
  }

  // MARK: Charges

  /// Capacitance of the node between memristor and transistor, for a transistor some micrometres wide, F.
  static let middleCapacitance = 10e-15
  /// Share of the charge that passes in a pulse which this capacitance may take; states then move by less than a
  /// thousandth.
  static let largestChargeShare = 2e-3

  /// Refuses pulses so short that the transistor's charges, which a table leaves out, would matter.
  private func checkCharges(
    of transistor: AccessTransistor, _ table: TransistorTable, _ operation: CellOperation
  ) throws(CompilationRefusal) {
    let amplitude = operation.amplitude.si
    let reading =
      operation.kind == .reset ? table.reading(drain: 0, source: amplitude) : table.reading(drain: amplitude, source: 0)
    let compliance = abs(operation.kind == .reset ? reading.source : reading.drain)
    let share = Self.middleCapacitance * amplitude / max(compliance * operation.pulse.width.si, .leastNormalMagnitude)
    guard share > Self.largestChargeShare else { return }
    throw CompilationRefusal(
      device: transistor.model.name, place: "transistor",
      reason: "a pulse of \(operation.pulse.width) is too short for the \(compliance) A that it passes at a gate of "
        + "\(operation.wordLineVoltage): its charges, which its table leaves out, would be seen")
  }
}

/// The transistors of a batch, searched in a list. There are few, and comparing a library's text with itself is faster
/// than hashing it.
struct KnownTransistors {
  /// What decides on a transistor's table or equations.
  struct Use: Equatable {
    var transistor: AccessTransistor
    var gateVoltage: Voltage
    var operation: CellOperation
  }

  private var known: [(use: Use, transistor: CellTransistor)] = []

  func transistor(_ use: Use) -> CellTransistor? { known.first { $0.use == use }?.transistor }

  mutating func add(_ use: Use, _ transistor: CellTransistor) { known.append((use, transistor)) }
}

extension AccessTransistor {
  /// The compiled equations of this transistor; nil unless it is a single nMOS card of level 1 with known parameters.
  var equations: CompiledTransistor? {
    guard model.form == .card, let typed = try? model.library.typed(),
      let card = typed.models.first(where: { $0.name.lowercased() == model.name.lowercased() })
    else { return nil }
    return try? CompiledTransistor(card, width: width.si, length: length.si)
  }
}
