import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records

/// A cell that was brought to a level: a row of `cells.csv`.
public struct LevelRow: Codable, Hashable, Sendable {
  /// Of the program that it belongs to.
  public var count: Int
  /// By which the line was stepped.
  public var step: Voltage
  /// From 0, by rising conductance; and the number of the cell, which its draws depend on.
  public var level, cell: Int
  public var status: LevelStatus
  /// Of the stepped line in the last SET; nil before any, as everything below that is not known.
  public var voltage: Voltage?
  /// Through the cell at the end of the last SET.
  public var setCurrent: Current?
  public var pulses, resets, reads: Int
  /// Of all pulses and reads until the cell was written or given up.
  public var energy: Energy
  public var time: Time
  /// What the verifying reads gave.
  public var verified: Resistance?
  /// What one more read gives.
  public var readAgain: Resistance?
  /// What reads give at the times of the study, by their columns.
  public var rested: RecordValue
  /// Of the filament after the write, 0 (HRS) to 1 (LRS), and before the last pulse.
  public var state, stateBefore: Double
  /// What its parameters in the last pulse were drawn by.
  public var cycle, lastPulse: Int
  public var stuck: Bool
  /// The cell's drawn parameters, by their columns, and those of its transistor.
  public var drawn: RecordValue
  public var transistor: RecordValue?
  /// Why a simulation gave no result; nil if all gave one.
  public var numericalFailure: String?

  /// Whether it was written.
  public var isReached: Bool { status == .written }

  /// What reads gave at the study's times; nil where one gave nothing.
  public var resistances: [Resistance?] {
    (rested.fields ?? []).map { field in
      (field.value.double ?? field.value.text.flatMap(Double.init)).map { .ohms($0) }
    }
  }

  /// Columns of the times.
  static func rested(_ resistances: [Resistance?], at times: [Time]) -> RecordValue {
    .record(
      zip(times, resistances).map { time, resistance in
        RecordField("\(SpiceNumber.shortest(time.si))_s_ohm", resistance.map { .number($0.si) } ?? .null)
      })
  }
}

/// The cells of one program: a number of levels, written with one step.
struct LevelProgram: Hashable, Sendable {
  var count: Int
  var step: Voltage
}
