/// One measured loop of one device. `MeasuredFiles` reads them; `VoltageSweep.parameters` extracts their four parameters.
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
  /// The instrument's current limit while the voltage was positive, A; nil where the file does not say.
  public var compliance: Double?
  /// When the samples were taken, s, one for each; nil where the file has no such column.
  public var times: [Double]?

  /// `sweep` must be a single loop; a record with several is split before.
  public init(
    device: String, cycle: String, source: String, sweep: VoltageSweep, compliance: Double? = nil, times: [Double]? = nil
  ) {
    self.device = device
    self.cycle = cycle
    self.source = source
    self.sweep = sweep
    self.compliance = compliance
    self.times = times
  }
}

/// A row of a table of figures that others have extracted: what is known of one device, or of one of its cycles.
public struct ExtractedFigures: Hashable, Sendable {
  /// The device's name; in a table without a device column, the row's number, from 1.
  public var device: String
  /// As the table names it; nil where it has no such column.
  public var cycle: String?
  /// Path of the file.
  public var source: String
  /// Magnitude of V_SET, V.
  public var setVoltage: Double?
  /// Magnitude of V_RESET, V.
  public var resetVoltage: Double?
  /// R_LRS, ohm.
  public var lowResistance: Double?
  /// R_HRS, ohm.
  public var highResistance: Double?

  /// A row without any figure; nil stands for what the table does not tell.
  public init(device: String, cycle: String? = nil, source: String) {
    self.device = device
    self.cycle = cycle
    self.source = source
  }
}
