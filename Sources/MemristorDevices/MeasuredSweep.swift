/// One loop of one device, as it was measured.
public struct MeasuredSweep: Hashable, Sendable {
  /// The device's name; a file without a device column is one device, named after the file.
  public var device: String
  /// The cycle's name, or its number within the device from 0 where the file names none.
  public var cycle: String
  /// The file it comes from.
  public var source: String
  public var sweep: VoltageSweep

  public init(device: String, cycle: String, source: String, sweep: VoltageSweep) {
    self.device = device
    self.cycle = cycle
    self.source = source
    self.sweep = sweep
  }
}
