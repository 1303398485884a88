import MemristorCrossbar

extension DeviceStatistics {
  /// Those of the user's file, or the built-in ones.
  static func chosen(_ file: String?) throws -> DeviceStatistics {
    guard let file else { return try .silverMolybdenumDisulfide() }
    return try DeviceStatistics(yaml: readText(file, what: "device statistics file"), source: file)
  }
}

extension MemristorModel {
  /// That of the user's file, or the built-in one.
  static func chosen(_ file: String?) throws -> MemristorModel {
    guard let file else { return try .filament() }
    return try MemristorModel(file: file)
  }
}
