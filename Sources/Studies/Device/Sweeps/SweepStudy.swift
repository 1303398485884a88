import CrossbarPrimitives
import MemristorDevices
import Reporting

/// Which current-voltage loops do devices show? Four-segment sweeps, recorded as in a laboratory (Fig. 3a of the paper).
public struct SweepStudy: Study {
  /// Of which devices, how many cycles, and with which peaks, step and rate.
  public var sweeps: DeviceSweeps
  /// A file outside the results that also gets the samples; nil for none.
  public var copy: String?

  /// A file that is already at the path of the copy is overwritten.
  public init(sweeps: DeviceSweeps, copy: String? = nil) {
    self.sweeps = sweeps
    self.copy = copy
  }

  public var seed: UInt64 { sweeps.seed }

  public var warnings: [String] {
    let settings = sweeps.settings
    return sweeps.kind.warnings(
      writingAt: max(settings.maximumVoltage, -settings.minimumVoltage), drawing: sweeps.count * sweeps.cycles)
  }

  /// The file of the samples; together with the table of parameters it serves to resume a run.
  static let sampleTable = "sweeps.csv"

  /// Sweeps devices side by side; samples and readings are stored device by device.
  public func run(_ run: StudyRun) async throws -> SweepFindings {
    let bench = DeviceBench(engine: run.engine.spice)
    let readings = try run.rows(SweepReading.self, in: DeviceSweeps.table)
    let samples = try run.rows(SweepSample.self, in: Self.sampleTable)
    // A device's samples are stored before its readings; samples of a device without readings are dropped.
    let known = run.wholePoints(of: readings, by: \.device)
    let believed = samples.takeStored().prefix { $0.device < known.count }
    samples.keep(believed.count)
    let found = try await run.inOrder(
      known.count..<sweeps.count, finished: run.count("sweeping devices", from: known.count, of: sweeps.count),
      store: { loops in
        for loop in loops { try samples.append(loop.samples) }
        try readings.append(loops.map(\.reading))
      }
    ) { try await sweeps.loops(of: $0, on: bench) }
    return SweepFindings(study: self, loops: Self.loops(known.flatMap { $0 }, believed) + found.flatMap { $0 })
  }

  /// Joins stored readings with their stored samples.
  private static func loops(_ readings: [SweepReading], _ samples: some Sequence<SweepSample>) -> [SweepLoop] {
    let samples = Dictionary(grouping: samples) { [$0.device, $0.cycle] }
    return readings.map { reading in
      let own = samples[[reading.device, reading.cycle]] ?? []
      return SweepLoop(
        reading: reading, sweep: VoltageSweep(voltages: own.map(\.voltage.si), currents: own.map(\.current.si)))
    }
  }
}

/// One sample of a loop: a row of `sweeps.csv`, in the form in which measured sweeps are read, too.
package struct SweepSample: Codable, Hashable, Sendable {
  /// Both counted from 0.
  package var device, cycle: Int
  /// Of the source.
  package var voltage: Voltage
  package var current: Current
}

extension SweepLoop {
  var samples: [SweepSample] {
    zip(sweep.voltages, sweep.currents).map { voltage, current in
      SweepSample(device: reading.device, cycle: reading.cycle, voltage: .volts(voltage), current: .amperes(current))
    }
  }
}
