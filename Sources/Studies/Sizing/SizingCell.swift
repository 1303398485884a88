import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records

/// One cell after a SET or RESET pulse and a read, with the cause if the write failed: a row of `cells.csv`.
public struct SizingCell: Codable, Hashable, Sendable {
  /// `set` or `reset`.
  public var operation: String
  /// Of the transistor: the section of its library, or another name, as in `SizingTransistor`.
  public var corner: String
  /// Of the transistor's channel; both are zero for an ideal switch.
  public var width, length: Length
  /// Amplitude of the pulse, and voltage of the word line during it.
  public var writeVoltage, gateVoltage: Voltage
  /// The number of the drawn cell, from 0; the same cells at every setting.
  public var cell: Int
  /// Whether it reads as written; nil, as everything below, where a simulation gave no result.
  public var written: Bool?
  /// Nil if the cell reads as written.
  public var failure: WriteFailure?
  /// Through the cell at the end of the pulse, positive in the pulse's own direction; after a SET it is the compliance.
  public var plateauCurrent: Current?
  /// As the array senses it, at the source line.
  public var readCurrent: Current?
  /// The part of the read current that the bit line did not deliver.
  public var gateCurrent: Current?
  /// Read voltage over current; nil where the read failed.
  public var readResistance: Resistance?
  /// Of the memristor alone; nil where the read failed.
  public var memristorResistance: Resistance?
  /// The transistor's share of the read voltage across the cell, 0 to 1; nil where the read failed.
  public var transistorShareOfRead: Double?
  /// Delivered by both line drivers during the pulse.
  public var energy: Energy?
  /// Largest voltages between the terminals of its transistor during the pulse.
  public var gateSourceStress, gateDrainStress, drainSourceStress: Voltage?
  /// The cell's drawn parameters, by their columns.
  public var drawn: RecordValue
  /// How its transistor differs from the nominal one of its size; no column where all are equal.
  public var transistor: RecordValue?
  /// Why a simulation gave no result; nil if it gave one.
  public var numericalFailure: String?

  init(_ cell: Int, _ memristor: Memristor, _ write: SizingWrite, of study: SizingStudy) {
    let transistor = study.transistors[write.transistor]
    operation = write.isSet ? "set" : "reset"
    corner = transistor.corner
    (width, length) = (transistor.transistor.width, transistor.transistor.length)
    (writeVoltage, gateVoltage) = (write.amplitude, study.operation(write).wordLineVoltage)
    self.cell = cell
    drawn = RecordValue(drawn: memristor)
    self.transistor = RecordValue(deviationOf: transistor.transistor.ofCell(cell, seed: study.seed))
  }

  /// Takes the results of pulse and read, and finds the cause where the write failed.
  mutating func note(
    _ pulse: CellResponse, _ read: CellResponse, memristor: Memristor, operation: CellOperation, settings: ReadSettings
  ) {
    let isSet = operation.kind == .set
    plateauCurrent = pulse.current * (isSet ? 1 : -1)
    energy = pulse.energy
    (gateSourceStress, gateDrainStress) = (pulse.stress.gateSource, pulse.stress.gateDrain)
    drainSourceStress = pulse.stress.drainSource
    let reading = read.reading(settings)
    (readCurrent, gateCurrent) = (reading.current, reading.gateCurrent)
    guard reading.failure == nil else {
      (written, failure) = (false, .readBackwards)
      return
    }
    readResistance = reading.resistance
    // The memristor's own current is the bit line's: a gate may add to what reaches the source line.
    let own = read.bitLineCurrent > .zero ? read.memristorVoltage / read.bitLineCurrent : .ohms(.infinity)
    memristorResistance = own
    transistorShareOfRead = read.transistorVoltage / (read.memristorVoltage + read.transistorVoltage)
    written = reading.bit == isSet
    guard reading.bit != isSet else { return }
    failure = WriteFailure(
      of: memristor, in: pulse, operation: operation, readResistance: own, threshold: settings.threshold)
  }

  /// The stress of its transistor; nil where it is not known.
  var stress: CellStress? {
    guard let gateSourceStress, let gateDrainStress, let drainSourceStress else { return nil }
    return CellStress(
      gateSource: gateSourceStress, gateDrain: gateDrainStress, gateBulk: gateVoltage, drainSource: drainSourceStress)
  }

  /// The read as the array evaluates it; nil where it could not be simulated.
  func reading(_ settings: ReadSettings) -> CellReading? {
    readCurrent.map { current in
      CellReading(current: current, bitLineCurrent: gateCurrent.map { current - $0 }, settings: settings)
    }
  }
}

/// Why a cell does not read as it was written, according to its simulated circuit.
public enum WriteFailure: String, Hashable, CaseIterable, Codable, Sendable {
  /// Its V_SET or V_RESET is above the amplitude: no transistor would help.
  case deviceVoltage = "device_voltage"
  /// Its R_LRS or R_HRS is on the wrong side of the read threshold: no pulse would help.
  case deviceResistance = "device_resistance"
  /// The memristor never reached its V_SET or V_RESET, and the transistor took most of the missing voltage.
  case transistor
  /// The memristor never reached its V_SET or V_RESET, and wires and drivers took most of the missing voltage.
  case wires
  /// A SET began, but the limited current formed too thin a filament.
  case weakFilament = "weak_filament"
  /// The voltage sufficed, but the pulse was too short.
  case pulseTooShort = "pulse_too_short"
  /// The memristor is on the right side of the threshold, but transistor and wires hide that from the read.
  case readPath = "read_path"
  /// The read current flows backwards, so nothing is known of the memristor.
  case readBackwards = "read_backwards"

  /// The first cause that applies, the device's own causes before those of the circuit.
  /// - Parameter readResistance: of the memristor alone.
  init(
    of memristor: Memristor, in pulse: CellResponse, operation: CellOperation, readResistance: Resistance,
    threshold: Resistance
  ) {
    let isSet = operation.kind == .set
    let switching = isSet ? memristor.setVoltage : memristor.resetVoltage
    let isUnreadable = isSet ? memristor.lowResistance >= threshold : memristor.highResistance < threshold
    let plateau = abs(pulse.memristorVoltage.si)
    let transistor = abs(pulse.transistorVoltage.si)
    let takes: WriteFailure = transistor >= operation.amplitude.si - plateau - transistor ? .transistor : .wires
    guard let switching else {
      // The device has no switching voltage: decide by whether the memristor got half of the pulse.
      self =
        isUnreadable
        ? .deviceResistance
        : isSet == (readResistance < threshold)
          ? .readPath : plateau >= operation.amplitude.si / 2 ? .pulseTooShort : takes
      return
    }
    if switching > operation.amplitude {
      self = .deviceVoltage
    } else if isUnreadable {
      self = .deviceResistance
    } else if isSet == (readResistance < threshold) {
      self = .readPath
    } else if pulse.largestMemristorVoltage < switching {
      self = takes
    } else {
      self = isSet && plateau < switching.si ? .weakFilament : .pulseTooShort
    }
  }

  /// For a chart's legend or a sentence.
  var words: String {
    switch self {
    case .deviceVoltage: "switching voltage above the amplitude"
    case .deviceResistance: "resistance beyond the threshold"
    case .transistor: "transistor takes the voltage"
    case .wires: "wires and drivers take the voltage"
    case .weakFilament: "filament too thin"
    case .pulseTooShort: "pulse too short"
    case .readPath: "hidden by the read path"
    case .readBackwards: "read current flows backwards"
    }
  }

  /// Whether the device itself is at fault.
  var isOfDevice: Bool { self == .deviceVoltage || self == .deviceResistance }
}
