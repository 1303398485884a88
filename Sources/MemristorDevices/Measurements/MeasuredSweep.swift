/// One measured loop of one device. `SweepFile` reads them; `VoltageSweep.parameters` extracts their four parameters.
public struct MeasuredSweep: Hashable, Sendable {
  /// The device's name; a file without a device column is one device, named after the file without its extension.
  public var device: String
  /// The cycle's name in the file, or else its number within the device, from 0. Further loops of a record get `.2`, `.3`
  /// and so on.
  public var cycle: String
  /// Path of the file.
  public var source: String
  /// Voltages and currents of this loop alone.
  public var sweep: VoltageSweep

  /// Of the samples, s; nil where the file has none.
  public var times: [Double]?

  /// `sweep` must be a single loop; a record with several is split before.
  public init(device: String, cycle: String, source: String, sweep: VoltageSweep) {
    self.device = device
    self.cycle = cycle
    self.source = source
    self.sweep = sweep
  }
}
