import CrossbarPrimitives

/// Written out for a run's manifest: every setting, under a key that carries its unit.
extension SizingExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case device
    case seed, count, rows, transistors, pulse, read, target
    case bitLineSegment = "bit_line_segment_ohm"
    case sourceLineSegment = "source_line_segment_ohm"
    case driver = "driver_ohm"
    case gateVoltages = "gate_voltages_V"
    case writeVoltages = "write_voltages_V"
    case resetGateBoost = "reset_gate_boost_V"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(device, forKey: .device)
    try values.encode(seed, forKey: .seed)
    try values.encode(count, forKey: .count)
    try values.encode(rows, forKey: .rows)
    try values.encode(transistors, forKey: .transistors)
    try values.encode(wires.bitLineSegment, forKey: .bitLineSegment)
    try values.encode(wires.sourceLineSegment, forKey: .sourceLineSegment)
    try values.encode(wires.driver, forKey: .driver)
    try values.encode(gateVoltages, forKey: .gateVoltages)
    try values.encode(writeVoltages, forKey: .writeVoltages)
    try values.encode(resetGateBoost, forKey: .resetGateBoost)
    try values.encode(pulse, forKey: .pulse)
    try values.encode(read, forKey: .read)
    try values.encode(target, forKey: .target)
  }
}

extension SizingTransistor: Encodable {
  private enum CodingKeys: String, CodingKey {
    case corner, model
    case width = "width_um"
    case length = "length_um"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(corner, forKey: .corner)
    try values.encode(transistor.model.library.source, forKey: .model)
    try values.encode(width.micrometers, forKey: .width)
    try values.encode(length.micrometers, forKey: .length)
  }
}
