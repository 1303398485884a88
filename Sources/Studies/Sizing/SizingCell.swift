import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records

/// A cell after a SET or RESET pulse and a read, and why the write failed if it did: a row of the table of cells.
public struct SizingCell: Codable, Hashable, Sendable {
  /// `set` or `reset`.
  public var operation: String
  /// Of the transistor: the section of its library, or how else it is called.
  public var corner: String
  public var width, length: Length
  public var writeVoltage, gateVoltage: Voltage
  /// Number of the drawn cell; the same ones at every setting.
  public var cell: Int
  /// Whether it reads as written; nil where a simulation gave no result, as everything below.
  public var written: Bool?
  /// Nil if the cell reads as written.
  public var failure: WriteFailure?
  /// Through the cell at the end of the pulse, in its direction; what a SET ends at is its compliance.
  public var plateauCurrent: Current?
  /// As the array senses it.
  public var readCurrent: Current?
  /// What the source line got beyond what the bit line delivered.
  public var gateCurrent: Current?
  /// Read voltage over current; nil where the read failed.
  public var readResistance: Resistance?
  /// Of the memristor alone; nil where the read failed.
  public var memristorResistance: Resistance?
  /// The transistor's part of the read voltage across the cell, 0 to 1; nil where the read failed.
  public var transistorShareOfRead: Double?
  /// What both drivers delivered during the pulse.
  public var energy: Energy?
  public var drawn: RecordValue
  /// Why a simulation gave no result.
  public var numericalFailure: String?

  init(_ cell: Int, _ memristor: Memristor, _ write: SizingWrite, of study: SizingStudy) {
    let transistor = study.transistors[write.transistor]
    operation = write.isSet ? "set" : "reset"
    corner = transistor.corner
    (width, length) = (transistor.transistor.width, transistor.transistor.length)
    (writeVoltage, gateVoltage) = (write.amplitude, study.operation(write).wordLineVoltage)
    self.cell = cell
    drawn = RecordValue(drawn: memristor)
  }

  mutating func note(
    _ pulse: CellResponse, _ read: CellResponse, memristor: Memristor, operation: CellOperation, settings: ReadSettings
  ) {
    let isSet = operation.kind == .set
    plateauCurrent = pulse.current * (isSet ? 1 : -1)
    energy = pulse.energy
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

  /// Nil where it could not be simulated.
  func reading(_ settings: ReadSettings) -> CellReading? {
    readCurrent.map { current in
      CellReading(current: current, bitLineCurrent: gateCurrent.map { current - $0 }, settings: settings)
    }
  }
}

/// Why a cell does not read as it was written, as its simulated circuit says.
public enum WriteFailure: String, Hashable, CaseIterable, Codable, Sendable {
  /// Its V_SET or V_RESET is above the amplitude: no transistor would help.
  case deviceVoltage = "device_voltage"
  /// Its R_LRS or R_HRS is on the wrong side of the threshold: no pulse would help.
  case deviceResistance = "device_resistance"
  /// The memristor never saw its V_SET or V_RESET, and the transistor took most of what was missing.
  case transistor
  /// The memristor never saw its V_SET or V_RESET, and wires and drivers took most of what was missing.
  case wires
  /// A SET began, and what current was let through made too thin a filament.
  case weakFilament = "weak_filament"
  /// The voltage was there, the time was not.
  case pulseTooShort = "pulse_too_short"
  /// The memristor is on the right side of the threshold; transistor and wires hide it from the read.
  case readPath = "read_path"
  /// Nothing is known of the memristor: the read current flows backwards.
  case readBackwards = "read_backwards"

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
      // Without a voltage at which it switches: the larger share of the pulse is what stood in the way.
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

  /// In a chart's legend or a sentence.
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
