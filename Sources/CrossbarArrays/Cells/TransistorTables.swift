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
    /// Measurements of charges, under way or done, and the largest share of a pulse's charge.
    var charges: [TransistorCharge: Task<Double, any Error>] = [:]
    var largestShare: Double?
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
  /// - Throws: `CompilationRefusal` for a transistor that no table can follow; `ShortPulse` for a pulse so short that the
  ///   transistor's charges would matter.
  func tables(
    of transistor: AccessTransistor, gateVoltage: Voltage, in operation: CellOperation
  ) async throws -> TransistorDesign {
    // A table needs an extent even where no line has a voltage.
    let largest = max(operation.amplitude, .volts(0.01))
    func sampling(_ gateVoltage: Voltage) -> TransistorSampling {
      var plain = transistor
      plain.spread = TransistorSpread()
      return TransistorSampling(
        transistor: plain, gateVoltage: gateVoltage, largestVoltage: largest, lowestVoltage: .zero - operation.bitLineDrop)
    }
    let on = try await table(sampling(gateVoltage))
    let off = try await table(sampling(.zero))
    if operation.kind != .read, gateVoltage != .zero { try await checkCharges(of: transistor, on, operation) }
    let stored = operation.kind == .read ? .zero : try await capacitance(of: transistor, in: operation)
    guard transistor.spread.threshold > .zero else { return .tables(on: [on], off: off, charge: stored) }
    let family = TransistorFamily(sampling(gateVoltage), spread: transistor.spread.threshold)
    return .tables(on: try await tables(of: family), off: off, charge: stored)
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

  /// Share of the charge that passes in a pulse which the transistor may take; states then move by less than a thousandth
  /// in ngspice, as cells with transistors of 1.8 and 5 V do; of 500 cells at a share of 8e-4 one, which stopped at a threshold,
  /// moved by 1.8e-3.
  static let largestChargeShare = 2e-3

  /// - Throws: `ShortPulse` for a pulse so short that the transistor's charges, which a table leaves out, would matter.
  private func checkCharges(of transistor: AccessTransistor, _ table: TransistorTable, _ operation: CellOperation) async throws {
    let amplitude = operation.amplitude.si
    let reading =
      operation.kind == .reset ? table.reading(drain: 0, source: amplitude) : table.reading(drain: amplitude, source: 0)
    let compliance = abs(operation.kind == .reset ? reading.source : reading.drain)
    let charge = try await charge(
      TransistorCharge(transistor: transistor, gateVoltage: operation.wordLineVoltage, voltage: operation.amplitude))
    let share = charge / max(compliance * operation.pulse.width.si, .leastNormalMagnitude)
    state.withLock { $0.largestShare = max($0.largestShare ?? 0, share) }
    if share > Self.largestChargeShare { throw ShortPulse(operation: operation, share: share) }
  }

  /// What an off transistor adds to a line that goes to the operation's amplitude, as if its memristor were a wire.
  private func capacitance(of transistor: AccessTransistor, in operation: CellOperation) async throws -> Capacitance {
    guard operation.amplitude > .zero else { return .zero }
    let charge = try await charge(
      TransistorCharge(transistor: transistor, gateVoltage: .zero, voltage: operation.amplitude))
    return .farads(charge / operation.amplitude.si)
  }

  /// The largest share of a pulse's charge that a transistor took so far; nil if none was measured.
  var largestChargeShare: Double? { state.withLock { $0.largestShare } }

  /// A charge is measured once.
  private func charge(_ charge: TransistorCharge) async throws -> Double {
    let task = state.withLock { state in
      if let known = state.charges[charge] { return known }
      let task = Task { [engine] in try await charge.measured(on: engine) }
      state.charges[charge] = task
      return task
    }
    do { return try await task.value } catch let error as SimulationError where error.concernsThisDeckOnly {
      throw CompilationRefusal(
        device: charge.transistor.model.name, place: "transistor", reason: "its charge cannot be measured: \(error)")
    } catch {
      state.withLock { if $0.charges[charge] == task { $0.charges[charge] = nil } }
      throw error
    }
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
    card.flatMap { try? CompiledTransistor($0, width: width.si, length: length.si, temperature: temperature) }
  }

  /// The model card; nil for a subcircuit, and for a library that is more than cards and formulas.
  private var card: ModelCard? {
    guard model.form == .card, let typed = try? model.library.typed() else { return nil }
    return typed.models.first { $0.name.lowercased() == model.name.lowercased() }
  }

  /// The same transistor at another temperature; nil leaves it as it is.
  /// - Throws: `DeviceError.model` for a card of level 1 that ends below this temperature: its surface potential falls to 0,
  ///   and no simulator finds a current.
  public func at(_ temperature: Temperature?) throws(DeviceError) -> AccessTransistor {
    guard let temperature else { return self }
    var moved = self
    moved.temperature = temperature
    guard equations != nil, let card else { return moved }
    do {
      _ = try CompiledTransistor(card, width: width.si, length: length.si, temperature: temperature)
    } catch { throw .model(source: model.library.source, reason: "\(error)") }
    return moved
  }
}
