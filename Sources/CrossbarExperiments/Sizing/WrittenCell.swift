import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// A cell after a SET or RESET pulse and a read, and why the write failed if it did.
public struct WrittenCell: Hashable, Sendable {
  /// Through the cell at the end of the pulse, in its direction; what a SET ends at is its compliance.
  public let plateauCurrent: Current
  /// What both drivers delivered during the pulse.
  public let energy: Energy
  /// As the array senses it.
  public let reading: CellReading
  /// Of the memristor alone; nil where the read failed.
  public let resistance: Resistance?
  /// The transistor's part of the read voltage across the cell, 0 to 1; nil where the read failed.
  public let transistorShare: Double?
  /// Nil if the cell reads as written.
  public let failure: WriteFailure?

  init(
    _ write: SizingWrite, operation: CellOperation, memristor: Memristor, pulse: CellResponse, read: CellResponse,
    settings: ReadSettings
  ) {
    let direction: Double = write.isSet ? 1 : -1
    plateauCurrent = pulse.current * direction
    energy = pulse.energy
    reading = read.reading(settings)
    guard reading.failure == nil else {
      (resistance, transistorShare, failure) = (nil, nil, .readBackwards)
      return
    }
    // The memristor's own current is the bit line's: a gate may add to what reaches the source line.
    let own = read.bitLineCurrent > .zero ? read.memristorVoltage / read.bitLineCurrent : .ohms(.infinity)
    resistance = own
    transistorShare = read.transistorVoltage / (read.memristorVoltage + read.transistorVoltage)
    failure =
      reading.bit == write.isSet
      ? nil
      : WriteFailure(of: memristor, in: pulse, operation: operation, readResistance: own, threshold: settings.threshold)
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
