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
    /// Tables between which is interpolated, likewise.
    var families: [TransistorFamily: Task<[TransistorTable], any Error>] = [:]
    var largestError: Double?
  }

  private let engine: any SpiceEngine
  private let state = Mutex(State())

  init(_ engine: any SpiceEngine) { self.engine = engine }

  /// The largest error of all tables so far, relative to a cell's current; nil if there is none.
  var largestError: Double? { state.withLock { $0.largestError } }

  /// The tables of a design of transistor and of the off transistors in its column, for an operation. If threshold voltages
  /// spread there are several, at gate voltages around the cells' own.
  /// - Parameters:
  ///   - transistor: without a deviation.
  ///   - gateVoltage: the cells' own gate voltage, 0 V for a cell of an unselected row.
  /// - Throws: `CompilationRefusal` for a transistor that no table can follow, or a pulse so short that the
  ///   transistor's charges would matter.
  func tables(
    of transistor: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation
  ) async throws -> TransistorDesign {
    // A table needs an extent even where no line has a voltage.
    let largest = max(operation.amplitude, .volts(0.01))
    func sampling(_ gateVoltage: Voltage) -> TransistorSampling {
      var plain = transistor
      plain.spread = TransistorSpread()
      return TransistorSampling(transistor: plain, gateVoltage: gateVoltage, largestVoltage: largest)
    }
    let on = try await table(sampling(gateVoltage))
    let off = try await table(sampling(.zero))
    if operation.kind != .read, gateVoltage != .zero { try checkCharges(of: transistor, on, operation) }
    guard transistor.spread.threshold > .zero else { return .tables(on: [on], off: off) }
    let family = TransistorFamily(sampling(gateVoltage), spread: transistor.spread.threshold)
    return .tables(on: try await tables(of: family), off: off)
  }

  /// The tables of a family, with the interpolation between them held against ngspice.
  private func tables(of family: TransistorFamily) async throws -> [TransistorTable] {
    let task = state.withLock { state in
      if let known = state.families[family] { return known }
      let task = Task { [self] in
        let found = try await family.tables(on: self.engine) { try await self.table($0) }
        self.state.withLock { $0.largestError = max($0.largestError ?? 0, found.error) }
        return found.tables
      }
      state.families[family] = task
      return task
    }
    do {
      return try await task.value
    } catch let refusal as CompilationRefusal {
      throw refusal
    } catch {
      state.withLock { if $0.families[family] == task { $0.families[family] = nil } }
      throw error
    }
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

/// The transistors of a batch by their designs, searched in a list. There are few, and comparing a library's text with itself is faster
/// than hashing it.
struct KnownTransistors {
  /// What decides on a transistor's table or equations.
  struct Use: Equatable {
    /// Without the deviation of a cell.
    var transistor: AccessTransistor
    var gateVoltage: Voltage
    var operation: CellOperation
  }

  private var known: [(use: Use, design: TransistorDesign)] = []

  func design(_ use: Use) -> TransistorDesign? { known.first { $0.use == use }?.design }

  mutating func add(_ use: Use, _ design: TransistorDesign) { known.append((use, design)) }
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
